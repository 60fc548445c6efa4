"""Listeners of virtual nodes and virtual gateways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from meshc.backends.appmesh.callees import protocol_of
from meshc.backends.appmesh.connections import outliers, pool
from meshc.backends.appmesh.health import health_check
from meshc.backends.appmesh.model import Listener, Protocol
from meshc.backends.appmesh.placed import place
from meshc.backends.appmesh.timeouts import listener_limits
from meshc.backends.appmesh.tls import listener_tls
from meshc.backends.base import Lowering, Pointer
from meshc.ir.mesh import External
from meshc.ir.security import ServerTls
from meshc.ir.traffic import ConnectionPool, OutlierDetection, TrafficPolicy
from meshc.ir.workload import Gateway, Health, Port, Service
from meshc.source import Origin


class Listened(NamedTuple):
    """The `listeners` of a node or a gateway, with origins by pointers into them."""

    bodies: list[Listener]
    origins: dict[Pointer, Origin]


def node_listeners(
    owner: Service | Gateway, health: Health | None, called: Sequence[TrafficPolicy], lowering: Lowering
) -> Listened:
    """The listeners of a version of a service, or of a gateway that brings its own image, and what it has `called`."""
    found = Listened([], {})
    tls = owner.tls if isinstance(owner, Gateway) or owner.mesh else None
    for port in owner.ports:
        protocol = protocol_of(owner, port)
        if protocol is None:
            continue
        at: Pointer = (len(found.bodies),)
        body: Listener = {"portMapping": {"port": port.number, "protocol": protocol}}
        found.origins[at] = port.origin()
        _add_health(body, at, found.origins, health, port, protocol)
        policy = lowering.policies.provider(owner, port)
        if isinstance(owner, Gateway) or owner.mesh:
            _add_timeout(body, at, found.origins, (policy, *_of_routes(owner, port, lowering)), protocol, called)
            _add_pool(body, at, found.origins, policy, protocol)
        if tls is not None:
            _add_tls(body, at, found.origins, tls, lowering, owner.name)
        _add_outliers(body, at, found.origins, policy)
        found.bodies.append(body)
    return found


def external_listeners(external: External, protocol: Protocol, lowering: Lowering) -> Listened:
    """The listener of something outside the mesh; what a proxy beside it would see to is not said."""
    body: Listener = {"portMapping": {"port": external.port, "protocol": protocol}}
    origins: dict[Pointer, Origin] = {(0,): external.origin("port")}
    _add_outliers(body, (0,), origins, lowering.policies.provider(external, None))
    return Listened([body], origins)


def gateway_listeners(gateway: Gateway, lowering: Lowering) -> Listened:
    """The listeners of a virtual gateway, which take requests only: botocore VirtualGatewayPortProtocol."""
    found = Listened([], {})
    for port in gateway.ports:
        protocol = protocol_of(gateway, port)
        if protocol is None or protocol == "tcp":
            continue
        at: Pointer = (len(found.bodies),)
        body: Listener = {"portMapping": {"port": port.number, "protocol": protocol}}
        found.origins[at] = port.origin()
        check = health_check(gateway.workload.application.health, port, protocol)
        if check is not None and check.body["protocol"] != "tcp":
            body["healthCheck"] = check.body
            place(found.origins, (*at, "healthCheck"), check.origins)
        if gateway.tls is not None:
            _add_tls(body, at, found.origins, gateway.tls, lowering, gateway.name)
        _add_pool(body, at, found.origins, gateway.policy, protocol)
        found.bodies.append(body)
    return found


def _of_routes(owner: Service | Gateway, port: Port, lowering: Lowering) -> Iterator[TrafficPolicy]:
    """The policies of routes, whose requests a listener must not cut off sooner than they."""
    if isinstance(owner, Service):
        for route in owner.routes:
            yield lowering.policies.route(owner, port, route)


def _add_health(
    body: Listener, at: Pointer, origins: dict[Pointer, Origin], health: Health | None, port: Port, protocol: Protocol
) -> None:
    check = health_check(health, port, protocol)
    if check is not None:
        body["healthCheck"] = check.body
        place(origins, (*at, "healthCheck"), check.origins)


def _add_timeout(
    body: Listener,
    at: Pointer,
    origins: dict[Pointer, Origin],
    policies: Iterable[TrafficPolicy],
    protocol: Protocol,
    called: Sequence[TrafficPolicy],
) -> None:
    limits = listener_limits(policies, protocol, called)
    if limits.body:
        body["timeout"] = {protocol: limits.body}
        place(origins, (*at, "timeout", protocol), limits.origins)


def _add_tls(
    body: Listener, at: Pointer, origins: dict[Pointer, Origin], tls: ServerTls, lowering: Lowering, owner: str
) -> None:
    made = listener_tls(tls, lowering, owner)
    if made is None:
        return
    body["tls"] = made
    origins[(*at, "tls")] = tls.origin()
    origins[(*at, "tls", "mode")] = tls.origin("mode")
    origins[(*at, "tls", "certificate")] = tls.origin("certificate")
    if tls.clients is not None:
        origins[(*at, "tls", "validation")] = tls.clients.origin()


def _add_pool(
    body: Listener, at: Pointer, origins: dict[Pointer, Origin], policy: TrafficPolicy, protocol: Protocol
) -> None:
    wanted = policy.connection_pool
    limits = pool(wanted, protocol) if isinstance(wanted, ConnectionPool) else None
    if limits is not None:
        body["connectionPool"] = limits.body
        place(origins, (*at, "connectionPool"), limits.origins)


def _add_outliers(body: Listener, at: Pointer, origins: dict[Pointer, Origin], policy: TrafficPolicy) -> None:
    if isinstance(policy.outlier_detection, OutlierDetection):
        left_out = outliers(policy.outlier_detection)
        body["outlierDetection"] = left_out.body
        place(origins, (*at, "outlierDetection"), left_out.origins)
