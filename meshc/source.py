"""Text and places in it.

A place is an `Origin`: an offset range inside one `Item`, the text of one top-level statement. Offsets are
relative to the item, so everything computed from an item stays valid when the text around it changes; lines
and columns are worked out by a `SourceMap` only when a place is shown to a person.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range of offsets, in code points, relative to the start of an item."""

    start: int
    end: int


class Item:
    """The text of one top-level statement of a file, with what stands before it; compared by identity.

    `line` is set only for a place whose text is not at hand, such as the line that an IR document names as the
    origin of a value.
    """

    __slots__ = ("line", "path", "text")

    def __init__(self, path: str, text: str, line: int | None = None) -> None:
        self.path = path
        self.text = text
        self.line = line

    def __repr__(self) -> str:
        return f"Item({self.path!r}, {self.text[:30]!r})"


class Origin(NamedTuple):
    """Where a value comes from: a range of an item, or the default of a given name.

    `item` is None exactly when `default` names a default of the language.
    """

    item: Item | None
    start: int
    end: int
    default: str = ""

    @property
    def written(self) -> bool:
        """Whether a person wrote the value, in a service, a policy, the defaults or a document."""
        return self.item is not None


def from_default(name: str) -> Origin:
    """The origin of a value that nobody wrote, which the default called `name` supplies."""
    return Origin(None, 0, 0, name)


BUILT_IN = from_default("built-in")


class Position(NamedTuple):
    """A line and a column, both counted from 1; the column in code points."""

    line: int
    column: int


class Location(NamedTuple):
    """An origin made absolute: path with `/`, position of the first and past the last character, offsets."""

    path: str
    start: Position
    end: Position
    start_offset: int
    end_offset: int


@dataclass(frozen=True)
class SourceFile:
    """One file: its path relative to the root of the mesh, with `/`, and its text."""

    path: str
    text: str

    @cached_property
    def line_starts(self) -> list[int]:
        """Offset of the first character of each line; a line ends at a line feed."""
        starts = [0]
        find = self.text.find
        at = find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = find("\n", at + 1)
        return starts

    def line(self, offset: int) -> int:
        """The line of an offset, counted from 1; an offset past the end is the end."""
        return bisect_right(self.line_starts, min(offset, len(self.text)))

    def position(self, offset: int) -> Position:
        """The position of an offset; an offset past the end is the end."""
        offset = min(offset, len(self.text))
        line = self.line(offset)
        return Position(line, offset - self.line_starts[line - 1] + 1)

    def line_text(self, line: int) -> str:
        """The text of a line, counted from 1, without its line ending; empty past the last."""
        starts = self.line_starts
        if line > len(starts):
            return ""
        end = starts[line] if line < len(starts) else len(self.text)
        return self.text[starts[line - 1] : end].rstrip("\r\n")


class SourceMap:
    """Knows where each item begins, so that an origin can be shown as a place in a file."""

    def __init__(self, files: Mapping[str, SourceFile], offsets: Mapping[Item, int]) -> None:
        self.files = files
        self._offsets = offsets

    def with_texts(self, texts: Mapping[str, str]) -> SourceMap:
        """The same places over other texts of equal length, for those paths."""
        files = {path: SourceFile(path, texts[path]) if path in texts else file for path, file in self.files.items()}
        return SourceMap(files, self._offsets)

    @property
    def items(self) -> Collection[Item]:
        """Every statement of the files."""
        return self._offsets.keys()

    def offset(self, origin: Origin) -> tuple[str, int]:
        """The path and the offset where a written origin begins."""
        item = origin.item
        assert item is not None
        if item.line is not None or item.path not in self.files:
            return item.path, 0
        return item.path, self._offsets.get(item, 0) + origin.start

    def locate(self, origin: Origin) -> Location | None:
        """The absolute place of an origin, or None for a default."""
        item = origin.item
        if item is None:
            return None
        file = self.files.get(item.path)
        if item.line is not None or file is None:
            at = Position(item.line or 1, 1)
            return Location(item.path, at, at, 0, 0)
        base = self._offsets.get(item, 0)
        start, end = base + origin.start, base + origin.end
        return Location(item.path, file.position(start), file.position(end), start, end)

    def describe(self, origin: Origin) -> str:
        """`main.mesh:12` for a written value, the name of the default for another."""
        item = origin.item
        if item is None:
            return origin.default
        file = self.files.get(item.path)
        if item.line is not None or file is None:
            return f"{item.path}:{item.line or 1}"
        return f"{item.path}:{file.line(self._offsets.get(item, 0) + origin.start)}"
