"""Listeners for what others ask of a task: one per port, before the application."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.backends.envoy.actions import Target
from meshc.backends.envoy.building import Building, Listener
from meshc.backends.envoy.chains import connection_listener, with_chains
from meshc.backends.envoy.durations import limit
from meshc.backends.envoy.filters import Filters, asked
from meshc.backends.envoy.http import INBOUND, connection_manager
from meshc.backends.envoy.matches import rewritten_match
from meshc.backends.envoy.ports import ingress_ports
from meshc.backends.envoy.routes import DEFAULT, Placed, Table, VirtualHost, route_keys
from meshc.backends.envoy.tls import ALPN, downstream
from meshc.backends.envoy.types import Message
from meshc.ir.security import ServerTls
from meshc.ir.traffic import HTTP_PROTOCOLS, Rewrite, TrafficPolicy
from meshc.ir.workload import Port, Service

_CALLERS_DECIDE = TrafficPolicy.model_validate({"timeout": "off", "idle_timeout": "off", "retry": "off"})
"""What the proxy before an application does by itself: the proxies of callers have limits and try again."""


def inbound(building: Building) -> Iterator[Listener]:
    """A listener for each port of the unit's service."""
    service = building.unit.service
    if service is None:
        return
    numbers = ingress_ports(building.unit)
    for port in service.ports:
        message: Message = {
            "name": f"in/{port.number}",
            "address": building.everywhere(numbers[port.number], udp=port.protocol == "udp"),
            "traffic_direction": "INBOUND",
        }
        if port.protocol in HTTP_PROTOCOLS:
            yield _http(building, service, port, message)
        else:
            yield _connection(building, service, port, message)


def _http(building: Building, service: Service, port: Port, message: Message) -> Listener:
    policies = building.lowering.policies
    general = policies.provider(service, port)
    wishes = asked(general.rate_limit, general.buffer)
    name = message["name"]
    filters = Filters(name, wishes)
    idle = limit(_CALLERS_DECIDE.idle_timeout)
    table = Table(building, filters, idle, by_host=True)
    application = building.clusters.application(port)
    building.cluster_origins.setdefault(application, port.origin())
    target = (Target(application, 100),)
    routes: list[Placed] = []
    decided = False
    # A route that asks for nothing else is needed only to keep its requests from a later one that does.
    for key, route in reversed(list(zip(route_keys(service.routes), service.routes, strict=True))):
        policy = policies.route(service, port, route)
        own = asked(policy.rate_limit, policy.buffer)
        decided = decided or own != wishes
        if decided:
            entries = table.entries(key, route, _CALLERS_DECIDE, own, lambda: target, route.origin())
            if _has_new_path(policy):
                known = {**entries[0].message, "name": f"{key}~rewritten", "match": rewritten_match(route)}
                entries.append(Placed(known, route.origin()))
            routes[:0] = entries
    routes += table.entries(DEFAULT, None, _CALLERS_DECIDE, wishes, lambda: target, port.origin())
    manager = connection_manager(
        building,
        name,
        (VirtualHost(service.name, ("*",), tuple(routes)),),
        filters,
        INBOUND,
        protocol=port.protocol,
        idle_timeout=idle,
        **_identity(service.tls),
    )
    return with_chains(message, [manager.message], port.origin(), manager.origins, **_tls(building, service, port))


def _has_new_path(policy: TrafficPolicy) -> bool:
    """Whether the proxies of callers give requests another path than the one that they were chosen by."""
    rewrite = policy.rewrite
    return isinstance(rewrite, Rewrite) and (rewrite.path is not None or rewrite.prefix is not None)


def _connection(building: Building, service: Service, port: Port, message: Message) -> Listener:
    """A listener for a protocol without requests."""
    application = building.clusters.application(port)
    building.cluster_origins.setdefault(application, port.origin())
    policy = building.lowering.policies.provider(service, port) if port.protocol == "udp" else _CALLERS_DECIDE
    return connection_listener(
        building,
        message,
        port.protocol,
        policy,
        [(application, 100.0)],
        port.origin(),
        inbound=True,
        **_tls(building, service, port),
    )


def _tls(building: Building, service: Service, port: Port) -> Message:
    """How TLS is served, as arguments of the chains."""
    if service.tls is None:
        return {}
    socket = downstream(service.tls, building.lowering, service.name, alpn=ALPN.get(port.protocol, ()))
    return {"socket": socket, "optional": service.tls.mode == "permissive"}


def _identity(tls: ServerTls | None) -> Message:
    """Tells the application who calls, where callers prove it, beside whom they call for."""
    if tls is None or tls.clients is None:
        return {}
    return {
        "forward_client_cert_details": "APPEND_FORWARD",
        "set_current_client_cert_details": {"subject": True, "uri": True, "dns": True},
    }
