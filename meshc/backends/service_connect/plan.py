"""What Service Connect adds to the ECS service of each unit that has a proxy."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.backends.base import Contribution, Lowering, Pointer, Unit
from meshc.backends.container_log import log_configuration
from meshc.backends.joined import joined
from meshc.backends.rounding import cpu_units, whole_seconds
from meshc.backends.service_connect.model import (
    ServiceConnectConfiguration,
    ServiceConnectService,
    Tls,
)
from meshc.backends.service_connect.namespace import RESOURCE, namespace
from meshc.backends.units import heaviest, port_name
from meshc.ir.call_graph import start_order
from meshc.ir.registration import offered as offered_ports
from meshc.ir.registration import registered
from meshc.ir.registry import discovery_of, namespace_name
from meshc.ir.security import PrivateCaCertificate
from meshc.ir.text import Secret, Text
from meshc.ir.traffic import HTTP_PROTOCOLS
from meshc.ir.workload import Log, Port, Service
from meshc.source import Origin

PROXY_CPU = 256
"""CPU units that the proxy needs.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html
"""
PROXY_MEMORY = 64
"""MiB that the proxy needs; same source."""

_FIELD = "serviceConnectConfiguration"
_LOG_LEVELS = frozenset({"debug", "info"})
"""botocore ecs, ServiceConnectContainerLogLevel."""


def plan(lowering: Lowering) -> tuple[Contribution, ...]:
    """A contribution for each unit that offers a port to others or calls a service."""
    return tuple(_Planner(lowering).contributions())


class _Planner:
    """One mesh while its contributions are put together."""

    def __init__(self, lowering: Lowering) -> None:
        self.lowering = lowering
        mesh = lowering.mesh
        self.order = start_order(mesh)
        self.registered = registered(mesh)
        self.namespace = namespace(lowering)
        self.after = (RESOURCE,) if mesh.namespace.existing is None else ()
        self.units_of: dict[str, tuple[str, ...]] = {}
        for unit in lowering.units:
            if unit.meshed and offered(unit):
                self.units_of[unit.owner] = (*self.units_of.get(unit.owner, ()), unit.name)

    def contributions(self) -> Iterator[Contribution]:
        for unit in self.lowering.units:
            if unit.meshed and (offered(unit) or self.order.waits.get(unit.owner)):
                yield self._contribution(unit)

    def _contribution(self, unit: Unit) -> Contribution:
        origins: dict[Pointer, Origin] = {(_FIELD,): unit.origin}
        configuration: ServiceConnectConfiguration = {"enabled": True}
        if self.namespace is not None:
            configuration["namespace"] = self.namespace
            origins[(_FIELD, "namespace")] = self.lowering.mesh.namespace.origin()
        services = self._services(unit, origins)
        if services:
            configuration["services"] = services
        self._logs(configuration, unit, origins)
        proxy = unit.workload.proxy
        if proxy is not None and proxy.log_level in _LOG_LEVELS:
            configuration["containerConfigurations"] = [{"logLevel": proxy.log_level}]
            origins[(_FIELD, "containerConfigurations")] = proxy.origin("log_level")
        cpu, memory = PROXY_CPU, PROXY_MEMORY
        if proxy is not None:
            cpu = cpu_units(proxy.cpu) if proxy.cpu is not None else cpu
            memory = proxy.memory if proxy.memory is not None else memory
        waits = self.order.waits.get(unit.owner, ())
        return Contribution(
            unit=unit.name,
            service_fields={_FIELD: configuration},
            proxy_cpu=cpu,
            proxy_memory=memory,
            origins=origins,
            after=self.after,
            start_after=tuple(name for callee in waits for name in self.units_of.get(callee, ())),
        )

    def _services(self, unit: Unit, origins: dict[Pointer, Origin]) -> list[ServiceConnectService]:
        service = unit.service
        made: list[ServiceConnectService] = []
        if service is None:
            return made
        for port in offered(unit):
            place: Pointer = (_FIELD, "services", len(made))
            policy = self.lowering.policies.provider(service, port)
            origins[place] = port.origin()
            offer: ServiceConnectService = {
                "portName": port_name(unit, port),
                "discoveryName": self._discovery_name(unit, port),
                "clientAliases": [{"port": port.client_number, "dnsName": self._alias(unit, service)}],
                "timeout": {"idleTimeoutSeconds": _seconds(policy.idle_timeout)},
            }
            origins[(*place, "discoveryName")] = unit.origin
            alias_place: Pointer = (*place, "clientAliases", 0)
            origins[(*alias_place, "port")] = port.origin("number" if port.client_port is None else "client_port")
            if service.aliases:
                origins[(*alias_place, "dnsName")] = service.origin("aliases")
            origins[(*place, "timeout", "idleTimeoutSeconds")] = policy.origin("idle_timeout")
            if port.protocol in HTTP_PROTOCOLS:
                offer["timeout"]["perRequestTimeoutSeconds"] = _seconds(policy.timeout)
                origins[(*place, "timeout", "perRequestTimeoutSeconds")] = policy.origin("timeout")
                self._test_traffic(offer, unit, origins, alias_place)
            if service.tls is not None and isinstance(service.tls.certificate, PrivateCaCertificate):
                offer["tls"] = self._tls(service.tls.certificate, unit)
                origins[(*place, "tls")] = service.tls.origin("certificate")
            made.append(offer)
        return made

    def _discovery_name(self, unit: Unit, port: Port) -> str:
        """Unique in the namespace: where Cloud Map registers the unit under its name as well, that one is taken."""
        own = unit.discovery_name
        name = own if len(unit.ports) == 1 else f"{own}-{port.name}"
        return f"{name}-sc" if unit.owner in self.registered else name

    def _alias(self, unit: Unit, service: Service) -> Text:
        """The name that callers dial: for the version with the service's names an alias or its own `host`, else the
        name in DNS."""
        mesh = self.lowering.mesh
        found = discovery_of(mesh, service.discovery)
        name = unit.discovery_name
        if heaviest(service.versions).name == unit.version:
            if service.aliases:
                return service.aliases[0]
            if found.host is not None:
                return self.lowering.text(found.host, unit.owner)
            name = (service.discovery and service.discovery.name) or service.name
        ending = namespace_name(mesh, found)
        return name if ending is None else joined(name, ".", ending)

    def _test_traffic(
        self, offer: ServiceConnectService, unit: Unit, origins: dict[Pointer, Origin], place: Pointer
    ) -> None:
        deployment = unit.workload.deployment
        header = deployment.test_header if deployment is not None else None
        if header is not None and not isinstance(header.value, Secret):
            value = self.lowering.text(header.value, unit.owner)
            offer["clientAliases"][0]["testTrafficRules"] = {"header": {"name": header.name, "value": {"exact": value}}}
            origins[(*place, "testTrafficRules")] = header.origin()

    def _tls(self, certificate: PrivateCaCertificate, unit: Unit) -> Tls:
        text = self.lowering.text
        tls: Tls = {"issuerCertificateAuthority": {"awsPcaAuthorityArn": text(certificate.arn, unit.owner)}}
        if certificate.kms_key is not None:
            tls["kmsKey"] = text(certificate.kms_key, unit.owner)
        if certificate.role is not None:
            tls["roleArn"] = text(certificate.role, unit.owner)
        return tls

    def _logs(self, configuration: ServiceConnectConfiguration, unit: Unit, origins: dict[Pointer, Origin]) -> None:
        workload = unit.workload
        log = (workload.proxy.log if workload.proxy is not None else None) or workload.ecs.log
        access = workload.access_log
        if log is None and access is not None:
            # ECS refuses an access log that has nowhere to go.
            log = Log.model_construct(origins=access.origins)
        if log is not None:
            place = (_FIELD, "logConfiguration")
            configuration["logConfiguration"] = log_configuration(log, self.lowering, unit, origins, place)
        if access is not None:
            place = (_FIELD, "accessLogConfiguration")
            configuration["accessLogConfiguration"] = {
                "format": access.format.upper(),
                "includeQueryParameters": "ENABLED" if access.query else "DISABLED",
            }
            origins[place] = access.origin()
            origins[(*place, "format")] = access.origin("format")
            origins[(*place, "includeQueryParameters")] = access.origin("query")


def offered(unit: Unit) -> tuple[Port, ...]:
    """The ports that a unit offers by Service Connect: none of a gateway, whose callers are outside."""
    return () if unit.service is None else offered_ports(unit.service)


def _seconds(limit: int | str | None) -> int:
    """Whole seconds; 0 where there is no limit."""
    return whole_seconds(limit) if isinstance(limit, int) else 0
