"""Report what is wrong with meshes, for the targets that would be built; write nothing, unless asked to fix it.

PATH is a file, a folder, an IR document, or `-` for standard input. Exit code 1: there is an error."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from meshc.cli.console import Console
from meshc.cli.errors import CommandError
from meshc.cli.mesh_arguments import add_mesh_arguments, choice
from meshc.cli.parser import one_of
from meshc.diagnostics.render.formats import NAMES

if TYPE_CHECKING:
    from meshc.cli.baseline import Compared
    from meshc.cli.mesh_arguments import Loaded
    from meshc.cli.report import Report
    from meshc.cli.wanted import Wanted

EXAMPLE = "meshc validate --target service-discovery shop"

_WATCHABLE = ("text", "concise")
"""Formats that make sense one after the other."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_mesh_arguments(parser, path_help="files, folders, or `-` (.)", several=True)
    parser.add_argument(
        "--output-format",
        **one_of("output format", NAMES),
        default="text",
        help="text for people, on standard error; any other for a program, on standard output (text)",
    )
    parser.add_argument("--deny", **one_of("kind of finding to deny", ("warnings",)), help="fail on warnings, too")
    parser.add_argument(
        "--select",
        metavar="C,…",
        action="extend",
        default=[],
        type=_words,
        help="tell only these warnings and notes: codes, beginnings of codes such as MC4, names; instead of what the "
        "settings select and ignore; repeats",
    )
    parser.add_argument(
        "--ignore",
        metavar="C,…",
        action="extend",
        default=[],
        type=_words,
        help="do not tell these warnings and notes, beside those that the settings ignore; repeats",
    )
    parser.add_argument(
        "--containing", action="store_true", help="PATHs are files of meshes: validate each mesh that one belongs to"
    )
    parser.add_argument(
        "--stdin-filename", metavar="F", help="take standard input for this file, in the mesh that it belongs to"
    )
    parser.add_argument("--fix", action="store_true", help="make the fixes that keep the meaning")
    parser.add_argument("--unsafe-fixes", action="store_true", help="with --fix or --diff: make all others, too")
    parser.add_argument(
        "--diff", action="store_true", help="print what --fix would change; exit code 1 if something would"
    )
    parser.add_argument("--baseline", metavar="F", help="tell only what is not in this file")
    parser.add_argument("--update-baseline", action="store_true", help="write the findings of now to the baseline")
    parser.add_argument("--watch", action="store_true", help="validate again whenever a file changes, until Ctrl-C")


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print the findings."""
    _check(arguments)
    if arguments.watch:
        return _watch(arguments, console)
    said = choice(arguments)
    wanted = _wanted(arguments)
    loaded = [one.load(said) for one in wanted]
    if arguments.fix or arguments.diff:
        return _fix(arguments, wanted, loaded, console)
    return _tell(arguments, loaded, console)


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _is_input(arguments: argparse.Namespace) -> bool:
    return arguments.stdin_filename is not None or "-" in arguments.paths


def _check(arguments: argparse.Namespace) -> None:
    """CommandError for arguments that do not go together."""
    is_input = _is_input(arguments)
    if is_input and arguments.paths not in (["-"], ["."]):
        other = "`--stdin-filename` does" if arguments.stdin_filename is not None else "`-` does"
        raise CommandError(f"{other} not go together with other paths", "leave it, or the others, out")
    if arguments.update_baseline and arguments.baseline is None:
        raise CommandError("`--update-baseline` needs `--baseline FILE`", "name the file to write")
    fixing = "--diff" if arguments.diff else "--fix"
    is_fixing = arguments.fix or arguments.diff
    is_text = arguments.output_format == "text"
    odd = (
        (arguments.watch and is_input, "--watch", "standard input"),
        (arguments.watch and is_fixing, "--watch", f"`{fixing}`"),
        (arguments.watch and arguments.update_baseline, "--watch", "`--update-baseline`"),
        (
            arguments.watch and arguments.output_format not in _WATCHABLE,
            "--watch",
            f"`--output-format {arguments.output_format}`",
        ),
        (is_fixing and arguments.update_baseline, fixing, "`--update-baseline`"),
        (
            is_fixing and not is_text and (is_input or arguments.diff),
            fixing,
            f"`--output-format {arguments.output_format}`: both print to standard output",
        ),
    )
    for is_odd, option, other in odd:
        if is_odd:
            raise CommandError(f"`{option}` does not go together with {other}", "leave one of them out")


def _wanted(arguments: argparse.Namespace) -> list[Wanted]:
    from meshc.cli.wanted import input_alone, input_as, meshes_at, meshes_of

    if arguments.stdin_filename is not None:
        return [input_as(arguments.stdin_filename)]
    if "-" in arguments.paths:
        return [input_alone()]
    return meshes_of(arguments.paths) if arguments.containing else meshes_at(arguments.paths)


def _tell(arguments: argparse.Namespace, loaded: Sequence[Loaded], console: Console) -> int:
    """Tell the findings, or write them into a baseline, and return the exit code."""
    from meshc.cli.findings import fail
    from meshc.cli.report import report

    told = report(loaded)
    if arguments.update_baseline:
        return _update(arguments.baseline, told, console)
    compared = _compared(arguments.baseline, told)
    if compared is not None:
        told = compared.report
    if arguments.output_format == "text":
        from meshc.cli.findings import fix_hint, summary_line, tell

        tell(told.findings, told.sources, console, prefix=told.prefix)
        hint = fix_hint(told.findings, fixing=arguments.fix, unsafe=arguments.unsafe_fixes)
        console.say(summary_line(told.findings) + hint)
    else:
        from meshc.cli.findings import printed

        console.data(printed(told.findings, told.sources, arguments.output_format, prefix=told.prefix))
    if compared is not None:
        _tell_of_baseline(arguments.baseline, compared, console)
    return 1 if fail(told.findings, deny_warnings=arguments.deny is not None) else 0


def _compared(path: str | None, told: Report) -> Compared | None:
    if path is None:
        return None
    from meshc.cli.baseline import compare, read

    return compare(told, read(path), path)


def _tell_of_baseline(path: str, compared: Compared, console: Console) -> None:
    from meshc.cli.findings import counted
    from meshc.diagnostics.render.cells import safe

    if compared.known:
        console.say(f"{counted(compared.known, 'finding')} of the baseline left out\n")
    for entry in compared.gone:
        console.say(f"no longer occurs: {safe(entry.path)}: {entry.code}: {safe(entry.message)}\n")
    if compared.gone:
        them = "it" if len(compared.gone) == 1 else "them"
        console.say(f"`--update-baseline` removes {them} from `{safe(path)}`\n")


def _update(path: str, told: Report, console: Console) -> int:
    import os

    from meshc.cli.baseline import read, updated, write
    from meshc.cli.findings import counted
    from meshc.cli.interrupt import end_tidily
    from meshc.diagnostics.render.cells import safe

    before = read(path) if os.path.exists(path) else None  # noqa: PTH110
    after = updated(told, before, path)
    end_tidily()
    write(after, path)
    console.say(f"wrote {counted(len(after.findings), 'finding')} to `{safe(path)}`\n")
    return 0


def _fix(arguments: argparse.Namespace, wanted: Sequence[Wanted], loaded: Sequence[Loaded], console: Console) -> int:
    from meshc.cli import fixing

    only = wanted[0].input
    fixed = fixing.fix(loaded, unsafe=arguments.unsafe_fixes, only=only)
    if arguments.diff:
        console.data(fixing.diff(fixed))
        fixing.tell(fixed, console, verb="would fix")
        return 1 if fixed.changed else 0
    if only:
        console.data(fixed.changed[0][1].encode() if fixed.changed else wanted[0].reader.read(only) or b"")
    else:
        fixing.write(fixed.changed)
    code = _tell(arguments, fixed.loaded, console)
    fixing.tell(fixed, console)
    return code


def _watch(arguments: argparse.Namespace, console: Console) -> int:
    """Tell the findings again whenever something changes; the exit code is that of the last time."""
    from meshc.cli.watch import watch

    return watch(arguments, console, _wanted, lambda loaded: _tell(arguments, loaded, console))
