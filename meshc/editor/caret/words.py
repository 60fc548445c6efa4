"""Words as an editor sees them: what a caret touches, dots and units included."""

from __future__ import annotations

import re
from typing import NamedTuple

from meshc.syntax.lexer import CONTROLS, SPACES
from meshc.syntax.table import TERMINAL_PATTERNS, WORD

_DELIMITER = re.compile(rf"[\s,;=#\"\[\](){{}}{CONTROLS}{SPACES}]")
_MARKS = "\u0300-\u036f\u0900-\u109f\u1ab0-\u1aff\u20d0-\u20ff\u3099\u309a\ufe00-\ufe0f"
_WORD = re.compile(rf"[\w\-.%/{_MARKS}]*")
_NAME = re.compile(TERMINAL_PATTERNS[WORD - 1])
_PATH = re.compile(rf"[\w\-.{_MARKS}]*")


class Hole(NamedTuple):
    """The path of a `${…}`, without the signs around it."""

    start: int
    end: int
    closed: bool
    """Whether `}` follows the path."""


def word_around(text: str, at: int) -> tuple[int, int]:
    """The range of the characters around an offset that no blank, quote, bracket or separator parts."""
    start = end = at
    is_delimiter = _DELIMITER.match
    while start > 0 and not is_delimiter(text, start - 1):
        start -= 1
    size = len(text)
    while end < size and not is_delimiter(text, end):
        end += 1
    return start, end


def is_word(text: str) -> bool:
    """Whether a text could become a word or a number with a unit; an empty one could."""
    return _WORD.fullmatch(text) is not None


def is_name(text: str) -> bool:
    """Whether a text is a word of the grammar, so that it needs no quotes."""
    return _NAME.fullmatch(text) is not None


def interpolation(text: str, first: int, at: int, last: int) -> Hole | None:
    """The `${…}` of the string from `first` to `last` that an offset is in; `$${` begins none."""
    opening = text.rfind("${", first, at)
    if opening < 0 or (opening > first and text[opening - 1] == "$"):
        return None
    start = opening + 2
    match = _PATH.match(text, start)
    end = min(match.end(), max(last, at)) if match else start
    if not start <= at <= end:
        return None
    return Hole(start, end, text.startswith("}", end))
