"""The blocks of a file as a tree, and the names of a mesh by a few of their letters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from meshc.compilation import Compilation
from meshc.editor.kept import Kept
from meshc.editor.names.index import Names, Placed
from meshc.editor.names.symbols import Role
from meshc.editor.view import View
from meshc.source import Span
from meshc.syntax import ast
from meshc.syntax.result import ParsedItem


class Entry(NamedTuple):
    """A block. Offsets are relative to the item."""

    name: str
    """Its labels, or where it has none its kind."""
    word: str
    """Its kind."""
    start: int
    end: int
    name_start: int
    name_end: int
    children: tuple[Entry, ...]


class Match(NamedTuple):
    """A declaration whose name was looked for."""

    placed: Placed
    word: str
    name: str
    of: str
    """What it is a part of, if anything."""


_MOST = 500
"""Matches that are worth showing."""


def outline(view: View) -> Iterator[tuple[int, Entry]]:
    """The blocks at the top of a file, in order, each with those inside it and the offset of its item."""
    _kept.expect(len(view.items))
    for offset, parsed in view.items:
        for entry in _kept.of(parsed):
            yield offset, entry


def search(compilation: Compilation, query: str) -> list[Match]:
    """What is declared in a mesh under a name that has the letters of the query in their order, the best first."""
    wanted = query.strip().lower()
    found: list[tuple[int, int, Match]] = []
    for placed in Names(compilation).all():
        mention = placed.mention
        if mention.role is not Role.DECLARES or mention.word in ("application", "target"):
            continue
        name = mention.symbol.name
        rank = _rank(name.lower(), wanted)
        if rank is not None:
            found.append((rank, len(name), Match(placed, mention.word, name, mention.symbol.of)))
    found.sort(key=lambda entry: entry[:2])
    return [match for _, _, match in found[:_MOST]]


def _rank(name: str, wanted: str) -> int | None:
    if name.startswith(wanted):
        return 0
    if wanted in name:
        return 1
    letters = iter(name)
    return 2 if all(letter in letters for letter in wanted) else None


def _of_item(parsed: ParsedItem) -> tuple[Entry, ...]:
    return tuple(_entries(parsed.item.text, parsed.statements))


def _entries(text: str, statements: Iterable[ast.Statement]) -> Iterator[Entry]:
    for node in statements:
        if isinstance(node, ast.Block):
            yield _entry(text, node)


def _entry(text: str, node: ast.Block) -> Entry:
    labels = [text[label.span.start : label.span.end] for label in node.labels]
    shown = " ".join(" ".join(_unquoted(label).split()) for label in labels).strip()
    place = Span(node.labels[0].span.start, node.labels[-1].span.end) if shown else node.kind.span
    children = tuple(_entries(text, node.body or ()))
    return Entry(shown or node.kind.text, node.kind.text, *node.span, *place, children)


def _unquoted(label: str) -> str:
    return label[1:-1] if len(label) > 1 and label[0] == label[-1] == '"' else label


_kept = Kept(_of_item)
