"""Which of several instances gets a request, and which of several clusters."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from meshc.backends.envoy.types import Message
from meshc.ir.traffic import LoadBalancing, TrafficPolicy

_POLICIES = {
    "round-robin": "ROUND_ROBIN",
    "least-request": "LEAST_REQUEST",
    "random": "RANDOM",
    "ring-hash": "RING_HASH",
    "maglev": "MAGLEV",
}
"""envoy.config.cluster.v3.Cluster.LbPolicy"""

_HASHING = frozenset({"RING_HASH", "MAGLEV"})

_MOST = 2**32 - 1
"""The weights of a weighted cluster are 32-bit numbers, and so is their sum."""


def lb_policy(policy: TrafficPolicy, protocol: str) -> str:
    """The algorithm of a cluster.

    Only a hashing one looks at what identifies a caller, so affinity needs one. For redis, whose proxy hashes the key
    of each command, an algorithm that nobody chose is one that leads a key to the same instance every time.
    """
    balancing = policy.load_balancing
    found = None
    if isinstance(balancing, LoadBalancing):
        found = _POLICIES.get(balancing.algorithm or "")
        if balancing.affinity is not None and found not in _HASHING:
            return "RING_HASH"
    return found or ("MAGLEV" if protocol == "redis" else "ROUND_ROBIN")


def by_source(policy: TrafficPolicy) -> bool:
    """Whether a caller's address binds it to an instance; of a connection without requests nothing else is known."""
    balancing = policy.load_balancing
    return (
        isinstance(balancing, LoadBalancing) and balancing.affinity is not None and balancing.affinity.by == "source-ip"
    )


def whole_weights(shares: Sequence[float]) -> list[int]:
    """Relative shares as the whole numbers that Envoy wants, at least 1 for who has any part."""
    digits = max((-int(Decimal(str(share)).normalize().as_tuple().exponent) for share in shares), default=0)
    scale = 10.0 ** min(max(digits, 0), 6)
    total = sum(shares) * scale
    if total > _MOST:
        scale *= (_MOST - len(shares)) / total
    return [max(round(share * scale), 1) if share > 0 else 0 for share in shares]


def weighted_clusters(destinations: Sequence[tuple[str, float]]) -> Message:
    """Where traffic goes as fields of a route or a TCP proxy: one cluster by name, or several with weights.

    Who has no part is left out, unless nobody has any.
    """
    kept = [destination for destination in destinations if destination[1] > 0] or list(destinations[:1])
    if len(kept) == 1:
        return {"cluster": kept[0][0]}
    weights = whole_weights([share for _, share in kept])
    return {
        "weighted_clusters": {
            "clusters": [{"name": name, "weight": weight} for (name, _), weight in zip(kept, weights, strict=True)]
        }
    }
