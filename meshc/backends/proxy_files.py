"""Which files and secrets the proxy of a unit reads, and the volumes of its task in which they lie."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from meshc.backends.base import Lowering, Unit
from meshc.ir.security import (
    Certificate,
    ClientTls,
    PemCertificate,
    PemTrust,
    SdsCertificate,
    SdsTrust,
    ServerTls,
    Trust,
)
from meshc.ir.text import Text, literal
from meshc.ir.workload import Gateway, Service
from meshc.source import Origin


class ReadFile(NamedTuple):
    """A file inside the container of the proxy."""

    path: str
    origin: Origin


class Material(NamedTuple):
    """A certificate or authorities that the proxy of a unit uses."""

    held: Certificate | Trust
    origin: Origin


class Asked(NamedTuple):
    """What a proxy sends traffic to, and how it speaks TLS to it where it does."""

    callee: str
    tls: ClientTls | str | None
    origin: Origin


def asked(owner: Service | Gateway, lowering: Lowering) -> Iterator[Asked]:
    """The services and externals that the proxies of a service or gateway send traffic to."""
    for call in owner.calls:
        yield Asked(call.to, lowering.policies.call(call).tls, call.origin())
    if not isinstance(owner, Gateway) or brings_image(owner):
        return
    services = {service.name: service for service in lowering.mesh.services}
    for route in owner.routes:
        for destination in route.destinations:
            service = services.get(destination.service or "")
            if service is not None:
                policy = lowering.policies.edge(owner, route, service, service.port(destination.port))
                yield Asked(service.name, policy.tls, destination.origin())


def brings_image(gateway: Gateway) -> bool:
    """Whether the gateway is a program of the user's own."""
    return gateway.workload.application.image is not None or gateway.workload.task is not None


def materials(unit: Unit, lowering: Lowering) -> Iterator[Material]:
    """What the proxy of a unit shows and believes, of others and for others."""
    owner = unit.service or next((one for one in lowering.mesh.gateways if one.name == unit.owner), None)
    if owner is None:
        return
    if owner.tls is not None and not (isinstance(owner, Gateway) and brings_image(owner)):
        yield from _served(owner.tls)
    seen: set[int] = set()
    for one in asked(owner, lowering):
        if isinstance(one.tls, ClientTls) and id(one.tls) not in seen:
            seen.add(id(one.tls))
            yield from _presented(one.tls)


def read_files(unit: Unit, lowering: Lowering) -> Iterator[ReadFile]:
    """The files, as far as their paths are known when compiling."""
    for held, origin in materials(unit, lowering):
        paths: tuple[Text, ...] = ()
        if isinstance(held, PemCertificate):
            paths = (held.chain, held.key)
        elif isinstance(held, PemTrust):
            paths = (held.path,)
        for path in map(literal, paths):
            if path is not None:
                yield ReadFile(path, origin)
    proxy = unit.workload.proxy
    if proxy is not None and proxy.sds_socket is not None and any(secrets(unit, lowering)):
        yield ReadFile(proxy.sds_socket, proxy.origin("sds_socket"))


def secrets(unit: Unit, lowering: Lowering) -> Iterator[tuple[str, Origin]]:
    """Names of what a secret discovery service hands out to the proxy, and where they stand."""
    for held, origin in materials(unit, lowering):
        if isinstance(held, (SdsCertificate, SdsTrust)):
            yield held.name, origin


def mount_points(unit: Unit, lowering: Lowering) -> Iterator[dict[str, Any]]:
    """The volumes of the task in which lie files that the proxy reads or writes, where an other container has them.

    Nothing is mounted in the proxy otherwise: what it needs stands in its configuration.
    """
    workload = unit.workload
    if not workload.volumes or (unit.service is None and workload.application.image is None):
        return
    known = {
        mount.path.rstrip("/"): mount for one in (workload.application, *workload.sidecars) for mount in one.mounts
    }
    log = workload.access_log.path if workload.access_log is not None else None
    paths = [file.path for file in read_files(unit, lowering)] + ([log] if log is not None else [])
    wanted: dict[str, bool] = {}
    for path in paths:
        for place in known:
            if path.startswith(f"{place}/"):
                wanted[place] = wanted.get(place, True) and path != log
    for place, read_only in wanted.items():
        yield {"sourceVolume": known[place].volume, "containerPath": known[place].path, "readOnly": read_only}


def _served(tls: ServerTls) -> Iterator[Material]:
    if tls.certificate is not None:
        yield Material(tls.certificate, tls.origin("certificate"))
    if tls.clients is not None:
        yield Material(tls.clients.trust, tls.clients.origin("trust"))


def _presented(tls: ClientTls) -> Iterator[Material]:
    if tls.certificate is not None:
        yield Material(tls.certificate, tls.origin("certificate"))
    if tls.trust is not None:
        yield Material(tls.trust, tls.origin("trust"))
