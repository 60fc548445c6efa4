"""What happens to a request on its way: policies, routes, and the calls they belong to."""

from __future__ import annotations

from typing import Literal, TypeAlias

from pydantic import Field

from meshc.ir.base import Mebibytes, Milliseconds, Node, Off, Percent, PortNumber
from meshc.ir.security import ClientTls
from meshc.ir.text import Text


class Backoff(Node):
    """The wait before a retry; it grows from `base` to `max`."""

    base: Milliseconds
    max: Milliseconds | None = None


class Retry(Node):
    """When a failed request is sent again."""

    max: int | None = Field(default=None, ge=0)
    """Retries after the first try."""
    on: tuple[str, ...] | None = None
    """Conditions (`connect-failure`, `gateway-error`, …) and statuses (`503`)."""
    per_try: Milliseconds | None = None
    backoff: Backoff | None = None
    methods: tuple[str, ...] | None = None
    """Methods that are retried on an answer; None: those that are safe to repeat."""


class ConnectionPool(Node):
    """How much one caller may have in flight."""

    connections: int | None = Field(default=None, ge=1)
    pending: int | None = Field(default=None, ge=1)
    requests: int | None = Field(default=None, ge=1)
    retries: int | None = Field(default=None, ge=0)


class OutlierDetection(Node):
    """When an instance that answers with errors is left out for a while."""

    errors: int | None = Field(default=None, ge=1)
    """Errors in a row."""
    interval: Milliseconds | None = None
    eject_for: Milliseconds | None = None
    eject_at_most: Percent | None = None


class Affinity(Node):
    """What binds a caller to an instance."""

    by: Literal["header", "cookie", "source-ip"]
    name: str | None = None
    ttl: Milliseconds | None = None


class LoadBalancing(Node):
    """Which instance gets a request."""

    algorithm: Literal["round-robin", "least-request", "random", "ring-hash", "maglev"] | None = None
    affinity: Affinity | None = None
    zone_aware: bool | None = None


class RateLimit(Node):
    """How many requests an instance lets in."""

    rate: int = Field(ge=1)
    per: Literal["s", "m", "h"] = "s"
    burst: int | None = Field(default=None, ge=1)


class Delay(Node):
    """Requests held back on purpose."""

    time: Milliseconds
    share: Percent = 100


class Abort(Node):
    """Requests failed on purpose."""

    status: int = Field(ge=200, le=599)
    share: Percent = 100


class Fault(Node):
    """Faults injected to see what callers do."""

    delay: Delay | None = None
    abort: Abort | None = None


class Buffer(Node):
    """Requests held back until they are whole."""

    limit: Mebibytes = Field(ge=1)
    """The largest request; a larger one is answered with 413."""


class Mirror(Node):
    """A copy of the traffic; the copy's answers are dropped."""

    to: str
    share: Percent = 100


class Rewrite(Node):
    """What the next hop sees instead of the path and host that matched."""

    prefix: str | None = None
    path: str | None = None
    host: str | None = None


class Redirect(Node):
    """An answer that sends the client elsewhere."""

    scheme: Literal["http", "https"] | None = None
    host: str | None = None
    port: PortNumber | None = None
    path: str | None = None
    status: Literal[301, 302, 303, 307, 308] = 301


class Respond(Node):
    """A fixed answer."""

    status: int = Field(ge=100, le=599)
    body: str | None = None


class HeaderValue(Node):
    """A header and its value."""

    name: str
    value: Text


class HeaderEdits(Node):
    """Headers added to and removed from one direction."""

    add: tuple[HeaderValue, ...] = ()
    remove: tuple[str, ...] = ()


class Headers(Node):
    """Header edits on the request and on the response."""

    request: HeaderEdits | None = None
    response: HeaderEdits | None = None


class TrafficPolicy(Node):
    """Traffic settings as one place wrote them; None means that the place says nothing, `off` that it says no."""

    timeout: Milliseconds | Off | None = None
    """Limit for a whole request, retries included."""
    idle_timeout: Milliseconds | Off | None = None
    connect_timeout: Milliseconds | None = None
    retry: Retry | Off | None = None
    connection_pool: ConnectionPool | Off | None = None
    outlier_detection: OutlierDetection | Off | None = None
    load_balancing: LoadBalancing | Off | None = None
    rate_limit: RateLimit | Off | None = None
    buffer: Buffer | Off | None = None
    fault: Fault | Off | None = None
    mirror: Mirror | Off | None = None
    rewrite: Rewrite | Off | None = None
    redirect: Redirect | Off | None = None
    respond: Respond | Off | None = None
    headers: Headers | Off | None = None
    tls: ClientTls | Off | None = None


NO_POLICY = TrafficPolicy.model_construct()


class PathMatch(Node):
    """A path: exact, a prefix that ends at a `/` boundary or anywhere, or a regular expression (RE2) for all of it."""

    kind: Literal["exact", "prefix", "string-prefix", "regex"]
    value: str
    """For a prefix, without the trailing `/*`; empty for every path. For a string prefix without the `*`."""

    @property
    def written(self) -> str:
        """The path as the mesh language has it, without quotes; of a regular expression the expression alone."""
        return self.value + {"prefix": "/*", "string-prefix": "*"}.get(self.kind, "")


class ValueMatch(Node):
    """A condition on a header or a query parameter."""

    name: str
    kind: Literal["exact", "prefix", "suffix", "contains", "regex", "range", "present"]
    value: str | None = None
    """For `range` two whole numbers joined by `..`, the second exclusive."""
    negate: bool = False


class Destination(Node):
    """Where a route sends its traffic, and what part of it.

    Inside a service only `version` is set; a gateway names a `service` (with a version or a port) or an `external`.
    """

    service: str | None = None
    version: str | None = None
    port: str | None = None
    external: str | None = None
    weight: float = Field(default=100, ge=0)
    """Relative to the other destinations of the route."""


class Route(Node):
    """One entry of an ordered list: the first that matches decides."""

    name: str | None = None
    path: PathMatch
    host: str | None = None
    methods: tuple[str, ...] = ()
    headers: tuple[ValueMatch, ...] = ()
    query: tuple[ValueMatch, ...] = ()
    destinations: tuple[Destination, ...] = ()
    """Empty: the weights of the versions decide."""
    stream: bool = False
    """Whether answers may last as long as they like."""
    policy: TrafficPolicy = NO_POLICY


class CallRoute(Node):
    """What a caller asks for on one route of the service that it calls."""

    name: str
    policy: TrafficPolicy


class Call(Node):
    """A service, gateway or client calls a service or an external."""

    to: str
    port: str | None = None
    """The callee's port by name; None where it has only one."""
    policy: TrafficPolicy = NO_POLICY
    routes: tuple[CallRoute, ...] = ()


Protocol: TypeAlias = Literal["http", "http2", "grpc", "tcp", "udp", "redis", "mongo", "postgres"]
HTTP_PROTOCOLS: frozenset[str] = frozenset({"http", "http2", "grpc"})
