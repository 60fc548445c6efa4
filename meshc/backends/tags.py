"""The tags of the mesh, before a service of AWS spells them its own way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from meshc.backends.base import Lowering
from meshc.ir.text import Secret, Text
from meshc.ir.workload import Ecs
from meshc.source import Origin


class Tag(NamedTuple):
    """A name and a value that AWS keeps beside what it makes."""

    name: str
    value: Text
    origin: Origin


def tags(ecs: Ecs, lowering: Lowering, owner: str) -> Iterator[Tag]:
    """The tags of an `ecs` block, as `owner` sees the addresses in them; a secret is no tag."""
    for tag in ecs.tags:
        if not isinstance(tag.value, Secret):
            yield Tag(tag.name, lowering.text(tag.value, owner), tag.origin())
