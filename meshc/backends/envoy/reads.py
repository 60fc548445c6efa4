"""Which files and secrets the proxy of a unit reads: certificates, authorities, the socket of a secret service."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from meshc.backends.base import Lowering, Unit
from meshc.ir.mesh import External
from meshc.ir.security import Certificate, ClientTls, PemCertificate, PemTrust, SdsCertificate, SdsTrust, ServerTls, Trust
from meshc.ir.text import literal
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


def materials(unit: Unit, lowering: Lowering) -> Iterator[Material]:
    """What the proxy of a unit shows and believes, of others and for others."""
    owner = _owner(unit, lowering)
    if owner is None:
        return
    if owner.tls is not None and not (isinstance(owner, Gateway) and owner.workload.application.image is not None):
        yield from _served(owner.tls)
    seen: set[int] = set()
    for call in owner.calls:
        tls = lowering.policies.call(call).tls
        if isinstance(tls, ClientTls) and id(tls) not in seen:
            seen.add(id(tls))
            yield from _presented(tls)


def read_files(unit: Unit, lowering: Lowering) -> Iterator[ReadFile]:
    """The files, as far as their paths are known when compiling."""
    for held, origin in materials(unit, lowering):
        paths = ()
        if isinstance(held, PemCertificate):
            paths = (held.chain, held.key)
        elif isinstance(held, PemTrust):
            paths = (held.path,)
        for path in map(literal, paths):
            if path is not None:
                yield ReadFile(path, origin)
    proxy = unit.workload.proxy
    if proxy is not None and proxy.sds_socket is not None:
        yield ReadFile(proxy.sds_socket, proxy.origin("sds_socket"))


def secrets(unit: Unit, lowering: Lowering) -> Iterator[Material]:
    """What a secret discovery service hands out to the proxy."""
    return (
        material for material in materials(unit, lowering) if isinstance(material.held, (SdsCertificate, SdsTrust))
    )


def owners(lowering: Lowering) -> dict[str, Service | Gateway]:
    """Services and gateways by name."""
    return {owner.name: owner for owner in (*lowering.mesh.services, *lowering.mesh.gateways)}


def _owner(unit: Unit, lowering: Lowering) -> Service | Gateway | None:
    if unit.service is not None:
        return unit.service
    return next((gateway for gateway in lowering.mesh.gateways if gateway.name == unit.owner), None)


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
