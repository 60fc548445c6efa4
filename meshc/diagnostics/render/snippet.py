"""Lines of source with the places of a finding marked below them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from meshc.diagnostics.render.cells import lay_out, safe, width
from meshc.diagnostics.render.palette import Palette
from meshc.source import Location, SourceFile


class Place(NamedTuple):
    """A label with its place in a file."""

    location: Location
    message: str
    primary: bool
    color: str
    """The escape sequence of its marks, from the palette in use."""


class _Mark(NamedTuple):
    """What is marked on one line: code points from `start` up to `end`, counted from 0."""

    start: int
    end: int
    message: str
    primary: bool
    color: str


def snippet(file: SourceFile, places: Sequence[Place], gutter: int, palette: Palette) -> Iterator[str]:
    """The lines that the places stand on; `gutter` is how wide the widest line number is."""
    marks = _by_line(file, places)
    previous = 0
    for line in sorted(marks):
        if previous and line - previous == 2:
            yield _numbered(file.line_text(line - 1), line - 1, gutter, palette)
        elif previous and line - previous > 2:
            yield palette.paint(palette.frame, "...")
        yield from _marked(file.line_text(line), line, marks[line], gutter, palette)
        previous = line


def last_line(file: SourceFile, places: Iterable[Place]) -> int:
    """The greatest line number that the snippet of these places shows."""
    return max(_by_line(file, places))


def _by_line(file: SourceFile, places: Iterable[Place]) -> dict[int, list[_Mark]]:
    marks: dict[int, list[_Mark]] = {}
    for location, message, primary, color in places:
        start, end = location.start, location.end
        if end.line > start.line and end.column == 1:
            # The line end belongs to the line that it ends.
            last = file.line_text(end.line - 1)
            end = end._replace(line=end.line - 1, column=len(last) + 1)
        if start.line == end.line:
            marks.setdefault(start.line, []).append(
                _Mark(start.column - 1, max(end.column, start.column + 1) - 1, message, primary, color)
            )
            continue
        first, last = file.line_text(start.line), file.line_text(end.line)
        indent = len(last) - len(last.lstrip())
        upper = _Mark(start.column - 1, max(len(first), start.column), "", primary, color)
        lower = _Mark(min(indent, end.column - 2), end.column - 1, message, primary, color)
        marks.setdefault(start.line, []).append(upper)
        marks.setdefault(end.line, []).append(lower)
    return marks


def _numbered(text: str, line: int, gutter: int, palette: Palette) -> str:
    return f"{palette.paint(palette.frame, f'{line:>{gutter}} |')} {lay_out(text, 0, 0).text}".rstrip()


def _marked(text: str, line: int, marks: list[_Mark], gutter: int, palette: Palette) -> Iterator[str]:
    at = next((mark for mark in marks if mark.primary), marks[0])
    laid = lay_out(text, at.start, max(mark.end for mark in marks))
    yield f"{palette.paint(palette.frame, f'{line:>{gutter}} |')} {laid.text}".rstrip()
    drawn = [
        mark._replace(start=(start := laid.column(mark.start)), end=max(laid.column(mark.end), start + 1))
        for mark in marks
    ]
    bar = palette.paint(palette.frame, f"{'':>{gutter}} |")
    for row in _rows(drawn):
        yield f"{bar} {_painted(row, palette)}"


class _Piece(NamedTuple):
    column: int
    text: str
    color: str


def _rows(marks: list[_Mark]) -> Iterator[list[_Piece]]:
    """The rows below a line: the underlines, with one message where there is room, then the others from the right."""
    marks = sorted(marks, key=lambda mark: (mark.start, mark.primary))
    row = _underlines(marks)
    waiting = [mark for mark in marks if mark.message]
    if waiting and waiting[-1].end == max(mark.end for mark in marks):
        last = waiting.pop()
        row.append(_Piece(last.end + 1, safe(last.message), last.color))
    yield row
    if waiting:
        yield _stems(waiting)
    while waiting:
        last = waiting.pop()
        yield [
            *(piece for piece in _stems(waiting) if piece.column < last.start),
            _Piece(last.start, safe(last.message), last.color),
        ]


def _underlines(marks: list[_Mark]) -> list[_Piece]:
    colors: dict[int, tuple[str, str]] = {}
    for mark in sorted(marks, key=lambda mark: mark.primary):
        sign = "^" if mark.primary else "-"
        colors.update((column, (sign, mark.color)) for column in range(mark.start, mark.end))
    pieces: list[_Piece] = []
    for column in sorted(colors):
        sign, color = colors[column]
        before = pieces[-1] if pieces else None
        if before and before.column + len(before.text) == column and (before.text[0], before.color) == (sign, color):
            pieces[-1] = before._replace(text=before.text + sign)
        else:
            pieces.append(_Piece(column, sign, color))
    return pieces


def _stems(marks: list[_Mark]) -> list[_Piece]:
    return [_Piece(column, "|", color) for column, color in {mark.start: mark.color for mark in marks}.items()]


def _painted(pieces: list[_Piece], palette: Palette) -> str:
    text = ""
    column = 0
    for piece in pieces:
        text += " " * (piece.column - column) + palette.paint(piece.color, piece.text)
        column = max(column, piece.column) + width(piece.text)
    return text
