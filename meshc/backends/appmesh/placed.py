"""Origins of a part, moved to where the part stands."""

from __future__ import annotations

from collections.abc import Mapping

from meshc.backends.base import Pointer
from meshc.source import Origin


def place(origins: dict[Pointer, Origin], pointer: Pointer, inside: Mapping[Pointer, Origin]) -> None:
    """Add the origins of a part that stands at a pointer."""
    for below, origin in inside.items():
        origins[(*pointer, *below)] = origin
