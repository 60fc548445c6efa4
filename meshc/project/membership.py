"""Which mesh a file belongs to.

A file belongs to the mesh of its own folder where one of the files there has a `mesh` block, else to that of the
nearest folder above which imports it, else to its own folder all the same. Nothing is looked for above the root of its
project; where there is none, above the current folder, or above the file's own where that is no part of the current.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from meshc.compilation import Compilation, LoadError
from meshc.project.place import Place, between, prefix_of, project_root
from meshc.project.reader import DiskReader, is_mesh
from meshc.semantics.loader import FileReader
from meshc.syntax.ast import Block
from meshc.syntax.result import ParseResult

ReaderOf = Callable[[str], FileReader]


def place_of_file(path: str, reader_of: ReaderOf = DiskReader) -> Place:
    """The mesh that a file belongs to, which need not be there; the file alone where its name does not end in `.mesh`.

    `reader_of` gives access to the files below a root. ProjectError where settings cannot be used.
    """
    folder, name = os.path.split(os.path.abspath(path))  # noqa: PTH100
    own: Place | None = None
    for above in _folders(folder) if is_mesh(name) else ():
        root = project_root(above) or above
        place = Place(root, between(root, above) or ".", prefix_of(root))
        try:
            files = Compilation.load(place.entry, reader=reader_of(root)).files
        except LoadError:
            continue
        if _below(root, folder, name) not in files:
            continue
        if any(map(_has_mesh_block, files.values())):
            return place
        own = own or place
    root = project_root(folder) or folder
    return own or Place(root, _below(root, folder, name), prefix_of(root))


def _folders(folder: str) -> Iterator[str]:
    """The folder and those above it in which the mesh may stand, from the inside out."""
    last = project_root(folder)
    if last is None:
        try:
            current = os.getcwd()  # noqa: PTH109
        except OSError:  # it is gone
            current = folder
        last = current if folder == current or folder.startswith(f"{current.rstrip(os.sep)}{os.sep}") else folder
    at = folder
    while True:
        yield at
        above = os.path.dirname(at)  # noqa: PTH120
        if above == at or at == last:
            return
        at = above


def _below(root: str, folder: str, name: str) -> str:
    return "/".join(part for part in (between(root, folder), name) if part)


def _has_mesh_block(result: ParseResult) -> bool:
    return any(
        isinstance(statement, Block) and statement.kind.text == "mesh"
        for _, parsed in result.items
        for statement in parsed.statements
    )
