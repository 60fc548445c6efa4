"""What of a statement nobody can make sense of: a renaming must not pass it over in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from meshc.editor.tree import word_of
from meshc.language.kinds import Kind
from meshc.language.table import OVERLAY_SETTINGS, TOP_LEVEL
from meshc.source import Span
from meshc.syntax import ast
from meshc.syntax.result import ParsedItem

_SILENT = frozenset({"BLANKS", "NEWLINE", "COMMENT", "BOM", "FOREIGN_COMMENT"})


class _Piece(NamedTuple):
    """The head of a block, or a setting."""

    span: Span
    understood: bool


def mentioned(parsed: ParsedItem, name: str) -> int | None:
    """The offset in an item at which a name may stand that nobody can make sense of; comments do not count."""
    text = parsed.item.text
    if name not in text:
        return None
    pieces = sorted(_pieces(parsed.statements, TOP_LEVEL))
    if not parsed.diagnostics and all(piece.understood for piece in pieces):
        return None
    may_be = _expression(name)
    at = 0
    for token in parsed.tokens:
        while at < len(pieces) and pieces[at].span.end <= token.start:
            at += 1
        inside = at < len(pieces) and pieces[at].span.start <= token.start
        if token.type in _SILENT or (inside and pieces[at].understood):
            continue
        found = may_be.search(text, token.start, token.end)
        if found is not None:
            return found.start("name")
    return None


def has_setting(parsed: ParsedItem, name: str, within: Span) -> bool:
    """Whether a setting of that name stands in a range of an item, at whatever depth."""
    return any(
        isinstance(node, ast.Setting) and word_of(node) == name and within.start <= node.span.start < within.end
        for node in _all(parsed.statements)
    )


def _expression(name: str) -> re.Pattern[str]:
    """A word, a whole string or the beginning of `${…}` that is the name, or has it at one end of a dot."""
    return re.compile(rf"(?<![\w/:@-])(?P<name>{re.escape(name)})(?![\w/:@-])")


def _pieces(statements: tuple[ast.Statement, ...], known: Mapping[str, Kind]) -> Iterator[_Piece]:
    """The heads and settings of some statements; they do not overlap."""
    for node in statements:
        if isinstance(node, ast.Setting):
            # What may stand at the top of a file is blocks alone.
            yield _Piece(node.span, False)
            continue
        kind = known.get(node.kind.text)
        read = kind is not None and len(node.labels) <= len(kind.labels) and not any(map(_is_missing, node.labels))
        yield _Piece(node.head, read)
        body = node.body or ()
        for inner in body:
            if isinstance(inner, ast.Setting):
                yield _Piece(inner.span, kind is not None and _takes(kind, inner))
        yield from _pieces(tuple(inner for inner in body if isinstance(inner, ast.Block)), kind.kinds if kind else {})


def _takes(kind: Kind, node: ast.Setting) -> bool:
    """Whether a block of a kind may have the setting, or the entry, or has a block that is turned off by it."""
    name, value = word_of(node), node.value
    if _is_missing(value):
        return False
    if kind.entries is not None or name in kind.settings or name in OVERLAY_SETTINGS:
        return True
    return name in kind.kinds and isinstance(value, ast.Word) and value.text == "off"


def _is_missing(value: ast.Value) -> bool:
    if isinstance(value, ast.ListValue):
        return any(map(_is_missing, value.items))
    if isinstance(value, ast.Call):
        return any(map(_is_missing, value.arguments))
    return isinstance(value, ast.Missing)


def _all(statements: tuple[ast.Statement, ...]) -> Iterator[ast.Statement]:
    waiting = list(statements)
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.Block):
            waiting += node.body or ()
