"""What Envoy accepts in a bootstrap and must not, found before anybody starts it.

`envoy --mode validate` of Envoy 1.40.0 says OK to all of this, but for a few rules that are held here as well because
they cost nothing: a name that nothing has, a wait in another form, weights that are all zero.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from ipaddress import ip_address
from typing import Any, NamedTuple, TypeAlias

from meshc.backends.base import Pointer
from meshc.backends.envoy.bootstrap_routes import managers, route_breaches, vain

Breach: TypeAlias = tuple[Pointer, str]


class _Known(NamedTuple):
    """The names that a bootstrap defines."""

    clusters: frozenset[str]
    listeners: frozenset[str]


def breaches(bootstrap: Mapping[str, Any]) -> Iterator[Breach]:
    """Places of a bootstrap with what is wrong there, in one pass over it."""
    yield from broken(bootstrap)
    clusters = bootstrap.get("static_resources", {}).get("clusters", ())
    hashing = frozenset(cluster["name"] for cluster in clusters if cluster.get("lb_policy") in _HASHING)
    for pointer, manager in managers(bootstrap):
        yield from vain(pointer, manager, hashing)


def broken(bootstrap: Mapping[str, Any]) -> Iterator[Breach]:
    """`breaches` but for what a mesh may ask for in vain: a route that is never reached, a hash of nothing."""
    resources = bootstrap.get("static_resources", {})
    clusters: Sequence[Mapping[str, Any]] = resources.get("clusters", ())
    listeners: Sequence[Mapping[str, Any]] = resources.get("listeners", ())
    for kind, members in (("clusters", clusters), ("listeners", listeners)):
        yield from _duplicates(("static_resources", kind), members)
    yield from _taken_addresses(bootstrap, listeners)
    known = _Known(_names(clusters), _names(listeners))
    found: list[Breach] = []
    for key, value in bootstrap.items():
        if key != "static_resources" and key not in _OPAQUE:
            _walk((key,), value, known, found, named=False)
    for index, cluster in enumerate(clusters):
        _walk(("static_resources", "clusters", index), cluster, known, found, named=_asks_dns(cluster))
    for index, listener in enumerate(listeners):
        _walk(("static_resources", "listeners", index), listener, known, found, named=False)
    yield from found
    for pointer, manager in managers(bootstrap):
        yield from route_breaches(pointer, manager)


_HASHING = frozenset({"RING_HASH", "MAGLEV"})
_DNS_TYPES = frozenset({"STRICT_DNS", "LOGICAL_DNS"})


def _names(members: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    return frozenset(member["name"] for member in members if "name" in member)


def _asks_dns(cluster: Mapping[str, Any]) -> bool:
    return "cluster_type" in cluster or cluster.get("type") in _DNS_TYPES


def _duplicates(pointer: Pointer, members: Sequence[Mapping[str, Any]]) -> Iterator[Breach]:
    seen: set[str] = set()
    for index, member in enumerate(members):
        name = member.get("name")
        if name is None:
            continue
        if name in seen:
            yield (*pointer, index, "name"), f"`{name}` is the name of two {pointer[-1]}, and only the first is there"
        seen.add(name)


_EVERYWHERE = frozenset({"0.0.0.0", "::"})


def _taken_addresses(bootstrap: Mapping[str, Any], listeners: Sequence[Mapping[str, Any]]) -> Iterator[Breach]:
    """Two sockets at one port, where one of them is at every address or both are at the same."""
    sockets: list[tuple[Pointer, str, Any]] = [(("admin", "address"), "the admin", bootstrap.get("admin", {}))]
    sockets += [
        (("static_resources", "listeners", index, "address"), f"`{listener.get('name')}`", listener)
        for index, listener in enumerate(listeners)
    ]
    taken: dict[tuple[str, int], dict[str, str]] = {}
    for pointer, name, owner in sockets:
        address = owner.get("address", {}).get("socket_address")
        if address is None:
            continue
        host, port = address["address"], address["port_value"]
        others = taken.setdefault((address.get("protocol", "TCP"), port), {})
        rival = others.get(host)
        if rival is None and others:
            rival = next(iter(others.values())) if host in _EVERYWHERE else _first(others, _EVERYWHERE)
        if rival is not None:
            yield (*pointer, "socket_address"), f"{name} listens at {host}:{port}, and {rival} is there already"
        others.setdefault(host, name)


def _first(by_host: Mapping[str, str], hosts: frozenset[str]) -> str | None:
    return next((by_host[host] for host in sorted(hosts) if host in by_host), None)


_OPAQUE = frozenset({"node", "json_format", "static_layer", "metadata", "filter_metadata"})
"""Messages whose fields have names and values of the user's own."""


