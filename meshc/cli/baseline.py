"""A baseline: findings that a mesh had when it was written, so that only new ones are told.

The classes below are the document, which schemas/baseline.schema.json describes. It is meant to be committed and
reviewed: sorted, one entry per finding, and no line numbers, so that moving a block changes nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, NamedTuple

from meshc.cli.errors import CommandError
from meshc.cli.report import Report
from meshc.diagnostics.fingerprint import fingerprints

VERSION: Literal[1] = 1

_UPDATE = "`--update-baseline` writes it"


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """A finding that is known."""

    path: str
    """The file that it is about, or the folder of the mesh, from the folder of the baseline, with `/`."""
    code: str
    """Its code, such as MC432."""
    message: str
    """What it states."""
    fingerprint: str
    """Follows from code, path and message; findings that agree in these are told apart by their order."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """What `meshc validate --baseline FILE --update-baseline` writes."""

    version: Literal[1]
    """Of this format."""
    findings: tuple[Entry, ...]
    """Sorted by path, code, message and fingerprint."""


class Compared(NamedTuple):
    """A report held against a baseline."""

    report: Report
    """What is new."""
    known: int
    """Findings that are in the baseline."""
    gone: tuple[Entry, ...]
    """Entries of files that were looked at, or are no longer there, and that did not occur."""


def read(path: str) -> Baseline:
    """The baseline in a file. CommandError where there is none, or it cannot be read."""
    from json import loads

    try:
        with open(path, "rb") as file:  # noqa: PTH123
            content = file.read()
    except FileNotFoundError as error:
        raise CommandError(f"there is no baseline `{path}`", _UPDATE) from error
    except OSError as error:
        from meshc.output.errors import reason

        raise CommandError(f"cannot read `{path}`: {reason(error)}") from error
    try:
        document = loads(content)
    except (ValueError, RecursionError) as error:
        raise CommandError(f"`{path}` is not JSON: {error}", _UPDATE) from error
    if isinstance(document, dict) and document.get("version") != VERSION and "findings" in document:
        raise CommandError(f"`{path}` is a baseline of another version of meshc", _UPDATE)
    listed = document.get("findings") if isinstance(document, dict) else None
    if not isinstance(listed, list) or not all(map(_is_entry, listed)):
        raise CommandError(f"`{path}` is not a baseline of meshc", _UPDATE)
    return Baseline(VERSION, tuple(Entry(**entry) for entry in listed))


def compare(report: Report, baseline: Baseline, path: str) -> Compared:
    """What of a report is not in the baseline, which stands at a path."""
    found = _entries(report, path)
    known = {entry.fingerprint for entry in baseline.findings}
    hidden = [entry.fingerprint in known for entry in found]
    occurring = {entry.fingerprint for entry in found}
    absent = [entry for entry in baseline.findings if entry.fingerprint not in occurring]
    return Compared(report.without(hidden), sum(hidden), tuple(_judged(absent, report, path)))


def updated(report: Report, before: Baseline | None, path: str) -> Baseline:
    """The baseline of a report, which keeps the entries of files that the report says nothing about."""
    entries = _entries(report, path)
    if before is not None:
        judged = set(_judged(before.findings, report, path))
        entries += [entry for entry in before.findings if entry not in judged]
    by_fingerprint = {entry.fingerprint: entry for entry in reversed(entries)}
    return Baseline(VERSION, tuple(sorted(by_fingerprint.values())))


def write(baseline: Baseline, path: str) -> None:
    """Write a baseline, whole. CommandError where that fails."""
    from json import dumps

    from meshc.output.errors import OutputError, reason
    from meshc.output.replacement import replace_file

    content = (dumps(asdict(baseline), indent=2, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")
    try:
        with open(path, "ab"):  # noqa: PTH123 - a file that is not there is made
            pass
        replace_file(path, content)
    except OutputError as error:
        raise CommandError(error.message) from error
    except OSError as error:
        raise CommandError(f"cannot write `{path}`: {reason(error)}") from error


def _is_entry(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == set(Entry.__slots__)
        and all(isinstance(word, str) for word in value.values())
    )


def _entries(report: Report, path: str) -> list[Entry]:
    """An entry for each finding of a report, in its order."""
    places = [_path(report, index) for index in range(len(report.findings))]
    paths = _from(path, places)
    marks = fingerprints(zip(report.findings, paths, strict=True))
    return [
        Entry(at, finding.code, finding.message, mark)
        for finding, at, mark in zip(report.findings, paths, marks, strict=True)
    ]


def _path(report: Report, index: int) -> str:
    finding = report.findings[index]
    location = report.sources.locate(finding.primary.origin) if finding.primary is not None else None
    return report.prefix + location.path if location is not None else report.meshes[index]


def _judged(entries: Iterable[Entry], report: Report, path: str) -> Iterator[Entry]:
    """The entries whose findings the report would have, and those of files that are no longer there."""
    files = _from(path, [report.prefix + file for file in report.sources.files])
    looked_at = {*files, *(file.rpartition("/")[0] or "." for file in files)}
    folder = os.path.dirname(path)  # noqa: PTH120
    for entry in entries:
        if entry.path in looked_at or not os.path.exists(os.path.join(folder, entry.path)):  # noqa: PTH110, PTH118
            yield entry


def _from(path: str, paths: Sequence[str]) -> list[str]:
    """Paths from the current folder as they lead from the folder of the baseline, with `/`."""
    folder = os.path.dirname(os.path.abspath(path))  # noqa: PTH100, PTH120
    known: dict[str, str] = {}
    for one in paths:
        if one not in known:
            known[one] = os.path.relpath(one, folder).replace(os.sep, "/")
    return [known[one] for one in paths]
