"""From the text of a token to a value of the tree."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from meshc.source import Span
from meshc.syntax import table
from meshc.syntax.ast import (
    Boolean,
    Duration,
    Missing,
    Number,
    Rate,
    Share,
    Size,
    Status,
    String,
    Value,
    Word,
)

if TYPE_CHECKING:
    from meshc.syntax.findings import Findings

_MILLISECONDS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000}
_BYTES = {"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40}

Leaf: TypeAlias = Callable[[str, int, int, "Findings"], Value]
"""Builds a value from the text of an item, the offsets of a token in it, and a place for findings."""


def scaled(digits: str, factor: int) -> int | float:
    """A decimal times a factor, without the error of binary fractions: an int where the result is whole."""
    whole, _, fraction = digits.partition(".")
    numerator = int(whole + fraction) * factor
    if not fraction:
        return numerator
    denominator: int = 10 ** len(fraction)
    quotient, rest = divmod(numerator, denominator)
    return numerator / denominator if rest else quotient


def _number(text: str, start: int, end: int, findings: Findings) -> Number:
    digits = text[start:end]
    return Number(float(digits) if "." in digits else int(digits), Span(start, end))


def _duration(text: str, start: int, end: int, findings: Findings) -> Duration:
    unit_at = end - (2 if text[end - 2] == "m" else 1)
    return Duration(scaled(text[start:unit_at], _MILLISECONDS[text[unit_at:end]]), Span(start, end))


def _size(text: str, start: int, end: int, findings: Findings) -> Size | Missing:
    size = scaled(text[start : end - 3], _BYTES[text[end - 3 : end]])
    if isinstance(size, float):
        findings.add(
            "MC124",
            start,
            end,
            f"`{text[start:end]}` is not a whole number of bytes",
            help="write it in a smaller unit",
        )
        return Missing(Span(start, end))
    return Size(size, Span(start, end))


def _share(text: str, start: int, end: int, findings: Findings) -> Share:
    return Share(scaled(text[start : end - 1], 1), Span(start, end))


def _rate(text: str, start: int, end: int, findings: Findings) -> Rate:
    return Rate(scaled(text[start : end - 2], 1), text[end - 1], Span(start, end))


def _status(text: str, start: int, end: int, findings: Findings) -> Status:
    return Status(text[start:end], Span(start, end))


def _word(text: str, start: int, end: int, findings: Findings) -> Word | Boolean:
    word = text[start:end]
    if word == "true" or word == "false":
        return Boolean(word == "true", Span(start, end))
    return Word(word, Span(start, end))


def _string(text: str, start: int, end: int, findings: Findings) -> String:
    body = text[start + 1 : end - 1]
    if "\\" in body or "${" in body:
        from meshc.syntax.strings import decode

        return String(decode(text, ((start + 1, end - 1),), findings), Span(start, end))
    return String((body,) if body else (), Span(start, end))


def _block_string(text: str, start: int, end: int, findings: Findings) -> String:
    from meshc.syntax.strings import block_lines, decode

    return String(decode(text, block_lines(text, start + 3, end - 3), findings), Span(start, end), True)


def _missing(text: str, start: int, end: int, findings: Findings) -> Missing:
    return Missing(Span(start, end))


def raw_string(text: str, start: int, end: int) -> String:
    """A quoted string whose backslashes and dollars mean themselves, for the argument of `regex`."""
    body = text[start + 1 : end - 1]
    return String((body,) if body else (), Span(start, end))


_by_kind: dict[int, Leaf] = {
    table.WORD: _word,
    table.STRING: _string,
    table.BLOCK_STRING: _block_string,
    table.NUMBER: _number,
    table.DURATION: _duration,
    table.SIZE: _size,
    table.SHARE: _share,
    table.RATE: _rate,
    table.STATUS: _status,
    table.MISSING: _missing,
}
LEAVES: tuple[Leaf, ...] = tuple(_by_kind.get(kind, _missing) for kind in range(table.MISSING + 1))
"""Per kind of token: how its value is built."""
