"""What the mesh tells about itself."""

from __future__ import annotations

from typing import Literal

from meshc.ir.base import Node, Percent, PortNumber
from meshc.ir.text import Text


class AccessLog(Node):
    """A line per request, written by the proxy."""

    format: Literal["text", "json"] = "text"
    path: str | None = None
    """A file in the proxy's container; its standard output by default."""
    query: bool = False
    """Whether query strings are logged."""
    fields: str | None = None
    """A format of one's own, in Envoy's command operators."""


class Metrics(Node):
    """Numbers that the proxy tells about requests and connections."""

    dogstatsd: Text | None = None
    """host:port of a DogStatsD collector that they are sent to."""
    tags: bool | None = None
    """Whether they carry tags."""
    prometheus: PortNumber | None = None
    """Port at which they are read in the format of Prometheus."""


class Tracing(Node):
    """Spans per request."""

    provider: Literal["otel", "xray", "zipkin", "datadog"]
    sampling: Percent | None = None
    endpoint: Text | None = None
    """host:port of the collector; the sidecar's by default."""
    sidecar: Text | None = None
    """Image of a collector that runs in each task."""
