"""Findings as Checkstyle writes them, which Jenkins and many others read.

Format: https://github.com/checkstyle/checkstyle/blob/master/src/main/java/com/puppycrawl/tools/checkstyle/XMLLogger.java
and its severities: https://checkstyle.org/property_types.html#SeverityLevel. As there, a finding about no line has
line 0; one about the mesh as a whole stands with its first file. Columns count code points from 1.
"""

from __future__ import annotations

from collections.abc import Iterable

from meshc.diagnostics.model import Diagnostic, Severity
from meshc.diagnostics.render.markup import HEAD, element
from meshc.diagnostics.render.places import path_of_mesh, primary_place
from meshc.diagnostics.render.wording import sentence
from meshc.source import SourceMap

_SEVERITIES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "info"}


def render(findings: Iterable[Diagnostic], sources: SourceMap, *, prefix: str) -> bytes:
    """The document as UTF-8; files stand in the order of their first findings."""
    files: dict[str, list[str]] = {}
    for finding in findings:
        place = primary_place(finding, sources, prefix)
        where = {"line": place.start.line if place is not None else 0}
        if place is not None and place.file is not None:
            where["column"] = place.start.column
        error = element(
            "error",
            {
                **where,
                "severity": _SEVERITIES[finding.severity],
                "message": sentence(finding),
                "source": f"meshc.{finding.code}",
            },
            indent="    ",
        )
        files.setdefault(place.path if place is not None else path_of_mesh(sources, prefix), []).append(error)
    found = [element("file", {"name": path}, errors, indent="  ") for path, errors in files.items()]
    return (HEAD + element("checkstyle", {"version": "4.3"}, found)).encode()
