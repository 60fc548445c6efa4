"""Certificates that a proxy cannot have, and those of others that nobody checks."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.backends.base import Lowering, Unit
from meshc.backends.envoy import codes
from meshc.backends.envoy.reached import listed
from meshc.backends.envoy.tls import serves
from meshc.backends.envoy.traffic_codes import TLS_WITHOUT_CERTIFICATE
from meshc.backends.proxy_files import asked, brings_image, mount_points, read_files, secrets
from meshc.diagnostics.model import Diagnostic
from meshc.ir.security import ClientTls
from meshc.ir.workload import Gateway, Service
from meshc.source import Origin

_OF_SYSTEM = "/etc/ssl/"
"""Where the image of Envoy has the authorities that everybody trusts."""


def without_socket(unit: Unit, lowering: Lowering) -> Iterator[Diagnostic]:
    """Secrets that the proxy of a unit is to be handed, and nobody says by whom."""
    proxy = unit.workload.proxy
    if proxy is not None and proxy.sds_socket is not None:
        return
    for name, origin in secrets(unit, lowering):
        yield codes.SECRETS_WITHOUT_SOCKET.at(
            origin,
            f"`{name}` comes from a secret discovery service, and nobody says where that listens",
            help='write `proxy { sds-socket = "/…" }` in the service or the mesh',
        )


def missing_files(unit: Unit, lowering: Lowering) -> Iterator[Diagnostic]:
    """Files that the proxy of a unit is to read, and its container does not have."""
    proxy = unit.workload.proxy
    if proxy is not None and proxy.image is not None:
        return
    places: list[str] | None = None
    for file in read_files(unit, lowering):
        if places is None:
            places = [f"{mount['containerPath'].rstrip('/')}/" for mount in mount_points(unit, lowering)]
            places += (f"{mount.path.rstrip('/')}/" for mount in unit.workload.application.mounts)
        if not file.path.startswith((_OF_SYSTEM, *places)):
            yield codes.FILE_MISSING.at(
                file.origin,
                f"the container of the proxy has no file `{file.path}`",
                help="write `proxy { image = … }`, or mount a volume of the task at a folder above it",
            )


def without_certificate(lowering: Lowering) -> Iterator[Diagnostic]:
    """Services and gateways whose proxies are to serve TLS with nothing."""
    mesh = lowering.mesh
    owners: tuple[Service | Gateway, ...] = (
        *(service for service in mesh.services if service.mesh),
        *(gateway for gateway in mesh.gateways if not brings_image(gateway)),
    )
    for owner in owners:
        if owner.tls is not None and owner.tls.certificate is None:
            yield TLS_WITHOUT_CERTIFICATE.at(
                owner.tls.origin(),
                f"the proxy of `{owner.name}` has no certificate to serve TLS with",
                help='write `certificate = pem("…", "…")` or `sds("…")` in `tls`, or remove `tls`',
            )


def unverified(lowering: Lowering) -> Iterator[Diagnostic]:
    """One finding per service however many callers it has."""
    mesh = lowering.mesh
    serving = {service.name for service in mesh.services if (serves(service.tls) if service.mesh else service.tls)}
    if not serving:
        return
    callers: dict[str, dict[str, Origin]] = {}
    owners: tuple[Service | Gateway, ...] = (*(service for service in mesh.services if service.mesh), *mesh.gateways)
    for caller in owners:
        for callee, tls, origin in asked(caller, lowering):
            if callee in serving and (tls is None or (isinstance(tls, ClientTls) and tls.trust is None)):
                callers.setdefault(callee, {}).setdefault(caller.name, origin)
    for callee, found in callers.items():
        yield codes.TLS_UNVERIFIED.at(
            next(iter(found.values())),
            f"{listed(tuple(found))} {'takes' if len(found) == 1 else 'take'} any certificate that `{callee}` shows",
            help="write `tls { trust = … }` in the call, or in `defaults`",
        )
