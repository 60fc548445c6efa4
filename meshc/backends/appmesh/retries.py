"""Retries of a route, in the events that App Mesh knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from meshc.backends.appmesh.durations import duration
from meshc.backends.appmesh.model import Protocol, RetryPolicy
from meshc.backends.base import Pointer
from meshc.ir.effective import built_in
from meshc.ir.traffic import HTTP_PROTOCOLS, Retry, TrafficPolicy
from meshc.source import Origin

_Events = Literal["httpRetryEvents", "tcpRetryEvents", "grpcRetryEvents"]
_MEMBERS: tuple[_Events, ...] = ("httpRetryEvents", "tcpRetryEvents", "grpcRetryEvents")
_CONNECTION: tuple[_Events, str] = ("tcpRetryEvents", "connection-error")

_CONDITIONS: Mapping[str, tuple[_Events, str]] = {
    "connect-failure": _CONNECTION,
    "refused-stream": ("httpRetryEvents", "stream-error"),
    "gateway-error": ("httpRetryEvents", "gateway-error"),
    "server-error": ("httpRetryEvents", "server-error"),
    "client-error": ("httpRetryEvents", "client-error"),
    "cancelled": ("grpcRetryEvents", "cancelled"),
    "deadline-exceeded": ("grpcRetryEvents", "deadline-exceeded"),
    "internal": ("grpcRetryEvents", "internal"),
    "resource-exhausted": ("grpcRetryEvents", "resource-exhausted"),
    "unavailable": ("grpcRetryEvents", "unavailable"),
    "409": ("httpRetryEvents", "client-error"),
}
"""Conditions that App Mesh has as such. botocore appmesh 2019-01-25 HttpRetryPolicy, GrpcRetryPolicyEvent."""

_WIDER: Mapping[str, tuple[_Events, str]] = {
    "reset": ("httpRetryEvents", "gateway-error"),
    **dict.fromkeys(("502", "503", "504"), ("httpRetryEvents", "gateway-error")),
    **dict.fromkeys(("500", "501", "505", "506", "507", "508", "510", "511"), ("httpRetryEvents", "server-error")),
}
"""Conditions that are part of an event: it retries more than was asked for. Same source."""


_LONG = 86_400_000
"""Milliseconds that a try may take until its answer begins where nothing limits the request.

App Mesh wants a time and does not say what 0 means there; botocore appmesh 2019-01-25 HttpRetryPolicy.perRetryTimeout.
"""


class Events(NamedTuple):
    """What a list of conditions becomes."""

    members: Mapping[_Events, tuple[str, ...]]
    wider: tuple[str, ...]
    """Conditions that stand for more under App Mesh."""
    lost: tuple[str, ...]
    """Conditions that App Mesh has no event for."""


def events(conditions: Iterable[str], protocol: str) -> Events:
    """The events of App Mesh for conditions and statuses of the language, under a protocol with requests."""
    members: dict[_Events, list[str]] = {}
    wider: list[str] = []
    lost: list[str] = []
    for condition in conditions:
        found = _CONDITIONS.get(condition) or _WIDER.get(condition)
        if found is None or (found[0] == "grpcRetryEvents" and protocol != "grpc"):
            lost.append(condition)
            continue
        if condition not in _CONDITIONS:
            wider.append(condition)
        together = members.setdefault(found[0], [])
        if found[1] not in together:
            together.append(found[1])
    in_order = {member: tuple(members[member]) for member in _MEMBERS if member in members}
    return Events(in_order, tuple(wider), tuple(lost))


class Retries(NamedTuple):
    """A `retryPolicy`, with origins by pointers into it."""

    body: RetryPolicy
    origins: dict[Pointer, Origin]


def retries(policy: TrafficPolicy, protocol: Protocol) -> Retries | None:
    """The retries of a route; None where nobody says anything, or the protocol has no requests.

    App Mesh retries of its own accord then, much as the language does.
    """
    if protocol not in HTTP_PROTOCOLS or policy.retry is None or policy.retry is built_in(protocol).retry:
        return None
    # The limit of a try holds for the first one, too: what may last must not be cut off by it.
    limit = policy.timeout if isinstance(policy.timeout, int) else _LONG
    origins: dict[Pointer, Origin] = {(): policy.origin("retry")}
    if policy.retry == "off":
        # Some event has to be named even where none is to be retried.
        none: RetryPolicy = {"maxRetries": 0, "perRetryTimeout": duration(limit)}
        none[_CONNECTION[0]] = [_CONNECTION[1]]
        return Retries(none, origins)
    return Retries(_body(policy.retry, protocol, limit, origins), origins)


def _body(retry: Retry, protocol: Protocol, limit: int, origins: dict[Pointer, Origin]) -> RetryPolicy:
    found = events(retry.on or (), protocol)
    most = 2 if retry.max is None else retry.max
    per_try = limit if retry.per_try is None else retry.per_try
    body: RetryPolicy = {"maxRetries": most if found.members else 0, "perRetryTimeout": duration(per_try)}
    origins["maxRetries",] = retry.origin("max")
    if retry.per_try is not None:
        origins["perRetryTimeout",] = retry.origin("per_try")
    for member, listed in (found.members or {_CONNECTION[0]: (_CONNECTION[1],)}).items():
        body[member] = list(listed)
        origins[member,] = retry.origin("on")
    return body
