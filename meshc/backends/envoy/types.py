"""How Envoy names its messages: type URLs of what goes into an `Any`, and the names under which extensions are known.

The names are those of the v3 API, https://www.envoyproxy.io/docs/envoy/v1.40.0/api-v3/api.
"""

from __future__ import annotations

from typing import Any, TypeAlias

Message: TypeAlias = dict[str, Any]
"""A message of Envoy's API with the field names of its proto; late texts stand as `Late` and `Template`."""

_PREFIX = "type.googleapis.com/envoy."
_FILTERS = f"{_PREFIX}extensions.filters."

# Listeners and connections
HTTP_CONNECTION_MANAGER = f"{_FILTERS}network.http_connection_manager.v3.HttpConnectionManager"
TCP_PROXY = f"{_FILTERS}network.tcp_proxy.v3.TcpProxy"
MONGO_PROXY = f"{_FILTERS}network.mongo_proxy.v3.MongoProxy"
REDIS_PROXY = f"{_FILTERS}network.redis_proxy.v3.RedisProxy"
UDP_PROXY = f"{_FILTERS}udp.udp_proxy.v3.UdpProxyConfig"
UDP_ROUTE = f"{_FILTERS}udp.udp_proxy.v3.Route"
TLS_INSPECTOR = f"{_FILTERS}listener.tls_inspector.v3.TlsInspector"
INTERNAL_LISTENER = f"{_PREFIX}extensions.bootstrap.internal_listener.v3.InternalListener"

# Transport sockets
UPSTREAM_TLS = f"{_PREFIX}extensions.transport_sockets.tls.v3.UpstreamTlsContext"
DOWNSTREAM_TLS = f"{_PREFIX}extensions.transport_sockets.tls.v3.DownstreamTlsContext"
QUIC_DOWNSTREAM = f"{_PREFIX}extensions.transport_sockets.quic.v3.QuicDownstreamTransport"

# HTTP filters
ROUTER = f"{_FILTERS}http.router.v3.Router"
FAULT = f"{_FILTERS}http.fault.v3.HTTPFault"
LOCAL_RATE_LIMIT = f"{_FILTERS}http.local_ratelimit.v3.LocalRateLimit"
HEALTH_CHECK = f"{_FILTERS}http.health_check.v3.HealthCheck"
BUFFER = f"{_FILTERS}http.buffer.v3.Buffer"
BUFFER_PER_ROUTE = f"{_FILTERS}http.buffer.v3.BufferPerRoute"

# Clusters
DNS_CLUSTER = f"{_PREFIX}extensions.clusters.dns.v3.DnsCluster"
HTTP_PROTOCOL_OPTIONS = f"{_PREFIX}extensions.upstreams.http.v3.HttpProtocolOptions"
HTTP_PROTOCOL_OPTIONS_NAME = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions"
"""Key of the options in `typed_extension_protocol_options`."""

# Logs and traces
STDOUT_ACCESS_LOG = f"{_PREFIX}extensions.access_loggers.stream.v3.StdoutAccessLog"
FILE_ACCESS_LOG = f"{_PREFIX}extensions.access_loggers.file.v3.FileAccessLog"
OPENTELEMETRY = f"{_PREFIX}config.trace.v3.OpenTelemetryConfig"
ZIPKIN = f"{_PREFIX}config.trace.v3.ZipkinConfig"
XRAY = f"{_PREFIX}config.trace.v3.XRayConfig"
DATADOG = f"{_PREFIX}config.trace.v3.DatadogConfig"
DOG_STATSD = f"{_PREFIX}config.metrics.v3.DogStatsdSink"


def typed(name: str, type_url: str, **fields: Any) -> Message:
    """An extension by its name, with its configuration."""
    return {"name": name, "typed_config": {"@type": type_url, **fields}}
