"""Where the parts of routes and clusters come from that a policy decides: the line that asked for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from meshc.backends.base import NOTHING, Pointer
from meshc.backends.envoy.buffers import NAME as BUFFERING
from meshc.backends.envoy.faults import NAME as FAULTS
from meshc.backends.envoy.rate_limits import NAME as RATE_LIMITING
from meshc.ir.base import Node
from meshc.ir.traffic import HeaderEdits, TrafficPolicy
from meshc.source import Origin

_Places: TypeAlias = Mapping[str, Mapping[str, tuple[Pointer, ...]]]

_IN_ROUTE: _Places = {
    "timeout": {"": (("route", "timeout"),)},
    "idle_timeout": {"": (("route", "idle_timeout"),)},
    "retry": {
        "": (("route", "retry_policy"),),
        "per_try": (("route", "retry_policy", "per_try_timeout"),),
        "on": (("route", "retry_policy", "retry_on"), ("route", "retry_policy", "retriable_status_codes")),
        "backoff": (("route", "retry_policy", "retry_back_off"),),
    },
    "load_balancing": {"affinity": (("route", "hash_policy"),)},
    "rate_limit": {"": (("typed_per_filter_config", RATE_LIMITING),)},
    "buffer": {"": (("typed_per_filter_config", BUFFERING),)},
    "fault": {"": (("typed_per_filter_config", FAULTS),)},
    "mirror": {"": (("route", "request_mirror_policies"),)},
    "rewrite": {
        "prefix": (("route", "prefix_rewrite"), ("route", "regex_rewrite")),
        "path": (("route", "regex_rewrite"),),
        "host": (("route", "host_rewrite_literal"),),
    },
    "redirect": {
        "": (("redirect",),),
        "host": (("redirect", "host_redirect"),),
        "path": (("redirect", "path_redirect"),),
    },
    "respond": {"": (("direct_response",),)},
}
"""The places in a route, by the field of the policy that decides them, and the field of its block or none."""
_IN_CLUSTER: _Places = {
    "connect_timeout": {"": (("connect_timeout",),)},
    "connection_pool": {"": (("circuit_breakers",),)},
    "outlier_detection": {"": (("outlier_detection",),)},
    "load_balancing": {"": (("lb_policy",),)},
    "idle_timeout": {"": (("typed_extension_protocol_options",),)},
    "tls": {"": (("transport_socket",),)},
}
"""The same in a cluster."""


def of_route(policy: TrafficPolicy, route: Mapping[str, Any]) -> Mapping[Pointer, Origin]:
    """The origins of what a policy decides in a route, by pointers into it."""
    found = _found(policy, route, _IN_ROUTE)
    headers = policy.headers
    if headers is None or headers == "off":
        return found
    of_headers = {
        pointer: origin
        for direction, edits in (("request", headers.request), ("response", headers.response))
        if edits is not None
        for pointer, origin in _edits(direction, edits)
    }
    return {**found, **of_headers}


def of_cluster(policy: TrafficPolicy, cluster: Mapping[str, Any]) -> Mapping[Pointer, Origin]:
    """The same in a cluster."""
    return _found(policy, cluster, _IN_CLUSTER)


def _found(policy: TrafficPolicy, message: Mapping[str, Any], places: _Places) -> Mapping[Pointer, Origin]:
    found: dict[Pointer, Origin] = {}
    for name, origin in policy.origins.items():
        if name in places and origin.written:
            value = getattr(policy, name)
            for inner, pointers in places[name].items():
                where = _of_field(value, inner) if inner else origin
                if where is not None:
                    found.update((pointer, where) for pointer in pointers if _holds(message, pointer))
    return found or NOTHING


def _of_field(block: object, field: str) -> Origin | None:
    """Where somebody wrote a field of a block; None where nobody did, as in a block that is `off`."""
    if not isinstance(block, Node) or getattr(block, field) is None:
        return None
    origin = block.origin(field)
    return origin if origin.written else None


def _holds(message: Any, pointer: Pointer) -> bool:
    for key in pointer:
        if not isinstance(message, Mapping) or key not in message:
            return False
        message = message[key]
    return True


def _edits(direction: str, edits: HeaderEdits) -> Iterator[tuple[Pointer, Origin]]:
    if edits.add:
        yield (f"{direction}_headers_to_add",), edits.origin("add")
    for index, header in enumerate(edits.add):
        yield (f"{direction}_headers_to_add", index), header.origin()
    if edits.remove:
        yield (f"{direction}_headers_to_remove",), edits.origin("remove")
