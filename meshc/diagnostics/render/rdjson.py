"""Findings for reviewdog: one `DiagnosticResult` in JSON.

Format: https://github.com/reviewdog/reviewdog/blob/master/proto/rdf/reviewdog.proto. Columns count bytes of UTF-8 from
1 there, and an end is past the last character.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from meshc.diagnostics.model import Applicability, Diagnostic, Label, Severity
from meshc.diagnostics.render.places import Place, byte_column, place_of, primary_place
from meshc.diagnostics.render.wording import paragraphs
from meshc.source import Position, SourceFile, SourceMap

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.NOTE: "INFO"}


def render(findings: Iterable[Diagnostic], sources: SourceMap, *, prefix: str) -> bytes:
    """The document as indented UTF-8, with a newline at the end."""
    from json import dumps

    document = {
        "source": {"name": "meshc"},
        "diagnostics": [_diagnostic(finding, sources, prefix) for finding in findings],
    }
    return (dumps(document, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")


def _diagnostic(finding: Diagnostic, sources: SourceMap, prefix: str) -> dict[str, Any]:
    place = primary_place(finding, sources, prefix)
    diagnostic: dict[str, Any] = {"message": paragraphs(finding, "\n")}
    if place is not None:
        diagnostic["location"] = _location(place)
    diagnostic |= {"severity": _SEVERITIES[finding.severity], "code": {"value": finding.code}}
    if place is not None and (suggestions := _suggestions(finding, place, sources, prefix)):
        diagnostic["suggestions"] = suggestions
    related = [_related(label, sources, prefix) for label in finding.secondary]
    if known := [location for location in related if location is not None]:
        diagnostic["related_locations"] = known
    return diagnostic


def _suggestions(finding: Diagnostic, place: Place, sources: SourceMap, prefix: str) -> list[dict[str, Any]]:
    """The fix, where it is one edit in the file of the finding: reviewdog offers every suggestion by itself."""
    fix = finding.fix
    if fix is None or len(fix.edits) != 1 or fix.applicability is Applicability.DISPLAY_ONLY:
        return []
    (edit,) = fix.edits
    at = place_of(edit.origin, sources, prefix)
    if at is None or at.file is None or at.path != place.path:
        return []
    return [{"range": _range(at), "text": edit.text}]


def _related(label: Label, sources: SourceMap, prefix: str) -> dict[str, Any] | None:
    place = place_of(label.origin, sources, prefix)
    if place is None:
        return None
    return {"message": label.message, "location": _location(place)}


def _location(place: Place) -> dict[str, Any]:
    return {"path": place.path, "range": _range(place)}


def _range(place: Place) -> dict[str, Any]:
    if place.file is None:
        return {"start": {"line": place.start.line}}
    return {"start": _point(place.file, place.start), "end": _point(place.file, place.end)}


def _point(file: SourceFile, position: Position) -> dict[str, int]:
    return {"line": position.line, "column": byte_column(file, position)}
