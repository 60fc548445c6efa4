"""Chains of filters of a listener, with and without TLS."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from meshc.backends.base import Pointer
from meshc.backends.envoy.access_log import access_log
from meshc.backends.envoy.building import Building, Listener
from meshc.backends.envoy.tcp import tcp_filters, udp_listener_filter
from meshc.backends.envoy.types import TLS_INSPECTOR, Message, typed
from meshc.ir.traffic import TrafficPolicy
from meshc.source import Origin

_INSPECTOR = typed("envoy.filters.listener.tls_inspector", TLS_INSPECTOR)


def with_chains(
    message: Message,
    filters: Sequence[Message],
    origin: Origin,
    origins: Mapping[Pointer, Origin],
    *,
    socket: Message | None = None,
    optional: bool = False,
) -> Listener:
    """The listener with its chains.

    `origins` are pointers into the last of the filters. With a transport `socket` the listener takes nothing but what
    that reads, or plain text as well where it is `optional`.
    """
    inner: Message = {"filters": list(filters)}
    if socket is None:
        chains = [inner]
    elif optional:
        message["listener_filters"] = [_INSPECTOR]
        chains = [
            {"filter_chain_match": {"transport_protocol": "tls"}, **inner, "transport_socket": socket},
            {"filter_chain_match": {"transport_protocol": "raw_buffer"}, **inner},
        ]
    else:
        chains = [{**inner, "transport_socket": socket}]
    message["filter_chains"] = chains
    placed: dict[Pointer, Origin] = {(): origin}
    for index in range(len(chains)):
        at: Pointer = ("filter_chains", index, "filters", len(filters) - 1)
        placed.update({(*at, *pointer): where for pointer, where in origins.items()})
    return Listener(message, placed)


def connection_listener(
    building: Building,
    message: Message,
    protocol: str,
    policy: TrafficPolicy,
    targets: Sequence[tuple[str, float]],
    origin: Origin,
    *,
    inbound: bool = False,
    socket: Message | None = None,
    optional: bool = False,
) -> Listener:
    """The listener for a protocol without requests, towards clusters with their parts; redis and udp have only one."""
    name = message["name"]
    log = access_log(building.unit.workload)
    if protocol == "udp":
        message["listener_filters"] = [udp_listener_filter(name, targets[0][0], policy, access_log=log)]
        return Listener(message, {(): origin})
    filters = tcp_filters(name, protocol, targets, policy, access_log=log, inbound=inbound)
    return with_chains(message, filters, origin, {}, socket=socket, optional=optional)
