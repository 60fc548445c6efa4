"""What Envoy accepts in a bootstrap and must not."""

from __future__ import annotations

import copy
from typing import Any, NamedTuple

import pytest

from meshc.backends.base import Pointer, Resource
from meshc.backends.envoy.bootstrap_codes import findings
from meshc.backends.envoy.bootstrap_rules import breaches, broken
from meshc.encoders.envoy_yaml import encode
from meshc.ir.text import Late, Template
from meshc.source import Item, Origin
from tests.oracles.envoy import accepts
from tests.oracles.sample_bootstrap import BOOTSTRAP

_RESOURCES = BOOTSTRAP["static_resources"]


def listener(name: str, *inner: str | int) -> Pointer:
    """A place in a listener."""
    return ("static_resources", "listeners", _index("listeners", name), *inner)


def cluster(name: str, *inner: str | int) -> Pointer:
    """A place in a cluster."""
    return ("static_resources", "clusters", _index("clusters", name), *inner)


def _index(kind: str, name: str) -> int:
    return next(index for index, member in enumerate(_RESOURCES[kind]) if member["name"] == name)


def config(name: str, *inner: str | int, number: int = 0) -> Pointer:
    """A place in the message of a network filter."""
    return listener(name, "filter_chains", 0, "filters", number, "typed_config", *inner)


def route(number: int, *inner: str | int) -> Pointer:
    """A place in a route of the call to `contract`."""
    return config("contract:8080", "route_config", "virtual_hosts", 0, "routes", number, *inner)


def host(name: str, *inner: str | int) -> Pointer:
    """A place in the address of a cluster."""
    endpoint = ("load_assignment", "endpoints", 0, "lb_endpoints", 0, "endpoint", "address")
    return cluster(name, *endpoint, "socket_address", *inner)


SEARCH, COLOUR, MOVED, ROBOTS, GRPC, DEFAULT = range(6)


class Case(NamedTuple):
    """A value that is put at a place, and what is told; where it is not told at that place, `at` is the other one."""

    place: Pointer
    value: Any
    text: str
    at: Pointer | None = None


_UDP_ACTION = ("listener_filters", 0, "typed_config", "matcher", "on_no_match", "action", "typed_config")
_TAKEN = {"socket_address": {"address": "0.0.0.0", "port_value": 8080}}
_NOPE = "`nope` is no cluster of this proxy"
_SEARCH_ACTION = _RESOURCES["listeners"][0]["filter_chains"][0]["filters"][0]["typed_config"]["route_config"][
    "virtual_hosts"
][0]["routes"][SEARCH]["route"]

