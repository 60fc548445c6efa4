"""What Envoy accepts in an HTTP connection manager and its routes, and must not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from meshc.backends.base import Pointer
from meshc.backends.envoy.types import HTTP_CONNECTION_MANAGER, ROUTER

_Message: TypeAlias = Mapping[str, Any]


def managers(bootstrap: _Message) -> Iterator[tuple[Pointer, _Message]]:
    """The HTTP connection managers of all listeners, each with its place."""
    for number, listener in enumerate(bootstrap.get("static_resources", {}).get("listeners", ())):
        for chain_number, chain in enumerate(listener.get("filter_chains", ())):
            for filter_number, network_filter in enumerate(chain.get("filters", ())):
                config = network_filter.get("typed_config", {})
                if config.get("@type") == HTTP_CONNECTION_MANAGER:
                    chain_pointer = ("static_resources", "listeners", number, "filter_chains", chain_number)
                    yield (*chain_pointer, "filters", filter_number, "typed_config"), config


def route_breaches(pointer: Pointer, manager: _Message) -> Iterator[tuple[Pointer, str]]:
    """What is wrong with a connection manager and its routes."""
    filters = manager.get("http_filters", ())
    types = [one.get("typed_config", {}).get("@type") for one in filters]
    if ROUTER not in types:
        yield (*pointer, "http_filters"), "there is no router, so no request is ever answered"
    elif types.index(ROUTER) != len(types) - 1:
        yield (*pointer, "http_filters", types.index(ROUTER)), "the router is not the last filter"
    names = {one.get("name") for one in filters}
    for host_pointer, host in _hosts(pointer, manager):
        yield from _settings_without_filter(host_pointer, host, names)
        for index, route in enumerate(host.get("routes", ())):
            place = (*host_pointer, "routes", index)
            yield from _settings_without_filter(place, route, names)
            yield from _paths(place, route)


def vain(pointer: Pointer, manager: _Message, hashing: frozenset[str]) -> Iterator[tuple[Pointer, str]]:
    """What changes nothing: a route after one that takes everything or that has the same match, and a choice by a hash
    of nothing. `hashing` names the clusters that choose by a hash.
    """
    import orjson

    for host_pointer, host in _hosts(pointer, manager):
        seen: dict[bytes, int] = {}
        everything: int | None = None
        for index, route in enumerate(host.get("routes", ())):
            match = route.get("match", {})
            text = orjson.dumps(match, repr, orjson.OPT_SORT_KEYS)
            hides = everything if everything is not None else seen.get(text)
            if hides is not None:
                yield (*host_pointer, "routes", index, "match"), f"no request comes here: route {hides} takes them all"
            seen.setdefault(text, index)
            if everything is None and len(match) == 1 and match.get("prefix") in ("", "/"):
                everything = index
            if "route" in route:
                yield from _hash_policy((*host_pointer, "routes", index, "route"), route["route"], hashing)


def _hosts(pointer: Pointer, manager: _Message) -> Iterator[tuple[Pointer, _Message]]:
    for index, host in enumerate(manager.get("route_config", {}).get("virtual_hosts", ())):
        yield (*pointer, "route_config", "virtual_hosts", index), host


def _settings_without_filter(pointer: Pointer, owner: _Message, names: set[Any]) -> Iterator[tuple[Pointer, str]]:
    for name in owner.get("typed_per_filter_config", ()):
        if name not in names:
            yield (*pointer, "typed_per_filter_config", name), f"this has no effect without the filter `{name}`"


def _paths(pointer: Pointer, route: _Message) -> Iterator[tuple[Pointer, str]]:
    match = route.get("match", {})
    for kind in ("path", "prefix", "path_separated_prefix"):
        path = match.get(kind)
        if not isinstance(path, str) or (kind == "prefix" and not path):
            continue
        if path[:1] != "/":
            yield (*pointer, "match", kind), f"the path `{path}` does not begin with `/`, so it matches nothing"
        elif "?" in path or "#" in path:
            yield (*pointer, "match", kind), f"no path holds `?` or `#`, so `{path}` matches nothing"
    prefix = match.get("path_separated_prefix", match.get("prefix"))
    for action in ("route", "redirect"):
        rewrite = route.get(action, {}).get("prefix_rewrite")
        if isinstance(rewrite, str) and isinstance(prefix, str):
            yield from _joint((*pointer, action, "prefix_rewrite"), prefix, rewrite)
    pattern = route.get("route", {}).get("regex_rewrite", {})
    substitution = pattern.get("substitution", "/")
    if pattern and pattern["pattern"]["regex"][:2] == "^/" and substitution[:1] not in ("/", "\\"):
        place = (*pointer, "route", "regex_rewrite", "substitution")
        yield place, f"the path `{substitution}` does not begin with `/`"


def _joint(pointer: Pointer, prefix: str, rewrite: str) -> Iterator[tuple[Pointer, str]]:
    """Where what replaces a prefix meets the rest of the path."""
    if rewrite.endswith("/") and not prefix.endswith("/"):
        yield pointer, f"`{prefix}/x` becomes `{rewrite}/x`, with two `/`"
    elif prefix.endswith("/") and not rewrite.endswith("/"):
        yield pointer, f"`{prefix}x` becomes `{rewrite}x`, without a `/` between"


def _hash_policy(pointer: Pointer, action: _Message, hashing: frozenset[str]) -> Iterator[tuple[Pointer, str]]:
    if not hashing or action.get("hash_policy"):
        return
    names = [
        action.get("cluster"),
        *(one.get("name") for one in action.get("weighted_clusters", {}).get("clusters", ())),
    ]
    for name in names:
        if name in hashing:
            yield pointer, f"`{name}` chooses by a hash, and nothing says of what"
            return
