"""Text in a terminal: how wide each character is, and what is shown for one that must not reach a terminal."""

from __future__ import annotations

from typing import NamedTuple

TAB = 4
"""Columns between two tab stops."""

_LONGEST = 160
"""Code points of a line that are shown; a longer line is cut around what it is shown for."""
_BEFORE = 40
"""Code points left in front of the place for which a line is cut."""

_CUT = "…"
# These reorder what stands around them, so that a line would read differently from what the compiler reads.
_REORDERING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def safe(text: str) -> str:
    """The text on one line, without characters that would move the cursor, colour the terminal or reorder it."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


class Line(NamedTuple):
    """A line of source as it is shown, and where each of its code points stands."""

    text: str
    columns: tuple[int, ...]
    """Display column, from 0, of each code point that is shown and of the end of the line."""
    first: int
    """Index in the line of the first code point that is shown."""
    lead: int
    """Columns taken by the mark that a cut line begins with."""

    def column(self, index: int) -> int:
        """The display column of a code point of the line; one that is not shown is moved to the nearer edge."""
        at = min(max(index - self.first, 0), len(self.columns) - 1)
        return self.lead + self.columns[at]


def lay_out(text: str, start: int, end: int) -> Line:
    """Prepare a line for showing; `start` and `end` are the code points of it that matter, should it be cut."""
    first, last = _window(len(text), start, end)
    cells: list[str] = []
    columns: list[int] = []
    column = 0
    for character in text[first:last]:
        columns.append(column)
        if character == "\t":
            shown = " " * (TAB - column % TAB)
            column += len(shown)
        else:
            shown = _shown(character)
            column += width(shown)
        cells.append(shown)
    columns.append(column)
    lead = _CUT if first else ""
    tail = _CUT if last < len(text) else ""
    return Line(lead + "".join(cells) + tail, tuple(columns), first, len(lead))


def width(text: str) -> int:
    """How many columns a text takes in a terminal."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    columns = 0
    for character in text:
        if category(character) not in ("Mn", "Me", "Cf"):
            columns += 2 if east_asian_width(character) in "WF" else 1
    return columns


def _window(length: int, start: int, end: int) -> tuple[int, int]:
    if length <= _LONGEST:
        return 0, length
    if end <= _LONGEST - _BEFORE:
        return 0, _LONGEST
    first = max(0, min(start - _BEFORE, length - _LONGEST))
    return first, min(length, first + _LONGEST)


def _shown(character: str) -> str:
    if character.isprintable() and character not in _REORDERING:
        return character
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if code < 0xA0 or 0xD800 <= code <= 0xDFFF or character in _REORDERING or character in "\u2028\u2029":
        return "\ufffd"
    return character