ACCEPTED: dict[str, Case] = {
    "tcp": Case(config("orders-db:27017", "cluster", number=1), "nope", _NOPE),
    "tcp split": Case(config("ledger:5432", "weighted_clusters", "clusters", 1, "name"), "nope", _NOPE),
    "redis": Case(config("cache:6379", "prefix_routes", "catch_all_route", "cluster"), "nope", _NOPE),
    "redis mirror": Case(
        config("cache:6379", "prefix_routes", "routes", 0, "request_mirror_policy", 0, "cluster"), "nope", _NOPE
    ),
    "udp": Case(listener("statsd:8125", *_UDP_ACTION, "cluster"), "nope", _NOPE),
    "spans": Case(
        config(*("contract:8080", "tracing", "provider", "typed_config", "grpc_service", "envoy_grpc", "cluster_name")),
        "nope",
        _NOPE,
    ),
    "internal listener": Case(
        cluster(
            "contract.internal",
            *("load_assignment", "endpoints", 0, "lb_endpoints", 0, "endpoint"),
            *("address", "envoy_internal_address", "server_listener_name"),
        ),
        "nope",
        "`nope` is no listener of this proxy",
    ),
    "listener name": Case(
        listener("prometheus", "name"),
        "edge:8443",
        "`edge:8443` is the name of two listeners, and only the first is there",
    ),
    "every address": Case(
        listener("prometheus", "address"),
        _TAKEN,
        "`prometheus` listens at 0.0.0.0:8080, and `contract:8080` is there already",
        listener("prometheus", "address", "socket_address"),
    ),
    "admin": Case(
        listener("prometheus", "address"),
        {"socket_address": {"address": "127.0.0.1", "port_value": 9901}},
        "`prometheus` listens at 127.0.0.1:9901, and the admin is there already",
        listener("prometheus", "address", "socket_address"),
    ),
    "no router": Case(config("prometheus", "http_filters"), [], "there is no router, so no request is ever answered"),
    "path": Case(route(MOVED, "match", "path"), "old", "the path `old` does not begin with `/`, so it matches nothing"),
    "prefix": Case(
        route(DEFAULT, "match", "prefix"), "v1", "the path `v1` does not begin with `/`, so it matches nothing"
    ),
    "separated prefix": Case(
        route(SEARCH, "match", "path_separated_prefix"),
        "v2/search",
        "the path `v2/search` does not begin with `/`, so it matches nothing",
    ),
    "query in a path": Case(
        route(MOVED, "match", "path"), "/old?a", "no path holds `?` or `#`, so `/old?a` matches nothing"
    ),
    "rewrite": Case(route(SEARCH, "route", "prefix_rewrite"), "s", "the path `s` does not begin with `/`"),
    "rewrite with two": Case(
        route(SEARCH, "route", "prefix_rewrite"), "/", "`/v2/search/x` becomes `//x`, with two `/`"
    ),
    "rewrite without": Case(
        route(DEFAULT, "route", "prefix_rewrite"), "/api", "`/x` becomes `/apix`, without a `/` between"
    ),
    "rewrite by pattern": Case(
        route(COLOUR, "route", "regex_rewrite"),
        {"pattern": {"regex": "^/colour/"}, "substitution": "c/"},
        "the path `c/` does not begin with `/`",
        route(COLOUR, "route", "regex_rewrite", "substitution"),
    ),
    "redirect": Case(route(MOVED, "redirect", "path_redirect"), "new", "the path `new` does not begin with `/`"),
    "retry condition": Case(
        route(SEARCH, "route", "retry_policy", "retry_on"),
        "5xx, conect-failure",
        "`conect-failure` is no condition of a retry, and Envoy ignores it",
    ),
    "grpc retry condition": Case(
        route(GRPC, "route", "retry_policy", "retry_on"),
        "UNAVAILABLE",
        "`UNAVAILABLE` is no condition of a retry, and Envoy ignores it",
    ),
    "no retry condition": Case(
        route(GRPC, "route", "retry_policy"), {"num_retries": 2}, "nothing is retried: there is no condition"
    ),
    "retry without statuses": Case(
        route(GRPC, "route", "retry_policy", "retry_on"),
        "retriable-status-codes",
        "`retriable-status-codes` holds for nothing without `retriable_status_codes`",
    ),
    "after everything": Case(
        route(MOVED, "match"), {"prefix": "/"}, "no request comes here: route 2 takes them all", route(ROBOTS, "match")
    ),
    "same match": Case(
        route(ROBOTS, "match", "path"), "/old", "no request comes here: route 2 takes them all", route(ROBOTS, "match")
    ),
    "port of a listener": Case(
        listener("prometheus", "address", "socket_address", "port_value"), 0, "0 is no port: they go from 1 to 65535"
    ),
    "port of a cluster": Case(host("rates:9090", "port_value"), 0, "0 is no port: they go from 1 to 65535"),
    "host": Case(host("rates:9090", "address"), "rates..local", "`rates..local` cannot be a host name"),
    "host with a blank": Case(host("rates:9090", "address"), "my rates", "`my rates` cannot be a host name"),
    "host as a URL": Case(host("rates:9090", "address"), "http://rates", "`http://rates` cannot be a host name"),
    "host of digits": Case(host("rates:9090", "address"), "10.0.0.256", "`10.0.0.256` cannot be a host name"),
    "path of a check": Case(
        cluster("contract.v1:8080", "health_checks", 0, "http_health_check", "path"),
        "health",
        "the path `health` does not begin with `/`",
    ),
    "share": Case(
        route(SEARCH, "route", "request_mirror_policies", 0, "runtime_fraction", "default_value", "numerator"),
        130,
        "130 is more than the whole",
    ),
    "header name": Case(
        route(SEARCH, "request_headers_to_add", 0, "header", "key"), "x y", "`x y` cannot be the name of a header"
    ),
    "no filter": Case(
        route(DEFAULT, "typed_per_filter_config"),
        {"envoy.filters.http.cors": {"@type": "type.googleapis.com/envoy.extensions.filters.http.cors.v3.CorsPolicy"}},
        "this has no effect without the filter `envoy.filters.http.cors`",
        route(DEFAULT, "typed_per_filter_config", "envoy.filters.http.cors"),
    ),
    "hash": Case(
        route(SEARCH, "route"),
        {name: value for name, value in _SEARCH_ACTION.items() if name != "hash_policy"},
        "`contract.v2:8080` chooses by a hash, and nothing says of what",
    ),
}
"""What the real Envoy accepts, some of it with a warning."""

