"""The fixes that findings bring, as changes of texts: for `meshc validate --fix`, and for an editor."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Collection, Iterable
from typing import NamedTuple

from meshc.diagnostics.model import Applicability, Diagnostic, Fix
from meshc.source import SourceMap
from meshc.syntax.format.change import applied

__all__ = ["SAFELY_FIXED", "UNSAFELY_FIXED", "Change", "Chosen", "applied", "changes", "choose", "compatible"]

SAFELY_FIXED = frozenset(
    f"MC{number}"
    for number in (103, 104, 105, 106, 111, 112, 113, 114, 115, 120, 122, 123, 124, 127, 129, 206, 301, 493)
)
"""Codes of which some findings bring a fix that keeps the meaning."""
UNSAFELY_FIXED = frozenset(
    f"MC{number}"
    for number in (
        *(107, 108, 109, 110, 111, 116, 118, 119, 121, 126),
        *(201, 203, 204, 211, 212, 250, 301, 302, 303, 351, 422, 491, 504, 510),
    )
)
"""Codes of which some findings bring a fix that may change the meaning."""


class Change(NamedTuple):
    """Replace what stands from one offset of a file to another, in code points, by a text."""

    start: int
    end: int
    text: str


class Chosen(NamedTuple):
    """Fixes that can be made at once."""

    findings: tuple[Diagnostic, ...]
    """The findings whose fixes they are."""
    changes: dict[str, list[Change]]
    """By path, in the order of the file; they do not overlap."""


def changes(fix: Fix, sources: SourceMap) -> dict[str, list[Change]]:
    """What a fix changes, by path, in the order of the file.

    Nothing where one of its edits is of a text that is not at hand: a fix is made whole or not at all.
    """
    found: dict[str, list[Change]] = {}
    for edit in fix.edits:
        location = sources.locate(edit.origin)
        if location is None or edit.origin.item is None or edit.origin.item.line is not None:
            return {}
        if location.path not in sources.files:
            return {}
        found.setdefault(location.path, []).append(Change(location.start_offset, location.end_offset, edit.text))
    return {path: sorted(found[path], key=_place) for path in sorted(found)}


def choose(findings: Iterable[Diagnostic], sources: SourceMap, *, applicabilities: Collection[Applicability]) -> Chosen:
    """Every fix of the kinds wanted that touches nothing that a fix before it touches, be it only at an end."""
    taken: dict[str, list[Change]] = {}
    chosen: list[Diagnostic] = []
    for finding in findings:
        if finding.fix is None or finding.fix.applicability not in applicabilities:
            continue
        wanted = changes(finding.fix, sources)
        if not wanted or any(_touches(taken.get(path, []), change) for path in wanted for change in wanted[path]):
            continue
        chosen.append(finding)
        for path, of_file in wanted.items():
            for change in of_file:
                insort(taken.setdefault(path, []), change, key=_place)
    return Chosen(tuple(chosen), {path: taken[path] for path in sorted(taken)})


def compatible(
    findings: Iterable[Diagnostic], sources: SourceMap, *, applicabilities: Collection[Applicability]
) -> dict[str, list[Change]]:
    """The changes of the fixes that `choose` takes, by path, in the order of the file; whole fixes only."""
    return choose(findings, sources, applicabilities=applicabilities).changes


def _place(change: Change) -> tuple[int, int]:
    return change.start, change.end


def _touches(taken: list[Change], change: Change) -> bool:
    """Whether a change shares a place with one of those taken, which are in order and do not touch each other."""
    at = bisect_right(taken, change.end, key=lambda other: other.start)
    return at > 0 and taken[at - 1].end >= change.start
