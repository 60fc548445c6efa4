"""Checks that many limits share: how long, how many, between which numbers, how spelled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import inf
from typing import Any

from meshc.backends.limits import Check, Found
from meshc.backends.names import NameRule

FINE: tuple[Found, ...] = ()
"""Nothing is wrong."""


def here(message: str) -> tuple[Found, ...]:
    """Something is wrong with the value itself."""
    return (((), message),)


def late(value: object) -> bool:
    """Whether a string holds a placeholder, whose value nobody knows yet."""
    return isinstance(value, str) and "${" in value


def counted(number: int, noun: str) -> str:
    """`1 entry`, `2 entries`, `10,240 bytes`."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"


def within(name: str, low: float, high: float, unit: str = "", *, taker: str = "ECS") -> Check:
    """A number between two others, both allowed; an infinite `high` is none."""
    unit = unit and f" {unit}"
    allowed = f"{low:,}{unit} or more" if high == inf else f"{low:,} to {high:,}{unit}"

    def check(value: float, _body: Any) -> Iterable[Found]:
        if low <= value <= high:
            return FINE
        return here(f"`{name}` is {value:,}{unit}; {taker} allows {allowed}")

    return check


def at_most(name: str, most: int, noun: str = "entry", *, taker: str = "ECS") -> Check:
    """A list or an object with no more than so many entries."""

    def check(value: Sequence[Any], _body: Any) -> Iterable[Found]:
        if len(value) <= most:
            return FINE
        return here(f"`{name}` has {counted(len(value), noun)}; {taker} allows {most:,}")

    return check


def spelled(name: str, rule: NameRule, *, taker: str = "ECS") -> Check:
    """A name that follows the rule."""

    def check(value: str, _body: Any) -> Iterable[Found]:
        if rule.accepts(value) or late(value):
            return FINE
        if len(value) > rule.longest:
            problem = f"`{name}` has {counted(len(value), 'character')}; {taker} allows {rule.longest}"
        else:
            problem = f"`{name}` is `{value}`; {taker} takes {rule.spelling}"
        return here(problem)

    return check


def unique(name: str, key: str, what: str) -> Check:
    """A list whose entries differ in one member; entries without the member are left alone."""

    def check(value: Sequence[Any], _body: Any) -> Iterable[Found]:
        if len(value) < 2:
            return FINE
        seen: set[Any] = set()
        found: list[Found] = []
        for index, entry in enumerate(value):
            wanted = entry.get(key)
            if wanted is not None and wanted in seen:
                found.append(((index, key), f"`{name}` has the {what} `{wanted}` twice"))
            seen.add(wanted)
        return found

    return check
