"""Parts of a mesh: a few owners, their neighbours as they are, and what those lead to in outline."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from meshc.incremental.snapshot import Snapshot, mirrored, mirrors
from meshc.ir.effective import EffectivePolicies
from meshc.ir.mesh import Mesh
from meshc.ir.workload import Container, Service, Version, Workload
from meshc.source import Item

if TYPE_CHECKING:
    from meshc.lint.context import Context
    from meshc.survey import Survey

_IMAGE = "outline:1"


class Names(NamedTuple):
    """Which owners a part has: those as they are, and those in outline."""

    whole: frozenset[str]
    outlined: frozenset[str]


def around(core: Collection[str], snapshots: Iterable[Snapshot]) -> Names:
    """The owners around some: in any of the snapshots who leads to them and what they lead to, and what those need."""
    snapshots = tuple(snapshots)
    core = frozenset(core)
    whole = set(core)
    for snapshot in snapshots:
        for name, led_to in snapshot.references.items():
            if name in core:
                whole |= led_to
            elif not led_to.isdisjoint(core):
                whole.add(name)
    outlined: set[str] = set()
    for snapshot in snapshots:
        waiting = [name for found in whole for name in snapshot.references.get(found, ())]
        waiting += mirrored(snapshot.mesh.defaults)
        while waiting:
            name = waiting.pop()
            if name not in whole and name not in outlined:
                outlined.add(name)
                owner = snapshot.owners.get(name)
                waiting += mirrors(owner) if owner is not None else ()
    return Names(frozenset(whole), frozenset(outlined))


class Part:
    """A mesh, or a part of one, with what rules and targets make of it: each at the first question."""

    def __init__(
        self,
        mesh: Mesh,
        facts: Mapping[str, str],
        overlay_items: Collection[Item],
        policies: EffectivePolicies | None = None,
        of: Mesh | None = None,
    ) -> None:
        """`of` is the mesh that it is a part of."""
        self.mesh = mesh
        self.of = of or mesh
        self.policies = policies or EffectivePolicies(mesh)
        self._facts = facts
        self._overlay_items = overlay_items
        self._surveys: dict[str, Survey] = {}

    @cached_property
    def context(self) -> Context:
        """What rules look at."""
        from meshc.lint.context import Context

        return Context(self.mesh, self.policies, overlay_items=self._overlay_items)

    def forget_context(self) -> None:
        """Gives back the room of what only rules look at."""
        self.__dict__.pop("context", None)

    def survey(self, target: str) -> Survey:
        """What a target makes of it."""
        found = self._surveys.get(target)
        if found is None:
            from meshc.survey import Survey

            found = self._surveys[target] = Survey(self.mesh, self.policies, self._facts, target)
        return found


def part_of(mesh: Mesh, names: Names, outlines: dict[int, tuple[Service, Service]]) -> Mesh:
    """The mesh with these owners only. `outlines` keeps what was made of services before, by their ids."""
    whole, outlined = names
    both = whole | outlined
    services = tuple(
        service if service.name in whole else _outline(service, outlines)
        for service in mesh.services
        if service.name in both
    )
    return mesh.model_copy(
        update={
            "services": services,
            "gateways": tuple(gateway for gateway in mesh.gateways if gateway.name in both),
            "externals": tuple(external for external in mesh.externals if external.name in both),
            "clients": tuple(client for client in mesh.clients if client.name in both),
            "tests": (),
        }
    )


def _outline(service: Service, outlines: dict[int, tuple[Service, Service]]) -> Service:
    """What callers see of a service; it runs nothing and calls nobody."""
    found = outlines.get(id(service))
    if found is None or found[0] is not service:
        versions = tuple(map(_version, service.versions))
        found = outlines[id(service)] = service, service.model_copy(update={"calls": (), "versions": versions})
    return found[1]


def _version(version: Version) -> Version:
    workload = version.workload
    own = workload.application
    application = Container.model_construct(name=own.name, image=_IMAGE, health=own.health, origins=own.origins)
    outline = Workload.model_construct(application=application, ecs=workload.ecs, origins=workload.origins)
    return version.model_copy(update={"deployed": False, "workload": outline})
