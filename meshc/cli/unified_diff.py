"""A unified diff of a text and its edits, in time that grows with the text.

difflib compares every line with every like one; here the edits say which lines changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from meshc.source import SourceFile

_CONTEXT = 3
_NO_NEWLINE = "\n\\ No newline at end of file\n"


class _Run(NamedTuple):
    """Lines of the old text, from the first to before the end, counted from 0, and what takes their place."""

    first: int
    end: int
    new: list[str]


def unified_diff(file: SourceFile, edits: Sequence[tuple[int, int, str]]) -> str:
    """The diff, as `patch -p1` takes it; empty without edits. Edits are in order and do not overlap."""
    old = _lines(file.text)
    pieces = [f"--- a/{file.path}\n+++ b/{file.path}\n"] if edits else []
    shift = 0
    for hunk in _hunks(_runs(file, edits, old)):
        first = max(hunk[0].first - _CONTEXT, 0)
        end = min(hunk[-1].end + _CONTEXT, len(old))
        grown = sum(len(run.new) - (run.end - run.first) for run in hunk)
        before, after = _range(first, end - first), _range(first + shift, end - first + grown)
        pieces.append(f"@@ -{before} +{after} @@\n")
        for run in hunk:
            pieces += _marked(" ", old[first : run.first])
            pieces += _marked("-", old[run.first : run.end])
            pieces += _marked("+", run.new)
            first = run.end
        pieces += _marked(" ", old[first:end])
        shift += grown
    return "".join(pieces)


def _runs(file: SourceFile, edits: Sequence[tuple[int, int, str]], old: list[str]) -> Iterator[_Run]:
    """The runs of lines that edits touch, without those at either end that come out the same."""
    starts = [*file.line_starts, len(file.text)]
    at = 0
    while at < len(edits):
        first = last = file.line(edits[at][0]) - 1
        position = starts[first]
        pieces: list[str] = []
        while at < len(edits) and file.line(edits[at][0]) - 1 <= last:
            start, end, words = edits[at]
            pieces += (file.text[position:start], words)
            position = end
            last = max(last, file.line(end) - 1)
            at += 1
        pieces.append(file.text[position : starts[last + 1]])
        new = _lines("".join(pieces))
        end = min(last + 1, len(old))
        head = 0
        while first < end and head < len(new) and old[first] == new[head]:
            first, head = first + 1, head + 1
        tail = len(new)
        while first < end and head < tail and old[end - 1] == new[tail - 1]:
            end, tail = end - 1, tail - 1
        yield _Run(first, end, new[head:tail])


def _hunks(runs: Iterator[_Run]) -> Iterator[list[_Run]]:
    """Runs whose context would touch."""
    hunk: list[_Run] = []
    for run in runs:
        apart = run.first - hunk[-1].end if hunk else 0
        if apart > 2 * _CONTEXT:
            yield hunk
            hunk = []
        if hunk and not apart:
            hunk[-1].new.extend(run.new)
            hunk[-1] = hunk[-1]._replace(end=run.end)
        else:
            hunk.append(run)
    if hunk:
        yield hunk


def _range(first: int, count: int) -> str:
    """A range of lines as the head of a hunk has it; where it is empty, the line before."""
    if count == 1:
        return f"{first + 1}"
    return f"{first + 1 if count else first},{count}"


def _marked(mark: str, lines: list[str]) -> Iterator[str]:
    for line in lines:
        yield f"{mark}{line}" if line.endswith("\n") else f"{mark}{line}{_NO_NEWLINE}"


def _lines(text: str) -> list[str]:
    """The lines of a text with their ends; only a line feed ends one."""
    lines = text.split("\n")
    whole = [f"{line}\n" for line in lines[:-1]]
    return [*whole, lines[-1]] if lines[-1] else whole
