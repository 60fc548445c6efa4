"""Bring .mesh files into their one layout, and print the paths of those that change.

PATH is a file, a folder with all below it, or `-` for standard input, which goes to standard output.
Comments, blank lines and the order of statements stay. A file with syntax errors is left as it is."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import NamedTuple

from meshc.cli.console import Console
from meshc.cli.errors import CommandError
from meshc.cli.standard_input import STDIN
from meshc.source import SourceFile

EXAMPLE = "meshc fmt --check --diff shop"


class _Formatted(NamedTuple):
    """A file, and what it should be; None where it has syntax errors."""

    file: SourceFile
    text: str | None

    @property
    def is_changed(self) -> bool:
        return self.text is not None and self.text != self.file.text


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("paths", metavar="PATH", nargs="*", default=["."], help="files, folders, or `-` (.)")
    parser.add_argument("--stdin-filename", metavar="F", help="what to call standard input in messages and diffs")
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 if something would change")
    parser.add_argument("--diff", action="store_true", help="write nothing; print what would change")


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Format."""
    name = arguments.stdin_filename
    is_input = "-" in arguments.paths or name is not None
    paths = ["-"] if name is not None and arguments.paths == ["."] else arguments.paths
    files = _read(paths, STDIN if name is None else name, is_input=is_input)
    changed = [found for found in files if found.is_changed]
    if arguments.diff:
        _print_diffs(changed, console)
    elif arguments.check:
        console.data("".join(f"{found.file.path}\n" for found in changed))
    elif is_input:
        console.data("".join(found.text or "" for found in files).encode())
    else:
        _write(changed, console)
    refused = [found.file for found in files if found.text is None]
    _tell(refused, console)
    if arguments.check and changed:
        console.say(f"{_counted(changed)} not formatted: run `meshc fmt`\n")
    return 1 if refused or (arguments.check and changed) else 0


def _read(paths: Sequence[str], name: str, *, is_input: bool) -> list[_Formatted]:
    """Everything is read before anything is written, so that what cannot be read leaves all as it was."""
    from meshc.cli.mesh_files import mesh_files, read_input, read_text
    from meshc.syntax.format import format_text

    if is_input and paths != ["-"]:
        raise CommandError("`-` does not go together with other paths", "leave it, or the others, out")
    files = [read_input(name)] if is_input else [read_text(path) for path in mesh_files(paths)]
    return [_Formatted(file, format_text(file.text)) for file in files]


def _print_diffs(changed: Sequence[_Formatted], console: Console) -> None:
    from meshc.cli.unified_diff import unified_diff
    from meshc.syntax.format import format_edits

    for found in changed:
        console.data(unified_diff(found.file, format_edits(found.file.text)).encode())


def _write(changed: Sequence[_Formatted], console: Console) -> None:
    """Write the files, each whole; CommandError says how many were written before one could not be."""
    from meshc.cli.interrupt import end_tidily
    from meshc.output.errors import OutputError
    from meshc.output.interrupts import Interrupts
    from meshc.output.replacement import replace_file

    written: list[_Formatted] = []
    end_tidily()
    try:
        with Interrupts() as interrupts:
            for found in changed:
                interrupts.check()
                assert found.text is not None
                replace_file(found.file.path, found.text.encode())
                written.append(found)
                console.data(f"{found.file.path}\n")
    except OutputError as error:
        raise CommandError(error.message, _so_far(written)) from error
    except KeyboardInterrupt:
        raise CommandError(f"interrupted: {_so_far(written)}") from None


def _so_far(written: Sequence[_Formatted]) -> str:
    return f"{_counted(written)} formatted, the rest was not changed" if written else "nothing was changed"


def _tell(refused: Sequence[SourceFile], console: Console) -> None:
    """Say what is wrong with the files that were left as they are."""
    if not refused:
        return
    from meshc.cli.findings import summary_line, tell
    from meshc.syntax.format import refusals

    findings, sources = refusals(refused)
    tell(findings, sources, console, prefix="")
    console.say(summary_line(findings))
    noun = "a file with syntax errors is" if len(refused) == 1 else f"{len(refused):,} files with syntax errors are"
    console.say(f"{noun} left unformatted\n")


def _counted(files: Sequence[_Formatted]) -> str:
    return "1 file is" if len(files) == 1 else f"{len(files):,} files are"
