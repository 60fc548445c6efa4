"""Nothing is dropped in silence: whatever is deleted from a mesh, some document, answer or note is not the same.

The meshes in `tests/complete` together use every kind of block, setting and map of the language, and everything that a
target loses is accepted. Each statement and each field of their IR is deleted in turn.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from meshc.compilation import Compilation, Options
from meshc.diagnostics.model import Severity
from meshc.language.kinds import Kind
from meshc.language.table import OVERLAY_SETTINGS, TOP_LEVEL
from meshc.syntax.ast import Block, Setting, Statement, String, Word
from meshc.targets.gate import known_names
from meshc.targets.table import TARGETS
from tests.golden import from_document

FOLDER = Path(__file__).parent / "complete"
MESHES = {path.stem: path for path in sorted(FOLDER.glob("*.mesh"))}
OVERLAYS = {"overlay": ("production",)}
ACCEPTED = ", ".join(name for name in known_names() if "." not in name)
ACCEPT = "".join(f"target {target} {{ accept = [{ACCEPTED}] }}\n" for target in TARGETS)
TELLS = ("MC438", "MC5", "MC6")
"""Findings that tell what becomes of a field."""

EXCEPTIONS = {
    "param.description": "it is for people who read the mesh",
    "test": "what is expected of a request takes no part in a build; `meshc test` will run it",
    "target.accept": "it says what may be lost, and everything may be lost here",
    "mesh.build": "it says what is built when no target is named, and here each is",
}
"""What may go unnoticed, and why; everything inside it too."""


@cache
def whole(name: str) -> Compilation:
    """A mesh with everything accepted, which has no error."""
    texts = {path.relative_to(FOLDER).as_posix(): path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.mesh")}
    files = {path: text for path, text in texts.items() if "/" in path or path == f"{name}.mesh"}
    options = Options(overlays=OVERLAYS.get(name, ()), targets=tuple(TARGETS))
    compilation = Compilation.of({**files, "accept.mesh": ACCEPT}, options=options)
    assert [f.message for f in compilation.diagnostics() if f.severity is Severity.ERROR] == []
    return compilation


def seen(compilation: Compilation, target: str) -> Any:
    """Everything that tells a user something about the mesh under a target; None where there is an error."""
    if any(finding.severity is Severity.ERROR for finding in compilation.diagnostics((target,))):
        return None
    build = compilation.build(target)
    report = [
        (entry.feature, entry.answer, entry.detail, entry.subjects, entry.values, entry.accepted)
        for entry in build.report.entries
    ]
    told = {f.message for f in compilation.diagnostics((target,)) if f.code.startswith(TELLS) and f.code != "MC505"}
    return dict(build.artifacts), report, told


@cache
def before(name: str, target: str) -> Any:
    return seen(whole(name), target)


def silent(name: str, changed: Compilation) -> list[str]:
    """The targets that let a change pass without a word."""
    return [target for target in TARGETS if seen(changed, target) == before(name, target)]


def statements(block: Block | None, among: tuple[Statement, ...], path: str) -> Iterator[tuple[str, int, int]]:
    """Every statement below a block: its path in the language, as `service.version.image`, and its place."""
    is_map = block is not None and block.kind.text in MAPS
    for statement in among:
        key = statement.key if isinstance(statement, Setting) else statement.kind
        word = "*" if is_map else word_of(key)
        inner = f"{path}.{word}" if path else word
        yield inner, statement.span.start, statement.span.end
        if isinstance(statement, Block) and statement.body:
            yield from statements(statement, statement.body, inner)


def word_of(key: Word | String) -> str:
    return key.text if isinstance(key, Word) else str(key.literal)


def paths(kinds: dict[str, Kind], path: str = "") -> Iterator[str]:
    """Every setting, map and block of the table of the language, as `statements` spells them."""
    for kind in kinds.values():
        inner = f"{path}.{kind.name}" if path else kind.name
        yield inner
        if kind.name == "overlay":
            yield from (f"{inner}.{name}" for name in kind.kinds)
            continue
        yield from (f"{inner}.{name}" for name in kind.settings)
        if kind.entries is not None:
            yield f"{inner}.*"
        yield from paths(kind.kinds, inner)


def maps(kinds: dict[str, Kind]) -> Iterator[str]:
    for kind in kinds.values():
        if kind.entries is not None:
            yield kind.name
        yield from maps(kind.kinds)


MAPS = frozenset(maps({name: kind for name, kind in TOP_LEVEL.items() if name != "overlay"}))


def found(name: str) -> Iterator[tuple[str, str, int, int]]:
    """Every statement of a mesh: its file, its path in the language, and where in the file it stands."""
    for result in whole(name)._loaded.parsed:
        if result.file.path == "accept.mesh":
            continue
        for offset, parsed in result.items:
            for path, start, end in statements(None, parsed.statements, ""):
                yield result.file.path, path, offset + start, offset + end


def excepted(path: str) -> bool:
    plain = path.removeprefix("overlay.")
    return any(plain == name or plain.startswith(f"{name}.") for name in EXCEPTIONS)


def test_the_meshes_use_the_whole_language() -> None:
    used = {path for name in MESHES for _, path, _, _ in found(name)}
    never = {"service.route.before", "gateway.route.before"}  # they mean something in overlays only
    assert sorted(set(paths(TOP_LEVEL)) - used - never) == []
    in_overlays = {path.rpartition(".")[2] for path in used if path.startswith("overlay.")}
    assert {"before", *OVERLAY_SETTINGS} <= in_overlays


@pytest.mark.parametrize("name", MESHES)
def test_no_statement_is_dropped_in_silence(name: str, record_property: pytest.RecordProperty) -> None:
    dropped, count = [], 0
    for file, path, start, end in found(name):
        if excepted(path):
            continue
        count += 1
        text = whole(name).source_map.files[file].text
        changed = whole(name).with_text(file, text[:start] + text[end:])
        line = text.count("\n", 0, start) + 1
        dropped += [f"{file}:{line} {path} under {target}" for target in silent(name, changed)]
    record_property("summary", f"nothing dropped: {count} statements of {name}.mesh deleted")
    assert dropped == []
