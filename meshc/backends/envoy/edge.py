"""Listeners of a gateway: where traffic enters the mesh."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.backends.envoy.actions import NOT_FOUND, Target
from meshc.backends.envoy.building import Building, Listener, http_port
from meshc.backends.envoy.chains import connection_listener, with_chains
from meshc.backends.envoy.durations import limit
from meshc.backends.envoy.edge_routes import EdgeRoutes
from meshc.backends.envoy.filters import Asked, Filters, asked
from meshc.backends.envoy.http import EDGE, connection_manager
from meshc.backends.envoy.matches import EVERYTHING
from meshc.backends.envoy.outbound import connection_targets
from meshc.backends.envoy.routes import DEFAULT, Placed, Table, VirtualHost, route_keys
from meshc.backends.envoy.tls import downstream, quic
from meshc.backends.envoy.types import Message
from meshc.ir.security import ServerTls
from meshc.ir.traffic import HTTP_PROTOCOLS, Call, Destination, PathMatch, Route
from meshc.ir.workload import Gateway, Port

_IDLE = 300_000
"""Idle timeout of who asks for none, in milliseconds: the built-in of http."""

_ALPN = ("h2", "http/1.1")


def edge(building: Building) -> Iterator[Listener]:
    """The listeners of a gateway whose proxy the target supplies, then those that only its own routes lead to."""
    workload = building.unit.workload
    gateway = building.named.gateways.get(building.unit.owner)
    if building.unit.service is not None or gateway is None:
        return
    if workload.application.image is not None or workload.task is not None:
        return
    routes = EdgeRoutes(building, gateway)
    for port in gateway.ports:
        if port.protocol in HTTP_PROTOCOLS:
            yield from _http(building, gateway, port, routes)
        else:
            yield from _connection(building, gateway, port)
    yield from routes.inner


def _http(building: Building, gateway: Gateway, port: Port, routes: EdgeRoutes) -> Iterator[Listener]:
    name = f"edge/{port.number}"
    policy = gateway.policy
    wishes = asked(policy.rate_limit, policy.buffer)
    filters = Filters(name, wishes)
    idle = limit(policy.idle_timeout or _IDLE)
    table = Table(building, filters, idle, by_host=False)
    hosts = _virtual_hosts(gateway, list(_made(gateway, table, routes)))
    socket = downstream(gateway.tls, building.lowering, gateway.name, alpn=_ALPN) if gateway.tls is not None else None
    secure = quic(gateway.tls, building.lowering, gateway.name) if gateway.http3 and gateway.tls is not None else None
    more = {**EDGE, **_identity(gateway.tls)}
    route_fields: Message = {"ignore_port_in_host_matching": True}
    if secure is not None:
        announced = {"key": "alt-svc", "value": f'h3=":{port.number}"; ma=86400'}
        route_fields["response_headers_to_add"] = [{"header": announced, "append_action": "OVERWRITE_IF_EXISTS_OR_ADD"}]
    manager = connection_manager(
        building,
        name,
        hosts,
        filters,
        more,
        protocol=port.protocol,
        idle_timeout=idle,
        route_fields=route_fields,
    )
    optional = gateway.tls is not None and gateway.tls.mode == "permissive"
    message = {"name": name, "address": building.everywhere(port.number)}
    yield with_chains(message, [manager.message], port.origin(), manager.origins, socket=socket, optional=optional)
    if secure is not None:
        yield _http3(building, port, name, manager.message, manager.origins, secure, gateway)


def _http3(
    building: Building,
    port: Port,
    name: str,
    manager: Message,
    origins: dict[tuple[str | int, ...], object],
    socket: Message,
    gateway: Gateway,
) -> Listener:
    """The same routes over QUIC."""
    raise NotImplementedError


def _made(gateway: Gateway, table: Table, routes: EdgeRoutes) -> Iterator[tuple[str | None, Placed]]:
    """The Envoy routes in their order, each with the host that it is for."""
    listed = _with_fallback(gateway)
    for key, route in zip(route_keys(listed), listed, strict=True):
        for placed in routes.entries(table, key, route):
            yield route.host, placed
    yield None, Placed({"name": DEFAULT, "match": EVERYTHING, **NOT_FOUND}, gateway.origin("unmatched"))


def _with_fallback(gateway: Gateway) -> tuple[Route, ...]:
    """The routes, and one for what none of them takes where the gateway forwards that: to what it calls."""
    raise NotImplementedError
