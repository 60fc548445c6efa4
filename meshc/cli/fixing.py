"""Making the fixes that findings bring, over and over, until nothing is left to fix."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from meshc.cli.console import Console
from meshc.cli.errors import CommandError
from meshc.cli.findings import counted
from meshc.cli.mesh_arguments import Loaded
from meshc.compilation import Compilation
from meshc.diagnostics.model import Applicability, Diagnostic
from meshc.fixes import Chosen, applied, changes, choose
from meshc.source import SourceFile

_ROUNDS = 20
"""How often a mesh is looked at again: a fix may uncover the next finding, and two could undo each other for ever."""

_SYNTAX = "MC1"


class Fixed(NamedTuple):
    """What fixing came to, before anything is written."""

    loaded: tuple[Loaded, ...]
    """The meshes as they are after it."""
    changed: tuple[tuple[SourceFile, str], ...]
    """Files as they were, with paths from the current folder, and their new texts."""
    made: int
    """Findings that were fixed."""


def wanted(*, unsafe: bool) -> tuple[Applicability, ...]:
    """The kinds of fixes that are made."""
    return (Applicability.SAFE, Applicability.UNSAFE) if unsafe else (Applicability.SAFE,)


def fix(loaded: Sequence[Loaded], *, unsafe: bool, only: str = "") -> Fixed:
    """The meshes with their fixes made; with `only` those that change nothing but the file at that path.

    CommandError for an IR document, which is made of something else and has no text to be fixed.
    """
    texts: dict[str, str] = {}
    before: dict[str, SourceFile] = {}
    after: list[Loaded] = []
    count = 0
    for compilation, prefix in loaded:
        if not compilation.files:
            document = prefix + compilation.entries[0]
            raise CommandError(f"`{document}` is an IR document, which cannot be fixed", "fix what it was made from")
        for path, file in compilation.source_map.files.items():
            before.setdefault(_key(prefix, path), SourceFile(prefix + path, file.text))
        current = _with(compilation, prefix, texts)
        current, made = _fixed(current, wanted(unsafe=unsafe), only)
        count += made
        for path, file in current.source_map.files.items():
            key = _key(prefix, path)
            if file.text != before.setdefault(key, SourceFile(prefix + path, file.text)).text:
                texts[key] = file.text
            else:
                texts.pop(key, None)
        after.append(Loaded(current, prefix))
    changed = tuple((before[key], texts[key]) for key in sorted(texts))
    return Fixed(tuple(Loaded(_with(one, prefix, texts), prefix) for one, prefix in after), changed, count)


def _key(prefix: str, path: str) -> str:
    """What a file is known by where several meshes have it."""
    return os.path.normpath(prefix + path)


def _with(compilation: Compilation, prefix: str, texts: Mapping[str, str]) -> Compilation:
    """The mesh with texts that the fixes of other meshes have changed."""
    files = compilation.source_map.files
    other = {path: texts[_key(prefix, path)] for path in files if _key(prefix, path) in texts}
    changed = {path: text for path, text in other.items() if text != files[path].text}
    return compilation.with_texts(changed) if changed else compilation


def _fixed(compilation: Compilation, kinds: Collection[Applicability], only: str) -> tuple[Compilation, int]:
    count = 0
    findings = compilation.diagnostics()
    for _ in range(_ROUNDS):
        chosen = _choice(compilation, findings, kinds, only)
        if not chosen.findings:
            break
        files = compilation.source_map.files
        texts = {path: applied(files[path].text, of_file) for path, of_file in chosen.changes.items()}
        after = compilation.with_texts(texts)
        found = after.diagnostics()
        if _damage(found) > _damage(findings):  # a fix that is wrong must not make a file worse
            break
        compilation, findings = after, found
        count += len(chosen.findings)
    return compilation, count


def _choice(
    compilation: Compilation, findings: Sequence[Diagnostic], kinds: Collection[Applicability], only: str
) -> Chosen:
    sources = compilation.source_map
    if only:
        findings = [one for one in findings if one.fix is not None and set(changes(one.fix, sources)) == {only}]
    return choose(findings, sources, applicabilities=kinds)


def _damage(findings: Sequence[Diagnostic]) -> int:
    return sum(finding.code.startswith(_SYNTAX) for finding in findings)


def write(changed: Sequence[tuple[SourceFile, str]]) -> None:
    """Write the files, each whole; CommandError says how many were written before one could not be."""
    from meshc.cli.interrupt import end_tidily
    from meshc.output.errors import OutputError
    from meshc.output.interrupts import Interrupts
    from meshc.output.replacement import replace_file

    written = 0
    end_tidily()
    try:
        with Interrupts() as interrupts:
            for file, text in changed:
                interrupts.check()
                replace_file(file.path, text.encode())
                written += 1
    except OutputError as error:
        raise CommandError(error.message, _so_far(written)) from error
    except KeyboardInterrupt:
        raise CommandError(f"interrupted: {_so_far(written)}") from None


def tell(fixed: Fixed, console: Console, *, verb: str = "fixed") -> None:
    """`fixed 3 findings in 2 files`, where something was."""
    if fixed.made:
        console.say(f"{verb} {counted(fixed.made, 'finding')} in {counted(len(fixed.changed), 'file')}\n")


def diff(fixed: Fixed) -> bytes:
    """What fixing changes, as `patch -p1` takes it."""
    from meshc.cli.unified_diff import unified_diff

    return "".join(unified_diff(file, _edits(file.text, text)) for file, text in fixed.changed).encode()


def _edits(old: str, new: str) -> list[tuple[int, int, str]]:
    """Edits of whole lines that make one text of another."""
    from difflib import SequenceMatcher

    before, after = _lines(old), _lines(new)
    starts = [0]
    for line in before:
        starts.append(starts[-1] + len(line))
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [
        (starts[first], starts[end], "".join(after[low:high]))
        for tag, first, end, low, high in matcher.get_opcodes()
        if tag != "equal"
    ]


def _lines(text: str) -> list[str]:
    """The lines with their ends; only a line feed ends one."""
    lines = text.split("\n")
    return [*(f"{line}\n" for line in lines[:-1]), *(line for line in lines[-1:] if line)]


def _so_far(written: int) -> str:
    return f"{counted(written, 'file')} fixed, the rest was not changed" if written else "nothing was changed"
