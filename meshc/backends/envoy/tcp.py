"""The filters of connections without requests: tcp and what speaks over it, and udp."""

from __future__ import annotations

from collections.abc import Sequence

from meshc.backends.envoy.balancing import by_source, weighted_clusters
from meshc.backends.envoy.durations import duration, limit
from meshc.backends.envoy.types import MONGO_PROXY, REDIS_PROXY, TCP_PROXY, UDP_PROXY, UDP_ROUTE, Message, typed
from meshc.ir.effective import TCP_BUILT_IN
from meshc.ir.traffic import Retry, TrafficPolicy

_NETWORK = "envoy.filters.network."
_DAY = 86_400_000
_YEAR = 365 * _DAY
_RETRIES = 2
"""Retries of who asks for some and does not say how many."""


def tcp_filters(
    stat_prefix: str,
    protocol: str,
    destinations: Sequence[tuple[str, float]],
    policy: TrafficPolicy,
    *,
    access_log: Sequence[Message] = (),
    inbound: bool = False,
) -> list[Message]:
    """The network filters for tcp, postgres, mongo and redis towards clusters with their parts of the traffic.

    Redis is proxied command by command towards one service, but for what is `inbound`, from the proxy to its own
    application: the caller's proxy has read the commands already.
    """
    if protocol == "redis" and not inbound:
        return [_redis(stat_prefix, destinations[0][0], policy)]
    proxy = _tcp(stat_prefix, destinations, policy, access_log)
    if protocol == "mongo":
        return [typed(f"{_NETWORK}mongo_proxy", MONGO_PROXY, stat_prefix=stat_prefix), proxy]
    return [proxy]


def udp_listener_filter(
    stat_prefix: str,
    cluster: str,
    policy: TrafficPolicy,
    *,
    access_log: Sequence[Message] = (),
) -> Message:
    """The listener filter that relays datagrams to a cluster.

    A session ends after a while without a datagram; `off` is a year, as Envoy reads 0 as at once. Where nobody wrote a
    limit it is Envoy's own, a minute: who sends each datagram from another port has a session, and a socket, for each.
    """
    idle = policy.idle_timeout if isinstance(policy.idle_timeout, int) else _YEAR
    fields: Message = {
        "stat_prefix": stat_prefix,
        "matcher": {"on_no_match": {"action": typed("route", UDP_ROUTE, cluster=cluster)}},
    }
    # What was merged over the built-in policy has an origin of its own, whether or not that is known.
    if idle != TCP_BUILT_IN.idle_timeout or "idle_timeout" in policy.origins:
        fields["idle_timeout"] = duration(idle)
    if by_source(policy):
        fields["hash_policies"] = [{"source_ip": True}]
    if access_log:
        fields["access_log"] = list(access_log)
    return typed("envoy.filters.udp_listener.udp_proxy", UDP_PROXY, **fields)


def _tcp(
    stat_prefix: str, destinations: Sequence[tuple[str, float]], policy: TrafficPolicy, access_log: Sequence[Message]
) -> Message:
    fields: Message = {
        "stat_prefix": stat_prefix,
        **weighted_clusters(destinations),
        "idle_timeout": limit(policy.idle_timeout),
    }
    retry = policy.retry
    if isinstance(retry, Retry) and (retry.on is None or "connect-failure" in retry.on):
        fields["max_connect_attempts"] = 1 + (_RETRIES if retry.max is None else retry.max)
        if retry.backoff is not None:
            fields["backoff_options"] = {"base_interval": duration(retry.backoff.base)}
            if retry.backoff.max is not None:
                fields["backoff_options"]["max_interval"] = duration(retry.backoff.max)
    if by_source(policy):
        fields["hash_policy"] = [{"source_ip": {}}]
    if access_log:
        fields["access_log"] = list(access_log)
    return typed(f"{_NETWORK}tcp_proxy", TCP_PROXY, **fields)


def _redis(stat_prefix: str, cluster: str, policy: TrafficPolicy) -> Message:
    """Envoy must be told how long a command may take; where there is no limit, as long as a connection may idle."""
    limits = (policy.timeout, policy.idle_timeout, _DAY)
    longest = next(value for value in limits if isinstance(value, int))
    return typed(
        f"{_NETWORK}redis_proxy",
        REDIS_PROXY,
        stat_prefix=stat_prefix,
        settings={"op_timeout": duration(longest)},
        prefix_routes={"catch_all_route": {"cluster": cluster}},
    )
