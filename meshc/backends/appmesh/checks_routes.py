"""What App Mesh cannot be told of routes: requests that it cannot tell apart, weights, and what a gateway does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from meshc.backends.appmesh import codes
from meshc.backends.appmesh.callees import Callees
from meshc.backends.appmesh.gateway_routes import rewrite_of
from meshc.backends.appmesh.matches import fits, matches
from meshc.backends.appmesh.names import is_virtual
from meshc.backends.appmesh.tls import client_tls
from meshc.backends.appmesh.weights import whole_weights
from meshc.backends.base import Lowering, Ref
from meshc.diagnostics.model import Diagnostic
from meshc.ir.traffic import Route
from meshc.ir.workload import Gateway, Service
from meshc.source import Origin


def routed(lowering: Lowering) -> Iterator[Diagnostic]:
    """Findings about the routes of services, then about those of virtual gateways."""
    mesh = lowering.mesh
    for service in mesh.services:
        if service.mesh:
            yield from _grpc_routes(service, f"service {service.name}", gateway=False)
            shares = [(version.name or service.name, version.weight) for version in service.versions if version.weight]
            at = next((version.origin("weight") for version in service.versions if version.weight), None)
            yield from _weights(f"service {service.name}", shares, at)
            for route in service.routes:
                parts = [(one.version or service.name, one.weight) for one in route.destinations]
                subject = f"service {service.name} route {_shown(route)}"
                yield from _weights(subject, parts, route.origin("destinations"))
    gateways = [gateway for gateway in mesh.gateways if is_virtual(gateway)]
    if gateways:
        callees = Callees(lowering)
        for gateway in gateways:
            yield from _grpc_routes(gateway, f"gateway {gateway.name}", gateway=True)
            yield from _rewrites(gateway, callees)
            yield from _verified(gateway, callees, lowering)


def _grpc_routes(owner: Service | Gateway, subject: str, *, gateway: bool) -> Iterator[Diagnostic]:
    if any(port.protocol == "grpc" for port in owner.ports):
        for route in owner.routes:
            # A host inside a service is a feature that the gate has told.
            if fits(route, "grpc") and (gateway or route.host is None) and not matches(route, "grpc", gateway=gateway):
                yield codes.GRPC_ROUTE.at(
                    route.origin(),
                    f"`{subject}` route `{_shown(route)}` cannot be said under `app-mesh`: {_reason(route)}",
                    help='match a whole service, `"pkg.Service/*"`'
                    + ("" if gateway else ', or one method of it, `"pkg.Service/Method"`'),
                )


def _shown(route: Route) -> str:
    return route.name or route.path.written


def _reason(route: Route) -> str:
    if route.query:
        return "gRPC has no query parameters"
    if route.methods and "POST" not in route.methods:
        return "gRPC sends `POST` only"
    if route.path.kind in ("exact", "prefix"):
        return "a route of a gateway knows no single method"
    return "it knows whole services and methods only"


def _rewrites(gateway: Gateway, callees: Callees) -> Iterator[Diagnostic]:
    for route in gateway.routes:
        rewrite = rewrite_of(gateway, route)
        if rewrite is None:
            continue
        subject = f"`gateway {gateway.name}` route `{_shown(route)}`"
        hosts = set(_hosts(route, callees))
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


def _hosts(route: Route, callees: Callees) -> Iterator[str]:
    """The names of the virtual services that a route may lead to, as far as they are known."""
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
    first = None
    for call in callees.by(gateway):
        made = None if call.tls is None else client_tls(call.tls, lowering, gateway.name)
        if made is None:
            continue
        if first is None:
            first = call.callee, made
        elif first[1] != made:
            yield codes.GATEWAY_ROUTE.at(
                call.policy.origin("tls"),
                f"`gateway {gateway.name}` verifies `{call.callee}` in another way than `{first[0]}`, "
                "and a virtual gateway has one way for all",
                help="write the same `tls` for all of its routes, or make two gateways",
            )
            return


def _weights(subject: str, shares: Sequence[tuple[str, float]], at: Origin | None) -> Iterator[Diagnostic]:
    if len(shares) < 2 or at is None:
        return
    made, kept = whole_weights([share for _, share in shares])
    if not kept:
        told = ", ".join(f"`{name}` {part}" for (name, _), part in zip(shares, made, strict=True))
        yield codes.WEIGHT_ROUNDED.at(
            at,
            f"the weights of `{subject}` become whole percents under `app-mesh`: {told}",
            help="write whole numbers with a sum of at most 100",
        )
