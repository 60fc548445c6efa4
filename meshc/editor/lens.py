"""What stands above the blocks of a file: who calls a service, and what each target loses of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from meshc.compilation import Compilation
from meshc.editor.model.answers import by_owner, counted, differing, in_error, known_targets
from meshc.editor.model.owners import owners, ways
from meshc.editor.tree import OWNERS, head_of, label_of
from meshc.editor.view import View
from meshc.source import Item, Origin
from meshc.syntax.ast import Block

if TYPE_CHECKING:
    from meshc.syntax.result import ParsedItem
    from meshc.targets.gate import Answered


class Lens(NamedTuple):
    """A line above a block, with the places that it is about."""

    start: int
    end: int
    title: str
    places: tuple[Origin, ...]


class _Known(NamedTuple):
    """What is told of the owners of one mesh."""

    origins: Mapping[str, Origin]
    callers: Mapping[str, Sequence[Origin]]
    lost: Mapping[str, Mapping[str, Sequence[Answered]]]
    """By target and owner."""
    all: Mapping[str, Sequence[Answered]]
    """By target."""
    in_error: frozenset[Item | None]


_told: WeakKeyDictionary[Compilation, dict[str, tuple[Lens, ...]]] = WeakKeyDictionary()
"""By version of a mesh and path: an editor asks for each line in sight once more."""


def lenses(view: View) -> tuple[Lens, ...]:
    """The lines above the blocks of a file, in its order; asked again, the same."""
    of_files = _told.setdefault(view.compilation, {})
    found = of_files.get(view.path)
    if found is None:
        found = of_files[view.path] = tuple(_lenses(view))
    return found


def _lenses(view: View) -> list[Lens]:
    known = _known(view)
    if known is None:
        return []
    return [
        Lens(offset + block.head.start, offset + block.head.end, title, places)
        for offset, parsed in view.items
        for block in parsed.statements
        if isinstance(block, Block)
        for title, places in _of_block(parsed, block, known)
    ]


def _known(view: View) -> _Known | None:
    compilation = view.compilation
    mesh = compilation.mesh
    if mesh is None:
        return None
    callers: dict[str, dict[str, Origin]] = {}
    for way in ways(mesh):
        callers.setdefault(way.callee, {}).setdefault(way.caller, way.origin)
    every = {target: differing(compilation, target) for target in known_targets(compilation)}
    return _Known(
        {owner.name: owner.origin() for _, owner in owners(mesh)},
        {name: tuple(places.values()) for name, places in callers.items()},
        {target: by_owner(mesh, entries) for target, entries in every.items()},
        every,
        in_error(compilation),
    )


def _of_block(parsed: ParsedItem, block: Block, known: _Known) -> Iterator[tuple[str, tuple[Origin, ...]]]:
    word = block.kind.text
    if word == "mesh":
        for target, entries in known.all.items() if not known.in_error else ():
            yield f"{target}: {counted(entries) or 'nothing lost'}", _places(entries)
    elif word in OWNERS and known.origins.get(name := label_of(block)) == head_of(parsed.item, block):
        if word in ("service", "external"):
            places = tuple(known.callers.get(name, ()))
            yield f"{len(places) or 'no'} {'caller' if len(places) == 1 else 'callers'}", places
        for target, of_owners in known.lost.items() if parsed.item not in known.in_error else ():
            entries = of_owners.get(name, ())
            if entries:
                yield f"{target}: {counted(entries)}", _places(entries)


def _places(entries: Iterable[Answered]) -> tuple[Origin, ...]:
    return tuple(dict.fromkeys(entry.use.origin for entry in entries))
