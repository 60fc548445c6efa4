"""Names that two resources of a mesh would have: App Mesh tells resources of one kind apart by name alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from meshc.backends.appmesh import codes
from meshc.backends.appmesh.callees import Callees
from meshc.backends.appmesh.checks_routes import shown
from meshc.backends.appmesh.gateway_splits import Split, split_of
from meshc.backends.appmesh.model import Name
from meshc.backends.appmesh.names import is_virtual, node_name
from meshc.backends.base import Lowering, Ref
from meshc.diagnostics.model import Diagnostic, Label
from meshc.ir.mesh import External
from meshc.ir.workload import Service, Version
from meshc.source import Origin


class _Named(NamedTuple):
    """A resource, and what of the mesh it is made of."""

    name: str
    owner: str
    origin: Origin


def named(lowering: Lowering) -> Iterator[Diagnostic]:
    """Findings about virtual nodes, routers and services."""
    for kind, resources in _resources(lowering):
        yield from _twice(kind, resources)


def taken(lowering: Lowering) -> Iterator[tuple[str, str]]:
    """Kinds and names of what the mesh becomes, as far as no two of a kind may have one name."""
    for kind, resources in _resources(lowering):
        yield from ((kind, one.name) for one in resources)


def _resources(lowering: Lowering) -> Iterator[tuple[str, Iterator[_Named]]]:
    callees = Callees(lowering)
    shared_out = tuple(_splits(callees, lowering))
    yield "virtual node", _nodes(callees, lowering)
    yield "virtual router", _routers(callees, shared_out)
    yield "virtual service", _services(callees, shared_out)


def _splits(callees: Callees, lowering: Lowering) -> Iterator[tuple[Split, str]]:
    for gateway in lowering.mesh.gateways:
        if is_virtual(gateway):
            for number, route in enumerate(gateway.routes, 1):
                split = split_of(gateway, route, number, callees, lowering)
                if isinstance(split, Split):
                    yield split, f"gateway {gateway.name} route {shown(route)}"


def _twice(kind: str, resources: Iterable[_Named]) -> Iterator[Diagnostic]:
    taken: dict[str, _Named] = {}
    for one in resources:
        other = taken.setdefault(one.name, one)
        if other is not one:
            yield codes.NAME_TAKEN.at(
                one.origin,
                f"`{other.owner}` and `{one.owner}` become the same {kind} `{one.name}`",
                secondary=(Label(other.origin, f"`{other.owner}`"),),
                help="give one of them another name: App Mesh tells them apart by nothing else",
            )


def _version(service: Service, version: Version) -> str:
    return f"service {service.name}" + ("" if version.name is None else f" version {version.name}")


def _nodes(callees: Callees, lowering: Lowering) -> Iterator[_Named]:
    mesh = lowering.mesh
    for service in mesh.services:
        if service.mesh or service.name in callees.all:
            for version in service.versions:
                origin = service.origin("name") if version.name is None else version.origin("name")
                yield _Named(node_name(service, version), _version(service, version), origin)
    for gateway in mesh.gateways:
        if not is_virtual(gateway):
            yield _Named(gateway.name, f"gateway {gateway.name}", gateway.origin("name"))
    for callee in callees.all.values():
        if isinstance(callee.owner, External):
            yield _Named(callee.name, f"external {callee.name}", callee.owner.origin("name"))


def _routers(callees: Callees, shared_out: Iterable[tuple[Split, str]]) -> Iterator[_Named]:
    for callee in callees.all.values():
        if callee.routed:
            kind = "service" if isinstance(callee.owner, Service) else "external"
            yield _Named(callee.name, f"{kind} {callee.name}", callee.owner.origin("name"))
    for split, owner in shared_out:
        yield _Named(split.name, owner, split.route.origin("destinations"))


def _services(callees: Callees, shared_out: Iterable[tuple[Split, str]]) -> Iterator[_Named]:
    for callee in callees.all.values():
        owner = callee.owner
        field = "host" if isinstance(owner, External) else "aliases" if owner.aliases else "name"
        for host in dict.fromkeys(host for host in callee.hosts if isinstance(host, str)):
            kind = "external" if isinstance(owner, External) else "service"
            yield _Named(host, f"{kind} {callee.name}", owner.origin(field))
    for service, version in callees.versions:
        known = _known(callees.version_host(service, version))
        if known is not None:
            yield _Named(known, _version(service, version), version.origin("name"))
    for split, of in shared_out:
        known = _known(split.host)
        if known is not None:
            yield _Named(known, of, split.route.origin("destinations"))


def _known(host: Name) -> str | None:
    return host.known if isinstance(host, Ref) else None
