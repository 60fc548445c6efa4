"""The arguments that say which mesh is meant, and with what values: shared by build, validate and show."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from meshc.cli.errors import CommandError
from meshc.cli.parser import key_and_value, unknown
from meshc.diagnostics.suggest import did_you_mean

if TYPE_CHECKING:
    from meshc.compilation import Compilation

STDIN = "<stdin>"
"""What findings call a mesh that was read from standard input."""


def add_mesh_arguments(parser: argparse.ArgumentParser, *, path_help: str) -> None:
    """Add PATH, `--target`, `--overlay`, `--set` and `--params`."""
    parser.add_argument("path", metavar="PATH", nargs="?", default=".", help=path_help)
    parser.add_argument(
        "--target",
        metavar="T",
        action="append",
        default=[],
        help="a target, instead of those that the mesh names; repeats",
    )
    parser.add_argument(
        "--overlay", metavar="N", action="append", default=[], help="an overlay to apply; repeats, in order"
    )
    parser.add_argument(
        "--set",
        metavar="K=V",
        action="append",
        default=[],
        type=key_and_value,
        help="the value of a parameter, or of aws.account, aws.region, aws.partition; repeats",
    )
    parser.add_argument(
        "--params", metavar="F", help="a file with parameters: YAML, JSON, or what `terraform output -json` prints"
    )


def load(arguments: argparse.Namespace) -> Compilation:
    """The mesh that the arguments name. CommandError where it, or an argument, cannot be used."""
    check_targets(arguments.target)
    from meshc.cli.parameters import read_parameters

    params = read_parameters(arguments.params) if arguments.params else {}
    from meshc.compilation import Compilation, Options
    from meshc.semantics.loader import LoadError

    options = Options(
        overlays=tuple(arguments.overlay),
        set=dict(arguments.set),
        params=params,
        targets=tuple(dict.fromkeys(arguments.target)),
    )
    if arguments.path == "-":
        return Compilation.of({STDIN: _read_stdin()}, options=options)
    from meshc.cli.reader import DiskReader

    try:
        return Compilation.load(arguments.path, options=options, reader=DiskReader())
    except LoadError as error:
        raise CommandError(str(error)) from error


def check_targets(names: list[str]) -> None:
    """CommandError for a name that is no target."""
    if names:
        from meshc import catalogue

        known = catalogue.target_names()
        for name in names:
            if name not in known:
                raise CommandError(unknown("target", name, known), did_you_mean(name, known))


def _read_stdin() -> str:
    import sys

    if sys.stdin is None:
        raise CommandError("there is no standard input to read a mesh from")
    try:
        return sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError as error:
        raise CommandError(f"standard input is not UTF-8: byte {error.start + 1} is wrong") from error
    except OSError as error:
        from meshc.output.errors import reason

        raise CommandError(f"cannot read standard input: {reason(error)}") from error
