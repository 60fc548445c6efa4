"""What this backend finds wrong with a mesh before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from meshc.backends.base import Contribution, Lowering, Unit
from meshc.backends.envoy import codes
from meshc.backends.envoy.bootstrap_codes import findings
from meshc.backends.envoy.delivery import bootstrap_of
from meshc.backends.envoy.ports import ADMIN_PORT
from meshc.backends.envoy.reached import listed, unnamed
from meshc.backends.envoy.tls import serves
from meshc.backends.proxy_files import asked, mount_points, read_files, secrets
from meshc.diagnostics.model import Diagnostic, Label
from meshc.ir.security import ClientTls
from meshc.ir.text import AddressPart, Late, Template
from meshc.ir.traffic import Destination
from meshc.ir.workload import Gateway, Service
from meshc.source import Origin

_MOST_BYTES = 64 * 1024
"""Of a task definition as JSON. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html"""
_SCRIPT_BYTES = 4096
"""More than what the container has beside the configuration, its environment apart."""
_FROM_BUCKET = 'write `proxy { bootstrap { from = s3 ; location = "s3://…" } }`'
_UNSHARED = frozenset({"redis", "udp"})
"""Protocols of which everything goes to one cluster."""
_OF_SYSTEM = "/etc/ssl/"
"""Where the image of Envoy has the authorities that everybody trusts."""


def check(lowering: Lowering, contributions: Mapping[str, tuple[Contribution, ...]]) -> tuple[Diagnostic, ...]:
    """Bootstraps that do not reach their proxy, what proxies cannot find, and what they cannot have."""
    found: list[Diagnostic] = list(_deliveries(lowering.units))
    for unit in lowering.units:
        documents = [one for one in contributions.get(unit.name, ()) if one.resources]
        if documents:
            found += _size(unit, documents)
            found += _secrets(unit, lowering)
            found += _files(unit, lowering)
            found += _ports(unit)
            for document in documents:
                for resource in document.resources:
                    found += findings(lowering.target, resource)
    found += unnamed(lowering)
    found += _unverified(lowering)
    found += _splits(lowering)
    if lowering.mesh.egress == "deny":
        found.append(
            codes.EGRESS_OPEN.at(
                lowering.mesh.origin("egress"),
                "`egress = deny` holds for what comes to a proxy: what an application dials itself passes by",
                help="close the security groups of the tasks",
            )
        )
    return _each_once(found)


def _each_once(found: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Units that share a line of the mesh share its finding."""
    return tuple(dict.fromkeys(found))


def _deliveries(units: Sequence[Unit]) -> Iterator[Diagnostic]:
    for unit in units:
        wanted, proxy = bootstrap_of(unit), unit.workload.proxy
        if proxy is None or wanted.source == "inline" or not unit.meshed:
            continue
        at = wanted.origin("source")
        if wanted.source == "image":
            if proxy.image is None:
                yield codes.BOOTSTRAP_DELIVERY.at(
                    at,
                    "a configuration in an image needs an image of your own, and `proxy` names none",
                    help="write `image = …` in `proxy`",
                )
        elif wanted.location is None:
            yield codes.BOOTSTRAP_DELIVERY.at(
                at,
                "a configuration from S3 comes from a bucket and a folder, and `bootstrap` names none",
                help='write `location = "s3://bucket/folder"` in `bootstrap`',
            )
        elif isinstance(wanted.location, str) and not wanted.location.startswith("s3://"):
            yield codes.BOOTSTRAP_DELIVERY.at(
                wanted.origin("location"),
                f"`{wanted.location}` is no bucket and folder of S3",
                help='write `location = "s3://bucket/folder"`',
            )
        elif unit.workload.ecs.task_role is None and unit.workload.task is None:
            yield codes.BOOTSTRAP_DELIVERY.at(
                at,
                f"`{unit.name}` reads its configuration from S3, and its task has no role that lets it",
                help="write `task-role = …` with the right to `s3:GetObject`",
            )


def _size(unit: Unit, contributions: Sequence[Contribution]) -> Iterator[Diagnostic]:
    """Where the proxy's container alone is too much for a task definition; the whole is looked at once it is made."""
    if bootstrap_of(unit).source != "inline":
        return
    for contribution in contributions:
        size = sum(len(document.encoded.content) for document in contribution.resources if document.encoded is not None)
        # JSON writes a quote and a line feed with two characters: what is half as large is let pass unmeasured.
        if 2 * size + _SCRIPT_BYTES <= _MOST_BYTES:
            continue
        size = _as_json(contribution)
        if size > _MOST_BYTES:
            yield codes.BOOTSTRAP_SIZE.at(
                unit.origin,
                f"the container of the proxy of `{unit.name}` has {size:,} bytes with its configuration; "
                f"ECS takes task definitions of at most {_MOST_BYTES:,}",
                help=_FROM_BUCKET,
            )


