"""Tags of what is made in Cloud Map."""

from __future__ import annotations

from meshc.backends.base import Lowering, Pointer
from meshc.backends.cloudmap.model import Namespace, Service, Tag
from meshc.backends.tags import tags
from meshc.ir.workload import Ecs
from meshc.source import Origin


def add_tags(
    body: Namespace | Service, ecs: Ecs, lowering: Lowering, owner: str, origins: dict[Pointer, Origin]
) -> None:
    """Add the tags of an `ecs` block to the request for a namespace or a service."""
    made: list[Tag] = []
    for tag in tags(ecs, lowering, owner):
        origins["Tags", len(made)] = tag.origin
        made.append({"Key": tag.name, "Value": tag.value})
    if made:
        body["Tags"] = made
