"""The arguments that say which mesh is meant, and with what values: shared by build, validate and show."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

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


class Loaded(NamedTuple):
    """A mesh, and what leads from the current folder to the paths in its findings."""

    compilation: Compilation
    prefix: str


def load(arguments: argparse.Namespace) -> Loaded:
    """The mesh that the arguments name. CommandError where it, or an argument, cannot be used."""
    check_targets(arguments.target)
    params: dict[str, object] = {}
    spare: frozenset[str] = frozenset()
    if arguments.params:
        from meshc.cli.parameters import read_parameters

        params, spare = read_parameters(arguments.params)
    from meshc.compilation import Compilation, Options
    from meshc.project.place import locate
    from meshc.project.settings import read_project

    place = locate(arguments.path) if arguments.path != "-" else None
    project = read_project(place.root if place else ".")
    options = Options(
        overlays=tuple(arguments.overlay),
        set=dict(arguments.set),
        params=params,
        spare=spare,
        targets=tuple(dict.fromkeys(arguments.target)),
        rules=project.rules,
    )
    from meshc.project.reader import DiskReader, InputReader

    if place is None:
        return Loaded(Compilation.load(STDIN, options=options, reader=InputReader(STDIN, _read_stdin())), "")
    compilation = Compilation.load(place.entry, options=options, reader=DiskReader(place.root))
    return Loaded(compilation, place.prefix)


def check_targets(names: Sequence[str]) -> None:
    """CommandError for a name that is no target, or none yet."""
    if not names:
        return
    from meshc import catalogue

    known = catalogue.targets()
    for name in names:
        if name in catalogue.planned_targets():
            raise CommandError(f"target `{name}` cannot be built yet", f"build for {' or '.join(map(_quoted, known))}")
        if name not in known:
            raise CommandError(unknown("target", name, known), did_you_mean(name, known))


def _quoted(name: str) -> str:
    return f"`{name}`"


def _read_stdin() -> bytes:
    import sys

    if sys.stdin is None:
        raise CommandError("there is no standard input to read a mesh from")
    try:
        return sys.stdin.buffer.read()
    except OSError as error:
        from meshc.output.errors import reason

        raise CommandError(f"cannot read standard input: {reason(error)}") from error
