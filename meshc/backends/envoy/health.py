"""How a proxy asks the instances of a cluster whether they are well."""

from __future__ import annotations

from meshc.backends.envoy.durations import duration
from meshc.backends.envoy.endpoints import Endpoint
from meshc.backends.envoy.types import Message

_INTERVAL = 30_000
_TIMEOUT = 5_000
_HEALTHY = 2
_UNHEALTHY = 3


def health_checks(endpoint: Endpoint) -> list[Message]:
    """The active health check of an endpoint, or none.

    A path is asked for by HTTP, of a gRPC port it is the name of the service in the health protocol of gRPC. Health
    with neither a path nor a command is a connection that opens; a command alone is run by ECS, not by proxies. Nobody
    can connect to a udp port.
    """
    health = endpoint.health
    if health is None:
        return []
    protocol = endpoint.health_protocol
    if health.path is not None:
        kind = _asked(health.path, protocol, endpoint)
    elif health.command is None and protocol != "udp":
        kind = {"tcp_health_check": {}}
    else:
        return []
    interval = duration(_INTERVAL if health.interval is None else health.interval)
    return [
        {
            "timeout": duration(_TIMEOUT if health.timeout is None else health.timeout),
            "interval": interval,
            # Envoy asks only once a minute before the first request unless told otherwise.
            "no_traffic_interval": interval,
            "healthy_threshold": _HEALTHY if health.healthy is None else health.healthy,
            "unhealthy_threshold": _UNHEALTHY if health.unhealthy is None else health.unhealthy,
            **kind,
        }
    ]


def _asked(path: str, protocol: str, endpoint: Endpoint) -> Message:
    if protocol == "grpc":
        return {"grpc_health_check": {"service_name": path.removeprefix("/"), "authority": endpoint.host}}
    codec = "HTTP2" if protocol == "http2" else "HTTP1"
    return {"http_health_check": {"host": endpoint.host, "path": path, "codec_client_type": codec}}
