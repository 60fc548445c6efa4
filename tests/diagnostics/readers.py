"""A reader for each output format, which knows the format and nothing of what meshc meant to write."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import unquote
from xml.etree import ElementTree

from meshc import __version__, catalogue
from meshc.diagnostics.render.formats import About

ABOUT = About(__version__, catalogue.code)


class Read(NamedTuple):
    """One finding, as a program understood it."""

    severity: str
    code: str
    message: str
    path: str | None
    line: int | None
    column: int | None = None
    """In the unit of the format, from 1."""


def concise(data: bytes) -> list[Read]:
    """Lines as Vim's quickfix takes them apart."""
    *lines, last = data.decode().split("\n")
    assert last == ""
    found = []
    for line in lines:
        match = re.fullmatch(r"(?:(.*?):(\d+):(\d+): )?(error|warning|note)\[(\w+)\]: (.*)", line)
        assert match, line
        path, at, column, severity, code, message = match.groups()
        found.append(Read(severity, code, message, path, at and int(at), column and int(column)))
    return found


def github(data: bytes) -> list[Read]:
    """Lines as the runner takes them apart."""
    *lines, last = data.decode().split("\n")
    assert last == ""
    found = []
    for line in lines:
        assert "\r" not in line
        match = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line, re.DOTALL)
        assert match, line
        given = dict(pair.split("=", 1) for pair in match[2].split(","))
        given = {key: _unescaped(value) for key, value in given.items()}
        if "endLine" in given:
            assert int(given["line"]) <= int(given["endLine"])
        if "endColumn" in given:
            assert given["line"] == given["endLine"]
            assert int(given["col"]) <= int(given["endColumn"])
        line_number, column = given.get("line"), given.get("col")
        found.append(
            Read(
                {"notice": "note"}.get(match[1], match[1]),
                given["title"].split()[0],
                _unescaped(match[3]),
                given.get("file"),
                int(line_number) if line_number else None,
                int(column) if column else None,
            )
        )
    return found


def _unescaped(value: str) -> str:
    for escape, sign in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        value = value.replace(escape, sign)
    return value


def gitlab(data: bytes) -> list[Read]:
    """The properties that GitLab documents as required."""
    found = []
    for issue in json.loads(data):
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert re.fullmatch(r"[0-9a-f]{64}", issue["fingerprint"])
        severity = {"critical": "error", "minor": "warning", "info": "note"}[issue["severity"]]
        lines = issue["location"]["lines"]
        assert 1 <= lines["begin"] <= lines["end"]
        found.append(
            Read(severity, issue["check_name"], issue["description"], issue["location"]["path"], lines["begin"])
        )
    return found


def rdjson(data: bytes) -> list[Read]:
    """A `DiagnosticResult` with no field that reviewdog does not know."""
    document = json.loads(data)
    _only(document, source={"name"}, diagnostics=None)
    found = []
    for entry in document["diagnostics"]:
        _only(
            entry,
            message=None,
            location=None,
            severity=None,
            code={"value"},
            suggestions=None,
            related_locations=None,
        )
        for related in entry.get("related_locations", ()):
            _only(related, message=None, location=None)
            _rdf_location(related["location"])
        for suggestion in entry.get("suggestions", ()):
            _only(suggestion, range=None, text=None)
            _rdf_range(suggestion["range"])
        severity = {"ERROR": "error", "WARNING": "warning", "INFO": "note"}[entry["severity"]]
        path, line, column = _rdf_location(entry["location"]) if "location" in entry else (None, None, None)
        found.append(Read(severity, entry["code"]["value"], entry["message"], path, line, column))
    return found


def _only(value: dict[str, Any], **known: set[str] | None) -> None:
    assert set(value) <= set(known)
    for key, inner in known.items():
        if inner is not None and key in value:
            assert set(value[key]) == inner


def _rdf_location(location: dict[str, Any]) -> tuple[str, int, int | None]:
    _only(location, path=None, range=None)
    line, column = _rdf_range(location["range"])
    return location["path"], line, column


