"""Findings for programs: one JSON document, described by schemas/diagnostic.schema.json.

The classes below are that document; the schema is generated from them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from meshc.diagnostics.model import Diagnostic, Edit, Fix, Label
from meshc.source import Origin, SourceMap

VERSION: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class Point:
    """A place between two characters of a file."""

    line: int
    """Counted from 1."""
    column: int
    """Counted from 1, in code points; 1 where only the line is known."""
    offset: int | None
    """Code points from the start of the file, or null where only the line is known."""


@dataclass(frozen=True, slots=True)
class Range:
    """A part of a file."""

    path: str
    """Relative to the root of the mesh, with `/`."""
    start: Point
    """The first character."""
    end: Point
    """Past the last character."""


@dataclass(frozen=True, slots=True)
class MarkedRange:
    """A part of a file with a word about it."""

    location: Range
    """What is marked."""
    message: str
    """May be empty."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """One edit of a fix."""

    location: Range
    """What is replaced; empty for an insertion."""
    text: str
    """What stands there afterwards."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """Edits that remove the cause of a finding; all of them or none are made."""

    title: str
    """What the edits do, as an imperative."""
    applicability: Literal["safe", "unsafe", "display-only"]
    """Whether the meaning stays the same (safe), may change (unsafe), or the edits only show what to write."""
    edits: tuple[Replacement, ...]
    """In the order of the places; they do not overlap."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding."""

    code: str
    """Permanent: never given to another kind of finding. `meshc explain CODE` tells more."""
    name: str
    """The code's name in kebab-case; suppressions take it."""
    severity: Literal["error", "warning", "note"]
    """An error stops the build."""
    message: str
    """States the problem."""
    help: str
    """What to do; may be empty."""
    primary: MarkedRange | None
    """The place that the finding is about, or null for the mesh as a whole."""
    secondary: tuple[MarkedRange, ...]
    """Other places that have to do with it."""
    fix: Remedy | None
    """Edits that remove the cause, where there are any."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What `meshc validate --output-format json` prints."""

    version: Literal[1]
    """Of this format."""
    diagnostics: tuple[Finding, ...]
    """In the order in which people read them: by file and place."""


def render(diagnostics: Iterable[Diagnostic], sources: SourceMap) -> bytes:
    """The document as indented UTF-8, with a newline at the end."""
    from json import dumps

    document = document_of(diagnostics, sources)
    return (dumps(document, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")


def document_of(diagnostics: Iterable[Diagnostic], sources: SourceMap) -> dict[str, Any]:
    """The document as JSON values."""
    return asdict(Findings(VERSION, tuple(_finding(diagnostic, sources) for diagnostic in diagnostics)))


def range_of(origin: Origin, sources: SourceMap) -> Range | None:
    """The absolute place of an origin, or None for a default."""
    location = sources.locate(origin)
    if location is None:
        return None
    known = location.path in sources.files and (origin.item is None or origin.item.line is None)
    return Range(
        location.path,
        Point(*location.start, location.start_offset if known else None),
        Point(*location.end, location.end_offset if known else None),
    )


def _finding(diagnostic: Diagnostic, sources: SourceMap) -> Finding:
    marked = (_marked(label, sources) for label in diagnostic.secondary)
    return Finding(
        code=diagnostic.code,
        name=diagnostic.name,
        severity=diagnostic.severity.value,
        message=diagnostic.message,
        help=diagnostic.help,
        primary=_marked(diagnostic.primary, sources) if diagnostic.primary else None,
        secondary=tuple(label for label in marked if label is not None),
        fix=_remedy(diagnostic.fix, sources) if diagnostic.fix else None,
    )


def _marked(label: Label, sources: SourceMap) -> MarkedRange | None:
    location = range_of(label.origin, sources)
    return MarkedRange(location, label.message) if location else None


def _remedy(fix: Fix, sources: SourceMap) -> Remedy | None:
    edits = [_replacement(edit, sources) for edit in fix.edits]
    known = [edit for edit in edits if edit is not None and edit.location.start.offset is not None]
    if len(known) < len(edits):
        return None
    known.sort(key=lambda edit: (edit.location.path, edit.location.start.offset or 0))
    return Remedy(fix.title, fix.applicability.value, tuple(known))


def _replacement(edit: Edit, sources: SourceMap) -> Replacement | None:
    location = range_of(edit.origin, sources)
    return Replacement(location, edit.text) if location else None
