"""Who calls whom: by `calls`, and by the routes of gateways."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from meshc.compilation import Compilation
from meshc.editor.names.index import Names, Place, Placed
from meshc.editor.names.symbols import Mention, Role, Space, Symbol
from meshc.editor.tree import OWNERS
from meshc.editor.view import View

_CALLING = frozenset({"callee", "destination"})


class Party(NamedTuple):
    """A service, gateway, external or client: who calls, or is called."""

    name: str
    word: str
    head: Place
    block: Place


class Call(NamedTuple):
    """Calls between the party asked about and another."""

    other: Party
    at: tuple[Place, ...]
    """The heads of `calls` and the settings of routes, all in one file: that of the caller."""


def party_at(view: View, offset: int) -> Party | None:
    """What the name at an offset means, else the service, gateway, external or client whose block is there."""
    names = Names(view.compilation)
    found = names.at(view, offset)
    if found is not None and names.meant(found.mention.symbol).space is Space.OWNER:
        return _party(names, names.meant(found.mention.symbol).name)
    item = view.item_at(offset)
    if item is None:
        return None
    at = offset - item[0]
    for mention in names.of_item(item[1]).all:
        start, end = mention.statement
        if mention.word in OWNERS and mention.role is not Role.REFERS and start <= at < end:
            return _party(names, mention.symbol.name)
    return None


def incoming(compilation: Compilation, name: str) -> list[Call]:
    """Who calls it. What an overlay adds in another file is a call of its own."""
    names = Names(compilation)
    found: dict[tuple[str, str], list[Place]] = {}
    for placed in names.written(Symbol(Space.OWNER, name)):
        if _calls(placed.mention):
            found.setdefault((placed.mention.inside, placed.path), []).append(placed.statement)
    calls = ((_party(names, caller, path), places) for (caller, path), places in found.items())
    return [Call(party, tuple(places)) for party, places in calls if party is not None]


def outgoing(compilation: Compilation, name: str, path: str) -> list[Call]:
    """Whom it calls; places are told of the given file alone."""
    names = Names(compilation)
    found: dict[str, list[Place]] = {}
    for placed in _inside(names, name):
        if _calls(placed.mention):
            places = found.setdefault(placed.mention.symbol.name, [])
            if placed.path == path:
                places.append(placed.statement)
    calls = ((_party(names, callee), places) for callee, places in found.items())
    return [Call(party, tuple(places)) for party, places in calls if party is not None]


def _inside(names: Names, owner: str) -> Iterator[Placed]:
    for head in names.written(Symbol(Space.OWNER, owner)):
        if head.mention.role in (Role.DECLARES, Role.EXTENDS):
            start, end = head.mention.statement
            for mention in names.beside(head).all:
                if mention.inside == owner and start <= mention.start < end:
                    yield head._replace(mention=mention)


def _calls(mention: Mention) -> bool:
    inside, symbol = mention.inside, mention.symbol
    return symbol.space is Space.OWNER and mention.word in _CALLING and inside not in ("", symbol.name)


def _party(names: Names, name: str, path: str | None = None) -> Party | None:
    """What declares the name; or what extends it in a file, where it is declared in another."""
    heads = [placed for placed in names.written(Symbol(Space.OWNER, name)) if placed.mention.word in OWNERS]
    heads = [placed for placed in heads if placed.mention.role in (Role.DECLARES, Role.EXTENDS)]
    heads.sort(key=lambda placed: (path is not None and placed.path != path, placed.mention.role is Role.EXTENDS))
    if not heads:
        return None
    return Party(name, heads[0].mention.word, heads[0].place, heads[0].statement)
