"""What a rule is: a code with its page and examples, and a function that looks at a mesh."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from meshc.diagnostics.model import Code, Diagnostic, Label
from meshc.lint.context import Context
from meshc.source import Origin


class Rule(NamedTuple):
    """One check of the IR. `check` yields its findings in the order of the mesh; it never raises on a valid Mesh."""

    code: Code
    check: Callable[[Context], Iterable[Diagnostic]]
    version: str = ""
    """Version of the package that a rule from outside belongs to, where it says."""


def labels(*places: tuple[Origin, str]) -> tuple[Label, ...]:
    """Labels for those places that somebody wrote; a default has no place to point at."""
    return tuple(Label(origin, message) for origin, message in places if origin.item is not None)


def place(origin: Origin) -> object:
    """What makes two origins the same place: the line where only that is known, else the range."""
    item = origin.item
    return origin if item is None or item.line is None else (item.path, item.line)


class Once:
    """Says of each place whether it is new, so that what many share is reported once.

    All values of an IR document may come from the same line of it; there `subject` tells them apart.
    """

    def __init__(self) -> None:
        self._seen: set[tuple[object, ...]] = set()

    def new(self, subject: str, *origins: Origin) -> bool:
        """Whether these places, for this subject where they are not exact, come for the first time."""
        places = tuple(map(place, origins))
        exact = places == origins and any(origin.item is not None for origin in origins)
        key = places if exact else (subject, *places)
        if key in self._seen:
            return False
        self._seen.add(key)
        return True
