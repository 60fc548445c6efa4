"""One version of a mesh: its owners by name, what they lead to, and how it differs from another version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TypeAlias

from meshc.ir.base import Node
from meshc.ir.mesh import Client, External, Mesh
from meshc.ir.traffic import Mirror, TrafficPolicy
from meshc.ir.workload import Gateway, Service
from meshc.source import Item

Owner: TypeAlias = Service | Gateway | External | Client
"""What has a name of its own in a mesh."""

_OWNERS = frozenset({"services", "gateways", "externals", "clients"})
_AROUND = tuple(field for field in Mesh.model_fields if field not in _OWNERS and field != "origins")


class Snapshot:
    """A mesh, looked at by owner."""

    def __init__(self, mesh: Mesh, earlier: Snapshot | None = None) -> None:
        """What the `earlier` version knows of owners that have not changed is used again."""
        self.mesh = mesh
        every: tuple[tuple[Owner, ...], ...] = (mesh.services, mesh.gateways, mesh.externals, mesh.clients)
        self.owners: Mapping[str, Owner] = {owner.name: owner for several in every for owner in several}
        known = earlier.references if earlier is not None else {}
        before = earlier.owners if earlier is not None else {}
        self.references: Mapping[str, frozenset[str]] = {
            name: known[name] if before.get(name) is owner else frozenset(_references(owner))
            for name, owner in self.owners.items()
        }
        """Names of the owners that each leads to."""

    def differing(self, other: Snapshot) -> frozenset[str]:
        """Names of the owners that the two do not share."""
        mine, theirs = self.owners, other.owners
        found = {name for name, owner in mine.items() if theirs.get(name) is not owner}
        return frozenset(found | (theirs.keys() - mine.keys()))

    def is_alike_around(self, other: Snapshot) -> bool:
        """Whether the two differ in their owners only."""
        mine, theirs = self.mesh, other.mesh
        return dict(mine.origins) == dict(theirs.origins) and all(
            _same(getattr(mine, field), getattr(theirs, field)) for field in _AROUND
        )

    def owner_at(self, item: Item) -> str | None:
        """The owner that stands in a statement."""
        return self._owners_by_item.get(item)

    @cached_property
    def _owners_by_item(self) -> dict[Item | None, str]:
        return {owner.origin().item: name for name, owner in self.owners.items()}

    def items(self, names: frozenset[str]) -> set[Item | None]:
        """The statements in which owners stand."""
        return {self.owners[name].origin().item for name in names if name in self.owners}


def _same(before: object, after: object) -> bool:
    if before is after:
        return True
    if isinstance(before, tuple) and isinstance(after, tuple):
        return len(before) == len(after) and all(map(_same, before, after))
    if isinstance(before, Node) and isinstance(after, Node):
        # Only nodes without others in them are made anew from version to version where nothing has changed.
        flat = not any(isinstance(value, Node | tuple) for value in before.__dict__.values())
        return flat and before == after and dict(before.origins) == dict(after.origins)
    return before == after


def _references(owner: Owner) -> Iterator[str]:
    if not isinstance(owner, External):
        yield from (call.to for call in owner.calls)
    if isinstance(owner, Gateway):
        for route in owner.routes:
            for destination in route.destinations:
                yield from filter(None, (destination.service, destination.external))
    yield from mirrors(owner)


def mirrors(owner: Owner) -> Iterator[str]:
    """Names of the services that get a copy of an owner's traffic."""
    policies: list[TrafficPolicy] = []
    if not isinstance(owner, Client):
        policies.append(owner.policy)
    if isinstance(owner, Service | Gateway):
        policies += (route.policy for route in owner.routes)
    if not isinstance(owner, External):
        for call in owner.calls:
            policies.append(call.policy)
            policies += (route.policy for route in call.routes)
    for policy in policies:
        yield from mirrored(policy)


def mirrored(policy: TrafficPolicy) -> Iterator[str]:
    """The name of the service that gets a copy of what a policy is about, where one does."""
    if isinstance(policy.mirror, Mirror):
        yield policy.mirror.to.partition(".")[0]
