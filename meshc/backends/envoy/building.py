"""What is at hand while the bootstrap of one unit is made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from meshc.backends.base import Lowering, Pointer, Unit
from meshc.backends.envoy.clusters import Clusters
from meshc.backends.envoy.endpoints import Endpoint, Endpoints
from meshc.backends.envoy.types import Message
from meshc.ir.mesh import External, Mesh
from meshc.ir.registry import discovery_of
from meshc.ir.text import Text
from meshc.ir.traffic import HTTP_PROTOCOLS, Mirror, TrafficPolicy
from meshc.ir.workload import Gateway, Port, Service
from meshc.source import Origin


class Listener(NamedTuple):
    """A listener, and where it and its parts come from: by pointers into it."""

    message: Message
    origins: Mapping[Pointer, Origin]


class Named(NamedTuple):
    """What the mesh has, by name."""

    services: Mapping[str, Service]
    externals: Mapping[str, External]
    gateways: Mapping[str, Gateway]


class Building:
    """The unit, what its proxy leads to, and the clusters that came of it so far."""

    def __init__(self, lowering: Lowering, unit: Unit, endpoints: Endpoints) -> None:
        self.lowering = lowering
        self.unit = unit
        self.endpoints = endpoints
        self.clusters = Clusters(lowering, unit)
        self.named = _named(lowering.mesh)
        self.cluster_origins: dict[str, Origin] = {}
        """Where each cluster comes from: from what led to it first."""
        self.cluster_policies: dict[str, TrafficPolicy] = {}
        """The policy that led to it first."""

    def cluster(self, endpoint: Endpoint, policy: TrafficPolicy, origin: Origin, *, scope: str = "") -> str:
        """The name of the cluster towards an endpoint under a policy."""
        name = self.clusters.towards(endpoint, policy, scope=scope)
        self.cluster_origins.setdefault(name, origin)
        self.cluster_policies.setdefault(name, policy)
        return name

    def mirror(self, policy: TrafficPolicy) -> str | None:
        """The cluster that gets copies of requests: the main version of the mirrored service."""
        mirror = policy.mirror
        service = self.named.services.get(mirror.to) if isinstance(mirror, Mirror) else None
        port = None if service is None else request_port(service)
        if service is None or port is None or not isinstance(mirror, Mirror):
            return None
        endpoint = self.endpoints.service(service, None, port)
        policy = self.lowering.policies.provider(service, port)
        return self.cluster(endpoint, policy, mirror.origin("to"), scope="mirror")

    def everywhere(self, port: int, *, udp: bool = False) -> Message:
        """The address at which the task is reached by others, of the kinds that it has."""
        unit = self.unit
        own = unit.service.discovery if unit.service is not None else None
        has_v6 = discovery_of(self.lowering.mesh, own).ip in ("v6", "dual")
        if not has_v6:
            return socket_address("0.0.0.0", port, udp=udp)
        return socket_address("::", port, udp=udp, ipv4_compat=True)


def socket_address(address: Text, port: int, *, udp: bool = False, ipv4_compat: bool = False) -> Message:
    """An envoy.config.core.v3.Address."""
    message: Message = {"protocol": "UDP"} if udp else {}
    message.update(address=address, port_value=port)
    if ipv4_compat:
        message["ipv4_compat"] = True
    return {"socket_address": message}


def http_port(service: Service, name: str | None) -> Port | None:
    """The port of that name; without a name the only one, or the first that speaks HTTP."""
    found = service.port(name)
    return request_port(service) if found is None and name is None else found


def request_port(service: Service) -> Port | None:
    """The first port of a service that takes requests."""
    return next((port for port in service.ports if port.protocol in HTTP_PROTOCOLS), None)


_latest: tuple[Mesh, Named] | None = None
"""The mesh that was asked about last, with the answer: every unit of a mesh asks the same."""


def _named(mesh: Mesh) -> Named:
    global _latest
    if _latest is None or _latest[0] is not mesh:
        _latest = (
            mesh,
            Named(
                {service.name: service for service in mesh.services},
                {external.name: external for external in mesh.externals},
                {gateway.name: gateway for gateway in mesh.gateways},
            ),
        )
    return _latest[1]
