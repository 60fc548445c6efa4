"""Active health checks of listeners."""

from __future__ import annotations

from typing import NamedTuple

from meshc.backends.appmesh.model import HealthCheck, Protocol
from meshc.backends.base import Pointer
from meshc.ir.workload import Health, Port
from meshc.source import Origin

INTERVAL = 30_000
TIMEOUT = 5_000
"""Milliseconds; those of ECS for its own checks, as App Mesh wants every member and has no default."""
HEALTHY = 2
UNHEALTHY = 3

_WITH_PATH = ("http", "http2")


class Check(NamedTuple):
    """A `healthCheck`, with origins by pointers into it."""

    body: HealthCheck
    origins: dict[Pointer, Origin]


def health_check(health: Health | None, port: Port, protocol: Protocol) -> Check | None:
    """The check of a listener; None where the health of the container concerns ECS alone, or another port.

    Without a path there is nothing to ask for over HTTP: then a connection is all that is checked.
    """
    if health is None or (health.path is None and health.command is not None):
        return None
    if health.port is not None and health.port != port.name:
        return None
    asked = "tcp" if protocol in _WITH_PATH and health.path is None else protocol
    body: HealthCheck = {
        "protocol": asked,
        "intervalMillis": INTERVAL if health.interval is None else health.interval,
        "timeoutMillis": TIMEOUT if health.timeout is None else health.timeout,
        "healthyThreshold": HEALTHY if health.healthy is None else health.healthy,
        "unhealthyThreshold": UNHEALTHY if health.unhealthy is None else health.unhealthy,
    }
    origins: dict[Pointer, Origin] = {
        (): health.origin(),
        ("intervalMillis",): health.origin("interval"),
        ("timeoutMillis",): health.origin("timeout"),
        ("healthyThreshold",): health.origin("healthy"),
        ("unhealthyThreshold",): health.origin("unhealthy"),
    }
    if asked in _WITH_PATH and health.path is not None:
        body["path"] = health.path
        origins["path",] = health.origin("path")
    if health.port is not None:
        body["port"] = port.number
        origins["port",] = health.origin("port")
    return Check(body, origins)
