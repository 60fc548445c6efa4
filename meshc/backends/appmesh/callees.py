"""What is called by proxies: services and externals, by which names and ports, and who calls them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from meshc.backends.appmesh.model import Name, Protocol
from meshc.backends.appmesh.names import is_virtual, node_name, service_id
from meshc.backends.appmesh.retries import retries
from meshc.backends.appmesh.timeouts import route_limits, waits_longer
from meshc.backends.base import Lowering, Ref
from meshc.backends.joined import joined
from meshc.ir.discovery import Discovery
from meshc.ir.mesh import External
from meshc.ir.registry import discovery_of, namespace_name
from meshc.ir.security import ClientTls
from meshc.ir.text import Text
from meshc.ir.traffic import Route, TrafficPolicy
from meshc.ir.workload import Gateway, Port, Service, Version
from meshc.source import Origin

_PROTOCOLS: dict[str, Protocol] = {"http": "http", "http2": "http2", "grpc": "grpc"}


class CalledPort(NamedTuple):
    """A port that callers reach through their proxies."""

    port: Port | None
    """None for the port of an external."""
    protocol: Protocol
    number: int
    """What instances listen on."""
    dialled: int
    """What callers use."""
    origin: Origin


class Callee(NamedTuple):
    """A service or an external that proxies call."""

    owner: Service | External
    hosts: tuple[Text, ...]
    """Names of its virtual services: what callers dial."""
    ports: tuple[CalledPort, ...]
    routed: bool
    """Whether a virtual router stands before its nodes."""

    @property
    def name(self) -> str:
        """The name of the service or external, and of its router."""
        return self.owner.name

    @property
    def names_ports(self) -> bool:
        """Whether matches and targets have to say which port is meant."""
        return len(self.ports) > 1 or any(port.number != port.dialled for port in self.ports)

    def virtual_services(self) -> Iterator[tuple[str, Name]]:
        """Id and name of each virtual service."""
        for index, host in enumerate(self.hosts):
            id = service_id(self.name if index == 0 else f"{self.name}/alias-{index + 1}")
            yield id, Ref(id, "virtualServiceName", host) if isinstance(host, str) else host


class Called(NamedTuple):
    """A call through a proxy, or a route of a gateway that leads somewhere."""

    callee: str
    port: str | None
    policy: TrafficPolicy
    tls: ClientTls | None
    """How the caller's proxy verifies the callee; None where it speaks plain text, or leaves it to the callee."""
    origin: Origin


