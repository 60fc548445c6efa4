"""Findings as a Code Quality report, which GitLab shows in merge requests.

Format: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format. A finding belongs to a line of a
file there, so one about the mesh as a whole is given to the first line of its first file.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from meshc.diagnostics.fingerprint import fingerprints
from meshc.diagnostics.model import Diagnostic, Severity
from meshc.diagnostics.render.places import path_of_mesh, primary_place
from meshc.diagnostics.render.wording import sentence
from meshc.source import SourceMap

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.NOTE: "info"}


def render(findings: Sequence[Diagnostic], sources: SourceMap, *, prefix: str) -> bytes:
    """The report as indented UTF-8, with a newline at the end. `prefix` must lead from the root of the repository."""
    from json import dumps

    places = [primary_place(finding, sources, prefix) for finding in findings]
    whole = path_of_mesh(sources, prefix)
    paths = [place.path if place is not None else whole for place in places]
    report: list[dict[str, Any]] = []
    for finding, place, path, fingerprint in zip(
        findings, places, paths, fingerprints(zip(findings, paths, strict=True)), strict=True
    ):
        first, last = (place.start.line, place.last_line) if place is not None else (1, 1)
        report.append(
            {
                "description": sentence(finding),
                "check_name": finding.code,
                "fingerprint": fingerprint,
                "severity": _SEVERITIES[finding.severity],
                "location": {"path": path, "lines": {"begin": first, "end": last}},
            }
        )
    return (dumps(report, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")
