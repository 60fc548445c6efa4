"""A statement after binding: matched against the table of the language, its values checked and converted."""

from __future__ import annotations

from typing import Any, NamedTuple

from meshc.language.kinds import Kind, Setting
from meshc.language.values import ValueType
from meshc.source import Item, Origin
from meshc.syntax.ast import Value


class Deferred(NamedTuple):
    """A value that needs parameters before it can be converted."""

    node: Value
    type: ValueType
    item: Item


class Invalid:
    """Stands for a value that a finding has been made about; what holds it is left out of the IR."""


INVALID = Invalid()

REMOVED = Invalid()
"""Stands for the value of an entry of a map that an overlay takes away."""


class BoundValue(NamedTuple):
    """A setting, an entry of a map, or a label: converted for the IR, `Deferred` or `INVALID`."""

    spec: Setting | None
    """None for a label and an entry of a map."""
    value: Any
    key: Origin
    origin: Origin


class BoundBlock(NamedTuple):
    """A block. Blocks inside are keyed by kind, in the order in which they were written."""

    kind: Kind
    labels: tuple[BoundValue, ...]
    settings: dict[str, BoundValue]
    entries: dict[str, BoundValue]
    blocks: dict[str, list[BoundBlock]]
    origin: Origin
    """The head: kind and labels."""
    damaged: bool = False

    @property
    def name(self) -> str:
        """The first label as a string; empty where there is none."""
        if not self.labels:
            return ""
        value = self.labels[0].value
        return value if isinstance(value, str) else ""

    @property
    def key(self) -> tuple[str, ...]:
        """What identifies the block among those of its kind: its last label, the name of a route that has one."""
        return tuple(_label_key(label.value) for label in self.labels[-1:])

    def one(self, kind: str) -> BoundBlock | None:
        """The block of a kind that stands once."""
        found = self.blocks.get(kind)
        return found[0] if found else None

    def get(self, setting: str) -> Any:
        """The converted value of a setting; None where it is absent or a finding was made about it."""
        found = self.settings.get(setting)
        return None if found is None or found.value is INVALID else found.value


def _label_key(value: Any) -> str:
    return value if isinstance(value, str) else repr(value)


def merged(base: BoundBlock, over: BoundBlock) -> BoundBlock:
    """`base` with the lines of `over` on top.

    Settings and lists replace, blocks merge by kind and label, maps by key.
    """
    settings = {**base.settings, **over.settings}
    blocks = base.blocks
    if over.settings and blocks:
        shadowed = over.settings.keys() & blocks.keys()
        if shadowed:
            blocks = {
                kind: several for kind, several in blocks.items() if kind not in shadowed or not several[0].kind.once
            }
    if over.blocks:
        blocks = dict(blocks)
        for kind, several in over.blocks.items():
            if several[0].kind.once:
                settings.pop(kind, None)
            below = blocks.get(kind)
            blocks[kind] = several if below is None else _merge_lists(below, several)
    return over._replace(
        labels=over.labels or base.labels, settings=settings, entries={**base.entries, **over.entries}, blocks=blocks
    )


def _merge_lists(base: list[BoundBlock], over: list[BoundBlock]) -> list[BoundBlock]:
    result = list(base)
    places: dict[tuple[str, ...], int] = {}
    for index, block in enumerate(base):
        places.setdefault(block.key, index)
    for block in over:
        place = places.get(block.key)
        if place is None:
            places[block.key] = len(result)
            result.append(block)
        else:
            result[place] = merged(result[place], block)
    return result