def _walk(pointer: Pointer, value: Any, known: _Known, found: list[Breach], *, named: bool) -> None:
    """Hold the fields of a message, and those of the messages in it, against what their names ask for."""
    if isinstance(value, dict):
        for key, item in value.items():
            kind = type(item)
            if kind is dict or kind is list or kind is tuple:
                if key in _OPAQUE:
                    continue
                if key in _MESSAGES:
                    found += [((*pointer, key, *inner), text) for inner, text in _MESSAGES[key](item, known)]
                _walk((*pointer, key), item, known, found, named=named)
            elif key in _FIELDS:
                problem = _FIELDS[key](item, known)
                if problem is not None:
                    found.append(((*pointer, key), problem))
            elif kind is int and item > _LARGEST:
                found.append(((*pointer, key), f"{item} is more than Envoy can count, {_LARGEST}"))
        if "port_value" in value:
            problem = host_problem(value.get("address"), named=named)
            if problem is not None:
                found.append(((*pointer, "address"), problem))
        if "numerator" in value and value["numerator"] > _WHOLE[value.get("denominator", "HUNDRED")]:
            found.append(((*pointer, "numerator"), f"{value['numerator']} is more than the whole"))
    else:
        for index, item in enumerate(value):
            if isinstance(item, (dict, list, tuple)):
                _walk((*pointer, index), item, known, found, named=named)


_LARGEST = 4_294_967_295
"""Of uint32, which all numbers here are."""
_WHOLE = {"HUNDRED": 100, "TEN_THOUSAND": 10_000, "MILLION": 1_000_000}
"""envoy.type.v3.FractionalPercent.DenominatorType."""


def _cluster(name: Any, known: _Known) -> str | None:
    return None if name in known.clusters else f"`{name}` is no cluster of this proxy"


def _listener(name: Any, known: _Known) -> str | None:
    return None if name in known.listeners else f"`{name}` is no listener of this proxy"


def _port(port: Any, _known: _Known) -> str | None:
    if not isinstance(port, int) or 1 <= port <= 65_535:
        return None
    return f"{port} is no port: they go from 1 to 65535"


def _path(path: Any, _known: _Known) -> str | None:
    return f"the path `{path}` does not begin with `/`" if isinstance(path, str) and path[:1] != "/" else None


_DURATION = re.compile(r"[0-9]{1,12}(\.[0-9]{1,9})?s")


_LONGEST_WAIT = 315_576_000_000
"""Seconds. google.protobuf.Duration."""


def _duration(value: Any, _known: _Known) -> str | None:
    if isinstance(value, str) and _DURATION.fullmatch(value):
        return f"`{value}` is longer than ten thousand years" if float(value[:-1]) > _LONGEST_WAIT else None
    return f"`{value}` is no duration: Envoy takes seconds, as `0.250s`"


_CONDITIONS = frozenset(
    {
        *("5xx", "gateway-error", "reset", "reset-before-request", "connect-failure", "envoy-ratelimited"),
        *("retriable-4xx", "refused-stream", "retriable-status-codes", "retriable-headers"),
        *("http3-post-connect-failure", "cancelled", "deadline-exceeded", "internal", "resource-exhausted"),
        "unavailable",
    }
)
"""https://www.envoyproxy.io/docs/envoy/v1.40.0/configuration/http/http_filters/router_filter, x-envoy-retry-on and
x-envoy-retry-grpc-on."""
_NEEDED = {"retriable-status-codes": "retriable_status_codes", "retriable-headers": "retriable_headers"}
"""Conditions that hold for nothing without a list beside them."""


def _retry(policy: Mapping[str, Any], _known: _Known) -> Iterator[Breach]:
    text = policy.get("retry_on", "")
    conditions = [condition.strip() for condition in text.split(",")] if isinstance(text, str) else []
    if conditions == [""]:
        yield (), "nothing is retried: there is no condition"
    for condition in conditions if text else ():
        if condition not in _CONDITIONS:
            yield ("retry_on",), f"`{condition}` is no condition of a retry, and Envoy ignores it"
        elif condition in _NEEDED and not policy.get(_NEEDED[condition]):
            yield ("retry_on",), f"`{condition}` holds for nothing without `{_NEEDED[condition]}`"


def _weighted(split: Mapping[str, Any], known: _Known) -> Iterator[Breach]:
    members = split.get("clusters", ())
    for index, member in enumerate(members):
        problem = _cluster(member.get("name"), known)
        if problem is not None:
            yield ("clusters", index, "name"), problem
    if not any(member.get("weight") for member in members):
        yield ("clusters",), "no cluster has a weight above 0"


def _health(check: Mapping[str, Any], known: _Known) -> Iterator[Breach]:
    problem = _path(check.get("path", ""), known)
    if problem is not None:
        yield ("path",), problem


_LABEL = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")
_LONGEST_NAME = 253


