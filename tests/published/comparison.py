"""Two sides compared fact by fact, and what is allowed to differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from tests.published.cases import Allowed


class Difference(NamedTuple):
    """A fact that the two sides do not agree on."""

    place: str
    published: Any
    ours: Any

    @property
    def side(self) -> str:
        """Who says more."""
        if self.published is None:
            return "ours"
        return "published" if self.ours is None else "both"

    def __str__(self) -> str:
        sides = (f"{name}: {'–' if said is None else said}" for name, said in self._asdict().items() if name != "place")
        return f"{self.place}\n    " + "\n    ".join(sides)


def differences(published: Mapping[str, Any], ours: Mapping[str, Any]) -> list[Difference]:
    """What the two do not agree on; of a thing that only one has, that it is there and nothing more."""
    found = []
    for place in sorted(published.keys() | ours.keys()):
        one, other = published.get(place), ours.get(place)
        thing = place.split(" / ")[0]
        if one != other and (place == thing or (thing in published) == (thing in ours)):
            found.append(Difference(place, one, other))
    return found


def judged(found: Sequence[Difference], allowed: Sequence[Allowed]) -> tuple[list[Difference], list[Allowed]]:
    """The differences that nobody allowed, and what is allowed but does not occur."""
    used: set[Allowed] = set()
    left = []
    for difference in found:
        fitting = [one for one in allowed if one.side == difference.side and fnmatchcase(difference.place, one.at)]
        used.update(fitting)
        if not fitting:
            left.append(difference)
    return left, [one for one in allowed if one not in used]
