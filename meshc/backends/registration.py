"""Which services must be found without a proxy, and so stand in Cloud Map under DNS or its API."""

from __future__ import annotations

from meshc.ir.mesh import Mesh


def registered(mesh: Mesh) -> frozenset[str]:
    """Names of the services that a client outside the proxies calls, or that are outside the proxies themselves."""
    called = {call.to for client in mesh.clients for call in client.calls}
    return frozenset(service.name for service in mesh.services if not service.mesh or service.name in called)
