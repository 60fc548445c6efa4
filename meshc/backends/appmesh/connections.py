"""Limits of a listener: how much it takes at a time, and when an instance is left out."""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

from meshc.backends.appmesh.durations import duration
from meshc.backends.appmesh.model import OutlierDetection as Body
from meshc.backends.appmesh.model import Protocol
from meshc.backends.base import Pointer
from meshc.ir.traffic import ConnectionPool, OutlierDetection
from meshc.source import Origin

NO_LIMIT = 2_147_483_647
"""What the proxies of App Mesh take for no limit.

https://docs.aws.amazon.com/app-mesh/latest/userguide/envoy-defaults.html
"""
ERRORS = 5
INTERVAL = 10_000
EJECT_FOR = 30_000
EJECT_AT_MOST = 50
"""What is left open of outlier detection, all of which App Mesh wants; times in milliseconds, a share in percent."""


class Pool(NamedTuple):
    """A `connectionPool`, with origins by pointers into it."""

    body: dict[Protocol, dict[str, int]]
    origins: dict[Pointer, Origin]


def pool(wanted: ConnectionPool, protocol: Protocol) -> Pool | None:
    """The limits that App Mesh has under a protocol; None where it has none of those that are wanted.

    Over HTTP/1.1 a connection carries one request at a time, so a limit of requests is one of connections.
    """
    found: dict[str, int] = {}
    origins: dict[Pointer, Origin] = {(): wanted.origin()}
    if protocol in ("http2", "grpc"):
        if wanted.requests is None:
            return None
        found["maxRequests"] = wanted.requests
        origins[protocol, "maxRequests"] = wanted.origin("requests")
        return Pool({protocol: found}, origins)
    limits = {"connections": wanted.connections}
    if protocol == "http":
        limits["requests"] = wanted.requests
    lowest = min((name for name in limits if limits[name] is not None), key=lambda name: limits[name] or 0, default="")
    if lowest:
        found["maxConnections"] = limits[lowest] or NO_LIMIT
        origins[protocol, "maxConnections"] = wanted.origin(lowest)
    if protocol == "http" and wanted.pending is not None:
        found.setdefault("maxConnections", NO_LIMIT)
        found["maxPendingRequests"] = wanted.pending
        origins[protocol, "maxPendingRequests"] = wanted.origin("pending")
    return Pool({protocol: found}, origins) if found else None


class Outliers(NamedTuple):
    """An `outlierDetection`, with origins by pointers into it."""

    body: Body
    origins: dict[Pointer, Origin]


def outliers(wanted: OutlierDetection) -> Outliers:
    """When an instance is left out."""
    at_most = EJECT_AT_MOST if wanted.eject_at_most is None else ceil(wanted.eject_at_most)
    body: Body = {
        "maxServerErrors": ERRORS if wanted.errors is None else wanted.errors,
        "interval": duration(INTERVAL if wanted.interval is None else wanted.interval),
        "baseEjectionDuration": duration(EJECT_FOR if wanted.eject_for is None else wanted.eject_for),
        "maxEjectionPercent": at_most,
    }
    origins: dict[Pointer, Origin] = {
        (): wanted.origin(),
        ("maxServerErrors",): wanted.origin("errors"),
        ("interval",): wanted.origin("interval"),
        ("baseEjectionDuration",): wanted.origin("eject_for"),
        ("maxEjectionPercent",): wanted.origin("eject_at_most"),
    }
    return Outliers(body, origins)
