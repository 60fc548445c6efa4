"""Values of the IR as a person writes them in a mesh."""

from __future__ import annotations

from typing import Any

from meshc.language.values import DurationType, ShareType, SizeType, ValueType
from meshc.shown import as_text, duration


def as_written(value: Any, type_: ValueType | None = None) -> str:
    """A value with the unit of its type."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        if isinstance(type_, DurationType):
            return duration(value)
        if isinstance(type_, SizeType):
            return f"{value:g}{type_.unit}"
        if isinstance(type_, ShareType):
            return f"{value:g}%"
    return as_text(value)
