"""What App Mesh cannot be told of virtual gateways: what they lead to, rewrite and verify."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.backends.appmesh import codes
from meshc.backends.appmesh.callees import Called, Callees, protocol_of
from meshc.backends.appmesh.checks_routes import led_to, shown
from meshc.backends.appmesh.gateway_routes import rewrite_of
from meshc.backends.appmesh.gateway_splits import Split, Unsayable, split_of
from meshc.backends.appmesh.matches import fits
from meshc.backends.appmesh.names import is_virtual
from meshc.backends.appmesh.tls import client_tls
from meshc.backends.base import Lowering, Ref
from meshc.diagnostics.model import Diagnostic
from meshc.ir.traffic import Route
from meshc.ir.workload import Gateway, Service


def led(lowering: Lowering) -> Iterator[Diagnostic]:
    """Findings about the virtual gateways of a mesh."""
    gateways = [gateway for gateway in lowering.mesh.gateways if is_virtual(gateway)]
    if not gateways:
        return
    callees = Callees(lowering)
    for gateway in gateways:
        for call in gateway.calls:
            yield codes.GATEWAY_CALL.at(
                call.origin(),
                f"`gateway {gateway.name}` calls `{call.to}`, and a virtual gateway reaches only what a route leads to",
                help="lead a route to it, or remove `calls`; a gateway with an image of its own may call",
            )
        for number, route in enumerate(gateway.routes, 1):
            split = split_of(gateway, route, number, callees, lowering)
            if isinstance(split, Unsayable):
                yield codes.GATEWAY_SPLIT.at(
                    route.origin("destinations"),
                    f"`gateway {gateway.name}` route `{shown(route)}` cannot be shared out under `app-mesh`: "
                    f"{split.reason}",
                    help="lead to versions such as `SERVICE.VERSION` of services that are called alike, or to one "
                    "service that has weights",
                )
            yield from _carried(gateway, route, callees)
        yield from _rewrites(gateway, callees, lowering)
        yield from _verified(gateway, callees, lowering)


def _carried(gateway: Gateway, route: Route, callees: Callees) -> Iterator[Diagnostic]:
    """A route of requests that leads to what the proxies carry without looking into it."""
    if not any(fits(route, spoken) for port in gateway.ports if (spoken := protocol_of(gateway, port)) is not None):
        return
    for destination in route.destinations:
        callee = callees.all.get(destination.service or destination.external or "")
        if callee is None:
            continue
        named = (one for one in callee.ports if one.port is not None and one.port.name == destination.port)
        if next(named, callee.ports[0]).protocol == "tcp":
            yield codes.GATEWAY_TO_TCP.at(
                destination.origin(),
                f"`gateway {gateway.name}` route `{shown(route)}` leads to `{led_to(destination)}`, "
                "which App Mesh carries as tcp",
                help="lead to a service of the mesh that speaks http, http2 or grpc",
            )


def _rewrites(gateway: Gateway, callees: Callees, lowering: Lowering) -> Iterator[Diagnostic]:
    for number, route in enumerate(gateway.routes, 1):
        rewrite = rewrite_of(gateway, route)
        if rewrite is None:
            continue
        subject = f"`gateway {gateway.name}` route `{shown(route)}`"
        hosts = set(_hosts(gateway, route, number, callees, lowering))
        if rewrite.host is not None and hosts and rewrite.host not in hosts:
            yield codes.GATEWAY_ROUTE.at(
                rewrite.origin("host"),
                f"{subject} writes the host `{rewrite.host}`, and App Mesh knows only that of the virtual service",
                help=f"write `{min(hosts)}`, or remove `host` to keep that of the request",
            )
        if rewrite.prefix is not None and route.path.kind == "regex":
            yield codes.GATEWAY_ROUTE.at(
                rewrite.origin("prefix"),
                f"{subject} replaces a prefix, and App Mesh replaces the whole path where it matches an expression",
                help="write `path` instead of `prefix`, or match a prefix",
            )


def _hosts(gateway: Gateway, route: Route, number: int, callees: Callees, lowering: Lowering) -> Iterator[str]:
    """The name of the virtual service that a route leads to, as far as it is known."""
    split = split_of(gateway, route, number, callees, lowering)
    if isinstance(split, Split):
        if isinstance(split.host, Ref) and split.host.known is not None:
            yield split.host.known
        return
    for one in route.destinations:
        callee = callees.all.get(one.service or one.external or "")
        if callee is None:
            continue
        if isinstance(callee.owner, Service) and one.version is not None:
            version = next(found for found in callee.owner.versions if found.name == one.version)
            name = callees.version_host(callee.owner, version)
            known = name.known if isinstance(name, Ref) else None
        else:
            known = callee.hosts[0] if isinstance(callee.hosts[0], str) else None
        if known is not None:
            yield known


def _verified(gateway: Gateway, callees: Callees, lowering: Lowering) -> Iterator[Diagnostic]:
    first: tuple[Called, dict[str, object]] | None = None
    plain: Called | None = None
    for call in callees.by(gateway):
        made = None if call.tls is None else client_tls(call.tls, lowering, gateway.name)
        if made is None:
            plain = plain or call
        elif first is None:
            first = call, made
        elif first[1] != made:
            yield codes.GATEWAY_ROUTE.at(
                call.policy.origin("tls"),
                f"`gateway {gateway.name}` verifies `{call.callee}` in another way than `{first[0].callee}`, "
                "and a virtual gateway has one way for all",
                help="write the same `tls` for all of its routes, or make two gateways",
            )
            return
    if first is not None and plain is not None:
        yield codes.GATEWAY_TLS_OPEN.at(
            first[0].policy.origin("tls"),
            f"`gateway {gateway.name}` verifies `{first[0].callee}` and speaks plain text to `{plain.callee}`: "
            "as a virtual gateway has one way for all, it insists on neither",
            help="have all that it leads to serve TLS, or make two gateways",
        )
