"""What App Mesh cannot be told of a mesh, beyond whole features: found before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from meshc.backends.appmesh import codes
from meshc.backends.appmesh.checks_gateways import led
from meshc.backends.appmesh.checks_names import named
from meshc.backends.appmesh.checks_routes import routed
from meshc.backends.appmesh.checks_tasks import Contributions, tasks
from meshc.backends.appmesh.discovery import by_api
from meshc.backends.appmesh.names import is_virtual
from meshc.backends.base import Lowering
from meshc.diagnostics.model import Diagnostic
from meshc.ir.discovery import Discovery
from meshc.ir.mesh import Mesh
from meshc.ir.registration import offered
from meshc.ir.registry import discovery_of, inside_namespace, namespace_name
from meshc.ir.security import ClientTls
from meshc.ir.traffic import ConnectionPool
from meshc.ir.workload import Gateway, Service
from meshc.source import Origin

_LIMITS = {"http": ("connections", "pending", "requests"), "http2": ("requests",), "grpc": ("requests",)}
"""Limits of a connection pool that App Mesh has by protocol; of tcp and what is carried as such, connections."""


def check(lowering: Lowering, contributions: Contributions) -> Iterator[Diagnostic]:
    """Findings about proxies, then about what is called, routed and shared out."""
    mesh = lowering.mesh
    told: set[tuple[str, Origin | str]] = set()
    for finding in (
        *tasks(lowering, contributions),
        *_callers(lowering),
        *_called(mesh),
        *named(lowering),
        *routed(lowering),
        *led(lowering),
        *_pools(lowering),
    ):
        # What the mesh says for everyone is told for the first one only.
        key = (finding.code, finding.message if finding.primary is None else finding.primary.origin)
        if key not in told:
            told.add(key)
            yield finding


def _callers(lowering: Lowering) -> Iterator[Diagnostic]:
    """Calls whose TLS App Mesh cannot be told."""
    mesh = lowering.mesh
    callers: tuple[Service | Gateway, ...] = (*(service for service in mesh.services if service.mesh), *mesh.gateways)
    for caller in callers:
        for call in caller.calls:
            yield from _trust(lowering.policies.call(call).tls, caller.name, call.to)
        if isinstance(caller, Gateway):
            yield from _trust(caller.policy.tls, caller.name, "what it leads to")
            for route in caller.routes:
                yield from _trust(route.policy.tls, caller.name, route.path.written)


def _trust(tls: object, caller: str, called: str) -> Iterator[Diagnostic]:
    if isinstance(tls, ClientTls) and tls.trust is None and (tls.names or tls.certificate is not None):
        yield codes.CLIENT_TRUST.at(
            tls.origin("names" if tls.names else "certificate"),
            f"`{caller}` verifies `{called}` and says no authority that it trusts",
            help='write `trust = pem("…")`, `acm("…")` or `sds("…")` beside it',
        )


def _called(mesh: Mesh) -> Iterator[Diagnostic]:
    """Where proxies look for tasks, and names that applications in the mesh dial."""
    dialled, reached = _reached(mesh)
    for gateway in mesh.gateways:
        if not is_virtual(gateway):
            yield from _found(mesh, gateway.name, discovery_of(mesh, gateway.discovery))
    for service in mesh.services:
        if service.name not in reached:
            if service.mesh and any(port.protocol != "udp" for port in service.ports):
                yield from _unnamed(mesh, service.name, discovery_of(mesh, service.discovery))
            continue
        discoveries = dict.fromkeys(version.discovery for version in service.versions)
        for discovery in dict.fromkeys((service.discovery, *discoveries)):
            yield from _found(mesh, service.name, discovery_of(mesh, service.discovery, discovery))
        if service.name in dialled and service.mesh:
            yield from _dialled(mesh, service)


def _reached(mesh: Mesh) -> tuple[set[str], set[str]]:
    """Names of what applications dial, and of what proxies reach."""
    dialled: set[str] = set()
    for service in mesh.services:
        if service.mesh:
            dialled.update(call.to for call in service.calls)
    reached = set(dialled)
    for gateway in mesh.gateways:
        leads = {one.service for route in gateway.routes for one in route.destinations if one.service is not None}
        calls = {call.to for call in gateway.calls}
        reached |= leads | calls
        if not is_virtual(gateway):
            dialled |= calls
    return dialled, reached


def _unnamed(mesh: Mesh, name: str, discovery: Discovery) -> Iterator[Diagnostic]:
    if discovery.host is None and namespace_name(mesh, discovery) is None:
        yield codes.NODE_UNNAMED.at(
            mesh.origin("namespace"),
            f"App Mesh finds `{name}` by the name of its namespace, of which only the id is known",
            help='write the name too: `namespace = existing("ns-…", "demo.local")`',
        )


def _found(mesh: Mesh, name: str, discovery: Discovery) -> Iterator[Diagnostic]:
    yield from _unnamed(mesh, name, discovery)
    if discovery.host is None and discovery.record == "srv" and not by_api(discovery):
        yield codes.SRV_BY_DNS.at(
            discovery.origin("record"),
            f"App Mesh's Envoy asks DNS for addresses of `{name}`, which has SRV records",
            help="write `resolves = api` or `record = ip` in `discovery`",
        )


def _dialled(mesh: Mesh, service: Service) -> Iterator[Diagnostic]:
    discovery = discovery_of(mesh, service.discovery)
    if service.aliases:
        name, origin = service.aliases[0], service.origin("aliases")
        known = discovery.type != "http" and inside_namespace(mesh, service, name)
    else:
        name, origin = service.name, service.origin("name")
        known = discovery.type != "http" or discovery.host is not None
    if not known:
        yield codes.NAME_WITHOUT_RECORD.at(
            origin,
            f"callers of `{service.name}` look up `{name}`, for which meshc makes no record in DNS",
            help="make a record of your own for it; any address will do, as the proxy goes by the name",
        )


def _pools(lowering: Lowering) -> Iterator[Diagnostic]:
    for service in lowering.mesh.services:
        for port in offered(service):
            pool = lowering.policies.provider(service, port).connection_pool
            if isinstance(pool, ConnectionPool):
                yield from _pool(pool, f"service {service.name}", port.protocol)


def _pool(pool: ConnectionPool, subject: str, protocol: str) -> Iterator[Diagnostic]:
    had: Iterable[str] = _LIMITS.get(protocol, ("connections",))
    for field in ("connections", "pending", "requests"):
        if getattr(pool, field) is not None and field not in had:
            yield codes.POOL_PART.at(
                pool.origin(field),
                f"App Mesh has no limit of `{field}` for `{subject}`, which speaks {protocol}",
                help=f"write {' or '.join(f'`{name}`' for name in had)}",
            )
