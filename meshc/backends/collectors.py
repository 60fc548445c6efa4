"""Where collectors of spans listen."""

from __future__ import annotations

from typing import NamedTuple


class Collector(NamedTuple):
    """Name of the container and the port at which it takes spans."""

    name: str
    port: int
    protocol: str


COLLECTORS = {
    "otel": Collector("otel-collector", 4317, "tcp"),
    "xray": Collector("xray-daemon", 2000, "udp"),
    "zipkin": Collector("zipkin", 9411, "tcp"),
    "datadog": Collector("datadog-agent", 8126, "tcp"),
}
"""By tracing provider: OTLP over gRPC, the X-Ray daemon, Zipkin over HTTP, the Datadog trace agent."""