REFUSED: dict[str, Case] = {
    "route": Case(route(GRPC, "route", "cluster"), "nope", _NOPE),
    "mirror": Case(route(SEARCH, "route", "request_mirror_policies", 0, "cluster"), "nope", _NOPE),
    "zipkin": Case(config("in:8080", "tracing", "provider", "typed_config", "collector_cluster"), "nope", _NOPE),
    "split": Case(
        route(DEFAULT, "route", "weighted_clusters", "clusters"),
        [{"name": "rates:9090", "weight": 0}],
        "no cluster has a weight above 0",
    ),
    "cluster name": Case(
        cluster("rates:9090", "name"),
        "app:8080",
        "`app:8080` is the name of two clusters, and only the first is there",
        cluster("app:8080", "name"),
    ),
    "same address": Case(
        listener("prometheus", "address"),
        {"socket_address": {"address": "127.10.0.1", "port_value": 8080}},
        "`prometheus` listens at 127.10.0.1:8080, and `contract:8080` is there already",
        listener("prometheus", "address", "socket_address"),
    ),
    "duration": Case(
        route(SEARCH, "route", "timeout"), "1500ms", "`1500ms` is no duration: Envoy takes seconds, as `0.250s`"
    ),
    "duration as a number": Case(
        route(SEARCH, "route", "timeout"), 15, "`15` is no duration: Envoy takes seconds, as `0.250s`"
    ),
    "longest duration": Case(
        route(SEARCH, "route", "timeout"), "315576000001s", "`315576000001s` is longer than ten thousand years"
    ),
    "number": Case(
        cluster("contract.v1:8080", "circuit_breakers", "thresholds", 0, "max_connections"),
        4294967296,
        "4294967296 is more than Envoy can count, 4294967295",
    ),
    "repetition": Case(
        route(COLOUR, "match", "safe_regex", "regex"),
        "/a{2,1001}",
        "`/a{2,1001}` repeats something more than 1000 times",
    ),
    "status": Case(
        route(ROBOTS, "direct_response", "status"), 199, "199 is no status of an answer: they go from 200 to 599"
    ),
    "added header": Case(
        route(SEARCH, "request_headers_to_add", 0, "header", "key"), "Host", "the header `Host` cannot be changed"
    ),
    "removed header": Case(
        route(SEARCH, "request_headers_to_remove", 0), ":path", "the header `:path` cannot be changed"
    ),
    "header of two lines": Case(
        route(SEARCH, "request_headers_to_add", 0, "header", "value"),
        "a\nb",
        "the value of the header `x-caller` has more than one line",
    ),
    "port": Case(host("rates:9090", "port_value"), 70000, "70000 is no port: they go from 1 to 65535"),
    "name of a listener": Case(
        listener("prometheus", "address", "socket_address", "address"),
        "localhost",
        "`localhost` is no IP address, and no name is looked up here",
    ),
    "name of an address": Case(
        host("app:8080", "address"), "localhost", "`localhost` is no IP address, and no name is looked up here"
    ),
    "daemon": Case(
        config("edge:8443", "tracing", "provider", "typed_config", "daemon_endpoint", "address"),
        "xray.shop.local",
        "`xray.shop.local` is no IP address, and no name is looked up here",
    ),
    "metrics": Case(
        ("stats_sinks", 0, "typed_config", "address", "socket_address", "address"),
        "dogstatsd",
        "`dogstatsd` is no IP address, and no name is looked up here",
    ),
    "router first": Case(
        config("contract:8080", "http_filters"),
        [
            {"name": "envoy.filters.http.router", "typed_config": {"@type": f"type.googleapis.com/envoy.{name}"}}
            for name in ("extensions.filters.http.router.v3.Router", "extensions.filters.http.cors.v3.Cors")
        ],
        "the router is not the last filter",
        config("contract:8080", "http_filters", 0),
    ),
}
"""What the real Envoy refuses as well."""