class Callees:
    """What proxies call in one mesh."""

    def __init__(self, lowering: Lowering) -> None:
        mesh = lowering.mesh
        self._lowering = lowering
        self._services = {service.name: service for service in mesh.services}
        self._externals = {external.name: external for external in mesh.externals}
        callers: tuple[Service | Gateway, ...] = (
            *(service for service in mesh.services if service.mesh),
            *mesh.gateways,
        )
        self._calls = {caller.name: tuple(self._of(caller)) for caller in callers}
        first: dict[str, str] = {}
        for caller, calls in self._calls.items():
            for call in calls:
                first.setdefault(call.callee, caller)
        owners: tuple[Service | External, ...] = (*mesh.services, *mesh.externals)
        found = (self._callee(owner, first[owner.name]) for owner in owners if owner.name in first)
        self.all = {callee.name: callee for callee in found if callee.ports}
        """By name, services first, in the order of the mesh."""

    def by(self, caller: Service | Gateway) -> tuple[Called, ...]:
        """The calls of a service or gateway."""
        return tuple(call for call in self._calls[caller.name] if call.callee in self.all)

    def policies(self, caller: Service | Gateway) -> tuple[TrafficPolicy, ...]:
        """What holds for the requests that a service or gateway makes, on every route of what it calls."""
        held: dict[int, TrafficPolicy] = {}
        provided = self._lowering.policies
        for call in self._calls.get(caller.name, ()):
            callee = self.all.get(call.callee)
            if callee is None:
                continue
            owner = callee.owner
            for port in callee.ports:
                if port.protocol != "tcp":
                    found = [provided.provider(owner, port.port)]
                    if isinstance(owner, Service):
                        found += (provided.route(owner, port.port, route) for route in owner.routes)
                    held.update((id(policy), policy) for policy in found)
        return tuple(held.values())

    @cached_property
    def versions(self) -> tuple[tuple[Service, Version], ...]:
        """The versions that routes of gateways lead to alone, each of which gets a virtual service."""
        found: dict[str, tuple[Service, Version]] = {}
        for gateway in self._lowering.mesh.gateways:
            for route in gateway.routes if is_virtual(gateway) else ():
                alone = self.alone(route)
                if alone is not None:
                    found[node_name(*alone)] = alone
        return tuple(found.values())

    def alone(self, route: Route) -> tuple[Service, Version] | None:
        """The version that a gateway's route leads to, where a virtual node is all that has to stand there.

        A virtual node says nothing of limits that callers' proxies follow: for these there has to be a router.
        """
        if len(route.destinations) != 1:
            return None
        (destination,) = route.destinations
        service = self._services.get(destination.service or "")
        if service is None or destination.version is None:
            return None
        port = service.port(destination.port)
        spoken = None if port is None else protocol_of(service, port)
        policy = self._lowering.policies.provider(service, port)
        if spoken is not None and _needs_route(policy, spoken, outside=not service.mesh):
            return None
        return service, next(one for one in service.versions if one.name == destination.version)

    def version_host(self, service: Service, version: Version) -> Name:
        """The name of the virtual service of a single version, which nobody dials."""
        return self.own_host(node_name(service, version), service.discovery)

    def own_host(self, name: str, discovery: Discovery | None = None) -> Name:
        """The name of a virtual service of ours, in the namespace of a service or the mesh, which nobody dials."""
        mesh = self._lowering.mesh
        namespace = namespace_name(mesh, discovery_of(mesh, discovery))
        host = name if namespace is None else joined(name, ".", self._lowering.text(namespace, ""))
        return Ref(service_id(name), "virtualServiceName", host) if isinstance(host, str) else host

    def _of(self, caller: Service | Gateway) -> Iterator[Called]:
        policies = self._lowering.policies
        # A virtual gateway reaches only what its routes lead to; a check tells of its calls.
        for call in () if isinstance(caller, Gateway) and is_virtual(caller) else caller.calls:
            callee = self._services.get(call.to) or self._externals.get(call.to)
            policy = policies.call(call)
            yield Called(call.to, call.port, policy, _client(callee, policy), call.origin())
        if isinstance(caller, Gateway):
            for route in caller.routes:
                for destination in route.destinations:
                    service = self._services.get(destination.service or "")
                    external = self._externals.get(destination.external or "")
                    owner = service or external
                    if owner is None:
                        continue
                    port = service.port(destination.port) if service is not None else None
                    policy = policies.edge(caller, route, owner, port)
                    tls = _client(owner, policy)
                    yield Called(owner.name, destination.port, policy, tls, destination.origin())

    def _callee(self, owner: Service | External, caller: str) -> Callee:
        addresses, policies = self._lowering.addresses, self._lowering.policies
        if isinstance(owner, External):
            address = addresses.address(caller, owner.name, None)
            # TLS of the application passes through a proxy as it is.
            protocol = "tcp" if owner.tls else _PROTOCOLS.get(owner.protocol, "tcp")
            port = CalledPort(None, protocol, owner.port, address.port, owner.origin("port"))
            policy = policies.provider(owner, None)
            routed = _needs_route(policy, protocol, outside=True) or address.port != owner.port
            return Callee(owner, (address.host,), (port,), routed)
        hosts: tuple[Text, ...] = ()
        ports: list[CalledPort] = []
        routed = bool(owner.routes) or any(version.name is not None for version in owner.versions)
        for port_of in owner.ports:
            spoken = protocol_of(owner, port_of)
            if spoken is None:
                continue
            address = addresses.address(caller, owner.name, port_of.name)
            hosts = (address.host, *(owner.aliases[1:] if owner.mesh else ()))
            ports.append(CalledPort(port_of, spoken, port_of.number, address.port, port_of.origin()))
            routed = routed or address.port != port_of.number
            policy = policies.provider(owner, port_of)
            routed = routed or _needs_route(policy, spoken, outside=not owner.mesh)
        return Callee(owner, hosts, tuple(ports), routed)


def protocol_of(owner: Service | Gateway, port: Port) -> Protocol | None:
    """What App Mesh calls the protocol of a port; None for udp, which it does not carry.

    Outside the proxies a service with `tls` serves it itself: what passes is not to be read.
    """
    if port.protocol == "udp":
        return None
    if isinstance(owner, Service) and not owner.mesh and owner.tls is not None:
        return "tcp"
    return _PROTOCOLS.get(port.protocol, "tcp")


def _needs_route(policy: TrafficPolicy, protocol: Protocol, *, outside: bool) -> bool:
    """Whether something is said that only a route can say to the callers' proxies.

    That a connection may be silent for less than App Mesh lets it the proxy of a server sees to, where it has one.
    """
    limits = route_limits(policy, protocol).body
    if retries(policy, protocol) is not None or "perRequest" in limits or waits_longer(policy, protocol):
        return True
    return outside and "idle" in limits


def _client(callee: Service | External | None, policy: TrafficPolicy) -> ClientTls | None:
    """How a proxy verifies what it calls: an external where anybody says so, a service where its proxy serves TLS.

    To what serves TLS by itself, outside the proxies, applications speak it themselves.
    """
    if not isinstance(policy.tls, ClientTls) or callee is None:
        return None
    if isinstance(callee, External):
        return None if callee.tls else policy.tls
    served = callee.tls.certificate if callee.mesh and callee.tls is not None else None
    return policy.tls if served is not None and served.kind != "pca" else None
