"""The host by which what is called is asked, where that is not the one that the application dials."""

from __future__ import annotations

from meshc.backends.base import Lowering
from meshc.backends.envoy.endpoints import Endpoint, Endpoints
from meshc.backends.joined import joined
from meshc.ir.registry import discovery_of, namespace_name
from meshc.ir.text import Text
from meshc.ir.workload import Port, Service

_USUAL = frozenset({80, 443})
"""Ports that clients leave out of the `Host` header. RFC 9110, section 4.2."""


def dialled_host(endpoint: Endpoint) -> Text:
    """The `Host` header of who dials an endpoint itself: its name, with the port where that is not a usual one."""
    host = joined("[", endpoint.host, "]") if isinstance(endpoint.host, str) and ":" in endpoint.host else endpoint.host
    return host if endpoint.port in _USUAL else joined(host, f":{endpoint.port}")


def service_host(service: Service, port: Port, lowering: Lowering, endpoints: Endpoints) -> Text | None:
    """The `Host` header of requests of the mesh to a service: its name, with the port for callers unless that is 80.

    The name is its first alias, or else its own in the namespace, as behind proxies that know names; a service outside
    the proxies is known by what one dials. None where a route of the service looks at the host: there what the
    application says decides.
    """
    if any(route.host is not None for route in service.routes):
        return None
    if not service.mesh:
        return dialled_host(endpoints.service(service, None, port))
    host = _name(service, lowering)
    return host if port.client_number == 80 else joined(host, f":{port.client_number}")


def _name(service: Service, lowering: Lowering) -> Text:
    if service.aliases:
        return service.aliases[0]
    discovery = discovery_of(lowering.mesh, service.discovery)
    if discovery.host is not None:
        return lowering.text(discovery.host, service.name)
    own = (service.discovery and service.discovery.name) or service.name
    namespace = namespace_name(lowering.mesh, discovery)
    return own if namespace is None else joined(own, ".", namespace)