def changed(place: Pointer, value: Any) -> dict[str, Any]:
    body: Any = copy.deepcopy(BOOTSTRAP)
    at = body
    for part in place[:-1]:
        at = at[part]
    at[place[-1]] = value
    return body  # type: ignore[no-any-return]


CASES = {**ACCEPTED, **{f"{name} (refused)": case for name, case in REFUSED.items()}}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_breach_is_told_where_it_is(case: Case) -> None:
    assert (case.at or case.place, case.text) in list(breaches(changed(case.place, case.value)))


def texts(cases: dict[str, Case]) -> dict[str, bytes]:
    return {name: encode(changed(case.place, case.value)).content for name, case in cases.items()}


def test_envoy_accepts_what_only_the_rules_find() -> None:
    assert accepts(texts(ACCEPTED), warnings=False) == {}


def test_envoy_refuses_the_rest() -> None:
    assert list(accepts(texts(REFUSED), warnings=False)) == list(REFUSED)


def test_nothing_is_said_against_every_feature() -> None:
    assert list(breaches(BOOTSTRAP)) == []


def test_an_empty_bootstrap_has_nothing_wrong() -> None:
    assert list(breaches({})) == []


@pytest.mark.parametrize("name", ["after everything", "same match", "hash"])
def test_what_a_mesh_may_ask_for_in_vain_can_be_left_out(name: str) -> None:
    assert list(broken(changed(ACCEPTED[name].place, ACCEPTED[name].value))) == []


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (host("rates:9090", "address"), Template(template=(Late(late="param.host"), ".local"))),
        (host("rates:9090", "address"), "${param.host}.local"),
        (host("rates:9090", "address"), "_rates._tcp.shop.local."),
        (host("rates:9090", "address"), "2001:db8::1"),
        (("node", "metadata"), {"cluster": "mine", "timeout": "soon", "port_value": 0}),
        (config("contract:8080", "access_log", 0, "typed_config", "log_format", "json_format", "cluster"), "-"),
        (config("ledger:5432", "idle_timeout"), "0.000000001s"),
        (route(GRPC, "route", "retry_policy", "retry_on"), "5xx, cancelled"),
    ],
)
def test_what_is_right_is_left_alone(place: Pointer, value: Any) -> None:
    assert list(breaches(changed(place, value))) == []


def test_a_finding_is_told_once_for_all_places_from_one_line() -> None:
    place = route(SEARCH, "request_headers_to_add", 0, "header", "key")
    body = changed(place, "host")
    body["static_resources"]["listeners"].append(
        {**body["static_resources"]["listeners"][0], "name": "copy", "address": {"pipe": {"path": "/copy"}}}
    )
    origin = Origin(Item("main.mesh", "calls user"), 0, 1)
    bootstrap = Resource("envoy/user", "envoy", "user.bootstrap.yaml", "envoy", "", body, {(): origin})
    found = list(findings("envoy", bootstrap))
    assert [(one.code, one.message, one.primary and one.primary.origin) for one in found] == [
        ("MC603", "the header `host` cannot be changed (`user.bootstrap.yaml` under `envoy`)", origin)
    ]
