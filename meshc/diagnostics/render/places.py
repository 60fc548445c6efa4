"""Where findings stand, as programs are told: the path from the current folder, and lines and columns in it."""

from __future__ import annotations

from typing import NamedTuple

from meshc.diagnostics.model import Diagnostic
from meshc.source import Origin, Position, SourceFile, SourceMap


class Place(NamedTuple):
    """A part of a file."""

    path: str
    """From the current folder, with `/`."""
    start: Position
    """The first character; columns count code points."""
    end: Position
    """Past the last character; the start where nothing is marked."""
    file: SourceFile | None
    """None where only the line is known; the columns mean nothing then."""

    @property
    def last_line(self) -> int:
        """The line of the last character: a line end belongs to the line that it ends."""
        return self.end.line - 1 if self.end.column == 1 and self.end.line > self.start.line else self.end.line


def place_of(origin: Origin, sources: SourceMap, prefix: str) -> Place | None:
    """The place of an origin, or None for a default. `prefix` leads from the current folder to the root."""
    location = sources.locate(origin)
    if location is None:
        return None
    known = origin.item is not None and origin.item.line is None
    file = sources.files.get(location.path) if known else None
    return Place(prefix + location.path, location.start, location.end, file)


def primary_place(finding: Diagnostic, sources: SourceMap, prefix: str) -> Place | None:
    """The place that a finding is about, or None for the mesh as a whole."""
    return place_of(finding.primary.origin, sources, prefix) if finding.primary is not None else None


def path_of_mesh(sources: SourceMap, prefix: str) -> str:
    """The path that stands for the mesh as a whole, in formats without a finding that belongs to no file."""
    return prefix + min(sources.files, default="") or "."


def byte_column(file: SourceFile, position: Position) -> int:
    """The column of a position counted in bytes of UTF-8, from 1."""
    start = file.line_starts[position.line - 1]
    return len(file.text[start : start + position.column - 1].encode("utf-8", "surrogatepass")) + 1
