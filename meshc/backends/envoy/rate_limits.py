"""How many requests a proxy lets through.

A limit of a service counts all of its requests, one of a route all of that route, whatever Envoy routes the route was
made into. So the limits of routes stand as descriptors in the filter, where each has one bucket, and a route names its
own in its metadata.
"""

from __future__ import annotations

from collections.abc import Mapping

from meshc.backends.envoy.types import LOCAL_RATE_LIMIT, Message, typed
from meshc.ir.traffic import RateLimit

NAME = "envoy.filters.http.local_ratelimit"

_SECONDS = {"s": 1, "m": 60, "h": 3600}
_KEY = "route"
_NAMESPACE = "meshc"
_FIELD = "rate-limit"

_OFF: Message = {"@type": "type.googleapis.com/envoy.config.route.v3.FilterConfig", "disabled": True}

_ALWAYS: Message = {"default_value": {"numerator": 100}}

_BY_ROUTE: Message = {
    "actions": [
        {
            "metadata": {
                "descriptor_key": _KEY,
                "metadata_key": {"key": _NAMESPACE, "path": [{"key": _FIELD}]},
                "source": "ROUTE_ENTRY",
            }
        }
    ]
}
"""Makes a descriptor of what a route says of itself; none for a route that says nothing."""


def limited(route: str) -> Message:
    """Fields of a route that has a limit of its own."""
    return {"metadata": {"filter_metadata": {_NAMESPACE: {_FIELD: route}}}}


def unlimited() -> Message:
    """What a route that has no limit says to the filter, where there is one in general."""
    return _OFF


def rate_limit_filter(stat_prefix: str, wish: RateLimit | None, routes: Mapping[str, RateLimit]) -> Message:
    """The filter: the limit of all requests together but for those of `routes`, which have limits of their own."""
    fields: Message = {"stat_prefix": stat_prefix}
    if wish is not None:
        fields["token_bucket"] = _bucket(wish)
    fields["filter_enabled"] = _ALWAYS
    fields["filter_enforced"] = _ALWAYS
    if routes:
        fields["rate_limits"] = [_BY_ROUTE]
        fields["descriptors"] = [
            {"entries": [{"key": _KEY, "value": route}], "token_bucket": _bucket(limit)}
            for route, limit in routes.items()
        ]
        fields["always_consume_default_token_bucket"] = False
    return typed(NAME, LOCAL_RATE_LIMIT, **fields)


def _bucket(limit: RateLimit) -> Message:
    """An envoy.type.v3.TokenBucket."""
    return {
        "max_tokens": limit.burst or limit.rate,
        "tokens_per_fill": limit.rate,
        "fill_interval": f"{_SECONDS[limit.per]}s",
    }
