"""Offsets of meshc to positions of the protocol and back: the one place that knows what a client counts.

meshc counts code points from the start of a file; a client counts lines from 0, and in a line the code units of the
encoding that was agreed on when it connected.
"""

from __future__ import annotations

from lsprotocol import types

from meshc.lsp.lines import Lines

UTF_8 = types.PositionEncodingKind.Utf8
UTF_16 = types.PositionEncodingKind.Utf16
UTF_32 = types.PositionEncodingKind.Utf32


class Positions:
    """The positions of one text in the encoding of a client."""

    __slots__ = ("_plain", "encoding", "lines")

    def __init__(self, lines: Lines, encoding: str) -> None:
        self.lines = lines
        self.encoding = encoding
        self._plain = encoding == UTF_32 or lines.text.isascii()

    def offset(self, position: types.Position) -> int:
        """The offset of a position; one that does not exist is the nearest before it that does."""
        starts = self.lines.starts
        if position.line >= len(starts):
            return len(self.lines.text)
        if position.line < 0:
            return 0
        start = starts[position.line]
        end = self.lines.end(position.line)
        count = max(0, position.character)
        if self._plain:
            return min(start + count, end)
        line = self.lines.text[start:end]
        return start + (min(count, len(line)) if line.isascii() else _points(line, count, self.encoding))

    def place(self, offset: int) -> tuple[int, int]:
        """The line and the character of an offset; one outside the text, or inside a line ending, is what is before."""
        offset = max(0, min(offset, len(self.lines.text)))
        line = self.lines.line(offset)
        offset = min(offset, self.lines.end(line))
        start = self.lines.starts[line]
        return line, offset - start if self._plain else units(self.lines.text[start:offset], self.encoding)

    def position(self, offset: int) -> types.Position:
        """The position of an offset, as `place` has it."""
        return types.Position(*self.place(offset))

    def range(self, start: int, end: int) -> types.Range:
        """The range between two offsets."""
        return types.Range(self.position(start), self.position(end))

    def offsets(self, range_: types.Range) -> tuple[int, int]:
        """The two offsets of a range, in order."""
        start, end = self.offset(range_.start), self.offset(range_.end)
        return (start, end) if start <= end else (end, start)


def units(text: str, encoding: str) -> int:
    """How many code units a text has."""
    if encoding == UTF_32 or text.isascii():
        return len(text)
    if encoding == UTF_8:
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text) + sum(char > "\uffff" for char in text)


def _points(text: str, count: int, encoding: str) -> int:
    """How many code points the first `count` code units hold; one cut in two is left out."""
    seen = 0
    for index, char in enumerate(text):
        seen += units(char, encoding)
        if seen > count:
            return index
    return len(text)
