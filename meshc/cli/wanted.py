"""Which meshes a command line means: those at its paths, those that hold its files, that of standard input."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from meshc.cli.errors import CommandError
from meshc.cli.mesh_arguments import Choice, Loaded
from meshc.cli.standard_input import STDIN, read_stdin
from meshc.project.files import PROJECT, PYPROJECT
from meshc.project.place import Place, between, locate, project_root
from meshc.project.reader import DiskReader, InputReader

if TYPE_CHECKING:
    from meshc.compilation import Compilation, FileReader


class Wanted(NamedTuple):
    """A mesh that is meant, before anything of it is read."""

    place: Place
    reader: FileReader
    settings: str
    """The folder whose settings hold."""
    input: str = ""
    """The path, relative to the root, of what comes by standard input; empty where nothing does."""

    def load(self, choice: Choice, earlier: Compilation | None = None) -> Loaded:
        """The mesh; ProjectError where its settings cannot be used, LoadError where it cannot be read."""
        from meshc.compilation import Compilation

        options = choice.options(self.settings)
        compilation = Compilation.load(self.place.entry, options=options, reader=self.reader, earlier=earlier)
        return Loaded(compilation, self.place.prefix)


def mesh_at(path: str) -> Wanted:
    """The mesh of a folder, of a file with all that it imports, or of an IR document."""
    return _on_disk(locate(path))


def meshes_at(paths: Sequence[str]) -> list[Wanted]:
    """The mesh at each path, each once."""
    return _once(map(mesh_at, paths))


def meshes_of(paths: Iterable[str]) -> list[Wanted]:
    """The meshes that hold the files at paths, each once.

    A folder stands for its own mesh, settings of a project for all meshes below them.
    """
    return _once(_on_disk(place) for path in paths for place in _places(path))


def input_alone() -> Wanted:
    """A mesh of one file that comes by standard input; what it imports is looked for in the current folder."""
    root = project_root(os.path.abspath(".")) or "."  # noqa: PTH100
    return Wanted(Place(".", STDIN, ""), InputReader(".", STDIN, read_stdin()), root, STDIN)


def input_as(name: str) -> Wanted:
    """The mesh that a file belongs to, with what comes by standard input for the file, which need not be there."""
    from meshc.project.membership import place_of_file

    folder = os.path.dirname(os.path.abspath(name))  # noqa: PTH100, PTH120
    if not os.path.isdir(folder):  # noqa: PTH112
        raise CommandError(f"there is no folder for `{name}`", "name a file where it would stand")
    content = read_stdin()

    def reader_of(root: str) -> InputReader:
        return InputReader(root, _below(root, name), content)

    place = place_of_file(name, reader_of)
    return Wanted(place, reader_of(place.root), place.root, _below(place.root, name))


def _on_disk(place: Place) -> Wanted:
    return Wanted(place, DiskReader(place.root), place.root)


def _once(wanted: Iterable[Wanted]) -> list[Wanted]:
    return list({(one.place.root, one.place.entry): one for one in wanted}.values())


def _places(path: str) -> Iterator[Place]:
    name = os.path.basename(path)  # noqa: PTH119
    if os.path.isdir(path):  # noqa: PTH112
        yield locate(path)
    elif name in (PROJECT, PYPROJECT):
        from meshc.cli.mesh_files import mesh_files

        folder = os.path.dirname(path) or "."  # noqa: PTH120
        try:
            files = mesh_files([folder])
        except CommandError:  # no mesh stands below
            files = []
        for file in files:
            yield from _places(file)
    elif not name.endswith(".mesh"):
        yield locate(path)
    else:
        from meshc.project.membership import place_of_file

        locate(path)  # it says what is wrong with a path at which nothing stands
        yield place_of_file(path)


def _below(root: str, path: str) -> str:
    folder, name = os.path.split(os.path.abspath(path))  # noqa: PTH100
    return "/".join(part for part in (between(root, folder), name) if part)
