"""What each gap of a text should be.

A block, list or call that was written over lines stays so, and one that was written on one line stays there if it
fits. What stands on lines of its own is a frame; what stays on a line needs no look at its inside.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from meshc.syntax import table
from meshc.syntax.depth import CLOSER_OF
from meshc.syntax.format import block_string
from meshc.syntax.format.change import Change
from meshc.syntax.format.shape import Shape

WIDTH = 120
"""Most columns of a line, in code points; a comment behind a statement does not count."""
INDENT = "  "

COMMENT = re.compile(r"#[^\n]*")
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")


class _Frame(NamedTuple):
    """A bracket whose content stands on lines of its own; the whole text is one, too."""

    is_block: bool
    level: int
    """Levels of indentation of the content."""
    open: int
    close: int
    is_taken_apart: bool = False
    """Whether the content stood on one line, where it does not fit."""


def lay_out(shape: Shape) -> list[Change]:
    """The changes, in order, that give a text its layout."""
    return _Layout(shape).run()


class _Layout:
    __slots__ = ("_alone_until", "_changes", "_column", "_frames", "_level", "_moved", "_shape")

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._changes: list[Change] = []
        self._frames = [_Frame(True, 0, -1, len(shape.kinds))]
        self._column = 0
        self._level = 0  # of the line that is being laid out
        self._alone_until = -1  # up to here, statements that shared a line do so no longer
        self._moved: set[int] = set()  # gaps whose first comment has gone to the opening bracket

    def run(self) -> list[Change]:
        kinds, kept_until = self._shape.kinds, -1
        for anchor in range(len(kinds)):
            if anchor <= kept_until:
                self._keep_on_line(anchor)
                continue
            frame = self._frames[-1]
            if anchor == frame.close:
                self._frames.pop()
                self._begin_line(anchor, frame, frame.level - 1)
            elif self._begins(anchor, frame):
                self._begin_line(anchor, frame, frame.level)
                if frame.is_block:
                    kept_until = self._kept_on_line(anchor, frame)
            else:
                self._keep_on_line(anchor)
            self._place(anchor)
            if anchor > kept_until and kinds[anchor] in CLOSER_OF:
                kept_until = self._open(anchor, frame)
        self._begin_line(len(kinds), self._frames[-1], 0)
        return self._changes

    def _begins(self, anchor: int, frame: _Frame) -> bool:
        """Whether a statement or a value of a list begins."""
        if not frame.is_block:
            return self._shape.kinds[anchor] != table.LPAR
        return anchor == frame.open + 1 or self._shape.begins_statement(anchor)

    def _kept_on_line(self, anchor: int, frame: _Frame) -> int:
        """The last anchor of the statements that stay on the line on which `anchor` begins; -1 where none does."""
        shape = self._shape
        end = last = shape.statement_end(anchor, frame.close)
        if anchor > self._alone_until and not frame.is_taken_apart:
            while shape.is_on_one_line(anchor, last) and last + 1 < frame.close and not shape.begins_line(last + 1):
                last = shape.statement_end(last + 1, frame.close)
            if last > end:
                if self._fits(anchor, last):
                    return last
                self._alone_until = last
        return end if self._fits(anchor, end) else -1

    def _fits(self, first: int, last: int) -> bool:
        shape = self._shape
        return shape.is_on_one_line(first, last) and self._column + shape.width(first, last) <= WIDTH

    def _place(self, anchor: int) -> None:
        """Take account of an anchor that stands at its place."""
        shape = self._shape
        start, end = shape.starts[anchor], shape.ends[anchor]
        self._column += end - start
        if not shape.is_on_one_line(anchor, anchor):
            self._changes += block_string.indented(shape.text, start, end, INDENT * self._level)

    def _open(self, anchor: int, outside: _Frame) -> int:
        """Decide on a bracket: the last anchor of what stays on the line, or -1 after making it a frame."""
        shape = self._shape
        close = shape.closers[anchor]
        if close == anchor + 1 and "#" not in shape.text[slice(*shape.gap(close))]:
            return close
        was_on_line = shape.is_on_one_line(anchor, close)
        if was_on_line:
            behind = 0 if outside.is_block else 1  # the comma
            width = self._column + shape.width(anchor + 1, close) + behind
            # The arguments of a call are few and long: on lines of their own they are no easier to read.
            if shape.kinds[anchor] == table.LPAR or width <= WIDTH:
                return close
        is_block = shape.kinds[anchor] == table.LBRACE
        self._frames.append(_Frame(is_block, self._level + 1, anchor, close, was_on_line))
        return -1

    def _keep_on_line(self, anchor: int) -> None:
        shape = self._shape
        separator = shape.separators[anchor]
        self._put(*shape.gap(anchor), separator)
        self._column += len(separator)

    def _begin_line(self, anchor: int, frame: _Frame, level: int) -> None:
        """Lay out a gap at whose end a line begins; comments in it stand with the content of the frame."""
        shape = self._shape
        text = shape.text
        start, end = shape.gap(anchor)
        is_first, is_last = anchor == frame.open + 1, anchor == frame.close
        comma = "," if not frame.is_block and not is_first else ""
        bond = anchor if comma and "," not in _before_comment(text[start:end]) and "," in text[start:end] else 0
        lead, lead_bond = self._lead(anchor, frame)
        at = start
        is_above = not is_first
        for number, comment in enumerate(COMMENT.finditer(text, start, end)):
            blanks = text[at : comment.start()]
            comment_end = comment.start() + len(comment.group().rstrip(" \t\r"))
            if number == 0 and anchor and "\n" not in blanks:
                if anchor in self._moved:
                    self._put(at, comment_end, comma, anchor)
                else:
                    self._put(at, comment.start(), f"{comma} ", bond)
            else:
                new = _line_end(blanks, INDENT * frame.level, may_be_blank=is_above) if anchor or number else ""
                self._put(at, comment.start(), comma + new, bond)
                is_above = True
            comma = ""
            self._put(comment_end, comment.end(), "")
            at = comment.end()
        if anchor == len(shape.kinds):
            new = "\n" if anchor or at else ""
        elif anchor or at:
            new = lead + comma + _line_end(text[at:end], INDENT * level, may_be_blank=is_above and not is_last)
        else:
            new = ""
        self._put(at, end, new, lead_bond or bond)
        self._level = level
        self._column = len(INDENT) * level

    def _lead(self, anchor: int, frame: _Frame) -> tuple[str, int]:
        """The comment that goes behind an opening bracket, because it stood behind a statement that is taken apart."""
        if not frame.is_taken_apart or anchor != frame.open + 1:
            return "", 0
        behind = frame.close + 1
        start, end = self._shape.gap(behind)
        comment = COMMENT.search(self._shape.text, start, end)
        if comment is None or "\n" in self._shape.text[start : comment.start()]:
            return "", 0
        self._moved.add(behind)
        return " " + comment.group().rstrip(" \t\r"), behind

    def _put(self, start: int, end: int, new: str, bond: int = 0) -> None:
        if self._shape.text[start:end] != new:
            self._changes.append(Change(start, end, new, bond))


def _before_comment(gap: str) -> str:
    return gap.partition("#")[0]


def _line_end(blanks: str, indent: str, *, may_be_blank: bool) -> str:
    """A line end, or two where the blanks hold an empty line, and the indentation of the next line."""
    return f"\n\n{indent}" if may_be_blank and _BLANK_LINE.search(blanks) else f"\n{indent}"
