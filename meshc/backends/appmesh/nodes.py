"""Virtual nodes: the versions of services, gateways with an image of their own, and externals."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.backends.appmesh.access_log import logging
from meshc.backends.appmesh.backends import add_backends
from meshc.backends.appmesh.callees import Callee, Callees
from meshc.backends.appmesh.discovery import Found, host_discovery, version_discovery
from meshc.backends.appmesh.listeners import Listened, external_listeners, node_listeners
from meshc.backends.appmesh.model import Spec
from meshc.backends.appmesh.names import is_virtual, node_id, node_name
from meshc.backends.appmesh.placed import place
from meshc.backends.appmesh.requests import Made
from meshc.backends.base import Lowering, Pointer
from meshc.backends.joined import joined
from meshc.backends.units import heaviest
from meshc.ir.mesh import External
from meshc.ir.registry import namespace_name
from meshc.ir.workload import Ecs, Gateway, Service, Version, Workload
from meshc.source import Origin


def nodes(callees: Callees, lowering: Lowering) -> Iterator[Made]:
    """A node for whatever runs beside a proxy, and for whatever proxies call."""
    mesh = lowering.mesh
    found_as = {(unit.owner, unit.version): unit.discovery_name for unit in lowering.units}
    for service in mesh.services:
        if service.mesh or service.name in callees.all:
            for version in service.versions:
                name = found_as.get((service.name, version.name)) or _discovery_name(service, version)
                yield _version_node(service, version, name, callees, lowering)
    for gateway in mesh.gateways:
        if not is_virtual(gateway):
            yield _gateway_node(gateway, callees, lowering)
    for callee in callees.all.values():
        if isinstance(callee.owner, External):
            yield _external_node(callee.owner, callee, lowering)


def _version_node(service: Service, version: Version, found_as: str, callees: Callees, lowering: Lowering) -> Made:
    workload = version.workload
    origin = version.origin() if version.name is not None else service.origin()
    listened = node_listeners(service, workload.application.health, lowering)
    origins: dict[Pointer, Origin] = {(): origin}
    discovery = version_discovery(lowering, service, version, found_as) if listened.bodies else None
    spec = _spec(listened, discovery, origins)
    if service.mesh:
        add_backends(spec, service, callees, lowering, origins)
        _add_log(spec, workload, origins)
    return _made(node_name(service, version), spec, origins, workload.ecs, service.name)


def _gateway_node(gateway: Gateway, callees: Callees, lowering: Lowering) -> Made:
    """Nobody calls a gateway by its node, but App Mesh wants a name for what listens."""
    origins: dict[Pointer, Origin] = {(): gateway.origin()}
    namespace = namespace_name(lowering.mesh, lowering.mesh.discovery)
    host = gateway.name if namespace is None else joined(gateway.name, ".", lowering.text(namespace, gateway.name))
    listened = node_listeners(gateway, gateway.workload.application.health, lowering)
    discovery = host_discovery(host, None, gateway.origin("name")) if listened.bodies else None
    spec = _spec(listened, discovery, origins)
    add_backends(spec, gateway, callees, lowering, origins)
    _add_log(spec, gateway.workload, origins)
    return _made(gateway.name, spec, origins, gateway.workload.ecs, gateway.name)


def _external_node(external: External, callee: Callee, lowering: Lowering) -> Made:
    origins: dict[Pointer, Origin] = {(): external.origin()}
    listened = external_listeners(external, callee.ports[0].protocol, lowering)
    host = lowering.text(external.host, external.name)
    spec = _spec(listened, host_discovery(host, external.discovery, external.origin("host")), origins)
    return _made(external.name, spec, origins, lowering.mesh.ecs, "")


def _spec(listened: Listened, discovery: Found | None, origins: dict[Pointer, Origin]) -> Spec:
    spec: Spec = {}
    if listened.bodies:
        spec["listeners"] = listened.bodies
        place(origins, ("spec", "listeners"), listened.origins)
    if discovery is not None:
        spec["serviceDiscovery"] = discovery.body
        place(origins, ("spec", "serviceDiscovery"), discovery.origins)
    return spec


def _add_log(spec: Spec, workload: Workload, origins: dict[Pointer, Origin]) -> None:
    log = logging(workload.access_log)
    if log is not None:
        spec["logging"] = log.body
        place(origins, ("spec", "logging"), log.origins)


def _made(name: str, spec: Spec, origins: dict[Pointer, Origin], ecs: Ecs, owner: str) -> Made:
    return Made("virtual-node", node_id(name), name, {"virtualNodeName": name}, spec, origins, ecs, owner)


def _discovery_name(service: Service, version: Version) -> str:
    """The name in the namespace of a version that others deploy, which is no unit."""
    own = version.discovery
    if own is not None and own.name is not None:
        return own.name
    common = (service.discovery and service.discovery.name) or service.name
    if version is heaviest(service.versions) or (own is not None and own.attributes):
        return common
    return f"{common}-{version.name}"
