"""When Envoy sends a request again."""

from __future__ import annotations

from typing import NamedTuple

from meshc.backends.envoy.durations import duration
from meshc.backends.envoy.types import Message, typed
from meshc.ir.traffic import Retry, TrafficPolicy

_DEFAULT_RETRIES = 2
"""Retries of who asks for some and does not say how many."""

_ATTEMPTS = 5
"""How often another instance is looked for that has not failed the request yet."""

_OTHER_HOST = typed(
    "envoy.retry_host_predicates.previous_hosts",
    "type.googleapis.com/envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate",
)

_CONDITIONS = {"server-error": "5xx", "client-error": "retriable-4xx"}
"""What Envoy calls by another name: envoy.config.route.v3.RetryPolicy.retry_on."""

_WITHOUT_ANSWER = ("connect-failure", "refused-stream")
"""Failures after which nobody has seen the request, so that any method may be repeated."""


class Retries(NamedTuple):
    """What holds on one route: for `methods` the `policy`, for every other method `others`.

    `methods` is empty where they are all alike.
    """

    policy: Message | None
    methods: tuple[str, ...] = ()
    others: Message | None = None


NO_RETRIES = Retries(None)


def retries(policy: TrafficPolicy, methods: tuple[str, ...]) -> Retries:
    """The retries of a route that takes these methods; none stand for every method."""
    retry = policy.retry
    if not isinstance(retry, Retry) or retry.max == 0 or not retry.on:
        return NO_RETRIES
    whole = _retry_policy(retry, retry.on)
    if retry.methods is None:
        return Retries(whole)
    reduced = tuple(condition for condition in retry.on if condition in _WITHOUT_ANSWER)
    if reduced == retry.on:
        return Retries(whole)
    others = _retry_policy(retry, reduced) if reduced else None
    repeated = tuple(method for method in retry.methods if not methods or method in methods)
    if not repeated:
        return Retries(others)
    if methods and len(repeated) == len(methods):
        return Retries(whole)
    return Retries(whole, repeated, others)


def _retry_policy(retry: Retry, on: tuple[str, ...]) -> Message:
    """An envoy.config.route.v3.RetryPolicy for some of the conditions."""
    statuses = [int(condition) for condition in on if condition.isdigit()]
    conditions = [_CONDITIONS.get(condition, condition) for condition in on if not condition.isdigit()]
    if statuses:
        conditions.append("retriable-status-codes")
    message: Message = {
        "retry_on": ",".join(conditions),
        "num_retries": _DEFAULT_RETRIES if retry.max is None else retry.max,
    }
    if statuses:
        message["retriable_status_codes"] = statuses
    if retry.per_try is not None:
        message["per_try_timeout"] = duration(retry.per_try)
    if retry.backoff is not None:
        base = max(retry.backoff.base, 1)
        message["retry_back_off"] = {"base_interval": duration(base)}
        if retry.backoff.max is not None:
            message["retry_back_off"]["max_interval"] = duration(max(retry.backoff.max, base))
    message["retry_host_predicate"] = [_OTHER_HOST]
    message["host_selection_retry_max_attempts"] = _ATTEMPTS
    return message
