"""Time limits of routes and listeners, where they differ from what App Mesh does anyway."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from meshc.backends.appmesh.durations import duration
from meshc.backends.appmesh.model import Protocol, Timeout
from meshc.backends.base import Pointer
from meshc.ir.base import Off
from meshc.ir.traffic import HTTP_PROTOCOLS, TrafficPolicy
from meshc.source import Origin

DEFAULT_REQUEST = 15_000
"""Milliseconds. botocore appmesh 2019-01-25 HttpTimeout.perRequest; there is no idle limit unless one is set."""

NO_LIMIT = 0
"""What a proxy takes for no limit.

https://www.envoyproxy.io/docs/envoy/latest/faq/configuration/timeouts
"""


class Limits(NamedTuple):
    """A `timeout` member, with origins by pointers into it; empty where App Mesh's own limits are meant."""

    body: Timeout
    origins: dict[Pointer, Origin]


def route_limits(policy: TrafficPolicy, protocol: Protocol) -> Limits:
    """The limits of a route."""
    return listener_limits((policy,), protocol)


def listener_limits(
    policies: Iterable[TrafficPolicy], protocol: Protocol, called: Iterable[TrafficPolicy] = ()
) -> Limits:
    """The limits of a listener that serves requests under several policies: the longest, so that it cuts off none.

    The listener of a caller limits what leaves it, too: where what is `called` has longer than App Mesh gives anyway,
    so must the caller. botocore appmesh 2019-01-25 HttpTimeout.perRequest documentation.
    """
    found = tuple(policies)
    body: Timeout = {}
    origins: dict[Pointer, Origin] = {}
    if protocol in HTTP_PROTOCOLS:
        longer = tuple(policy for policy in called if _length(policy.timeout) > DEFAULT_REQUEST)
        longest = _longest((*found, *longer), "timeout")
        request = NO_LIMIT if longest.timeout in (None, "off") else longest.timeout
        if request != DEFAULT_REQUEST and isinstance(request, int):
            body["perRequest"] = duration(request)
            origins["perRequest",] = longest.origin("timeout")
    longest = _longest(found, "idle_timeout")
    if isinstance(longest.idle_timeout, int):
        body["idle"] = duration(longest.idle_timeout)
        origins["idle",] = longest.origin("idle_timeout")
    return Limits(body, origins)


def _longest(policies: tuple[TrafficPolicy, ...], field: Literal["timeout", "idle_timeout"]) -> TrafficPolicy:
    return max(policies, key=lambda policy: _length(getattr(policy, field)))


def _length(limit: int | Off | None) -> float:
    return limit if isinstance(limit, int) else float("inf")
