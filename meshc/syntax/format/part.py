"""The changes that fall into some lines of a text."""

from __future__ import annotations

from collections.abc import Sequence

from meshc.syntax.format.change import Change, trimmed


def within_lines(text: str, changes: Sequence[Change], start: int, end: int) -> list[Change]:
    """The changes, or parts of changes, inside the lines of a range; those outside are left as they are."""
    first = text.rfind("\n", 0, start) + 1
    if first < end < len(text) and text[end - 1] == "\n":
        end -= 1
    line_end = text.find("\n", end) if end < len(text) else -1
    last = len(text) if line_end < 0 else line_end
    inside: list[Change] = []
    torn: set[int] = set()
    for whole in changes:
        change = trimmed(text, whole)
        is_whole_lines = not change.text and text[change.start - 1 : change.start] == "\n"
        if first <= change.start and change.end <= last + is_whole_lines:
            inside.append(change)
        elif change.bond:
            torn.add(change.bond)
        elif change.start <= last and change.end >= first:
            inside += _part(text, whole, first, last)
    return [change for change in inside if not change.bond or change.bond not in torn]


def _part(text: str, change: Change, first: int, last: int) -> list[Change]:
    """The part of a change that keeps to the lines: blanks at the end of the last one, or before the first word."""
    old, new = text[change.start : change.end], change.text
    if "\n" not in old or "\n" not in new:
        return []
    tail = Change(change.start + old.rindex("\n") + 1, change.end, new[new.rindex("\n") + 1 :])
    head = Change(change.start, change.start + old.index("\n"), new[: new.index("\n")])
    for part in (tail, head):
        if first <= part.start and part.end <= last:
            part = trimmed(text, part)
            return [part] if part.start < part.end or part.text else []
    return []
