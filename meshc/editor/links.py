"""Files that a mesh names: what it imports, and what it reads when compiling."""

from __future__ import annotations

import posixpath
from collections.abc import Container, Iterator
from typing import NamedTuple

from meshc.compilation import Compilation
from meshc.editor.kept import Kept
from meshc.editor.view import View
from meshc.semantics.loader import resolve
from meshc.syntax import ast
from meshc.syntax.result import ParsedItem


class Named(NamedTuple):
    """A string of an item that names a file or folder; offsets of its inside, relative to the item."""

    start: int
    end: int
    target: str
    imported: bool


class FileLink(NamedTuple):
    """A string with the files that it leads to: offsets in its file, paths relative to the root of the mesh."""

    start: int
    end: int
    paths: tuple[str, ...]
    imported: bool


def links(view: View) -> Iterator[FileLink]:
    """The strings of a file that name files which exist, in order."""
    _kept.expect(len(view.items))
    read = view.compilation.inputs
    for offset, parsed in view.items:
        for named in _kept.of(parsed):
            link = _link(view, offset, named, read)
            if link.paths:
                yield link


def link_at(view: View, offset: int) -> FileLink | None:
    """The string at an offset, quotes included, that names files which exist."""
    found = view.item_at(offset)
    if found is None:
        return None
    at, parsed = found
    for named in _kept.of(parsed):
        if named.start - 1 <= offset - at <= named.end + 1:
            link = _link(view, at, named, view.compilation.inputs)
            return link if link.paths else None
    return None


def _link(view: View, offset: int, named: Named, read: Container[str]) -> FileLink:
    paths = _paths(view, named, read)
    return FileLink(offset + named.start, offset + named.end, paths, named.imported)


def _paths(view: View, named: Named, read: Container[str]) -> tuple[str, ...]:
    resolved = resolve(view.path, named.target)
    if resolved is None:
        return ()
    files = view.compilation.files
    if named.imported:
        inside = tuple(name for name in files if posixpath.dirname(name) == (resolved if resolved != "." else ""))
        return (resolved,) if resolved in files else inside
    return (resolved,) if resolved in read or _exists(view.compilation, resolved) else ()


def _exists(compilation: Compilation, path: str) -> bool:
    try:
        return compilation.reader.read(path) is not None
    except (OSError, ValueError):
        return False


def _of_item(parsed: ParsedItem) -> tuple[Named, ...]:
    found: list[Named] = []
    waiting: list[ast.Statement | ast.Value] = list(parsed.statements)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Block):
            if node.kind.text == "import":
                found += (_named(label, imported=True) for label in node.labels[:1] if _is_path(label))
            waiting += node.body or ()
        elif isinstance(node, ast.Setting):
            waiting.append(node.value)
        elif isinstance(node, ast.ListValue):
            waiting += node.items
        elif isinstance(node, ast.Call) and node.name == "file":
            found += (_named(argument, imported=False) for argument in node.arguments[:1] if _is_path(argument))
    return tuple(sorted(found))


def _is_path(node: ast.Value) -> bool:
    return isinstance(node, ast.String) and bool(node.literal)


def _named(node: ast.Value, *, imported: bool) -> Named:
    assert isinstance(node, ast.String)
    quotes = 3 if node.block else 1
    return Named(node.span.start + quotes, node.span.end - quotes, node.literal or "", imported)


_kept = Kept(_of_item)
