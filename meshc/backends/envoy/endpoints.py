"""Where a proxy finds what it sends traffic to: the proxies of services, and what is outside the mesh."""

from __future__ import annotations

from typing import NamedTuple

from meshc.backends.base import Lowering, Unit
from meshc.backends.envoy.ports import ingress
from meshc.backends.joined import joined
from meshc.backends.units import discovery_name, heaviest
from meshc.ir.discovery import Discovery
from meshc.ir.mesh import External
from meshc.ir.registry import discovery_of, namespace_name
from meshc.ir.text import Text
from meshc.ir.traffic import Destination, Route
from meshc.ir.workload import Health, Port, Service, Version

APPLICATION = "app"
"""What the application beside a proxy is called among its clusters."""


def label(name: str) -> str:
    """The name of a service or external, told apart from that of the application."""
    return f"{name}~" if name == APPLICATION else name


class Endpoint(NamedTuple):
    """A port of one version of a service, or an external, as proxies of others see it."""

    name: str
    """`contract.v2:8080`, without the version where there is only one: the name of its cluster."""
    host: Text
    port: int
    protocol: str
    service: Service | None
    external: External | None
    unit: Unit | None
    """None for an external, and for a version that others deploy."""
    discovery: Discovery
    """The discovery in force for it."""
    health: Health | None = None
    """How one tells that the application is well."""
    health_port: int | None = None
    """Where its health is asked for, where that is another port."""
    health_protocol: str = ""
    """The protocol of the port where its health is asked for."""


class Endpoints:
    """The endpoints of one mesh; each is made once."""

    def __init__(self, lowering: Lowering) -> None:
        self._lowering = lowering
        self._units = {(unit.owner, unit.version): unit for unit in lowering.units if unit.service is not None}
        self._of_services: dict[tuple[str, str | None, int], Endpoint] = {}
        self._of_externals: dict[str, Endpoint] = {}
        self._ingress: dict[tuple[str, str | None], dict[int, int]] = {}

    def service(self, service: Service, version: str | None, port: Port) -> Endpoint:
        """A port of a version; without a version that of the one that has the service's names.

        Raises KeyError for a version that the service does not have, which the binder has refused.
        """
        key = (service.name, version, port.number)
        found = self._of_services.get(key)
        if found is None:
            found = self._of_services[key] = self._made(service, _version(service, version), port)
        return found

    def external(self, external: External) -> Endpoint:
        """What is outside the mesh, at its own host and port."""
        found = self._of_externals.get(external.name)
        if found is None:
            found = self._of_externals[external.name] = Endpoint(
                name=f"{label(external.name)}:{external.port}",
                host=self._lowering.text(external.host, external.name),
                port=external.port,
                protocol=external.protocol,
                service=None,
                external=external,
                unit=None,
                discovery=discovery_of(self._lowering.mesh, external.discovery),
            )
        return found

    def destinations(self, service: Service, port: Port, route: Route | None) -> tuple[tuple[Endpoint, float], ...]:
        """Where a route of the service sends its traffic, with each destination's part of it.

        What the route does not say the weights of the versions do. Who has no part is not in the list; it is empty
        where nobody has one.
        """
        if route is not None and route.destinations:
            return self._of_route(service, port, route.destinations)
        if len(service.versions) == 1:
            return ((self.service(service, service.versions[0].name, port), 100.0),)
        return tuple(
            (self.service(service, version.name, port), version.weight)
            for version in service.versions
            if version.weight
        )

    def _of_route(
        self, service: Service, port: Port, destinations: tuple[Destination, ...]
    ) -> tuple[tuple[Endpoint, float], ...]:
        if len(destinations) == 1:
            return ((self.service(service, destinations[0].version, port), 100.0),)
        return tuple((self.service(service, one.version, port), one.weight) for one in destinations if one.weight)

    def _made(self, service: Service, version: Version, port: Port) -> Endpoint:
        lowering = self._lowering
        discovery = discovery_of(lowering.mesh, service.discovery, version.discovery)
        unit = self._units.get((service.name, version.name))
        if discovery.host is not None:
            host = lowering.text(discovery.host, service.name)
        else:
            name = unit.discovery_name if unit is not None else discovery_name(service, version)
            namespace = namespace_name(lowering.mesh, discovery)
            host = name if namespace is None else joined(name, ".", namespace)
        health = version.workload.application.health
        asked = port if health is None or health.port is None else service.port(health.port) or port
        whole = label(service.name) if version.name is None else f"{service.name}.{version.name}"
        return Endpoint(
            name=f"{whole}:{port.number}",
            host=host,
            port=self._port(service, version, port, discovery),
            protocol=port.protocol,
            service=service,
            external=None,
            unit=unit,
            discovery=discovery,
            health=health,
            health_port=self._port(service, version, asked, discovery) if asked is not port else None,
            health_protocol=asked.protocol,
        )

    def _port(self, service: Service, version: Version, port: Port, discovery: Discovery) -> int:
        """The port that others dial: the proxy's, or where there is none or something stands before it, the other's."""
        if discovery.host is not None:
            return port.client_number
        if not service.mesh:
            return port.number
        key = (service.name, version.name)
        found = self._ingress.get(key)
        if found is None:
            found = self._ingress[key] = ingress(service.ports, version.workload)
        return found[port.number]


def _version(service: Service, name: str | None) -> Version:
    if name is None:
        return heaviest(service.versions)
    for version in service.versions:
        if version.name == name:
            return version
    raise KeyError(f"{service.name} has no version {name}")
