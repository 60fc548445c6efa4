"""The indentation of the line on which somebody types; the text may be broken in any way."""

from __future__ import annotations

import re

from meshc.syntax import table
from meshc.syntax.depth import CLOSER_OF, OPENER_OF
from meshc.syntax.format.change import Edit
from meshc.syntax.lexer import OPEN_BLOCK_STRING, lex

INDENT = "  "
_HEAD = re.compile(r"[^\W\d][^\n]*\{")
_QUOTES = '"""'
_CLOSERS = {"}": table.RBRACE, "]": table.RSQB, ")": table.RPAR}


def on_type_indent(text: str, offset: int, typed: str) -> list[Edit]:
    """The edit that indents the line of `offset`, where a newline or a closing bracket has just been typed before it.

    No edit where the line stands in a block string, is right already, or has other words before what was typed.
    """
    offset = max(0, min(offset, len(text)))
    start = text.rfind("\n", 0, offset) + 1
    end = start
    while text[end : end + 1] in (" ", "\t"):
        end += 1
    first = text[end : end + 1]
    if typed != "\n" and (typed not in _CLOSERS or first != typed or end + 1 != offset):
        return []
    opener = _innermost(text, start, _CLOSERS.get(first))
    if opener is None:
        return []
    new = "" if opener < 0 else _indent(text, opener) + ("" if first in _CLOSERS else INDENT)
    return [] if text[start:end] == new else [(start, end, new)]


def _innermost(text: str, before: int, closer: int | None) -> int | None:
    """The offset of the bracket around a line; -1 where none is open, None where the line stands in a string.

    `closer` is the kind of the bracket with which the line begins; one that it does not close is passed over.
    """
    begin = before
    while begin and (begin == before or not _HEAD.match(text, begin, before)):
        begin = text.rfind("\n", 0, begin - 1) + 1
    if text.count(_QUOTES, 0, begin) % 2:
        begin = 0
    tokens = lex(text, begin, before)
    opened: list[tuple[int, int]] = []
    for kind, start in zip(tokens.kinds, tokens.starts, strict=True):
        if kind in CLOSER_OF:
            opened.append((CLOSER_OF[kind], start))
        elif kind in OPENER_OF and any(kind == wanted for wanted, _ in opened[-2:]):
            while opened.pop()[0] != kind:
                pass
        elif kind == OPEN_BLOCK_STRING:
            return None
    while closer is not None and opened and opened[-1][0] != closer:
        opened.pop()
    return opened[-1][1] if opened else -1


def _indent(text: str, offset: int) -> str:
    """The blanks with which the line of an offset begins."""
    start = text.rfind("\n", 0, offset) + 1
    end = start
    while text[end] in " \t":
        end += 1
    return text[start:end]
