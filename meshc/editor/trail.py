"""The statements of the tree around an offset, each with its kind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from meshc.editor.heads import key_of, name_of, place_of
from meshc.editor.view import View
from meshc.language.kinds import Kind
from meshc.language.kinds import Setting as SettingSpec
from meshc.language.table import OVERLAY_SETTINGS, TOP_LEVEL
from meshc.language.values import EnumType
from meshc.source import Item, Origin
from meshc.syntax.ast import Block, Setting, Statement


class Step(NamedTuple):
    """A block around the offset."""

    block: Block
    kind: Kind
    name: str
    """Its first label."""


class Trail(NamedTuple):
    """Blocks from the outermost to the innermost, and the setting in that where there is one."""

    item: Item
    base: int
    """Where the item begins in the file."""
    steps: tuple[Step, ...]
    setting: Setting | None

    @property
    def overlay(self) -> str | None:
        """The overlay that the place is in."""
        return self.steps[0].name if self.steps and self.steps[0].kind.name == "overlay" else None

    @property
    def inner(self) -> tuple[Step, ...]:
        """The blocks without an overlay around them."""
        return self.steps if self.overlay is None else self.steps[1:]

    @property
    def kind(self) -> Kind | None:
        """The kind of the innermost block."""
        return self.steps[-1].kind if self.steps else None

    @property
    def spec(self) -> SettingSpec | None:
        """What the table says of the setting, or of the block that it turns off; None for an entry of a map."""
        kind = self.kind
        if self.setting is None or kind is None:
            return None
        name = key_of(self.setting)
        found = kind.settings.get(name)
        turned_off = kind.kinds.get(name)
        if found is None and turned_off is not None:
            off = EnumType(("off",))
            return SettingSpec(name, off, turned_off.doc, group=turned_off.group, field=turned_off.ir_field)
        return OVERLAY_SETTINGS.get(name) if found is None and self.overlay is not None and kind.labels else found

    @property
    def origin(self) -> Origin:
        """The range of the statement: of the setting, or of the innermost block."""
        span = self.setting.span if self.setting is not None else self.steps[-1].block.span
        return Origin(self.item, span.start, span.end)

    @property
    def head(self) -> Origin:
        """Kind and labels of the innermost block."""
        return place_of(self.item, self.steps[-1].block)

    @property
    def is_part(self) -> bool:
        """Whether the innermost block is a part of another one that stands there once, as `retry` is."""
        return len(self.inner) > 1 and self.steps[-1].kind.once


def trail(view: View, offset: int) -> Trail | None:
    """The statements around an offset; None where the tree knows of none."""
    placed = view.item_at(offset)
    if placed is None:
        return None
    base, parsed = placed
    steps: list[Step] = []
    kinds = TOP_LEVEL
    statement = _holding(parsed.statements, offset - base)
    while isinstance(statement, Block):
        kind = kinds.get(statement.kind.text)
        if kind is None:
            return None
        steps.append(Step(statement, kind, name_of(statement)))
        kinds = kind.kinds
        statement = _holding(statement.body or (), offset - base)
    if not steps:
        return None
    return Trail(parsed.item, base, tuple(steps), statement)


def _holding(statements: Iterable[Statement], at: int) -> Statement | None:
    return next((one for one in statements if one.span.start <= at <= one.span.end), None)
