"""Traffic policy and gateways that a proxy cannot do what they say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from meshc.backends.base import Lowering
from meshc.backends.envoy import traffic_codes as codes
from meshc.backends.envoy.building import request_port
from meshc.backends.envoy.reached import listed
from meshc.backends.envoy.tls import serves
from meshc.backends.proxy_files import brings_image
from meshc.diagnostics.model import Diagnostic
from meshc.ir.mesh import Mesh
from meshc.ir.security import ClientTls
from meshc.ir.traffic import HTTP_PROTOCOLS, NO_POLICY, LoadBalancing, Mirror, TrafficPolicy
from meshc.ir.workload import Gateway, Service
from meshc.source import Origin


def gateways(lowering: Lowering) -> Iterator[Diagnostic]:
    """Gateways whose proxy knows nobody to forward to, or has nothing to encrypt with."""
    for gateway in lowering.mesh.gateways:
        if brings_image(gateway):
            continue
        if gateway.unmatched == "forward" and len(gateway.calls) != 1:
            calls = f"{len(gateway.calls)} services" if gateway.calls else "nobody"
            yield codes.FALLBACK_UNCLEAR.at(
                gateway.origin("unmatched"),
                f"`{gateway.name}` is to forward what no route takes to the one that it calls, and it calls {calls}",
                help='write `calls` once, or a last route `"/*"`',
            )
        without = gateway.tls is not None and gateway.tls.certificate is None  # which is told as it is
        if gateway.http3 and not (without or serves(gateway.tls)):
            yield codes.HTTP3_WITHOUT_CERTIFICATE.at(
                gateway.origin("http3"),
                f"`{gateway.name}` has no certificate that its proxy can read, and HTTP/3 needs one",
                help='write `tls { certificate = pem("…", "…") }` or `sds("…")`',
            )


class _InForce(NamedTuple):
    """A policy that the proxy of somebody holds to."""

    holder: str
    protocol: str
    policy: TrafficPolicy
    at_gateway: bool


class _Told(NamedTuple):
    """A finding about a line, and about whom the line leads to."""

    code: str
    origin: Origin
    about: str = ""


def policies(lowering: Lowering) -> Iterator[Diagnostic]:
    """One finding per line however many it concerns."""
    if not any(_concerned(policy) for policy in _written(lowering.mesh)):
        return
    services = {service.name: service for service in lowering.mesh.services}
    told: dict[_Told, dict[str, None]] = {}
    for held in _in_force(lowering, services):
        for finding in _wrong(held, services):
            told.setdefault(finding, {})[held.holder] = None
    for finding, holders in told.items():
        yield _finding(finding, tuple(holders))


def _concerned(policy: TrafficPolicy) -> bool:
    return (
        isinstance(policy.load_balancing, LoadBalancing)
        or isinstance(policy.mirror, Mirror)
        or isinstance(policy.tls, ClientTls)
    )


def _written(mesh: Mesh) -> Iterator[TrafficPolicy]:
    """Every policy that somebody wrote."""
    yield mesh.defaults
    owners: tuple[Service | Gateway, ...] = (*mesh.services, *mesh.gateways)
    for owner in owners:
        yield owner.policy
        for route in owner.routes:
            yield route.policy
        for call in owner.calls:
            if call.policy is not NO_POLICY:
                yield call.policy
            for own in call.routes:
                yield own.policy
    for external in mesh.externals:
        yield external.policy


def _in_force(lowering: Lowering, services: dict[str, Service]) -> Iterator[_InForce]:
    mesh, effective = lowering.mesh, lowering.policies
    externals = {external.name: external for external in mesh.externals}
    callers: tuple[Service | Gateway, ...] = (*(service for service in mesh.services if service.mesh), *mesh.gateways)
    for caller in callers:
        # A gateway that is a proxy itself calls on behalf of its clients.
        at_gateway = isinstance(caller, Gateway) and not brings_image(caller)
        for call in caller.calls:
            service, external = services.get(call.to), externals.get(call.to)
            port = service.port(call.port) if service is not None else None
            protocol = external.protocol if external is not None else port.protocol if port is not None else ""
            yield _InForce(caller.name, protocol, effective.call(call), at_gateway)
            for route in service.routes if service is not None else ():
                yield _InForce(caller.name, protocol, effective.call_route(call, route), at_gateway)
    for gateway in mesh.gateways:
        if brings_image(gateway):
            continue
        for route in gateway.routes:
            for destination in route.destinations:
                external = externals.get(destination.external or "")
                if external is not None:
                    edge = effective.edge(gateway, route, external, None)
                    yield _InForce(gateway.name, external.protocol, edge, at_gateway=True)
                    continue
                service = services.get(destination.service or "")
                port = service.port(destination.port) if service is not None else None
                if service is None or port is None:
                    continue
                edge = effective.edge(gateway, route, service, port)
                yield _InForce(gateway.name, port.protocol, edge, at_gateway=True)
                for own in service.routes if destination.version is None else ():
                    edge = effective.edge_route(gateway, route, service, port, own)
                    yield _InForce(gateway.name, port.protocol, edge, at_gateway=True)


def _wrong(held: _InForce, services: dict[str, Service]) -> Iterator[_Told]:
    policy = held.policy
    balancing, mirror, tls = policy.load_balancing, policy.mirror, policy.tls
    if isinstance(balancing, LoadBalancing):
        affinity, algorithm = balancing.affinity, balancing.algorithm
        if affinity is not None and affinity.by == "source-ip" and not held.at_gateway:
            yield _Told(codes.AFFINITY_OF_PROXY.code, affinity.origin("by"))
        if algorithm in ("ring-hash", "maglev") and affinity is None and held.protocol != "redis":
            yield _Told(codes.HASH_OF_NOTHING.code, balancing.origin("algorithm"), algorithm)
    if isinstance(mirror, Mirror) and held.protocol in HTTP_PROTOCOLS:
        service = services.get(mirror.to)
        if service is not None and request_port(service) is None:
            yield _Told(codes.MIRROR_WITHOUT_REQUESTS.code, mirror.origin("to"), mirror.to)
    if isinstance(tls, ClientTls) and tls.names and tls.trust is None:
        yield _Told(codes.NAMES_UNCHECKED.code, tls.origin("names"))


def _finding(told: _Told, holders: tuple[str, ...]) -> Diagnostic:
    named = listed(holders)
    one = len(holders) == 1
    if told.code == codes.AFFINITY_OF_PROXY.code:
        return codes.AFFINITY_OF_PROXY.at(
            told.origin,
            f"every request of {named} has the same address, 127.0.0.1, and would go to one instance",
            help="write `by = header` or `by = cookie`, or `load-balancing = off` in the call",
        )
    if told.code == codes.HASH_OF_NOTHING.code:
        return codes.HASH_OF_NOTHING.at(
            told.origin,
            f"{named} choose{'s' if one else ''} at random: `{told.about}` has no `affinity` to make a hash of",
            help=f"write `affinity` beside `{told.about}`, or `algorithm = random`",
        )
    if told.code == codes.MIRROR_WITHOUT_REQUESTS.code:
        return codes.MIRROR_WITHOUT_REQUESTS.at(
            told.origin,
            f"{named} cannot copy requests to `{told.about}`, which has no port for http, http2 or grpc",
            help=f"give `service {told.about}` such a port, or name another service",
        )
    return codes.NAMES_UNCHECKED.at(
        told.origin,
        f"{named} look{'s' if one else ''} at no name in a certificate without `trust`",
        help="write `trust` beside `names`, or in `defaults`",
    )
