"""Routes of virtual routers, in order, and the one that shares out what no other takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from meshc.backends.appmesh.callees import CalledPort, Callee
from meshc.backends.appmesh.matches import everything, fits, is_everything, matches
from meshc.backends.appmesh.model import Match, Protocol, WeightedTarget
from meshc.backends.appmesh.names import node, node_id, node_name, router, router_id
from meshc.backends.appmesh.placed import place
from meshc.backends.appmesh.requests import Made
from meshc.backends.appmesh.retries import retries
from meshc.backends.appmesh.timeouts import route_limits
from meshc.backends.appmesh.weights import whole_weights
from meshc.backends.base import Lowering, Pointer
from meshc.backends.units import heaviest
from meshc.ir.traffic import Route, TrafficPolicy
from meshc.ir.workload import Service, Version
from meshc.source import Origin

LAST_PRIORITY = 1000
"""botocore appmesh 2019-01-25 RoutePriority; 0 comes first."""
_STEP = 10
"""Between priorities, so that somebody can put a route between two of ours for a while."""

MEMBERS: dict[Protocol, str] = {"http": "httpRoute", "http2": "http2Route", "grpc": "grpcRoute", "tcp": "tcpRoute"}


class Part(NamedTuple):
    """A virtual node and its part of a route's traffic."""

    node: str
    weight: float
    origin: Origin
    port: int | None = None
    """What its instances listen on, where that is not the same for all."""


class Ways(NamedTuple):
    """A route apart from its name: what it takes, under which limits, and where that goes."""

    protocol: Protocol
    match: Match
    matched: Mapping[Pointer, Origin]
    policy: TrafficPolicy
    parts: tuple[Part, ...]
    names_ports: bool = False
    """Whether targets say their port."""


class Said(NamedTuple):
    """The `spec` of a route, with origins by pointers into the request, and the ids of the nodes that it leads to."""

    spec: dict[str, Any]
    origins: dict[Pointer, Origin]
    nodes: tuple[str, ...]


class _Entry(NamedTuple):
    """A route before it has a priority."""

    name: str
    port: CalledPort
    match: Match
    origins: dict[Pointer, Origin]
    policy: TrafficPolicy
    parts: tuple[Part, ...]


def routes(callee: Callee, lowering: Lowering) -> Iterator[Made]:
    """The routes of a router. A single one has no priority, as there is nothing that it comes before."""
    entries = tuple(_entries(callee, lowering))
    numbers = priorities(len(entries)) if len(entries) > 1 else (None,) * len(entries)
    for entry, priority in zip(entries, numbers, strict=True):
        yield _made(entry, priority, callee, lowering)


def priorities(count: int) -> Sequence[int]:
    """Priorities for so many routes: 10, 20, 30, or closer together where there are many."""
    step = max(1, min(_STEP, LAST_PRIORITY // max(1, count)))
    return range(step, step * count + 1, step)


def default_parts(service: Service) -> tuple[Part, ...]:
    """The virtual nodes that share out what no route decides."""
    weighted = tuple(version for version in service.versions if version.weight is not None)
    if not weighted:
        chosen = heaviest(service.versions)
        return (Part(node_name(service, chosen), 100, chosen.origin()),)
    return tuple(Part(node_name(service, one), one.weight or 0, one.origin("weight")) for one in weighted)


def route_parts(service: Service, route: Route) -> tuple[Part, ...]:
    """The virtual nodes that a route leads to."""
    if not route.destinations:
        return default_parts(service)
    versions: dict[str | None, Version] = {version.name: version for version in service.versions}
    return tuple(
        Part(node_name(service, versions[one.version]), one.weight, one.origin("weight"))
        for one in route.destinations
        if one.version in versions
    )


def ways(wanted: Ways, *, port: int | None = None) -> Said:
    """The specification of a route; `port` is what all of its nodes listen on."""
    member = MEMBERS[wanted.protocol]
    at: Pointer = ("spec", member)
    origins: dict[Pointer, Origin] = {}
    place(origins, (*at, "match"), wanted.matched)
    weights, _exact = whole_weights([part.weight for part in wanted.parts])
    targets: list[WeightedTarget] = []
    for index, (part, weight) in enumerate(zip(wanted.parts, weights, strict=True)):
        target: WeightedTarget = {"virtualNode": node(part.node), "weight": weight}
        number = port if part.port is None else part.port
        if wanted.names_ports and number is not None:
            target["port"] = number
        origins[(*at, "action", "weightedTargets", index)] = part.origin
        targets.append(target)
    body: dict[str, Any] = {"action": {"weightedTargets": targets}}
    if wanted.match or wanted.protocol != "tcp":
        body = {"match": wanted.match, **body}
    limits = route_limits(wanted.policy, wanted.protocol)
    if limits.body:
        body["timeout"] = limits.body
        place(origins, (*at, "timeout"), limits.origins)
    retried = retries(wanted.policy, wanted.protocol)
    if retried is not None:
        body["retryPolicy"] = retried.body
        place(origins, (*at, "retryPolicy"), retried.origins)
    return Said({member: body}, origins, tuple(node_id(part.node) for part in wanted.parts))


def _entries(callee: Callee, lowering: Lowering) -> Iterator[_Entry]:
    owner, policies = callee.owner, lowering.policies
    for port in callee.ports:
        ending = f"-{port.port.name}" if len(callee.ports) > 1 and port.port is not None else ""
        rest: tuple[Part, ...] = (Part(owner.name, 100, owner.origin()),)
        shadowed = False
        if isinstance(owner, Service):
            rest = default_parts(owner)
            for number, route in enumerate(owner.routes, 1):
                if not fits(route, port.protocol):
                    continue
                policy = policies.route(owner, port.port, route)
                for matched in matches(route, port.protocol):
                    name = "-".join(filter(None, (callee.name, route.name or f"r{number}", matched.ending)))
                    parts = route_parts(owner, route)
                    yield _Entry(name + ending, port, matched.body, matched.origins, policy, parts)
                    shadowed = shadowed or is_everything(route)
        denied = isinstance(owner, Service) and owner.unmatched == "deny" and bool(owner.routes)
        if not shadowed and not (denied and port.protocol != "tcp"):
            at = port.port if isinstance(owner, Service) else None
            policy = policies.provider(owner, at)
            yield _Entry(f"{callee.name}-default{ending}", port, everything(port.protocol), {}, policy, rest)


def _made(entry: _Entry, priority: int | None, callee: Callee, lowering: Lowering) -> Made:
    port = entry.port
    at: Pointer = ("spec", MEMBERS[port.protocol])
    origins: dict[Pointer, Origin] = {(): callee.owner.origin(), at: port.origin}
    match = entry.match
    if callee.names_ports:
        match = {**match, "port": port.dialled}
        origins[(*at, "match", "port")] = port.origin
    wanted = Ways(port.protocol, match, entry.origins, entry.policy, entry.parts, names_ports=callee.names_ports)
    said = ways(wanted, port=port.number)
    return Made(
        "route",
        f"appmesh/{callee.name}/{entry.name}/route",
        entry.name,
        {"virtualRouterName": router(callee.name), "routeName": entry.name},
        said.spec if priority is None else {"priority": priority, **said.spec},
        {**origins, **said.origins},
        lowering.mesh.ecs,
        "",
        after=(router_id(callee.name), *said.nodes),
    )
