"""What of a statement its tree does not tell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from meshc.language.table import TOP_LEVEL
from meshc.source import Span
from meshc.syntax import ast
from meshc.syntax.result import ParsedItem

_SILENT = frozenset({"BLANKS", "NEWLINE", "COMMENT", "BOM", "FOREIGN_COMMENT", "LBRACE", "RBRACE", "SEMICOLON"})


def mentioned(parsed: ParsedItem, name: str) -> int | None:
    """The offset in an item at which a word stands that nobody can make sense of; comments do not count."""
    if name not in parsed.item.text or not (parsed.diagnostics or _has_unknown(parsed)):
        return None
    word = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
    text = parsed.item.text
    understood = sorted(_understood(parsed.statements))
    at = 0
    for token in parsed.tokens:
        if token.type in _SILENT:
            continue
        while at < len(understood) and understood[at].end <= token.start:
            at += 1
        if at < len(understood) and understood[at].start <= token.start:
            continue
        found = word.search(text, token.start, token.end)
        if found is not None:
            return found.start()
    return None


def has_setting(parsed: ParsedItem, name: str, within: Span) -> bool:
    """Whether a setting of that name stands in a range of an item, at whatever depth."""
    return any(
        isinstance(node, ast.Setting)
        and isinstance(node.key, ast.Word)
        and node.key.text == name
        and within.start <= node.span.start < within.end
        for node in _all(parsed.statements)
    )


def _has_unknown(parsed: ParsedItem) -> bool:
    return any(isinstance(node, ast.Block) and node.kind.text not in TOP_LEVEL for node in parsed.statements)


def _understood(statements: tuple[ast.Statement, ...]) -> Iterator[Span]:
    """The ranges of settings and of heads, without those that are damaged; they do not overlap."""
    waiting: list[ast.Statement] = [node for node in statements if _is_known(node)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Block):
            yield node.head
            waiting += node.body or ()
        elif not _is_missing(node.value):
            yield node.span


def _is_known(node: ast.Statement) -> bool:
    return isinstance(node, ast.Setting) or node.kind.text in TOP_LEVEL


def _is_missing(value: ast.Value) -> bool:
    if isinstance(value, ast.ListValue):
        return any(_is_missing(item) for item in value.items)
    if isinstance(value, ast.Call):
        return any(_is_missing(argument) for argument in value.arguments)
    return isinstance(value, ast.Missing)


def _all(statements: tuple[ast.Statement, ...]) -> Iterator[ast.Statement]:
    waiting = list(statements)
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.Block):
            waiting += node.body or ()