def _rdf_range(range: dict[str, Any]) -> tuple[int, int | None]:
    _only(range, start=None, end=None)
    for point in range.values():
        assert all(isinstance(number, int) and number >= 1 for number in point.values())
        assert set(point) <= {"line", "column"}
    start = (range["start"]["line"], range["start"].get("column"))
    if "end" in range:
        assert start <= (range["end"]["line"], range["end"]["column"])
    return start


def sarif(data: bytes) -> list[Read]:
    """The results of the only run."""
    (run,) = json.loads(data)["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    rules = run["tool"]["driver"]["rules"]
    found = []
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        (location,) = result["locations"]
        physical = location["physicalLocation"]
        region = physical["region"]
        text = result["message"]["text"]
        assert not re.search(r"\{\d", text.replace("{{", ""))
        found.append(
            Read(
                result["level"],
                result["ruleId"],
                text.replace("{{", "{").replace("}}", "}"),
                sarif_path(physical["artifactLocation"], run),
                region["startLine"],
                region.get("startColumn"),
            )
        )
    return found


def sarif_path(location: dict[str, str], run: dict[str, Any]) -> str:
    """The path that a URI stands for."""
    uri = location["uri"]
    assert re.fullmatch(r"[A-Za-z0-9._~/%-]+|file:///[A-Za-z0-9._~/%:-]+", uri), uri
    if uri.startswith("file://"):
        assert "uriBaseId" not in location
        return unquote(uri.removeprefix("file://"), errors="surrogateescape")
    assert location["uriBaseId"] in run["originalUriBaseIds"]
    return unquote(uri, errors="surrogateescape")


def junit(data: bytes) -> list[Read]:
    """Failed tests, and tests that pass with output; the counts must be right."""
    root = ElementTree.fromstring(data)
    assert root.tag == "testsuites"
    found = []
    total = [0, 0]
    for suite in root:
        cases = suite.findall("testcase")
        failed = [case for case in cases if case.find("failure") is not None]
        assert len(cases) == len(suite)
        assert (int(suite.attrib["tests"]), int(suite.attrib["failures"])) == (len(cases), len(failed))
        total = [total[0] + len(cases), total[1] + len(failed)]
        for case in cases:
            failure = case.find("failure")
            if failure is None and case.find("system-out") is None:
                assert case.attrib["name"] == "no findings"
                continue
            code, _, message = case.attrib["name"].partition(": ")
            severity = failure.attrib["type"] if failure is not None else "note"
            assert failure is None or failure.attrib["message"] == message
            line = case.attrib.get("line")
            found.append(Read(severity, code, message, case.attrib.get("file"), int(line) if line else None))
    assert [int(root.attrib["tests"]), int(root.attrib["failures"])] == total
    return found


def checkstyle(data: bytes) -> list[Read]:
    """Errors by file."""
    root = ElementTree.fromstring(data)
    assert (root.tag, root.attrib) == ("checkstyle", {"version": "4.3"})
    found = []
    for file in root:
        assert (file.tag, set(file.attrib)) == ("file", {"name"})
        for error in file:
            assert error.tag == "error"
            given = error.attrib
            assert set(given) - {"column"} == {"line", "severity", "message", "source"}
            severity = {"info": "note"}.get(given["severity"], given["severity"])
            line, column = int(given["line"]), given.get("column")
            found.append(
                Read(
                    severity,
                    given["source"].removeprefix("meshc."),
                    given["message"],
                    file.attrib["name"],
                    line or None,
                    int(column) if column else None,
                )
            )
    return found


READERS: dict[str, Callable[[bytes], list[Read]]] = {
    "concise": concise,
    "sarif": sarif,
    "github": github,
    "gitlab": gitlab,
    "rdjson": rdjson,
    "junit": junit,
    "checkstyle": checkstyle,
}
UNITS = {"concise": "utf-8", "rdjson": "utf-8", "sarif": "utf-32", "github": "utf-32", "checkstyle": "utf-32"}
"""What a column counts, for the formats that have columns: code units of this encoding."""
