"""What the author expects of a request, to be tried against the compiled mesh."""

from __future__ import annotations

from meshc.ir.base import Milliseconds, Node, Off
from meshc.ir.workload import Variable


class RouteTestRequest(Node):
    """A request to try."""

    method: str = "GET"
    path: str = "/"
    host: str | None = None
    headers: tuple[Variable, ...] = ()


class RouteTestExpectation(Node):
    """What must come of it."""

    service: str | None = None
    version: str | None = None
    external: str | None = None
    status: int | None = None
    timeout: Milliseconds | Off | None = None
    retries: int | None = None


class RouteTest(Node):
    """A named expectation."""

    name: str
    source: str
    """The service, gateway or client that sends the request."""
    to: str | None = None
    """The service that is called; needed where the source calls several."""
    request: RouteTestRequest
    expect: RouteTestExpectation
