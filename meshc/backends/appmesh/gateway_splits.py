"""Routes of virtual gateways with several destinations, or with a version whose callers have limits to follow.

A gateway route leads to one virtual service. So such a route gets a virtual service of its own, whose router has one
route that shares requests out among the virtual nodes: that is all there is to say where each destination is one node,
and where all of them are to be called alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from meshc.backends.appmesh.callees import CalledPort, Callee, Callees
from meshc.backends.appmesh.matches import everything
from meshc.backends.appmesh.model import Name, Protocol
from meshc.backends.appmesh.names import is_virtual, node_name, router, router_id, service_id
from meshc.backends.appmesh.requests import Made
from meshc.backends.appmesh.retries import retries
from meshc.backends.appmesh.routes import Part, Ways, ways
from meshc.backends.appmesh.timeouts import route_limits
from meshc.backends.base import Lowering, Ref
from meshc.ir.traffic import Destination, Route, TrafficPolicy
from meshc.ir.workload import Gateway, Service


class Split(NamedTuple):
    """What stands behind a route of a gateway with several destinations."""

    name: str
    """Of the virtual router and its route, and what that of the virtual service begins with."""
    host: Name
    """The name of the virtual service, which nobody dials."""
    protocol: Protocol
    port: int
    """Of the router's listener."""
    names_ports: bool
    parts: tuple[Part, ...]
    policy: TrafficPolicy
    route: Route


class Unsayable(NamedTuple):
    """Why a router cannot share out what comes by a route."""

    reason: str


class _Led(NamedTuple):
    """A destination with what it leads to."""

    destination: Destination
    callee: Callee
    port: CalledPort
    policy: TrafficPolicy


def route_name(gateway: Gateway, route: Route, number: int) -> str:
    """What the gateway routes of a route begin with."""
    return f"{gateway.name}-{route.name or f'r{number}'}"


def splits(callees: Callees, lowering: Lowering) -> Iterator[Made]:
    """A virtual router, its route and a virtual service for each route that is shared out."""
    for gateway in lowering.mesh.gateways:
        if is_virtual(gateway):
            for number, route in enumerate(gateway.routes, 1):
                found = split_of(gateway, route, number, callees, lowering)
                if isinstance(found, Split):
                    yield from _made(found, lowering)


def split_of(
    gateway: Gateway, route: Route, number: int, callees: Callees, lowering: Lowering
) -> Split | Unsayable | None:
    """What a route is shared out by; None where what it leads to has a virtual service anyway."""
    if len(route.destinations) < 2 and (_is_service(route) or callees.alone(route) is not None):
        return None
    led: list[_Led] = []
    for destination in route.destinations:
        one = _led(destination, callees, lowering)
        if isinstance(one, Unsayable):
            return one
        led.append(one)
    first = led[0]
    protocol, several = first.port.protocol, any(len(one.callee.ports) > 1 for one in led)
    differs = next((one for one in led if one.port.protocol != protocol), None)
    if differs is not None:
        return Unsayable(f"`{first.callee.name}` speaks {protocol} and `{differs.callee.name}` {differs.port.protocol}")
    differs = next((one for one in led if _asked(one) != _asked(first)), None)
    if differs is not None:
        return Unsayable(f"`{first.callee.name}` and `{differs.callee.name}` differ in `timeout` or `retry`")
    name = route_name(gateway, route, number)
    return Split(
        name,
        callees.own_host(name),
        protocol,
        first.port.number,
        several or any(one.port.number != first.port.number for one in led),
        tuple(_part(one) for one in led),
        first.policy,
        route,
    )


def _is_service(route: Route) -> bool:
    return all(destination.version is None for destination in route.destinations)


def _led(destination: Destination, callees: Callees, lowering: Lowering) -> _Led | Unsayable:
    callee = callees.all.get(destination.service or destination.external or "")
    if callee is None:
        return Unsayable(f"`{destination.service or destination.external}` has no port that a proxy carries")
    owner = callee.owner
    if isinstance(owner, Service) and destination.version is None:
        if owner.routes:
            return Unsayable(f"`{owner.name}` has routes of its own")
        if len(owner.versions) > 1:
            return Unsayable(f"`{owner.name}` has several versions")
    named = (one for one in callee.ports if one.port is not None and one.port.name == destination.port)
    port = next(named, callee.ports[0])
    return _Led(destination, callee, port, lowering.policies.provider(owner, port.port))


def _asked(led: _Led) -> Sequence[object]:
    retried = retries(led.policy, led.port.protocol)
    return route_limits(led.policy, led.port.protocol).body, None if retried is None else retried.body


def _part(led: _Led) -> Part:
    owner = led.callee.owner
    name = owner.name
    if isinstance(owner, Service):
        wanted = led.destination.version
        name = node_name(owner, next(one for one in owner.versions if wanted is None or one.name == wanted))
    return Part(name, led.destination.weight, led.destination.origin("weight"), led.port.number)


def _made(split: Split, lowering: Lowering) -> Iterator[Made]:
    name, ecs, origin = split.name, lowering.mesh.ecs, split.route.origin("destinations")
    listeners = [{"portMapping": {"port": split.port, "protocol": split.protocol}}]
    yield Made(
        "virtual-router",
        router_id(name),
        name,
        {"virtualRouterName": name},
        {"listeners": listeners},
        {(): origin},
        ecs,
        "",
    )
    match = everything(split.protocol)
    if split.names_ports:
        match = {**match, "port": split.port}
    made = ways(Ways(split.protocol, match, {}, split.policy, split.parts, names_ports=split.names_ports))
    yield Made(
        "route",
        f"appmesh/{name}/{name}/route",
        name,
        {"virtualRouterName": router(name), "routeName": name},
        made.spec,
        {(): origin, **made.origins},
        ecs,
        "",
        after=(router_id(name), *made.nodes),
    )
    yield Made(
        "virtual-service",
        service_id(name),
        name,
        {"virtualServiceName": split.host.known if isinstance(split.host, Ref) else split.host},
        {"provider": {"virtualRouter": {"virtualRouterName": router(name)}}},
        {(): origin},
        ecs,
        "",
        after=(router_id(name),),
    )