def _as_json(contribution: Contribution) -> int:
    """Bytes of the proxy's container in the task definition, with placeholders for what is late."""
    from orjson import dumps

    return len(dumps(contribution.application or contribution.containers[0], default=_written))


def _written(value: object) -> object:
    if isinstance(value, Template):
        return "".join(part if isinstance(part, str) else _late(part) for part in value.template)
    return dict(value) if isinstance(value, Mapping) else value


def _late(part: Late | AddressPart) -> str:
    return f"${{{part.late}}}" if isinstance(part, Late) else ""


def _secrets(unit: Unit, lowering: Lowering) -> Iterator[Diagnostic]:
    proxy = unit.workload.proxy
    if proxy is not None and proxy.sds_socket is not None:
        return
    for name, origin in secrets(unit, lowering):
        yield codes.SECRETS_WITHOUT_SOCKET.at(
            origin,
            f"`{name}` comes from a secret discovery service, and nobody says where that listens",
            help='write `proxy { sds-socket = "/…" }` in the service or the mesh',
        )


def _files(unit: Unit, lowering: Lowering) -> Iterator[Diagnostic]:
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


def _ports(unit: Unit) -> Iterator[Diagnostic]:
    workload = unit.workload
    metrics = workload.metrics
    shown = metrics.prometheus if metrics is not None else None
    taken: dict[int, tuple[str, Origin]] = {}
    for container in (workload.application, *workload.sidecars):
        for number in container.ports:
            taken.setdefault(number, (container.name, container.origin("ports")))
    for port in unit.ports:
        if port.protocol != "udp":
            taken[port.number] = (unit.owner, port.origin("number"))
    if ADMIN_PORT in taken:
        name, origin = taken[ADMIN_PORT]
        yield codes.PROXY_PORT_TAKEN.at(
            origin,
            f"`{name}` listens at port {ADMIN_PORT}, where the proxy beside it answers questions about itself",
            help="write another port",
        )
    if metrics is None or shown is None:
        return
    whom = "the proxy answers questions about itself" if shown == ADMIN_PORT else ""
    if shown in taken:
        whom = f"`{taken[shown][0]}` listens"
    if whom:
        yield codes.PROXY_PORT_TAKEN.at(
            metrics.origin("prometheus"),
            f"the proxy of `{unit.name}` is to tell its numbers at port {shown}, where {whom}",
            secondary=(Label(taken[shown][1], f"{whom} here"),) if shown in taken else (),
            help="write another port",
        )


def _unverified(lowering: Lowering) -> Iterator[Diagnostic]:
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


def _splits(lowering: Lowering) -> Iterator[Diagnostic]:
    services = {service.name: service for service in lowering.mesh.services}
    for service in services.values():
        protocol = next((port.protocol for port in service.ports if port.protocol in _UNSHARED), None)
        weighted = [version for version in service.versions if version.weight]
        if protocol is None:
            continue
        if len(weighted) > 1:
            yield _split(service, protocol, weighted[1].origin("weight"))
    for gateway in lowering.mesh.gateways:
        for route in gateway.routes:
            shared = [one for one in route.destinations if one.weight]
            protocols = {_spoken(services, one) for one in shared} & _UNSHARED
            if len(shared) > 1 and protocols:
                yield codes.SPLIT_IMPOSSIBLE.at(
                    route.origin("destinations"),
                    f"`{gateway.name}` cannot share out {min(protocols)} between several destinations",
                    help="lead the route to one of them",
                )


def _split(service: Service, protocol: str, origin: Origin) -> Diagnostic:
    commands = "commands of redis" if protocol == "redis" else "datagrams"
    connections = "write `protocol = tcp` to share out connections, " if protocol == "redis" else ""
    return codes.SPLIT_IMPOSSIBLE.at(
        origin,
        f"{commands} for `{service.name}` cannot be shared out between its versions",
        help=f"{connections}give one version all of the weight, or make services of the versions",
    )


def _spoken(services: Mapping[str, Service], destination: Destination) -> str:
    service = services.get(destination.service or "")
    port = service.port(destination.port) if service is not None else None
    return port.protocol if port is not None else ""
