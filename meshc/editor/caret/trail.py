"""The statements of the tree around an offset, each with its kind."""

from __future__ import annotations

from typing import NamedTuple

from meshc.editor.caret.frames import setting_in
from meshc.editor.tree import around, head_of, label_of, word_of
from meshc.editor.view import View
from meshc.language.kinds import Kind
from meshc.language.kinds import Setting as SettingSpec
from meshc.language.table import TOP_LEVEL
from meshc.language.values import EnumType
from meshc.source import Item, Origin
from meshc.syntax.ast import Block, Setting


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
        if self.setting is None or kind is None or kind.entries is not None:
            return None
        name = word_of(self.setting)
        turned_off = kind.kinds.get(name)
        if name not in kind.settings and turned_off is not None:
            off = EnumType(("off",))
            return SettingSpec(name, off, turned_off.doc, group=turned_off.group, field=turned_off.ir_field)
        return setting_in(kind, name, overlay=self.overlay is not None)

    @property
    def origin(self) -> Origin:
        """The range of the statement: of the setting, or of the innermost block."""
        span = self.setting.span if self.setting is not None else self.steps[-1].block.span
        return Origin(self.item, span.start, span.end)

    @property
    def head(self) -> Origin:
        """Kind and labels of the innermost block."""
        return head_of(self.item, self.steps[-1].block)

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
    setting: Setting | None = None
    kinds = TOP_LEVEL
    for statement in around(parsed.statements, offset - base):
        if isinstance(statement, Setting):
            setting = statement
            break
        kind = kinds.get(statement.kind.text)
        if kind is None:
            return None
        steps.append(Step(statement, kind, label_of(statement)))
        kinds = kind.kinds
    return Trail(parsed.item, base, tuple(steps), setting) if steps else None
