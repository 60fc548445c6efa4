"""A piece of a text replaced by another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

Edit: TypeAlias = tuple[int, int, str]
"""Replace what stands from the first offset to the second by a text."""


class Change(NamedTuple):
    """Replace the code points from `start` to `end` by `text`.

    Changes of the same `bond`, if that is not 0, are made together or not at all: they carry a comma or a comment
    from one place to another.
    """

    start: int
    end: int
    text: str
    bond: int = 0

    @property
    def edit(self) -> Edit:
        """The change alone."""
        return self[:3]


def trimmed(text: str, change: Change) -> Change:
    """The change without what it leaves as it is at either end."""
    start, end, new, bond = change
    old = text[start:end]
    most = min(len(old), len(new))
    head = 0
    while head < most and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < most - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return Change(start + head, end - tail, new[head : len(new) - tail], bond)


def applied(text: str, edits: Iterable[Edit]) -> str:
    """The text after edits, which are in order and do not overlap."""
    pieces = []
    at = 0
    for start, end, new in edits:
        pieces.append(text[at:start])
        pieces.append(new)
        at = end
    pieces.append(text[at:])
    return "".join(pieces)
