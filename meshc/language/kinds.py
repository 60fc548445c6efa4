"""The shape of the table of the language: kinds of blocks, their settings and labels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, NamedTuple

from meshc.language.values import ValueType


class Setting(NamedTuple):
    """`name = value` inside a block."""

    name: str
    type: ValueType
    doc: str
    default: str = ""
    """What holds when nobody writes it, as a person would write it; empty: nothing."""
    group: str = ""
    """The part of the IR that holds the field, where a block feeds several."""
    off: bool = False
    """Whether `off` may stand for the value."""
    field: str = ""
    """Name of the field in the IR; the setting's with `_` by default."""
    required: bool = False

    @property
    def ir_field(self) -> str:
        """Name of the field in the IR."""
        return self.field or self.name.replace("-", "_")


class LabelSpec(NamedTuple):
    """A label of a block: `name` says what it stands for."""

    name: str
    type: ValueType
    optional: bool = False


@dataclass(frozen=True)
class Kind:
    """A kind of block in its place."""

    name: str
    doc: str
    labels: tuple[LabelSpec, ...] = ()
    settings: dict[str, Setting] = field(default_factory=dict)
    kinds: dict[str, Kind] = field(default_factory=dict)
    body: Literal["required", "optional", "none"] = "required"
    entries: ValueType | None = None
    """For a map such as `env`: the type of every value; keys are free."""
    group: str = ""
    field_name: str = ""
    """Name of the field in the IR; the kind's with `_` by default."""
    label_field: str = "name"
    """Field of the IR that takes the label."""
    off: bool = False
    """Whether `kind = off` may stand for the block."""
    ordered: bool = False
    """Whether the order of blocks of this kind matters."""

    @property
    def ir_field(self) -> str:
        """Name of the field in the IR."""
        return self.field_name or self.name.replace("-", "_")

    @cached_property
    def required(self) -> tuple[Setting, ...]:
        """The settings that the block cannot do without."""
        return tuple(setting for setting in self.settings.values() if setting.required)

    @property
    def once(self) -> bool:
        """Whether the block may stand only once in its parent: without a label it has no identity."""
        return not self.labels


def by_name(*settings: Setting) -> dict[str, Setting]:
    """Settings keyed by name."""
    return {setting.name: setting for setting in settings}


def kinds(*several: Kind) -> dict[str, Kind]:
    """Kinds keyed by name."""
    return {kind.name: kind for kind in several}


def grouped(settings: dict[str, Setting], group: str) -> dict[str, Setting]:
    """The same settings, as fields of another part of the IR."""
    return {name: setting._replace(group=group) for name, setting in settings.items()}


def grouped_kinds(several: Iterable[Kind], group: str) -> dict[str, Kind]:
    """The same kinds, as fields of another part of the IR."""
    return {kind.name: replace(kind, group=group) for kind in several}
