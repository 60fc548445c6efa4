"""The tokens of a text without syntax errors, and what lies between them.

An anchor is a token that a formatter neither adds nor removes: every one but blanks, newlines, comments, `,` and `;`.
The gap of an anchor is the text between the anchor before it and itself. Layout is a matter of gaps alone.
"""

from __future__ import annotations

from typing import NamedTuple

from meshc.syntax import table
from meshc.syntax.depth import CLOSER_OF, OPENER_OF
from meshc.syntax.lexer import lex

BETWEEN = " ; "
"""What stands between two statements on a line."""

_NO_ANCHORS = frozenset((table.NEWLINE, table.COMMA, table.SEMICOLON, table.END))
_TIGHT_OPENERS = frozenset((table.LSQB, table.LPAR))
_TIGHT_CLOSERS = frozenset((table.RSQB, table.RPAR))


class Shape(NamedTuple):
    """The anchors of a text, one entry per anchor in each list. Lines are those of the text, counted from 0."""

    text: str
    kinds: list[int]
    starts: list[int]
    ends: list[int]
    first_lines: list[int]
    """Where the anchor begins."""
    last_lines: list[int]
    """Where it ends: on another line only for a block string."""
    closers: list[int]
    """Of an opening bracket the anchor that closes it, else 0."""
    separators: list[str]
    """What the gap is on one line; without meaning where it holds a comment."""
    offsets: list[int]
    """Where the anchor would begin if the whole text stood on one line."""

    def gap(self, anchor: int) -> tuple[int, int]:
        """The gap before an anchor; that of the number past the last reaches to the end of the text."""
        return (
            self.ends[anchor - 1] if anchor else 0,
            self.starts[anchor] if anchor < len(self.starts) else len(self.text),
        )

    def is_on_one_line(self, first: int, last: int) -> bool:
        """Whether all from the one anchor to the other was written on one line."""
        return self.first_lines[first] == self.last_lines[last]

    def width(self, first: int, last: int) -> int:
        """How many columns all from the one anchor to the other takes on one line."""
        return self.offsets[last] + self.ends[last] - self.starts[last] - self.offsets[first]

    def begins_line(self, anchor: int) -> bool:
        """Whether a line end stands before an anchor."""
        return anchor == 0 or self.first_lines[anchor] != self.last_lines[anchor - 1]

    def begins_statement(self, anchor: int) -> bool:
        """Whether a statement of a block begins with an anchor that stands in it, and is not its first."""
        return self.begins_line(anchor) or self.separators[anchor] == BETWEEN

    def statement_end(self, anchor: int, close: int) -> int:
        """The last anchor of the statement that begins with `anchor`, in a block that `close` ends."""
        while True:
            anchor = (self.closers[anchor] or anchor) + 1
            if anchor >= close or self.begins_statement(anchor):
                return anchor - 1


def shape_of(text: str) -> Shape:
    """The shape of a text, which has no syntax error."""
    kinds: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    for kind, start, end in zip(*lex(text), strict=True):
        if kind not in _NO_ANCHORS:
            kinds.append(kind)
            starts.append(start)
            ends.append(end)
    first_lines: list[int] = []
    last_lines: list[int] = []
    closers = [0] * len(kinds)
    separators: list[str] = []
    offsets: list[int] = []
    opened: list[int] = []
    line = offset = at = 0
    before = 0
    for anchor, (kind, start, end) in enumerate(zip(kinds, starts, ends, strict=True)):
        gap = text[at:start]
        separator = _separator(before, kind, gap)
        line += gap.count("\n")
        offset += len(separator)
        separators.append(separator)
        offsets.append(offset)
        first_lines.append(line)
        if kind == table.BLOCK_STRING:
            line += text.count("\n", start, end)
        elif kind in CLOSER_OF:
            opened.append(anchor)
        elif kind in OPENER_OF:
            closers[opened.pop()] = anchor
        last_lines.append(line)
        offset += end - start
        before, at = kind, end
    return Shape(text, kinds, starts, ends, first_lines, last_lines, closers, separators, offsets)


def _separator(before: int, kind: int, gap: str) -> str:
    if not before or before in _TIGHT_OPENERS or kind in _TIGHT_CLOSERS or kind == table.LPAR:
        return ""
    if before == table.LBRACE or kind == table.RBRACE:
        return "" if before == table.LBRACE and kind == table.RBRACE else " "
    if "," in gap:
        return ", "
    return BETWEEN if ";" in gap else " "
