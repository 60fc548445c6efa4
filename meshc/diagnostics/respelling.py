"""A name that was most likely misspelt: what the finding says about it, and the edit that spells it as it was meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from meshc.diagnostics.model import Applicability, Edit, Fix
from meshc.diagnostics.suggest import nearest
from meshc.source import Origin

_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*", re.ASCII)
"""What is a name without quotes."""


class Respelling(NamedTuple):
    """Help for a finding about a name that is not known."""

    help: str
    fix: Fix | None


def respelled(origin: Origin, name: str, known: Iterable[str], otherwise: str = "") -> Respelling:
    """The known name that was meant; `otherwise` is the help where none is near.

    It has a fix where the name stands in the text at `origin` just once, as a word of its own.
    """
    match = nearest(name, known)
    if match is None:
        return Respelling(otherwise, None)
    return Respelling(f"did you mean `{match}`?", _fix(origin, name, match))


def _fix(origin: Origin, name: str, match: str) -> Fix | None:
    if origin.item is None or not _BARE.fullmatch(match):
        return None
    places = list(re.finditer(rf"(?<![\w-]){re.escape(name)}(?![\w-])", origin.item.text[origin.start : origin.end]))
    if len(places) != 1:
        return None
    place = Origin(origin.item, origin.start + places[0].start(), origin.start + places[0].end())
    return Fix(f"write `{match}`", (Edit(place, match),), Applicability.UNSAFE)
