"""Findings as SARIF 2.1.0, which GitHub code scanning, Azure DevOps and editors read.

Standard: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html; its sections are named below. What GitHub
takes of it: https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning.
GitHub takes no result without a place, so one about the mesh as a whole stands at the first line of its first file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from meshc.diagnostics.fingerprint import fingerprints
from meshc.diagnostics.model import Applicability, Diagnostic, Fix, Label
from meshc.diagnostics.render.formats import About
from meshc.diagnostics.render.places import Place, path_of_mesh, place_of, primary_place
from meshc.diagnostics.render.wording import paragraphs
from meshc.source import Position, SourceFile, SourceMap

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_ROOT = "%SRCROOT%"
_FINGERPRINT = "meshcFinding/v1"


def render(findings: Sequence[Diagnostic], sources: SourceMap, *, prefix: str, about: About) -> bytes:
    """The log as indented UTF-8, with a newline at the end."""
    from json import dumps

    codes = {finding.code: finding.name for finding in sorted(findings, key=lambda finding: finding.code)}
    rules = {code: index for index, code in enumerate(codes)}
    places = [primary_place(finding, sources, prefix) for finding in findings]
    whole = path_of_mesh(sources, prefix)
    paths = (place.path if place is not None else whole for place in places)
    marks = fingerprints(zip(findings, paths, strict=True))
    run = {
        "tool": {
            "driver": {
                "name": "meshc",
                "version": about.version,
                "semanticVersion": about.version,
                "rules": [_rule(code, name, about) for code, name in codes.items()],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder in which meshc ran."}}},
        "results": [
            _result(finding, rules, mark, _main_location(finding, place, whole), sources, prefix)
            for finding, place, mark in zip(findings, places, marks, strict=True)
        ],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return (dumps(log, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")


def _rule(code: str, name: str, about: About) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": code, "name": name}
    page = about.code(code)
    if page is None:
        return rule
    explanation = "\n\n".join(" ".join(part.split()) for part in page.explanation.strip().split("\n\n"))
    return rule | {
        "shortDescription": _message(page.summary),
        "fullDescription": _message(explanation),
        "help": _message(f"{explanation}\n\n`meshc explain {code}` shows a mesh with it, and the same mesh put right."),
        "defaultConfiguration": {"level": page.severity.value},
    }


def _result(
    finding: Diagnostic,
    rules: Mapping[str, int],
    fingerprint: str,
    location: dict[str, Any],
    sources: SourceMap,
    prefix: str,
) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rules[finding.code],
        "level": finding.severity.value,
        "message": _message(paragraphs(finding, "\n\n")),
        "locations": [location],
    }
    related = (_labelled(label, place_of(label.origin, sources, prefix)) for label in finding.secondary)
    if known := [location for location in related if location is not None]:
        result["relatedLocations"] = known
    result["partialFingerprints"] = {_FINGERPRINT: fingerprint}
    if finding.fix is not None and (fix := _fix(finding.fix, sources, prefix)):
        result["fixes"] = [fix]
    return result


def _main_location(finding: Diagnostic, place: Place | None, whole: str) -> dict[str, Any]:
    if place is None or finding.primary is None:
        return {"physicalLocation": {"artifactLocation": _artifact(whole), "region": {"startLine": 1}}}
    return _location(finding.primary, place)


def _labelled(label: Label, place: Place | None) -> dict[str, Any] | None:
    return _location(label, place) if place is not None else None


def _location(label: Label, place: Place) -> dict[str, Any]:
    physical = {"artifactLocation": _artifact(place.path), "region": _region(place)}
    return {"physicalLocation": physical, **({"message": _message(label.message)} if label.message else {})}


def _fix(fix: Fix, sources: SourceMap, prefix: str) -> dict[str, Any] | None:
    """A fix that can be made as it stands (§3.55), or None."""
    if fix.applicability is Applicability.DISPLAY_ONLY:
        return None
    files: dict[str, list[tuple[Position, dict[str, Any]]]] = {}
    for edit in fix.edits:
        place = place_of(edit.origin, sources, prefix)
        if place is None or place.file is None:
            return None
        replacement = {"deletedRegion": _region(place), "insertedContent": {"text": edit.text}}
        files.setdefault(place.path, []).append((place.start, replacement))
    changes = [
        {"artifactLocation": _artifact(path), "replacements": list(_in_order(files[path]))} for path in sorted(files)
    ]
    if not changes:
        return None
    return {
        "description": _message(fix.title),
        "artifactChanges": changes,
        "properties": {"applicability": fix.applicability.value},
    }


def _in_order(replacements: Iterable[tuple[Position, dict[str, Any]]]) -> Iterable[dict[str, Any]]:
    return (replacement for _, replacement in sorted(replacements, key=lambda found: found[0]))


def _region(place: Place) -> dict[str, int]:
    """Lines and columns (§3.30); the line alone where the columns are not known."""
    if place.file is None:
        return {"startLine": place.start.line}
    start, end = place.start, place.end
    if start == end:
        start = end = _inside(place.file, start)
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }


def _inside(file: SourceFile, at: Position) -> Position:
    """The position, or past the line end of the last line for the end of a file (§3.30.2, example 8)."""
    starts = file.line_starts
    if at.line == 1 or starts[at.line - 1] < len(file.text):
        return at
    return Position(at.line - 1, starts[at.line - 1] - starts[at.line - 2] + 1)


def _artifact(path: str) -> dict[str, str]:
    """A path as a URI (§3.4), relative to the folder in which meshc ran unless the path is absolute."""
    from urllib.parse import quote

    try:
        written = quote(path.encode("utf-8", "surrogateescape"))  # the bytes of a file name that is not UTF-8
    except UnicodeEncodeError:
        written = quote(path.encode("utf-8", "replace"))
    if path.startswith("/"):
        return {"uri": f"file://{written}"}
    if path[1:3] == ":/":
        return {"uri": f"file:///{path[:2]}{written[4:]}"}
    return {"uri": written, "uriBaseId": _ROOT}


def _message(text: str) -> dict[str, str]:
    """A text in which nothing is a placeholder (§3.11.5) or a link (§3.11.6)."""
    return {"text": text.replace("{", "{{").replace("}", "}}").replace("](", "] (")}
