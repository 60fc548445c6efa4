"""Virtual nodes: the versions of services, gateways with an image of their own, and externals."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.backends.appmesh.access_log import logging
from meshc.backends.appmesh.backends import add_backends
from meshc.backends.appmesh.callees import Callee, Callees
from meshc.backends.appmesh.discovery import Found, host_discovery, tasks_discovery
from meshc.backends.appmesh.listeners import Listened, external_listeners, node_listeners
from meshc.backends.appmesh.model import Spec
from meshc.backends.appmesh.names import is_virtual, node_id, node_name
from meshc.backends.appmesh.placed import place
from meshc.backends.appmesh.requests import Made
from meshc.backends.base import Lowering, Pointer
from meshc.backends.units import discovery_name
from meshc.ir.mesh import External
from meshc.ir.workload import Ecs, Gateway, Service, Version, Workload
from meshc.source import Origin


def nodes(callees: Callees, lowering: Lowering) -> Iterator[Made]:
    """A node for whatever runs beside a proxy, and for whatever proxies call."""
    mesh = lowering.mesh
    for service in mesh.services:
        if service.mesh or service.name in callees.all:
            for version in service.versions:
                yield _version_node(service, version, callees, lowering)
    for gateway in mesh.gateways:
        if not is_virtual(gateway):
            yield _gateway_node(gateway, callees, lowering)
    for callee in callees.all.values():
        if isinstance(callee.owner, External):
            yield _external_node(callee.owner, callee, lowering)


def _version_node(service: Service, version: Version, callees: Callees, lowering: Lowering) -> Made:
    workload = version.workload
    origin = version.origin() if version.name is not None else service.origin()
    listened = node_listeners(service, workload.application.health, callees.policies(service), lowering)
    origins: dict[Pointer, Origin] = {(): origin}
    found = None
    if listened.bodies:
        name = discovery_name(service, version, attributes=True)
        found = tasks_discovery(lowering, service, name, service.discovery, version.discovery)
    spec = _spec(listened, found, origins)
    if service.mesh:
        add_backends(spec, service, callees, lowering, origins)
        _add_log(spec, workload, origins)
    return _made(node_name(service, version), spec, origins, workload.ecs, service.name)


def _gateway_node(gateway: Gateway, callees: Callees, lowering: Lowering) -> Made:
    """Nobody calls a gateway by its node, but App Mesh wants a name for what listens."""
    origins: dict[Pointer, Origin] = {(): gateway.origin()}
    listened = node_listeners(gateway, gateway.workload.application.health, callees.policies(gateway), lowering)
    found = None
    if listened.bodies:
        name = (gateway.discovery and gateway.discovery.name) or gateway.name
        found = tasks_discovery(lowering, gateway, name, gateway.discovery)
    spec = _spec(listened, found, origins)
    add_backends(spec, gateway, callees, lowering, origins)
    _add_log(spec, gateway.workload, origins)
    return _made(gateway.name, spec, origins, gateway.workload.ecs, gateway.name)


def _external_node(external: External, callee: Callee, lowering: Lowering) -> Made:
    origins: dict[Pointer, Origin] = {(): external.origin()}
    listened = external_listeners(external, callee.ports[0].protocol, lowering)
    host = lowering.text(external.host, external.name)
    spec = _spec(listened, host_discovery(lowering, host, external.discovery, external.origin("host")), origins)
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
