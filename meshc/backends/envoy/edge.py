"""Listeners of a gateway: where traffic enters the mesh."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from meshc.backends.envoy.actions import NOT_FOUND
from meshc.backends.envoy.building import Building, Listener
from meshc.backends.envoy.chains import connection_listener, with_chains
from meshc.backends.envoy.durations import limit
from meshc.backends.envoy.edge_routes import EdgeRoutes
from meshc.backends.envoy.filters import Filters, asked
from meshc.backends.envoy.http import EDGE, Manager, connection_manager
from meshc.backends.envoy.matches import EVERYTHING, host_name, takes_everything
from meshc.backends.envoy.outbound import connection_targets
from meshc.backends.envoy.routes import DEFAULT, Placed, Table, VirtualHost, route_keys
from meshc.backends.envoy.tls import downstream, quic
from meshc.backends.envoy.types import Message
from meshc.ir.security import ServerTls
from meshc.ir.traffic import HTTP_PROTOCOLS, Destination, PathMatch, Route
from meshc.ir.workload import Gateway, Port

_ALPN = ("h2", "http/1.1")
_EVERY_PATH = PathMatch(kind="prefix", value="")


def edge(building: Building) -> Iterator[Listener]:
    """The listeners of a gateway whose proxy the target supplies, then those that only its own routes lead to."""
    workload = building.unit.workload
    gateway = building.named.gateways.get(building.unit.owner)
    if building.unit.service is not None or gateway is None:
        return
    if workload.application.image is not None or workload.task is not None:
        return
    listed = _with_fallback(building, gateway)
    routes = EdgeRoutes(building, gateway)
    for port in gateway.ports:
        if port.protocol in HTTP_PROTOCOLS:
            yield from _http(building, gateway, port, listed, routes)
        else:
            yield from _connection(building, gateway, port, listed)
    yield from routes.listeners()


def _http(
    building: Building, gateway: Gateway, port: Port, listed: Sequence[Route], routes: EdgeRoutes
) -> Iterator[Listener]:
    name = f"edge/{port.number}"
    lowering = building.lowering
    tls = gateway.tls
    socket = downstream(tls, lowering, gateway.name, alpn=_ALPN) if tls is not None else None
    secure = quic(tls, lowering, gateway.name) if gateway.http3 and tls is not None else None
    health = gateway.workload.application.health
    wishes = asked(gateway.policy.rate_limit, gateway.policy.buffer)
    filters = Filters(name, wishes, health=health.path if health is not None else None)
    idle = limit(lowering.policies.provider(gateway, port).idle_timeout)
    table = Table(building, filters, idle, by_host=False)
    manager = connection_manager(
        building,
        name,
        _virtual_hosts(gateway, table, listed, routes),
        filters,
        {**EDGE, **_identity(tls)},
        protocol=port.protocol,
        idle_timeout=idle,
        route_fields={"ignore_port_in_host_matching": True, **(_announcing(port) if secure is not None else {})},
    )
    message = {"name": name, "address": building.everywhere(port.number)}
    optional = tls is not None and tls.mode == "permissive"
    yield with_chains(message, [manager.message], port.origin(), manager.origins, socket=socket, optional=optional)
    if secure is not None:
        yield _http3(building, gateway, port, manager, secure)


def _announcing(port: Port) -> Message:
    """Tells clients that the same is to be had by HTTP/3."""
    header = {"key": "alt-svc", "value": f'h3=":{port.number}"; ma=86400'}
    return {"response_headers_to_add": [{"header": header, "append_action": "OVERWRITE_IF_EXISTS_OR_ADD"}]}


def _http3(building: Building, gateway: Gateway, port: Port, manager: Manager, socket: Message) -> Listener:
    """The same routes over QUIC."""
    name = f"edge/{port.number}/quic"
    fields = {
        field: value
        for field, value in manager.message["typed_config"].items()
        if field not in ("http2_protocol_options", "upgrade_configs")
    }
    over_quic = {**fields, "stat_prefix": name, "codec_type": "HTTP3", "http3_protocol_options": {}}
    address = building.everywhere(port.number, udp=True)
    message: Message = {"name": name, "address": address, "udp_listener_config": {"quic_options": {}}}
    filters = [{**manager.message, "typed_config": over_quic}]
    return with_chains(message, filters, gateway.origin("http3"), manager.origins, socket=socket)


def _identity(tls: ServerTls | None) -> Message:
    """Tells services who the client is, where clients prove it; what a client says of that itself is dropped."""
    if tls is None or tls.clients is None:
        return {}
    return {
        "forward_client_cert_details": "SANITIZE_SET",
        "set_current_client_cert_details": {"subject": True, "uri": True, "dns": True},
    }


def _virtual_hosts(gateway: Gateway, table: Table, listed: Sequence[Route], routes: EdgeRoutes) -> list[VirtualHost]:
    """A virtual host for each host that routes name, and one for every other.

    Envoy looks at one of them only, the one whose name fits best. So each has every route that may take a request for
    its hosts, in the order of the mesh.
    """
    made: list[tuple[str, Route, list[Placed]]] = []
    for key, route in zip(route_keys(listed), listed, strict=True):
        host = "*" if route.host is None else host_name(route.host)
        made.append((host, route, routes.entries(table, key, route)))
    rest = Placed({"name": DEFAULT, "match": EVERYTHING, **NOT_FOUND}, gateway.origin("unmatched"))
    hosts: list[VirtualHost] = []
    for host in (*dict.fromkeys(asked_for for asked_for, _, _ in made if asked_for != "*"), "*"):
        concerned = [(route, entries) for asked_for, route, entries in made if _covers(asked_for, host)]
        found = [placed for _, entries in concerned for placed in entries]
        if not any(takes_everything(route) for route, _ in concerned):
            found.append(rest)
        hosts.append(VirtualHost(host, (host,), tuple(found)))
    return hosts


def _covers(wide: str, host: str) -> bool:
    """Whether what is asked of a host concerns the route of another, which may be a pattern."""
    if wide in ("*", host):
        return True
    return wide.startswith("*.") and host.endswith(wide[1:])


def _with_fallback(building: Building, gateway: Gateway) -> tuple[Route, ...]:
    """The routes, and one for what none of them takes, where the gateway forwards that: to the one that it calls."""
    if gateway.unmatched != "forward" or len(gateway.calls) != 1:
        return gateway.routes
    call = gateway.calls[0]
    if call.to in building.named.externals:
        destination = Destination(external=call.to, origins=call.origins)
    else:
        destination = Destination(service=call.to, port=call.port, origins=call.origins)
    fallback = Route(path=_EVERY_PATH, destinations=(destination,), policy=call.policy, origins=call.origins)
    return (*gateway.routes, fallback)


def _connection(building: Building, gateway: Gateway, port: Port, listed: Sequence[Route]) -> Iterator[Listener]:
    """A listener for a protocol without requests, to where the first route leads."""
    route = next((route for route in listed if route.destinations), None)
    if route is None:
        return
    policies = building.lowering.policies
    origin = route.origin()
    destination = route.destinations[0]
    targets: list[tuple[str, float]] = []
    policy = policies.provider(gateway, port)
    for one in route.destinations:
        service = building.named.services.get(one.service or "")
        external = building.named.externals.get(one.external or "")
        if external is not None:
            policy_towards = policies.edge(gateway, route, external, None)
            found = [(building.cluster(building.endpoints.external(external), policy_towards, origin), 100.0)]
        elif service is not None and (spoken := service.port(one.port)) is not None:
            policy_towards = policies.edge(gateway, route, service, spoken)
            found = connection_targets(building, service, spoken, policy_towards, origin, version=one.version)
        else:
            continue
        if one is destination:
            policy = policy_towards
        total = sum(part for _, part in found)
        targets += ((name, one.weight * part / total) for name, part in found)
    if not targets:
        return
    is_udp = port.protocol == "udp"
    message = {"name": f"edge/{port.number}", "address": building.everywhere(port.number, udp=is_udp)}
    socket = None
    if gateway.tls is not None and not is_udp:
        socket = downstream(gateway.tls, building.lowering, gateway.name)
    optional = gateway.tls is not None and gateway.tls.mode == "permissive"
    yield connection_listener(
        building, message, port.protocol, policy, targets, port.origin(), socket=socket, optional=optional
    )
