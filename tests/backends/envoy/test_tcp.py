"""The filters of connections without requests."""

from __future__ import annotations

import pytest

from meshc.backends.envoy.tcp import tcp_filters, udp_listener_filter
from meshc.backends.envoy.types import Message
from meshc.ir.effective import TCP_BUILT_IN, merge
from meshc.ir.traffic import TrafficPolicy
from tests.backends.envoy.parts import contract, parts, refusal, user

ONE = [("contract:9000", 100.0)]
TWO = [("contract.v1:9000", 90.0), ("contract.v2:9000", 10.0)]
LOG: Message = {
    "name": "envoy.access_loggers.stdout",
    "typed_config": {"@type": "type.googleapis.com/envoy.extensions.access_loggers.stream.v3.StdoutAccessLog"},
}


def _policy(line: str = "", protocol: str = "tcp") -> TrafficPolicy:
    return parts(user(f"calls contract {{ {line} }}") + contract(f"protocol = {protocol}")).policy("contract")


def _config(filters: list[Message]) -> Message:
    found: Message = dict(filters[-1]["typed_config"])
    del found["@type"]
    return found


@pytest.mark.parametrize("protocol", ["tcp", "postgres"])
def test_a_connection_is_relayed(protocol: str) -> None:
    assert _config(tcp_filters("a", protocol, ONE, _policy())) == {
        "stat_prefix": "a",
        "cluster": "contract:9000",
        "idle_timeout": "3600s",
    }


def test_connections_are_split_by_weights() -> None:
    assert _config(tcp_filters("a", "tcp", TWO, _policy()))["weighted_clusters"] == {
        "clusters": [{"name": "contract.v1:9000", "weight": 90}, {"name": "contract.v2:9000", "weight": 10}]
    }


def test_an_hour_that_somebody_wrote_stays_where_nobody_knows_the_line() -> None:
    written = merge(TCP_BUILT_IN, TrafficPolicy.model_validate({"idle_timeout": 3_600_000}))
    assert _config([udp_listener_filter("a", "b", written)])["idle_timeout"] == "3600s"


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("", {}),
        ("retry = off", {}),
        ("retry { max = 4 }", {"max_connect_attempts": 5}),
        ("retry { max = 0 }", {"max_connect_attempts": 1}),
        ("retry { on = [connect-failure, reset] }", {"max_connect_attempts": 3}),
        ("retry { max = 4 ; on = [reset] }", {}),
        (
            "retry { max = 1 ; backoff { base = 100ms } }",
            {"max_connect_attempts": 2, "backoff_options": {"base_interval": "0.100s"}},
        ),
        (
            "retry { max = 1 ; backoff { base = 100ms ; max = 2s } }",
            {"max_connect_attempts": 2, "backoff_options": {"base_interval": "0.100s", "max_interval": "2s"}},
        ),
        ("load-balancing { affinity { by = source-ip } }", {"hash_policy": [{"source_ip": {}}]}),
        ("load-balancing { affinity { by = header ; name = x-user } }", {}),
    ],
)
def test_what_a_policy_says_of_connections(line: str, fields: Message) -> None:
    plain = {"stat_prefix": "a", "cluster": "contract:9000", "idle_timeout": "3600s"}
    assert {**plain, **fields} == _config(tcp_filters("a", "tcp", ONE, _policy(line)))


@pytest.mark.parametrize(("line", "written"), [("idle-timeout = 10s", "10s"), ("idle-timeout = off", "0s")])
def test_how_long_a_connection_idles(line: str, written: str) -> None:
    assert written == _config(tcp_filters("a", "tcp", ONE, _policy(line)))["idle_timeout"]


def test_mongo_is_read_and_relayed() -> None:
    filters = tcp_filters("a", "mongo", ONE, _policy(protocol="mongo"), access_log=[LOG])
    assert [one["name"] for one in filters] == ["envoy.filters.network.mongo_proxy", "envoy.filters.network.tcp_proxy"]
    assert _config(filters)["access_log"] == [LOG]


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("", "3600s"),
        ("timeout = 2s", "2s"),
        ("idle-timeout = 5m", "300s"),
        ("idle-timeout = off", "86400s"),
    ],
)
def test_redis_is_sent_command_by_command(line: str, written: str) -> None:
    assert {
        "stat_prefix": "a",
        "settings": {"op_timeout": written},
        "prefix_routes": {"catch_all_route": {"cluster": "contract:9000"}},
    } == _config(tcp_filters("a", "redis", ONE, _policy(line, "redis")))


def test_redis_reaches_its_own_proxy_s_application_as_it_is() -> None:
    filters = tcp_filters("a", "redis", ONE, _policy(protocol="redis"), inbound=True)
    assert [one["name"] for one in filters] == ["envoy.filters.network.tcp_proxy"]


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("", {}),
        ("idle-timeout = 30s", {"idle_timeout": "30s"}),
        ("idle-timeout = 1h", {"idle_timeout": "3600s"}),
        ("idle-timeout = off", {"idle_timeout": "31536000s"}),
        (
            "load-balancing { affinity { by = source-ip } }",
            {"hash_policies": [{"source_ip": True}]},
        ),
    ],
)
def test_datagrams_go_to_one_cluster(line: str, fields: Message) -> None:
    found = _config([udp_listener_filter("a", "contract.v1:9000", _policy(line, "udp"))])
    action = found.pop("matcher")["on_no_match"]["action"]
    assert action["typed_config"]["cluster"] == "contract.v1:9000"
    assert {"stat_prefix": "a", **fields} == found


def test_envoy_accepts_every_kind_of_filter() -> None:
    found = parts(
        user("calls contract { retry { max = 3 ; backoff { base = 100ms ; max = 1s } } }\ncalls statsd")
        + contract("protocol = tcp")
        + 'service statsd { image = "acme/statsd:1" ; port = 8125 ; protocol = udp }'
    )
    policy = found.policy("contract")
    one, two = (found.cluster(callee)["name"] for callee in ("contract", "statsd"))
    filters = {
        "tcp": tcp_filters("tcp", "tcp", [(one, 90.5), (two, 9.5)], policy, access_log=[LOG]),
        "affinity": tcp_filters("tcp", "tcp", [(one, 1)], _policy("load-balancing { affinity { by = source-ip } }")),
        "postgres": tcp_filters("postgres", "postgres", [(one, 1)], policy),
        "mongo": tcp_filters("mongo", "mongo", [(one, 1)], policy),
        "redis": tcp_filters("redis", "redis", [(one, 1)], policy),
        "redis-in": tcp_filters("redis", "redis", [(one, 1)], policy, inbound=True),
    }
    listeners = [
        {"name": name, "address": _at(9000 + number), "filter_chains": [{"filters": chain}]}
        for number, (name, chain) in enumerate(filters.items())
    ]
    affinity = _policy("load-balancing { affinity { by = source-ip } } ; idle-timeout = off", "udp")
    relay = udp_listener_filter("udp", two, affinity, access_log=[LOG])
    listeners.append({"name": "udp", "address": _at(9100, protocol="UDP"), "listener_filters": [relay]})
    assert refusal(found.clusters.definitions(), listeners) == ""


def _at(port: int, **fields: str) -> Message:
    return {"socket_address": {"address": "127.0.0.1", "port_value": port, **fields}}
