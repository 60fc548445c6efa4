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
"""Milliseconds. botocore appmesh 2019-01-25 HttpTimeout.perRequest."""

DEFAULT_IDLE = 300_000
"""Milliseconds. The reference says none; App Mesh's developers say otherwise.

https://github.com/aws/aws-app-mesh-roadmap/issues/302
"""
DEFAULT_IDLE_TCP = 3_600_000
"""Milliseconds, of the TCP proxy of Envoy itself.

https://www.envoyproxy.io/docs/envoy/latest/api-v3/extensions/filters/network/tcp_proxy/v3/tcp_proxy.proto
"""
A_YEAR = 365 * 24 * 3_600_000
"""Milliseconds. What stands for no idle limit: App Mesh documents no value that means none."""

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
    so must the caller. botocore appmesh 2019-01-25 HttpTimeout.perRequest documentation; for `idle` see DEFAULT_IDLE.
    """
    found = tuple(policies)
    body: Timeout = {}
    origins: dict[Pointer, Origin] = {}
    requests = protocol in HTTP_PROTOCOLS
    outward = tuple(called) if requests else ()
    if requests:
        longer = tuple(policy for policy in outward if _length(policy.timeout) > DEFAULT_REQUEST)
        longest = _longest((*found, *longer), "timeout")
        request = NO_LIMIT if longest.timeout in (None, "off") else longest.timeout
        if request != DEFAULT_REQUEST and isinstance(request, int):
            body["perRequest"] = duration(request)
            origins["perRequest",] = longest.origin("timeout")
    default = default_idle(protocol)
    longest = _longest((*found, *(one for one in outward if _length(one.idle_timeout) > default)), "idle_timeout")
    idle = longest.idle_timeout
    if idle is not None and idle != default:
        body["idle"] = duration(idle if isinstance(idle, int) else A_YEAR)
        origins["idle",] = longest.origin("idle_timeout")
    return Limits(body, origins)


def default_idle(protocol: Protocol) -> int:
    """How long a connection may be silent where nobody says anything, in milliseconds."""
    return DEFAULT_IDLE if protocol in HTTP_PROTOCOLS else DEFAULT_IDLE_TCP


def waits_longer(policy: TrafficPolicy, protocol: Protocol) -> bool:
    """Whether a connection may be silent for longer than App Mesh lets it."""
    return policy.idle_timeout is not None and _length(policy.idle_timeout) > default_idle(protocol)


def _longest(policies: tuple[TrafficPolicy, ...], field: Literal["timeout", "idle_timeout"]) -> TrafficPolicy:
    return max(policies, key=lambda policy: _length(getattr(policy, field)))


def _length(limit: int | Off | None) -> float:
    return limit if isinstance(limit, int) else float("inf")