def host_problem(host: Any, *, named: bool) -> str | None:
    """Whether a socket can have the address: an IP, or where DNS is asked a name that DNS can know. RFC 1123."""
    if not isinstance(host, str) or "${" in host:
        return None  # it becomes known at deployment
    try:
        ip_address(host)
    except ValueError:
        pass
    else:
        return None
    if not named:
        return f"`{host}` is no IP address, and no name is looked up here"
    labels = host.removesuffix(".").split(".")
    if len(host) > _LONGEST_NAME or labels[-1].isdecimal() or not all(map(_LABEL.fullmatch, labels)):
        return f"`{host}` cannot be a host name"
    return None


_AUTHORITY = re.compile(r"(?P<host>\[[^]]*\]|[^:]*)(:(?P<port>[0-9]{1,5}))?")


def _asked_host(host: Any, _known: _Known) -> str | None:
    """Whether a request can ask for it: a name or an address, with a port or without. RFC 9110, section 7.2."""
    if not isinstance(host, str) or "${" in host:
        return None  # it becomes known at deployment
    parts = _AUTHORITY.fullmatch(host)
    if parts is None or not parts["host"]:
        return f"`{host}` cannot be a host that is asked for"
    name = parts["host"]
    bracketed = name.startswith("[")
    if (bracketed and host_problem(name[1:-1], named=False)) or (not bracketed and host_problem(name, named=True)):
        return f"`{host}` cannot be a host that is asked for"
    return None


_REPETITION = re.compile(r"\{(?:\d*,)?(\d{4,9})\}")
_MOST_REPETITIONS = 1000
"""https://github.com/google/re2/wiki/Syntax: implementation restriction."""


def _regex(pattern: Any, _known: _Known) -> str | None:
    counts = map(int, _REPETITION.findall(pattern)) if isinstance(pattern, str) else ()
    if max(counts, default=0) > _MOST_REPETITIONS:
        return f"`{pattern}` repeats something more than {_MOST_REPETITIONS} times"
    return None


def _status(answer: Mapping[str, Any], _known: _Known) -> Iterator[Breach]:
    status = answer.get("status")
    if isinstance(status, int) and not 200 <= status < 600:
        yield ("status",), f"{status} is no status of an answer: they go from 200 to 599"


_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""RFC 9110, section 5.1."""
_HEADER_BREAKS = re.compile("[\0\r\n]")


def _header(name: Any) -> str | None:
    if not isinstance(name, str):
        return None
    if name[:1] == ":" or name.lower() == "host":
        return f"the header `{name}` cannot be changed"
    return None if _HEADER_NAME.fullmatch(name) else f"`{name}` cannot be the name of a header"


def _added(headers: Sequence[Mapping[str, Any]], _known: _Known) -> Iterator[Breach]:
    for index, entry in enumerate(headers):
        header = entry.get("header", {})
        problem = _header(header.get("key"))
        if problem is not None:
            yield (index, "header", "key"), problem
        if isinstance(header.get("value"), str) and _HEADER_BREAKS.search(header["value"]):
            yield (index, "header", "value"), f"the value of the header `{header.get('key')}` has more than one line"


def _removed(names: Sequence[Any], _known: _Known) -> Iterator[Breach]:
    for index, name in enumerate(names):
        problem = _header(name)
        if problem is not None:
            yield (index,), problem


_FIELDS: Mapping[str, Callable[[Any, _Known], str | None]] = {
    **dict.fromkeys(("cluster", "cluster_name", "collector_cluster", "tcp_cluster_name"), _cluster),
    "server_listener_name": _listener,
    **dict.fromkeys(("host_rewrite_literal", "host_redirect"), _asked_host),
    "port_value": _port,
    "regex": _regex,
    **dict.fromkeys(("prefix_rewrite", "path_redirect"), _path),
    **dict.fromkeys(
        (
            *("timeout", "connect_timeout", "idle_timeout", "stream_idle_timeout", "request_timeout", "op_timeout"),
            *("per_try_timeout", "per_try_idle_timeout", "request_headers_timeout", "drain_timeout"),
            *("delayed_close_timeout", "max_stream_duration", "max_connection_duration", "grpc_timeout_header_max"),
            *("interval", "base_interval", "max_interval", "fill_interval", "no_traffic_interval"),
            *("base_ejection_time", "max_ejection_time", "fixed_delay", "dns_refresh_rate", "slow_start_window"),
        ),
        _duration,
    ),
}
"""What a value of a field must be, wherever the field stands."""
_MESSAGES: Mapping[str, Callable[[Any, _Known], Iterator[Breach]]] = {
    "retry_policy": _retry,
    "weighted_clusters": _weighted,
    "http_health_check": _health,
    "direct_response": _status,
    **dict.fromkeys(("request_headers_to_add", "response_headers_to_add"), _added),
    **dict.fromkeys(("request_headers_to_remove", "response_headers_to_remove"), _removed),
}
"""What the fields of a message must be together."""
