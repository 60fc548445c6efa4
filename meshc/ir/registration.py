"""What stands beside a proxy of the mesh, what is found without one, and what therefore has to be registered."""

from __future__ import annotations

from meshc.ir.mesh import Client, Mesh
from meshc.ir.workload import Gateway, Port, Service


def registered(mesh: Mesh) -> frozenset[str]:
    """Names of the services that something outside the proxies calls, or that are outside the proxies themselves."""
    outside: tuple[Client | Service, ...] = (*mesh.clients, *(service for service in mesh.services if not service.mesh))
    called = {call.to for caller in outside for call in caller.calls}
    return frozenset(service.name for service in mesh.services if not service.mesh or service.name in called)


def offered(service: Service) -> tuple[Port, ...]:
    """The ports of a service that callers reach through a proxy: none outside the proxies, and no udp."""
    if not service.mesh:
        return ()
    if any(port.protocol == "udp" for port in service.ports):
        return tuple(port for port in service.ports if port.protocol != "udp")
    return service.ports


class Proxies:
    """Which services and gateways of one mesh a managed proxy has something to do for."""

    def __init__(self, mesh: Mesh) -> None:
        self.services = {service.name: service for service in mesh.services}
        self.registered = registered(mesh)
        callers: tuple[Service | Gateway, ...] = (
            *(service for service in mesh.services if service.mesh),
            *mesh.gateways,
        )
        self.called = frozenset(call.to for caller in callers for call in caller.calls)
        """Names of what is called by services in the mesh and by gateways."""

    def outward(self, owner: Service | Gateway) -> bool:
        """Whether all that a proxy would have to do beside it is to take calls out of the mesh, or udp."""
        if isinstance(owner, Service) and not owner.mesh:
            return False
        work = bool(owner.calls)
        if isinstance(owner, Service):
            work = work or bool(owner.ports)
        elif owner.workload.application.image is None and owner.workload.task is None:
            work = work or bool(owner.routes)
        return work and not self.beside(owner)

    def beside(self, owner: Service | Gateway) -> bool:
        """Whether it offers a port through a proxy or calls a service through one."""
        if isinstance(owner, Service):
            if not owner.mesh:
                return False
            if offered(owner):
                return True
        return any(
            callee.mesh
            for call in owner.calls
            if call.to != owner.name and (callee := self.services.get(call.to)) is not None
        )
