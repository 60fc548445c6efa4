"""Findings as JUnit XML, which every CI system reads: a suite per file, a failed test per error or warning.

There is no standard; the elements are those that https://github.com/testmoapp/junitxml lists as common, and `file` and
`line` of a test case those that GitLab reads (https://docs.gitlab.com/ci/testing/unit_test_reports/). A note is a test
that passes with output, and a mesh without findings is one test that passes, because an empty report counts as a
mistake of the job. The name of a test holds no line, so that a CI system recognises it after lines have moved.
"""

from __future__ import annotations

from collections.abc import Iterable

from meshc.diagnostics.model import Diagnostic, Severity
from meshc.diagnostics.render.markup import HEAD, element, leaf
from meshc.diagnostics.render.places import Place, path_of_mesh, primary_place
from meshc.diagnostics.render.wording import paragraphs
from meshc.source import SourceMap


def render(findings: Iterable[Diagnostic], sources: SourceMap, *, prefix: str) -> bytes:
    """The document as UTF-8; suites stand in the order of their first findings."""
    suites: dict[str, list[Diagnostic]] = {}
    whole = path_of_mesh(sources, prefix)
    for finding in findings:
        place = primary_place(finding, sources, prefix)
        suites.setdefault(place.path if place is not None else whole, []).append(finding)
    written = [
        element("testsuite", _counts(path, found), [_case(finding, sources, prefix) for finding in found], indent="  ")
        for path, found in suites.items()
    ]
    everything = [finding for found in suites.values() for finding in found]
    if not everything:
        fine = element("testcase", {"classname": "meshc", "name": "no findings", "time": "0"}, indent="    ")
        written = [element("testsuite", {**_counts(whole, []), "tests": 1}, [fine], indent="  ")]
    total = {**_counts("meshc", everything), "tests": max(1, len(everything))}
    return (HEAD + element("testsuites", total, written)).encode()


def _counts(name: str, findings: list[Diagnostic]) -> dict[str, object]:
    failed = sum(_fails(finding) for finding in findings)
    return {"name": name, "tests": len(findings), "failures": failed, "errors": 0, "time": "0"}


def _fails(finding: Diagnostic) -> bool:
    return finding.severity is not Severity.NOTE


def _case(finding: Diagnostic, sources: SourceMap, prefix: str) -> str:
    place = primary_place(finding, sources, prefix)
    case: dict[str, object] = {"classname": finding.name, "name": f"{finding.code}: {finding.message}", "time": "0"}
    if place is not None:
        case |= {"file": place.path, "line": place.start.line}
    said = f"{_position(place)}{finding.severity.value}[{finding.code}]: {paragraphs(finding, chr(10))}"
    if _fails(finding):
        kind = {"type": finding.severity.value, "message": finding.message}
        return element("testcase", case, [leaf("failure", kind, said, indent="      ")], indent="    ")
    return element("testcase", case, [leaf("system-out", {}, said, indent="      ")], indent="    ")


def _position(place: Place | None) -> str:
    if place is None:
        return ""
    column = f"{place.start.column}:" if place.file is not None else ""
    return f"{place.path}:{place.start.line}:{column} "
