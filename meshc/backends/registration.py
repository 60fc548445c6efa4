"""Which services must be found without a proxy, and so stand in Cloud Map under DNS or its API."""

from __future__ import annotations

from meshc.ir.mesh import Client, Mesh
from meshc.ir.workload import Service


def registered(mesh: Mesh) -> frozenset[str]:
    """Names of the services that something outside the proxies calls, or that are outside the proxies themselves."""
    outside: tuple[Client | Service, ...] = (*mesh.clients, *(service for service in mesh.services if not service.mesh))
    called = {call.to for caller in outside for call in caller.calls}
    return frozenset(service.name for service in mesh.services if not service.mesh or service.name in called)
