"""Gateway routes: from a virtual gateway to a virtual service, with the path and host that it sees.

App Mesh replaces a matched prefix by `/` and the host by the name of the virtual service unless it is told not to:
https://docs.aws.amazon.com/app-mesh/latest/userguide/gateway-routes.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from meshc.backends.appmesh.callees import Callees, protocol_of
from meshc.backends.appmesh.gateway_splits import Split, route_name, split_of
from meshc.backends.appmesh.matches import Matched, fits, matches
from meshc.backends.appmesh.model import Match, Name, Protocol
from meshc.backends.appmesh.names import gateway as gateway_name
from meshc.backends.appmesh.names import gateway_id, node_name, service_id
from meshc.backends.appmesh.placed import place
from meshc.backends.appmesh.requests import Made
from meshc.backends.appmesh.routes import MEMBERS, priorities
from meshc.backends.base import Lowering, Pointer, Ref
from meshc.ir.effective import merge
from meshc.ir.text import Text
from meshc.ir.traffic import Rewrite, Route
from meshc.ir.workload import Gateway, Service
from meshc.source import Origin


class _Target(NamedTuple):
    """Where a gateway route leads."""

    virtual_service: Name
    id: str
    port: int | None
    origin: Origin


class _Entry(NamedTuple):
    """A gateway route before it has a priority."""

    name: str
    protocol: Protocol
    port: int | None
    matched: Matched
    target: _Target
    rewrite: Rewrite | None


def gateway_routes(source: Gateway, callees: Callees, lowering: Lowering) -> Iterator[Made]:
    """The routes of a virtual gateway. A single one has no priority."""
    entries = tuple(_entries(source, callees, lowering))
    numbers = priorities(len(entries)) if len(entries) > 1 else (None,) * len(entries)
    for entry, priority in zip(entries, numbers, strict=True):
        yield _made(entry, priority, source, lowering)


def rewrite_of(source: Gateway, route: Route) -> Rewrite | None:
    """What a gateway writes anew on a route; its own block first, then that of the route."""
    base, over = source.policy.rewrite, route.policy.rewrite
    if over is None:
        over = base
    elif isinstance(base, Rewrite) and isinstance(over, Rewrite):
        over = merge(base, over)
    return over if isinstance(over, Rewrite) else None


def _entries(source: Gateway, callees: Callees, lowering: Lowering) -> Iterator[_Entry]:
    spoken = [(port, protocol) for port in source.ports for protocol in (protocol_of(source, port),)]
    several = len(source.ports) > 1
    for number, route in enumerate(source.routes, 1):
        target = _target(source, route, number, callees, lowering)
        if target is None:
            continue
        rewrite = rewrite_of(source, route)
        whole = rewrite is not None and rewrite.path is not None
        for port, protocol in spoken:
            if protocol is None or not fits(route, protocol):
                continue
            for matched in matches(route, protocol, gateway=True, whole=whole):
                ending = f"{port.name}" if several else ""
                name = "-".join(filter(None, (route_name(source, route, number), matched.ending, ending)))
                yield _Entry(name, protocol, port.number if several else None, matched, target, rewrite)


def _target(source: Gateway, route: Route, number: int, callees: Callees, lowering: Lowering) -> _Target | None:
    """What a route leads to: the virtual service of its destination, or its own where it has several."""
    split = split_of(source, route, number, callees, lowering)
    if isinstance(split, Split):
        return _Target(split.host, service_id(split.name), None, route.origin("destinations"))
    if split is not None or not route.destinations:
        return None
    (chosen,) = route.destinations
    callee = callees.all.get(chosen.service or chosen.external or "")
    if callee is None:
        return None
    if chosen.version is not None and isinstance(callee.owner, Service):
        version = next(one for one in callee.owner.versions if one.name == chosen.version)
        name = callees.version_host(callee.owner, version)
        return _Target(name, service_id(node_name(callee.owner, version)), None, chosen.origin())
    id, name = next(callee.virtual_services())
    port = next((one for one in callee.ports if one.port is not None and one.port.name == chosen.port), None)
    dialled = port.dialled if port is not None and len(callee.ports) > 1 else None
    return _Target(name, id, dialled, chosen.origin())


def _made(entry: _Entry, priority: int | None, source: Gateway, lowering: Lowering) -> Made:
    member = MEMBERS[entry.protocol]
    at: Pointer = ("spec", member)
    match: Match = entry.matched.body
    if entry.port is not None:
        match = {**match, "port": entry.port}
    origins: dict[Pointer, Origin] = {(): source.origin()}
    place(origins, (*at, "match"), entry.matched.origins)
    target: dict[str, Any] = {"virtualService": {"virtualServiceName": entry.target.virtual_service}}
    if entry.target.port is not None:
        target["port"] = entry.target.port
    action: dict[str, Any] = {"target": target}
    origins[(*at, "action", "target")] = entry.target.origin
    rewrite = _rewrite(entry)
    if rewrite:
        action["rewrite"] = rewrite
        written = entry.rewrite
        origins[(*at, "action", "rewrite")] = written.origin() if written is not None else entry.target.origin
    body = {"match": match, "action": action}
    spec: dict[str, Any] = {member: body} if priority is None else {"priority": priority, member: body}
    return Made(
        "gateway-route",
        f"appmesh/{source.name}/{entry.name}/gateway-route",
        entry.name,
        {"virtualGatewayName": gateway_name(source.name), "gatewayRouteName": entry.name},
        spec,
        origins,
        source.workload.ecs,
        source.name,
        after=(gateway_id(source.name), entry.target.id),
    )


def _rewrite(entry: _Entry) -> dict[str, Any]:
    body: dict[str, Any] = {}
    wanted = entry.rewrite
    host: Text | None = None if wanted is None else wanted.host
    named = entry.target.virtual_service
    if host is None or host != (named.known if isinstance(named, Ref) else named):
        body["hostname"] = {"defaultTargetHostname": "DISABLED"}
    if entry.protocol == "grpc":
        return body
    if wanted is not None and wanted.path is not None:
        body["path"] = {"exact": wanted.path}
        return body
    prefix = None if wanted is None else wanted.prefix
    match = entry.matched.body
    if "prefix" in match:
        made = _prefix(match["prefix"], prefix)
        if made is not None:
            body["prefix"] = made
    elif prefix is not None and "exact" in match.get("path", {}):
        body["path"] = {"exact": prefix.rstrip("/") or "/"}
    return body


def _prefix(matched: str, wanted: str | None) -> dict[str, str] | None:
    """What becomes of a matched prefix; None where App Mesh's own way, a `/` in its place, is meant."""
    if wanted is None:
        return None if matched == "/" else {"defaultPrefix": "DISABLED"}
    ends = matched.endswith("/")
    value = f"{wanted.rstrip('/')}/" if ends else wanted
    return {"value": value} if value.strip("/") else None
