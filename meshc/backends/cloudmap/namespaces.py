"""The namespaces that names of a mesh stand in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from meshc.backends.base import Lowering, Pointer, Ref, Resource
from meshc.backends.cloudmap.model import LateString, Namespace
from meshc.backends.cloudmap.registered import registered_units, unit_discovery
from meshc.backends.cloudmap.tagging import add_tags
from meshc.ir.discovery import Discovery, DiscoveryType
from meshc.ir.registry import discovery_of
from meshc.ir.text import Text
from meshc.source import Origin

OPERATIONS: dict[DiscoveryType, str] = {
    "http": "CreateHttpNamespace",
    "private-dns": "CreatePrivateDnsNamespace",
    "public-dns": "CreatePublicDnsNamespace",
}


class Place(NamedTuple):
    """The namespace of a name: how requests point at it, what it is called, and its type."""

    id: LateString
    name: Text | None
    """None where the mesh only knows the id of an existing namespace."""
    type: DiscoveryType
    after: tuple[str, ...]
    """The resource that makes the namespace, where one does."""
    prefix: str
    """What the ids of resources in the namespace begin with."""


class Namespaces:
    """The namespaces of one mesh: its own, then others in the order in which what stands there names them."""

    def __init__(self, lowering: Lowering) -> None:
        mesh = lowering.mesh
        self._lowering = lowering
        self._type: DiscoveryType = discovery_of(mesh).type or "private-dns"
        self._others: dict[Text, tuple[str, DiscoveryType, Origin]] = {}
        for unit in registered_units(lowering):
            self._take(unit_discovery(lowering, unit))
        for external in mesh.externals:
            if external.discovery is not None:
                self._take(discovery_of(mesh, external.discovery))

    def place(self, discovery: Discovery) -> Place:
        """Where a name with that discovery stands."""
        named = discovery.namespace
        if named is not None:
            if _is_id(named):
                return Place(named, None, discovery.type or "private-dns", (), "cloudmap")
            resource = self._others[named][0]
            return Place(Ref(resource, "Id"), named, self._others[named][1], (resource,), resource.rpartition("/")[0])
        namespace = self._lowering.mesh.namespace
        if namespace.existing is not None:
            return Place(namespace.existing, namespace.name, self._type, (), "cloudmap")
        return Place(Ref("cloudmap/namespace", "Id"), namespace.name, self._type, ("cloudmap/namespace",), "cloudmap")

    def resources(self) -> Iterator[Resource]:
        """A request for each namespace that does not exist yet."""
        namespace = self._lowering.mesh.namespace
        if namespace.existing is None and namespace.name is not None:
            yield self._create("cloudmap/namespace", "mesh", namespace.name, self._type, namespace.origin("name"))
        for name, (resource, kind, origin) in self._others.items():
            yield self._create(resource, resource.split("/")[1], name, kind, origin)

    def _take(self, discovery: Discovery) -> None:
        named = discovery.namespace
        if named is None or _is_id(named) or named in self._others:
            return
        word = named if isinstance(named, str) else f"namespace-{len(self._others) + 2}"
        kind = discovery.type or "private-dns"
        self._others[named] = (f"cloudmap/{word}/namespace", kind, discovery.origin("namespace"))

    def _create(self, resource: str, stem: str, name: Text, kind: DiscoveryType, origin: Origin) -> Resource:
        mesh = self._lowering.mesh
        body: Namespace = {"Name": name}
        origins: dict[Pointer, Origin] = {(): origin}
        if kind == "private-dns" and mesh.vpc is not None:
            body["Vpc"] = mesh.vpc
            origins["Vpc",] = mesh.origin("vpc")
        add_tags(body, mesh.ecs, self._lowering, "", origins)
        return Resource(
            resource, "cloudmap", f"{stem}.namespace.json", "servicediscovery", OPERATIONS[kind], body, origins
        )


def _is_id(named: Text) -> bool:
    return isinstance(named, str) and named.startswith(("ns-", "arn:"))
