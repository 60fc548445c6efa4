"""Ranges of whole numbers as regular expressions, for where Envoy only compares texts."""

from __future__ import annotations

from collections.abc import Iterator


def range_pattern(start: int, end: int) -> str:
    """A regular expression (RE2) for the whole numbers from `start` up to but not `end`, without leading zeros."""
    last = end - 1
    forms: list[str] = []
    if start < 0:
        forms += [f"-{form}" for form in _between(max(1, -last), -start)]
    if last >= 0:
        forms += _between(max(0, start), last)
    return "|".join(forms)


def _between(low: int, high: int) -> Iterator[str]:
    """Patterns for the numbers from `low` to `high`, both of them in it and neither below zero."""
    for length in range(len(str(low)), len(str(high)) + 1):
        first = 0 if length == 1 else 10 ** (length - 1)
        yield from _of_length(str(max(low, first)), str(min(high, 10**length - 1)))


def _of_length(low: str, high: str) -> Iterator[str]:
    """The same for numbers of equally many digits."""
    if low == high:
        yield low
        return
    rest = len(low) - 1
    if low[1:] == "0" * rest and high[1:] == "9" * rest:
        yield _digit(low[0], high[0]) + r"\d" * rest
        return
    if low[0] == high[0]:
        yield from (low[0] + form for form in _of_length(low[1:], high[1:]))
        return
    yield from (low[0] + form for form in _of_length(low[1:], "9" * rest))
    if int(high[0]) - int(low[0]) > 1:
        yield _digit(str(int(low[0]) + 1), str(int(high[0]) - 1)) + r"\d" * rest
    yield from (high[0] + form for form in _of_length("0" * rest, high[1:]))


def _digit(low: str, high: str) -> str:
    return low if low == high else f"[{low}-{high}]"
