"""Which features of discovery a mesh uses: namespaces, records, aliases, externals, clients."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.ir.discovery import Discovery
from meshc.ir.feature import Feature, Use
from meshc.ir.mesh import Client, External, Mesh
from meshc.ir.registry import REGISTERED_BY_ECS, discovery_of, inside_namespace
from meshc.ir.uses.values import plain
from meshc.ir.workload import Service

_TYPES = {
    "http": Feature.DISCOVERY_HTTP,
    "private-dns": Feature.DISCOVERY_PRIVATE_DNS,
    "public-dns": Feature.DISCOVERY_PUBLIC_DNS,
}
_RECORDS = {
    "ip": Feature.DISCOVERY_RECORD_IP,
    "srv": Feature.DISCOVERY_RECORD_SRV,
    "cname": Feature.DISCOVERY_RECORD_CNAME,
}
_FIELDS = {
    "namespace": Feature.DISCOVERY_NAMESPACE,
    "name": Feature.DISCOVERY_NAME,
    "ip": Feature.DISCOVERY_IP,
    "routing": Feature.DISCOVERY_ROUTING,
    "account": Feature.DISCOVERY_ACCOUNT,
}
_CLIENTS = {"lambda": Feature.CLIENT_LAMBDA, "ec2": Feature.CLIENT_EC2, "other": Feature.CLIENT_OTHER}


def mesh_discovery(mesh: Mesh) -> Iterator[Use]:
    """How names of the mesh are found where a service says nothing else."""
    if mesh.discovery.type is None:
        effective = discovery_of(mesh)
        yield Use(_TYPES[effective.type or "private-dns"], effective.origin("type"), "mesh", effective.type)
    yield from _discovery(mesh, mesh.discovery, "mesh")


def service_discovery(mesh: Mesh, service: Service) -> Iterator[Use]:
    """How a service and its versions are found, and their further names."""
    if service.discovery is not None:
        yield from _discovery(mesh, service.discovery, f"service {service.name}")
    for version in service.versions:
        if version.discovery is not None and version.discovery is not service.discovery:
            yield from _discovery(mesh, version.discovery, f"service {service.name} version {version.name}")
    if len(service.ports) > 1 and discovery_of(mesh, service.discovery).record == "srv":
        effective = discovery_of(mesh, service.discovery)
        more = [port.name for port in service.ports[1:]]
        yield Use(Feature.DISCOVERY_RECORD_SRV_PORTS, effective.origin("record"), f"service {service.name}", more)
    for index, alias in enumerate(service.aliases):
        if inside_namespace(mesh, service, alias):
            feature = Feature.ALIAS_MORE if index else Feature.ALIAS
        else:
            feature = Feature.ALIAS_OUTSIDE_MORE if index else Feature.ALIAS_OUTSIDE
        yield Use(feature, service.origin("aliases"), f"service {service.name}", alias)


def external_discovery(external: External) -> Iterator[Use]:
    """Something outside the mesh, and its name in the namespace."""
    subject = f"external {external.name}"
    shown = {"host": plain(external.host), "port": external.port, "protocol": external.protocol}
    yield Use(Feature.EXTERNAL, external.origin(), subject, shown)
    if external.tls:
        yield Use(Feature.EXTERNAL_TLS, external.origin("tls"), subject)
    if external.discovery is not None:
        yield Use(Feature.EXTERNAL_DISCOVERY, external.origin("discovery"), subject, plain(external.discovery))


def client_discovery(client: Client) -> Iterator[Use]:
    """A client, and how it finds what it calls."""
    subject = f"client {client.name}"
    yield Use(_CLIENTS[client.type], client.origin("type"), subject, client.type)
    for call in client.calls:
        feature = Feature.CLIENT_DNS if client.resolves == "dns" else Feature.CLIENT_API
        origin = client.origin("resolves") if "resolves" in client.origins else call.origin()
        yield Use(feature, origin, f"{client.name} → {call.to}", call.port or True)
    if client.network == "outside":
        yield Use(Feature.CLIENT_OUTSIDE, client.origin("network"), subject)


def _discovery(mesh: Mesh, discovery: Discovery, subject: str) -> Iterator[Use]:
    if discovery.type is not None:
        yield Use(_TYPES[discovery.type], discovery.origin("type"), subject, discovery.type)
    if discovery.record is not None:
        yield Use(_RECORDS[discovery.record], discovery.origin("record"), subject, discovery.record)
    for field, feature in _FIELDS.items():
        value = getattr(discovery, field)
        if value is not None:
            yield Use(feature, discovery.origin(field), subject, plain(value))
    if discovery.ttl is not None:
        whole = discovery.ttl % 1000 == 0
        feature = Feature.DISCOVERY_TTL if whole else Feature.DISCOVERY_TTL_SUB_SECOND
        yield Use(feature, discovery.origin("ttl"), subject, discovery.ttl)
    if discovery.health is not None:
        public = discovery_of(mesh, discovery).type == "public-dns"
        feature = Feature.DISCOVERY_HEALTH if public else Feature.DISCOVERY_HEALTH_PRIVATE
        yield Use(feature, discovery.origin("health"), subject, plain(discovery.health))
    for attribute in discovery.attributes:
        known = attribute.name in REGISTERED_BY_ECS
        feature = Feature.DISCOVERY_ATTRIBUTES if known else Feature.DISCOVERY_ATTRIBUTES_CUSTOM
        yield Use(feature, attribute.origin(), subject, plain(attribute))
