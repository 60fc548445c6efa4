"""Where that is declared which stands at an offset."""

from __future__ import annotations

from typing import NamedTuple

from meshc.editor.links import link_at
from meshc.editor.names.index import Names, Place, Placed
from meshc.editor.names.symbols import Role
from meshc.editor.view import View


class Target(NamedTuple):
    """A declaration: the name, and the whole block."""

    name: Place
    block: Place


class Definition(NamedTuple):
    """The range that was meant, and where it leads: to more than one place where several declare the name."""

    start: int
    end: int
    targets: tuple[Target, ...]


def definition(view: View, offset: int) -> Definition | None:
    """What declares the name at an offset, or the files that a string there names; None for anything else."""
    names = Names(view.compilation)
    found = names.at(view, offset)
    if found is None:
        link = link_at(view, offset)
        if link is None:
            return None
        starts = (Place(path, 0, 0) for path in link.paths)
        return Definition(link.start, link.end, tuple(Target(place, place) for place in starts))
    targets = tuple(Target(placed.place, placed.statement) for placed in _nearest(names, found))
    return Definition(found.place.start, found.place.end, targets) if targets else None


def _nearest(names: Names, found: Placed) -> list[Placed]:
    """The declarations; of containers and volumes that several versions have, those of the version at hand."""
    declared = names.declarations(found.mention.symbol)
    if not declared:
        # What only overlays that nobody has written `new = true` into speak of.
        heads = names.written(names.meant(found.mention.symbol))
        return [placed for placed in heads if placed.mention.role is Role.EXTENDS]
    if len(declared) > 1 and found.mention.role is Role.REFERS:
        version = _version_around(names, found)
        return [placed for placed in declared if version and _is_within(placed, version)] or declared
    return declared


def _version_around(names: Names, found: Placed) -> Place | None:
    for mention in names.beside(found).all:
        block = found._replace(mention=mention).statement
        if mention.word == "version" and mention.role is not Role.REFERS and _is_within(found, block):
            return block
    return None


def _is_within(placed: Placed, block: Place) -> bool:
    return placed.path == block.path and block.start <= placed.place.start < block.end
