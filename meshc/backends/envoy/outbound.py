"""Listeners for what a task calls: one per call, at an address of its own."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.backends.envoy.actions import Target
from meshc.backends.envoy.building import Building, Listener, socket_address
from meshc.backends.envoy.chains import connection_listener, with_chains
from meshc.backends.envoy.durations import limit
from meshc.backends.envoy.filters import Asked, Filters, asked
from meshc.backends.envoy.hosts import dialled_host, service_host
from meshc.backends.envoy.http import OUTBOUND, connection_manager
from meshc.backends.envoy.routes import DEFAULT, Placed, Policies, Table, VirtualHost, service_routes
from meshc.backends.envoy.types import Message
from meshc.ir.mesh import External
from meshc.ir.traffic import HTTP_PROTOCOLS, NO_POLICY, Call, Route, TrafficPolicy
from meshc.ir.workload import Port, Service
from meshc.source import Origin


def outbound(building: Building) -> Iterator[Listener]:
    """A listener for each call, but for those in which the application speaks TLS to an external itself."""
    unit = building.unit
    named = building.named
    owner = unit.service or named.gateways.get(unit.owner)
    for call in owner.calls if owner is not None else ():
        external = named.externals.get(call.to)
        if external is not None:
            if not external.tls:
                yield _to_external(building, call, external)
            continue
        service = named.services.get(call.to)
        port = service.port(call.port) if service is not None else None
        if service is not None and port is not None:
            yield _to_service(building, call, service, port)


def _to_service(building: Building, call: Call, service: Service, port: Port) -> Listener:
    name = f"out/{service.name}:{port.client_number}"
    if port.protocol not in HTTP_PROTOCOLS:
        policy = building.lowering.policies.call(call)
        targets = connection_targets(building, service, port, policy, call.origin())
        return _connection(building, call, name, port.protocol, policy, targets)
    policies = _policies(building, call)
    general = policies.policy(None)
    filters = Filters(name, policies.asked(None))
    idle = limit(general.idle_timeout)
    table = Table(building, filters, idle, by_host=True)
    # Behind a gateway the host is the client's, which the gateway's own program passes on.
    host = None
    if building.unit.service is not None:
        host = service_host(service, port, building.lowering, building.endpoints)
    routes = service_routes(table, building, service, port, policies, host=host)
    return _http(building, call, name, service.name, port.protocol, idle, filters, routes)


def _to_external(building: Building, call: Call, external: External) -> Listener:
    name = f"out/{external.name}:{external.port}"
    policy = building.lowering.policies.call(call)
    endpoint = building.endpoints.external(external)
    if external.protocol not in HTTP_PROTOCOLS:
        target = (building.cluster(endpoint, policy, call.origin()), 100.0)
        return _connection(building, call, name, external.protocol, policy, [target])
    wishes = asked(call.policy.rate_limit, call.policy.buffer, policy.fault)
    filters = Filters(name, wishes)
    idle = limit(policy.idle_timeout)
    table = Table(building, filters, idle, by_host=True)
    routes = table.entries(
        DEFAULT,
        None,
        policy,
        wishes,
        lambda: [Target(building.cluster(endpoint, policy, call.origin()), 100, dialled_host(endpoint))],
        call.origin(),
    )
    return _http(building, call, name, external.name, external.protocol, idle, filters, tuple(routes))


def _policies(building: Building, call: Call) -> Policies:
    """What holds for a call. Of what the called counts and holds back itself only what the call asks for is left."""
    effective = building.lowering.policies
    own = {route.name: route.policy for route in call.routes}

    def policy(route: Route | None) -> TrafficPolicy:
        return effective.call(call) if route is None else effective.call_route(call, route)

    def wishes(route: Route | None) -> Asked:
        over = own.get(route.name or "", NO_POLICY) if route is not None else NO_POLICY
        return asked(over.rate_limit or call.policy.rate_limit, over.buffer or call.policy.buffer, policy(route).fault)

    return Policies(policy, wishes)


def _http(
    building: Building,
    call: Call,
    name: str,
    callee: str,
    protocol: str,
    idle: str,
    filters: Filters,
    routes: tuple[Placed, ...],
) -> Listener:
    hosts = (VirtualHost(callee, ("*",), routes),)
    manager = connection_manager(building, name, hosts, filters, OUTBOUND, protocol=protocol, idle_timeout=idle)
    return with_chains(_listener(building, call, name), [manager.message], call.origin(), manager.origins)


def connection_targets(
    building: Building,
    service: Service,
    port: Port,
    policy: TrafficPolicy,
    origin: Origin,
    *,
    version: str | None = None,
) -> list[tuple[str, float]]:
    """The clusters for connections to a service or one version of it, with their parts."""
    endpoints = building.endpoints
    parts = (
        endpoints.destinations(service, port, None)
        if version is None
        else ((endpoints.service(service, version, port), 100.0),)
    )
    return [(building.cluster(endpoint, policy, origin), part) for endpoint, part in parts]


def _connection(
    building: Building, call: Call, name: str, protocol: str, policy: TrafficPolicy, targets: list[tuple[str, float]]
) -> Listener:
    """A listener for a protocol without requests."""
    message = _listener(building, call, name, udp=protocol == "udp")
    return connection_listener(building, message, protocol, policy, targets, call.origin())


def _listener(building: Building, call: Call, name: str, *, udp: bool = False) -> Message:
    address = building.lowering.addresses.address(building.unit.owner, call.to, call.port)
    return {
        "name": name,
        "address": socket_address(address.host, address.port, udp=udp),
        "traffic_direction": "OUTBOUND",
    }
