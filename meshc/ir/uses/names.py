"""Which features of discovery a mesh uses: namespaces, records, aliases, externals, clients."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.ir.discovery import Discovery
from meshc.ir.feature import Feature, Use
from meshc.ir.mesh import Client, External, Mesh
from meshc.ir.registration import Proxies, offered
from meshc.ir.registry import REGISTERED_BY_ECS, discovery_of, inside_namespace
from meshc.ir.uses.externals import external_discovery
from meshc.ir.uses.routing import PROTOCOLS
from meshc.ir.uses.values import plain
from meshc.ir.workload import Gateway, Service
from meshc.source import from_default

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
    "prefer": Feature.DISCOVERY_PREFER,
    "resolves": Feature.DISCOVERY_RESOLVES,
    "host": Feature.DISCOVERY_HOST,
    "routing": Feature.DISCOVERY_ROUTING,
    "account": Feature.DISCOVERY_ACCOUNT,
}
_CLIENTS = {"lambda": Feature.CLIENT_LAMBDA, "ec2": Feature.CLIENT_EC2, "other": Feature.CLIENT_OTHER}


class NameUses:
    """Takes apart how names of one mesh are registered and found."""

    def __init__(self, mesh: Mesh, proxies: Proxies) -> None:
        self._mesh = mesh
        self._proxies = proxies

    def mesh(self) -> Iterator[Use]:
        """How names of the mesh are found where a service says nothing else."""
        mesh = self._mesh
        looked_up = bool(self._proxies.registered) or any(external.discovery for external in mesh.externals)
        if mesh.discovery.type is None:
            effective = discovery_of(mesh)
            kind = effective.type or "private-dns"
            yield Use(_TYPES[kind], effective.origin("type"), "mesh", effective.type, looked_up)
        yield from _discovery(mesh.discovery, discovery_of(mesh), "mesh", unproxied=looked_up, outside=False)

    def service(self, service: Service) -> Iterator[Use]:
        """How a service and its versions are found, and their further names."""
        mesh, subject = self._mesh, f"service {service.name}"
        looked_up = service.name in self._proxies.registered
        outside = not service.mesh or (looked_up and service.name not in self._proxies.called)
        if service.discovery is not None:
            effective = discovery_of(mesh, service.discovery)
            yield from _discovery(service.discovery, effective, subject, unproxied=looked_up, outside=outside)
        for version in service.versions:
            if version.discovery is not None and version.discovery is not service.discovery:
                at = f"{subject} version {version.name}"
                effective = discovery_of(mesh, service.discovery, version.discovery)
                yield from _discovery(version.discovery, effective, at, unproxied=looked_up, outside=outside)
        if len(service.ports) > 1 and discovery_of(mesh, service.discovery).record == "srv":
            effective = discovery_of(mesh, service.discovery)
            more = [port.name for port in service.ports[1:]]
            yield Use(Feature.DISCOVERY_RECORD_SRV_PORTS, effective.origin("record"), subject, more, looked_up)
        if service.aliases:
            yield from self._aliases(service, subject)

    def gateway(self, gateway: Gateway) -> Iterator[Use]:
        """How a gateway is found by what runs no proxy."""
        if gateway.discovery is None:
            return
        own_image = gateway.workload.application.image is not None or gateway.workload.task is not None
        effective = discovery_of(self._mesh, gateway.discovery)
        subject = f"gateway {gateway.name}"
        for use in _discovery(gateway.discovery, effective, subject, unproxied=True, outside=True):
            yield use if own_image else use._replace(within=Feature.GATEWAY)

    def _aliases(self, service: Service, subject: str) -> Iterator[Use]:
        behind_proxy = bool(offered(service))
        for index, alias in enumerate(service.aliases):
            if inside_namespace(self._mesh, service, alias):
                feature = Feature.ALIAS_MORE if index else Feature.ALIAS
            else:
                feature = Feature.ALIAS_OUTSIDE_MORE if index else Feature.ALIAS_OUTSIDE
            yield Use(feature, service.origin("aliases"), subject, alias, not behind_proxy)
        if behind_proxy:
            yield Use(Feature.OWN_NAME, from_default("own-name"), subject)

    def external(self, external: External) -> Iterator[Use]:
        """Something outside the mesh, and its name in the namespace."""
        subject = f"external {external.name}"
        shown = {"host": plain(external.host), "port": external.port, "protocol": external.protocol}
        yield Use(Feature.EXTERNAL, external.origin(), subject, shown)
        yield Use(PROTOCOLS[external.protocol], external.origin("protocol"), subject, external.port, unproxied=True)
        if external.tls:
            yield Use(Feature.EXTERNAL_TLS, external.origin("tls"), subject)
        if external.discovery is not None:
            yield from external_discovery(self._mesh, external, external.discovery, subject)


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


def _discovery(
    discovery: Discovery, effective: Discovery, subject: str, *, unproxied: bool, outside: bool
) -> Iterator[Use]:
    """What a discovery says, field by field, with what is in force.

    `outside` says whether no proxy at all looks for the name.
    """
    if discovery.type is not None:
        yield Use(_TYPES[discovery.type], discovery.origin("type"), subject, discovery.type, unproxied)
    if discovery.record is not None:
        yield Use(_RECORDS[discovery.record], discovery.origin("record"), subject, discovery.record, unproxied)
    for field, feature in _FIELDS.items():
        value = getattr(discovery, field)
        if value is not None:
            if field == "ip" and effective.record == "srv":
                feature = Feature.DISCOVERY_IP_SRV
            past = outside if field == "namespace" else unproxied
            yield Use(feature, discovery.origin(field), subject, plain(value), past)
    if discovery.ttl is not None:
        whole = discovery.ttl % 1000 == 0
        feature = Feature.DISCOVERY_TTL if whole else Feature.DISCOVERY_TTL_SUB_SECOND
        yield Use(feature, discovery.origin("ttl"), subject, discovery.ttl, unproxied)
    if discovery.health is not None:
        public = effective.type == "public-dns"
        feature = Feature.DISCOVERY_HEALTH if public else Feature.DISCOVERY_HEALTH_PRIVATE
        yield Use(feature, discovery.origin("health"), subject, plain(discovery.health), unproxied)
    for attribute in discovery.attributes:
        known = attribute.name in REGISTERED_BY_ECS
        feature = Feature.DISCOVERY_ATTRIBUTES if known else Feature.DISCOVERY_ATTRIBUTES_CUSTOM
        yield Use(feature, attribute.origin(), subject, plain(attribute), outside)
