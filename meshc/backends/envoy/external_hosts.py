"""The host by which something outside the mesh is asked."""

from __future__ import annotations

from meshc.backends.envoy.endpoints import Endpoint
from meshc.backends.joined import joined
from meshc.ir.text import Text

_USUAL = frozenset({80, 443})
"""Ports that clients leave out of the `Host` header. RFC 9110, section 4.2."""


def host_header(endpoint: Endpoint) -> Text:
    """The `Host` header of requests to an external: its name, with the port where that is not a usual one."""
    host = joined("[", endpoint.host, "]") if isinstance(endpoint.host, str) and ":" in endpoint.host else endpoint.host
    return host if endpoint.port in _USUAL else joined(host, f":{endpoint.port}")
