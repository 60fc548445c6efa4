"""Comments that let a warning pass cover a line, so a line that they cover must not be taken apart.

Where the layout would change what such a comment covers, the top-level statements that it covers stay as they were
written. What a comment covers is said in `meshc.lint.suppress`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from meshc.syntax import table
from meshc.syntax.depth import CLOSER_OF
from meshc.syntax.format.change import Change, applied
from meshc.syntax.format.engine import COMMENT
from meshc.syntax.format.shape import Shape, shape_of

MARK = "meshc:"
"""Without it, a text has no such comment."""

_CARRIAGE_RETURN = re.compile(r"(?<!\r)\r(?=\n)")


def without_harm(shape: Shape, changes: list[Change]) -> list[Change]:
    """The changes without those in statements of which a comment would cover another part than before."""
    before = list(_covers(shape))
    if not before:
        return changes
    after = list(_covers(shape_of(applied(shape.text, (change.edit for change in changes)))))
    harmed = [cover for cover, now in zip(before, after, strict=True) if cover != now]
    if not harmed:
        return changes
    tops = [(first, last) for first, last, depth in _statements(shape) if depth == 0]
    heads = [first for first, _ in tops]
    kept = [tuple(tops[bisect_right(heads, anchor) - 1] for anchor in cover) for cover in harmed]
    return _without(changes, shape, [(shape.starts[first[0]], shape.ends[last[1]]) for first, last in kept])


def _without(changes: list[Change], shape: Shape, ranges: Iterable[tuple[int, int]]) -> list[Change]:
    """The changes without those in ranges of the text, where only line ends are changed."""
    starts: list[int] = []
    ends: list[int] = []
    for start, end in sorted(ranges):
        if ends and start < ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(start)
            ends.append(end)

    def is_kept(offset: int) -> bool:
        before = bisect_right(starts, offset) - 1
        return before >= 0 and offset < ends[before]

    bonds = {change.bond for change in changes if change.bond and is_kept(change.start)}
    others = [change for change in changes if change.bond not in bonds and not is_kept(change.start)]
    returns = [
        Change(found.start(), found.end(), "")
        for found in _CARRIAGE_RETURN.finditer(shape.text)
        if is_kept(found.start())
    ]
    return sorted(others + returns)


def _covers(shape: Shape) -> Iterator[tuple[int, int]]:
    """What each marked comment covers, in the order of the comments; nothing for one with nothing below it."""
    count = len(shape.kinds)
    ends: dict[int, int] | None = None
    for anchor in range(count + 1):
        start, end = shape.gap(anchor)
        if MARK not in shape.text[start:end]:
            continue
        ends = {first: last for first, last, _ in _statements(shape)} if ends is None else ends
        for comment in COMMENT.finditer(shape.text, start, end):
            if MARK not in comment.group():
                continue
            begin = anchor
            if anchor and "\n" not in shape.text[start : comment.start()]:
                begin = anchor - 1
                while not shape.begins_line(begin):
                    begin -= 1
            yield _covered(shape, begin, ends) if begin < count else (count, count)


def _covered(shape: Shape, begin: int, ends: dict[int, int]) -> tuple[int, int]:
    line_end = bisect_right(shape.first_lines, shape.first_lines[begin])
    return begin, max(max(anchor, ends.get(anchor, 0)) for anchor in range(begin, line_end))


def _statements(shape: Shape) -> Iterator[tuple[int, int, int]]:
    """The first and the last anchor of every statement, and how many blocks it stands in."""
    frames = [(True, len(shape.kinds))]
    is_first = True
    for anchor, kind in enumerate(shape.kinds):
        is_block, close = frames[-1]
        if anchor == close:
            frames.pop()
        elif is_block and (is_first or shape.begins_statement(anchor)):
            yield anchor, shape.statement_end(anchor, close), len(frames) - 1
        is_first = kind == table.LBRACE
        if kind in CLOSER_OF:
            frames.append((is_first, shape.closers[anchor]))
