"""Where a name is mentioned."""

from __future__ import annotations

from typing import NamedTuple

from meshc.editor.names.index import Names, Place
from meshc.editor.names.symbols import Role
from meshc.editor.view import View


class Highlight(NamedTuple):
    """A mention in the file at hand; offsets of the file."""

    start: int
    end: int
    writes: bool
    """Whether it declares what it names, or says more of it."""


def references(view: View, offset: int, *, declaration: bool) -> tuple[Place, ...]:
    """The places of the whole mesh that name what the name at an offset names, with or without its declarations."""
    names = Names(view.compilation)
    found = names.at(view, offset)
    if found is None:
        return ()
    return tuple(
        placed.place
        for placed in names.mentions(found.mention.symbol)
        if declaration or placed.mention.role is not Role.DECLARES
    )


def highlights(view: View, offset: int) -> tuple[Highlight, ...]:
    """The same in the file at hand alone."""
    names = Names(view.compilation)
    found = names.at(view, offset)
    if found is None:
        return ()
    return tuple(
        Highlight(placed.place.start, placed.place.end, placed.mention.role in (Role.DECLARES, Role.EXTENDS))
        for placed in names.mentions(found.mention.symbol)
        if placed.path == view.path
    )
