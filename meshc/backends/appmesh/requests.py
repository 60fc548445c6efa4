"""Requests that make a resource of App Mesh and that change it later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

from meshc.backends.appmesh.model import Spec, Tag
from meshc.backends.appmesh.names import MESH
from meshc.backends.base import Lowering, Pointer, Ref, Resource
from meshc.backends.tags import tags
from meshc.ir.workload import Ecs
from meshc.source import Origin

Kind = Literal["mesh", "virtual-node", "virtual-router", "route", "virtual-service", "virtual-gateway", "gateway-route"]

_OPERATIONS: Mapping[Kind, str] = {
    "mesh": "Mesh",
    "virtual-node": "VirtualNode",
    "virtual-router": "VirtualRouter",
    "route": "Route",
    "virtual-service": "VirtualService",
    "virtual-gateway": "VirtualGateway",
    "gateway-route": "GatewayRoute",
}


class Made(NamedTuple):
    """A resource before it is a pair of requests."""

    kind: Kind
    id: str
    stem: str
    """What the names of its files begin with, where nothing else of its kind has it."""
    names: Mapping[str, Any]
    """What it is called, and what it belongs to."""
    spec: Spec
    origins: dict[Pointer, Origin]
    """By pointers into the whole request."""
    ecs: Ecs
    """The block whose tags it gets."""
    owner: str
    """Who sees the addresses in texts of those tags."""
    after: tuple[str, ...] = ()


class Requests:
    """Makes the requests of one mesh."""

    def __init__(self, lowering: Lowering) -> None:
        mesh = lowering.mesh
        self._lowering = lowering
        self.shared = mesh.owner is not None
        """Whether another account makes the mesh and shares it."""
        self._of_mesh: dict[str, Any] = {"meshName": Ref(MESH, "meshName", mesh.name)}
        if mesh.owner is not None:
            self._of_mesh = {"meshName": mesh.name, "meshOwner": lowering.text(mesh.owner, "")}
        self._first = () if self.shared else (MESH,)

    def pairs(self, all_made: Iterable[Made]) -> Iterator[Resource]:
        """For each resource the request that makes it, then the one that changes it in every later deployment."""
        listed = tuple(all_made)
        count = Counter((made.kind, made.stem) for made in listed)
        for made in listed:
            yield from self._pair(made, made.stem if count[made.kind, made.stem] == 1 else _full_stem(made))

    def _pair(self, made: Made, stem: str) -> Iterator[Resource]:
        inside = made.kind != "mesh"
        names = {**self._of_mesh, **made.names} if inside else made.names
        origins = made.origins
        if inside and self.shared:
            origins["meshOwner",] = self._lowering.mesh.origin("owner")
        first = (*self._first, *made.after) if inside else made.after
        body = {**names, "spec": made.spec}
        create = dict(body)
        tagged: list[Tag] = []
        for tag in tags(made.ecs, self._lowering, made.owner):
            origins["tags", len(tagged)] = tag.origin
            tagged.append({"key": tag.name, "value": tag.value})
        if tagged:
            create["tags"] = tagged
        operation = _OPERATIONS[made.kind]
        yield Resource(
            made.id,
            "appmesh",
            f"{stem}.create-{made.kind}.json",
            "appmesh",
            f"Create{operation}",
            create,
            origins,
            after=first,
        )
        yield Resource(
            update_id(made.id),
            "appmesh",
            f"{stem}.update-{made.kind}.json",
            "appmesh",
            f"Update{operation}",
            body,
            origins,
            phase="update",
            after=(made.id, *map(update_id, first)),
        )


def _full_stem(made: Made) -> str:
    """What tells a resource from all others: the id without the backend and the kind."""
    return made.id.partition("/")[2].rpartition("/")[0]


def update_id(id: str) -> str:
    """The id of the request that changes what the other one makes."""
    above, _, kind = id.rpartition("/")
    return f"{above}/update-{kind}"
