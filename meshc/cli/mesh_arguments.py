"""The arguments that say which mesh is meant, and with what values: shared by build, validate and show."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from meshc.cli.errors import CommandError
from meshc.cli.parser import key_and_value, unknown
from meshc.diagnostics.suggest import did_you_mean

if TYPE_CHECKING:
    from meshc.compilation import Compilation, Options


def add_mesh_arguments(parser: argparse.ArgumentParser, *, path_help: str, several: bool = False) -> None:
    """Add PATH, `--target`, `--overlay`, `--set` and `--params`; with `several`, PATH may be given again."""
    if several:
        parser.add_argument("paths", metavar="PATH", nargs="*", default=["."], help=path_help)
    else:
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


class Choice(NamedTuple):
    """What the arguments say beside which mesh is meant."""

    overlays: tuple[str, ...]
    set: Mapping[str, str]
    params: Mapping[str, object]
    spare: frozenset[str]
    targets: tuple[str, ...]
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def options(self, root: str) -> Options:
        """The options of a mesh whose project begins at a folder. ProjectError where its settings cannot be used."""
        from meshc.project.options import chosen, options_for
        from meshc.project.settings import read_project

        return options_for(
            chosen(read_project(root), select=self.select, ignore=self.ignore),
            overlays=self.overlays,
            set=self.set,
            params=self.params,
            spare=self.spare,
            targets=self.targets,
        )


def choice(arguments: argparse.Namespace) -> Choice:
    """What the arguments say. CommandError where one of them cannot be used."""
    check_targets(arguments.target)
    params: dict[str, object] = {}
    spare: frozenset[str] = frozenset()
    if arguments.params:
        from meshc.cli.parameters import read_parameters

        params, spare = read_parameters(arguments.params)
    return Choice(
        tuple(arguments.overlay),
        dict(arguments.set),
        params,
        spare,
        tuple(arguments.target),
        tuple(getattr(arguments, "select", ())),
        tuple(getattr(arguments, "ignore", ())),
    )


def load(arguments: argparse.Namespace) -> Loaded:
    """The mesh that the arguments name. CommandError where it, or an argument, cannot be used."""
    from meshc.cli.wanted import input_alone, mesh_at

    said = choice(arguments)
    wanted = input_alone() if arguments.path == "-" else mesh_at(arguments.path)
    return wanted.load(said)


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
