"""What this backend finds wrong with a mesh before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from meshc.backends.base import Contribution, Lowering, Unit
from meshc.backends.envoy import codes
from meshc.backends.envoy.bootstrap_codes import findings
from meshc.backends.envoy.collector_checks import addresses
from meshc.backends.envoy.delivery import bootstrap_of
from meshc.backends.envoy.delivery_checks import deliveries
from meshc.backends.envoy.host_name_checks import HostNames
from meshc.backends.envoy.plan import is_gateway
from meshc.backends.envoy.port_checks import ports
from meshc.backends.envoy.reached import unnamed
from meshc.backends.envoy.task_checks import not_on_linux, unmentioned
from meshc.backends.envoy.tls_checks import missing_files, unverified, without_certificate, without_socket
from meshc.backends.envoy.traffic_checks import gateways, policies
from meshc.diagnostics.model import Diagnostic, Severity
from meshc.ir.text import AddressPart, Late, Template
from meshc.ir.traffic import Destination
from meshc.ir.workload import Service
from meshc.source import Origin

_MOST_BYTES = 64 * 1024
"""Of a task definition as JSON. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html"""
_SCRIPT_BYTES = 4096
"""More than what the container has beside the configuration, its environment apart."""
_FROM_BUCKET = 'write `proxy { bootstrap { from = s3 ; location = "s3://…" } }`'
_UNSHARED = frozenset({"redis", "udp"})
"""Protocols of which everything goes to one cluster."""


def check(lowering: Lowering, contributions: Mapping[str, tuple[Contribution, ...]]) -> tuple[Diagnostic, ...]:
    """Bootstraps that do not reach their proxy, what proxies cannot find, and what they cannot have."""
    found: list[Diagnostic] = list(deliveries(lowering.units))
    names = HostNames(lowering)
    for unit in lowering.units:
        documents = [one for one in contributions.get(unit.name, ()) if one.resources]
        if documents:
            found += _of_unit(unit, lowering, documents, names)
    proxied = [unit for unit in lowering.units if contributions.get(unit.name)]
    found += not_on_linux(proxied)
    found += unmentioned([unit for unit in proxied if not is_gateway(unit)], lowering)
    found += unnamed(lowering)
    found += without_certificate(lowering)
    found += unverified(lowering)
    found += _splits(lowering)
    found += gateways(lowering)
    found += policies(lowering)
    if lowering.mesh.egress == "deny":
        found.append(
            codes.EGRESS_OPEN.at(
                lowering.mesh.origin("egress"),
                "`egress = deny` holds for what comes to a proxy: what an application dials itself passes by",
                help="close the security groups of the tasks",
            )
        )
    return _each_once(found)


def _of_unit(unit: Unit, lowering: Lowering, documents: Sequence[Contribution], names: HostNames) -> list[Diagnostic]:
    """What is wrong with a unit; its configuration is held against Envoy's rules only where no cause is told yet."""
    found = [
        *_size(unit, documents),
        *without_socket(unit, lowering),
        *missing_files(unit, lowering),
        *ports(unit, lowering),
        *addresses(unit, lowering),
    ]
    if not any(finding.severity is Severity.ERROR for finding in found):
        for document in documents:
            for resource in document.resources:
                found += findings(lowering.target, resource, names.finding)
    return found


def _each_once(found: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Units that share a line of the mesh share its finding."""
    return tuple(dict.fromkeys(found))


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
