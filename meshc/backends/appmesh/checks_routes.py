"""What App Mesh cannot be told of routes: requests that it cannot tell apart, and weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from meshc.backends.appmesh import codes
from meshc.backends.appmesh.matches import fits, matches
from meshc.backends.appmesh.names import is_virtual
from meshc.backends.appmesh.weights import whole_weights
from meshc.backends.base import Lowering
from meshc.diagnostics.model import Diagnostic
from meshc.ir.traffic import Destination, Route
from meshc.ir.workload import Gateway, Service
from meshc.source import Origin


def routed(lowering: Lowering) -> Iterator[Diagnostic]:
    """Findings about the matches and weights of services, then about those of virtual gateways."""
    mesh = lowering.mesh
    for service in mesh.services:
        if service.mesh:
            yield from _grpc_routes(service, f"service {service.name}", gateway=False)
            shares = [(version.name or service.name, version.weight) for version in service.versions if version.weight]
            at = next((version.origin("weight") for version in service.versions if version.weight), None)
            yield from _weights(f"service {service.name}", shares, at)
            for route in service.routes:
                parts = [(one.version or service.name, one.weight) for one in route.destinations]
                subject = f"service {service.name} route {shown(route)}"
                yield from _weights(subject, parts, route.origin("destinations"))
    for gateway in mesh.gateways:
        if is_virtual(gateway):
            yield from _grpc_routes(gateway, f"gateway {gateway.name}", gateway=True)
            for route in gateway.routes:
                parts = [(led_to(one), one.weight) for one in route.destinations]
                yield from _weights(f"gateway {gateway.name} route {shown(route)}", parts, route.origin("destinations"))


def _grpc_routes(owner: Service | Gateway, subject: str, *, gateway: bool) -> Iterator[Diagnostic]:
    if any(port.protocol == "grpc" for port in owner.ports):
        for route in owner.routes:
            # A host inside a service is a feature that the gate has told.
            if fits(route, "grpc") and (gateway or route.host is None) and not matches(route, "grpc", gateway=gateway):
                yield codes.GRPC_ROUTE.at(
                    route.origin(),
                    f"`{subject}` route `{shown(route)}` cannot be said under `app-mesh`: {_reason(route)}",
                    help='match a whole service, `"pkg.Service/*"`'
                    + ("" if gateway else ', or one method of it, `"pkg.Service/Method"`'),
                )


def shown(route: Route) -> str:
    """What a route is called: its name, else its path as it is written."""
    return route.name or route.path.written


def led_to(destination: Destination) -> str:
    """What a destination is called: as it is written."""
    return ".".join(filter(None, (destination.service or destination.external, destination.version, destination.port)))


def _reason(route: Route) -> str:
    if route.query:
        return "gRPC has no query parameters"
    if route.methods and "POST" not in route.methods:
        return "gRPC sends `POST` only"
    if route.path.kind in ("exact", "prefix"):
        return "a route of a gateway knows no single method"
    return "it knows whole services and methods only"


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
