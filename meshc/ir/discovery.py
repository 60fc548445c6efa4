"""How a name is found."""

from __future__ import annotations

from typing import Literal, TypeAlias

from meshc.ir.base import Milliseconds, Node
from meshc.ir.text import Text

DiscoveryType: TypeAlias = Literal["http", "private-dns", "public-dns"]


class Attribute(Node):
    """An attribute by which callers of the Cloud Map API select instances."""

    name: str
    value: Text


class DiscoveryHealth(Node):
    """An active health check by Route 53, for public names."""

    path: str | None = None
    failures: int = 1
    """Failed checks in a row before an instance counts as unhealthy."""


class Discovery(Node):
    """How the addresses of a service are registered and found. A field that is None takes the mesh's answer."""

    type: DiscoveryType | None = None
    """`http`: by the Cloud Map API only; the others by the API and DNS."""
    namespace: Text | None = None
    """Name of a namespace other than the mesh's."""
    name: str | None = None
    """Name in the namespace; the service's own by default."""
    record: Literal["ip", "srv", "cname"] | None = None
    """Kind of DNS record: addresses, addresses with ports, or another name."""
    ttl: Milliseconds | None = None
    ip: Literal["v4", "v6", "dual"] | None = None
    prefer: Literal["v4", "v6"] | None = None
    """Which addresses are tried first where a name has both kinds."""
    resolves: Literal["dns", "api"] | None = None
    """How proxies look the name up; by DNS where it has one, unless somebody says otherwise."""
    host: Text | None = None
    """A name of the user's own, such as that of a load balancer, at which others reach the service."""
    routing: Literal["multivalue", "weighted"] | None = None
    """Whether a DNS answer holds up to eight instances or one chosen at random."""
    attributes: tuple[Attribute, ...] = ()
    account: Text | None = None
    """The account that owns the namespace, where it is shared from another."""
    health: DiscoveryHealth | None = None


class Namespace(Node):
    """The namespace of the mesh: one to create, by name, or an existing one, by its id or ARN."""

    name: str | None = None
    existing: Text | None = None
