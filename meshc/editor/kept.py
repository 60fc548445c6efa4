"""Answers kept by the statement that they are about, for as long as somebody asks for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from meshc.source import Item
from meshc.syntax.result import ParsedItem

V = TypeVar("V")


class Kept(Generic[V]):
    """A function of one statement, worked out once for each: a statement keeps its identity while its text does.

    Memory is bounded by what is asked for: when as many answers have come together again, those that nobody asked
    for since then are forgotten.
    """

    def __init__(self, answer: Callable[[ParsedItem], V], *, spare: int = 2000) -> None:
        """`spare` is the number of answers that may be kept beside those in use."""
        self._answer = answer
        self._spare = spare
        self._limit = spare
        self._recent: dict[Item, V] = {}
        self._before: dict[Item, V] = {}

    def of(self, parsed: ParsedItem) -> V:
        """The answer for a statement."""
        found = self._recent.get(parsed.item)
        if found is None:
            found = self._before.pop(parsed.item, None)
            if found is None:
                found = self._answer(parsed)
            if len(self._recent) >= self._limit:
                self._before, self._recent = self._recent, {}
            self._recent[parsed.item] = found
        return found

    def expect(self, statements: int) -> None:
        """Says how many statements are asked about at a time."""
        self._limit = statements + self._spare

    def __len__(self) -> int:
        return len(self._recent) + len(self._before)
