"""A traffic policy taken apart into the features that it asks for."""

from __future__ import annotations

from typing import NamedTuple

from meshc.ir.base import Node
from meshc.ir.effective import OF_REQUESTS
from meshc.ir.feature import Feature
from meshc.ir.traffic import HTTP_PROTOCOLS, TrafficPolicy
from meshc.ir.uses.values import plain
from meshc.source import Origin


class Leaf(NamedTuple):
    """One thing that a policy asks for."""

    feature: Feature
    origin: Origin
    value: object


FIELDS = tuple(field for field in TrafficPolicy.model_fields if field != "origins")
"""The fields of a policy, in the order of the language."""

HTTP_ONLY = frozenset(OF_REQUESTS)
"""Fields that mean nothing to a protocol without requests; `defaults` do not ask such a port for them."""

_PARTS: dict[str, dict[str, Feature]] = {
    "retry": {
        "max": Feature.RETRY_MAX,
        "on": Feature.RETRY_ON,
        "per_try": Feature.RETRY_PER_TRY,
        "backoff": Feature.RETRY_BACKOFF,
        "methods": Feature.RETRY_METHODS,
    },
    "connection_pool": {
        "connections": Feature.CONNECTION_POOL_CONNECTIONS,
        "pending": Feature.CONNECTION_POOL_PENDING,
        "requests": Feature.CONNECTION_POOL_REQUESTS,
        "retries": Feature.CONNECTION_POOL_RETRIES,
    },
    "outlier_detection": {
        "errors": Feature.OUTLIER_ERRORS,
        "interval": Feature.OUTLIER_INTERVAL,
        "eject_for": Feature.OUTLIER_EJECT_FOR,
        "eject_at_most": Feature.OUTLIER_EJECT_AT_MOST,
    },
    "load_balancing": {
        "algorithm": Feature.BALANCING_ALGORITHM,
        "affinity": Feature.BALANCING_AFFINITY,
        "zone_aware": Feature.BALANCING_ZONE_AWARE,
    },
    "fault": {"delay": Feature.FAULT_DELAY, "abort": Feature.FAULT_ABORT},
    "headers": {"request": Feature.HEADERS_REQUEST, "response": Feature.HEADERS_RESPONSE},
    "tls": {
        "trust": Feature.TLS_VERIFY,
        "names": Feature.TLS_NAMES,
        "server_name": Feature.TLS_SERVER_NAME,
        "certificate": Feature.TLS_PRESENT,
    },
}

_WHOLE = {
    "connect_timeout": Feature.CONNECT_TIMEOUT,
    "rate_limit": Feature.RATE_LIMIT,
    "buffer": Feature.BUFFER,
    "mirror": Feature.MIRROR,
    "rewrite": Feature.REWRITE,
    "redirect": Feature.REDIRECT,
    "respond": Feature.RESPOND,
}

_OFF = {
    "timeout": Feature.TIMEOUT_OFF,
    "idle_timeout": Feature.IDLE_TIMEOUT_OFF,
    "retry": Feature.RETRY_OFF,
    "connection_pool": Feature.CONNECTION_POOL_OFF,
    "outlier_detection": Feature.OUTLIER_OFF,
    "load_balancing": Feature.BALANCING_OFF,
    "rate_limit": Feature.RATE_LIMIT_OFF,
    "buffer": Feature.BUFFER_OFF,
    "fault": Feature.FAULT_OFF,
    "mirror": Feature.MIRROR_OFF,
    "rewrite": Feature.REWRITE_OFF,
    "redirect": Feature.REDIRECT_OFF,
    "respond": Feature.RESPOND_OFF,
    "headers": Feature.HEADERS_OFF,
    "tls": Feature.TLS_CALLER_OFF,
}


def leaves(policy: TrafficPolicy, protocol: str) -> list[Leaf]:
    """What a policy asks of a port of that protocol, in the order of the language.

    That a built-in turns something off asks for nothing.
    """
    found: list[Leaf] = []
    for field in FIELDS:
        value = getattr(policy, field)
        if value is None:
            continue
        origin = policy.origin(field)
        if value == "off":
            if origin.written:
                found.append(Leaf(_OFF[field], origin, "off"))
        elif isinstance(value, int):
            found.append(Leaf(_duration(field, value, protocol), origin, value))
        elif field in _WHOLE:
            found.append(Leaf(_WHOLE[field], origin, plain(value)))
        else:
            found += parts(field, value)
    return found


def parts(field: str, node: Node) -> list[Leaf]:
    """What a block of a policy asks for, field by field."""
    found: list[Leaf] = []
    for name, feature in _PARTS[field].items():
        value = getattr(node, name)
        if value is None or value == ():
            continue
        if value == "round-robin":
            feature = Feature.BALANCING_ROUND_ROBIN
        found.append(Leaf(feature, node.origin(name), plain(value)))
    return found


def _duration(field: str, milliseconds: int, protocol: str) -> Feature:
    whole = milliseconds % 1000 == 0
    if field == "connect_timeout":
        return Feature.CONNECT_TIMEOUT
    if field == "idle_timeout":
        return Feature.IDLE_TIMEOUT if whole else Feature.IDLE_TIMEOUT_SUB_SECOND
    if protocol not in HTTP_PROTOCOLS:
        return Feature.TIMEOUT_TCP
    return Feature.TIMEOUT if whole else Feature.TIMEOUT_SUB_SECOND
