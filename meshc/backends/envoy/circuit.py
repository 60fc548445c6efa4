"""How much one proxy has in flight towards a cluster."""

from __future__ import annotations

from meshc.backends.envoy.types import Message
from meshc.ir.traffic import ConnectionPool, TrafficPolicy

_UNLIMITED = 2**32 - 1
"""Largest value of the `UInt32Value` fields of envoy.config.cluster.v3.CircuitBreakers.Thresholds."""

_FIELDS = (
    ("max_connections", "connections"),
    ("max_pending_requests", "pending"),
    ("max_requests", "requests"),
    ("max_retries", "retries"),
)


def circuit_breakers(policy: TrafficPolicy) -> Message:
    """The limits of a connection pool.

    Envoy's own defaults, 1024 and for retries 3, would refuse requests under a limit that nobody wrote; what nobody
    limits has none.
    """
    pool = policy.connection_pool if isinstance(policy.connection_pool, ConnectionPool) else None
    threshold: Message = {"priority": "DEFAULT"}
    for field, name in _FIELDS:
        wish = getattr(pool, name) if pool is not None else None
        threshold[field] = _UNLIMITED if wish is None else wish
    return {"thresholds": [threshold]}


UNLIMITED: Message = circuit_breakers(TrafficPolicy.model_construct())
"""No limit at all, for clusters inside the task."""
