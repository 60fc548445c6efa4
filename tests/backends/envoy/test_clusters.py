"""The clusters of one proxy."""

from __future__ import annotations

from typing import Any

import pytest

from meshc.backends.envoy.balancing import weighted_clusters, whole_weights
from meshc.backends.envoy.types import HTTP_PROTOCOL_OPTIONS_NAME, Message
from tests.backends.envoy.parts import Parts, contract, parts, refusal, user

UNLIMITED = 4294967295


def _called(calls: str = "", callee: str = "", head: str = "") -> Message:
    return parts(user(f"calls contract {{ {calls} }}") + contract(callee), head).cluster("contract")


def _external(line: str, calls: str = "") -> Message:
    return parts(f"external ledger {{ {line} }}\n" + user(f"calls ledger {{ {calls} }}")).cluster("ledger")


def _dns(cluster: Message) -> Message:
    found: Message = dict(cluster["cluster_type"]["typed_config"])
    del found["@type"]
    return found


def _options(cluster: Message) -> Message:
    found: Message = dict(cluster["typed_extension_protocol_options"][HTTP_PROTOCOL_OPTIONS_NAME])
    del found["@type"]
    return found


def _address(cluster: Message) -> tuple[str, int]:
    address = cluster["load_assignment"]["endpoints"][0]["lb_endpoints"][0]["endpoint"]["address"]["socket_address"]
    return address["address"], address["port_value"]


def test_a_service_is_found_by_dns() -> None:
    cluster = _called()
    assert _address(cluster) == ("contract.demo.local", 23080)
    assert _dns(cluster) == {"dns_lookup_family": "V4_ONLY", "respect_dns_ttl": True, "dns_refresh_rate": "10s"}


@pytest.mark.parametrize(
    ("said", "family"),
    [
        ("ip = v4", "V4_ONLY"),
        ("ip = v6", "V6_ONLY"),
        ("ip = v6 ; prefer = v4", "V6_ONLY"),
        ("ip = dual", "ALL"),
        ("ip = dual ; prefer = v4", "V4_PREFERRED"),
        ("ip = dual ; prefer = v6", "AUTO"),
    ],
)
def test_the_addresses_that_are_asked_for(said: str, family: str) -> None:
    assert family == _dns(_called(head=f"discovery {{ {said} }}"))["dns_lookup_family"]


def test_the_discovery_of_the_callee_wins() -> None:
    found = _dns(_called(callee="discovery { ip = v6 ; ttl = 30s }", head="discovery { ip = dual ; ttl = 5s }"))
    assert (found["dns_lookup_family"], found["dns_refresh_rate"]) == ("V6_ONLY", "30s")


def test_one_random_instance_per_answer_is_asked_for_at_each_connection() -> None:
    assert _dns(_called(callee="discovery { routing = weighted }"))["all_addresses_in_single_endpoint"] is True


def test_an_external_is_asked_for_at_each_connection() -> None:
    found = _external('host = "ledger.example.com" ; port = 443')
    assert _address(found) == ("ledger.example.com", 443)
    assert _dns(found) == {
        "dns_lookup_family": "V4_ONLY",
        "respect_dns_ttl": True,
        "all_addresses_in_single_endpoint": True,
    }


def test_an_address_is_not_looked_up() -> None:
    found = _external('host = "10.1.2.3" ; port = 443')
    assert found["type"] == "STATIC"
    assert "cluster_type" not in found


@pytest.mark.parametrize(
    ("protocol", "options"),
    [
        ("http", {"http_protocol_options": {}}),
        ("http2", {"http2_protocol_options": {}}),
        ("grpc", {"http2_protocol_options": {}}),
    ],
)
@pytest.mark.parametrize(
    ("idle", "written"), [("", "300s"), ("idle-timeout = off", "0s"), ("idle-timeout = 90s", "90s")]
)
def test_the_protocol_and_how_long_a_connection_idles(protocol: str, options: Message, idle: str, written: str) -> None:
    assert {
        "common_http_protocol_options": {"idle_timeout": written},
        "explicit_http_config": options,
    } == _options(_called(idle, f"protocol = {protocol}"))


@pytest.mark.parametrize("protocol", ["tcp", "udp", "redis", "mongo", "postgres"])
def test_connections_without_requests_have_no_options_of_http(protocol: str) -> None:
    assert "typed_extension_protocol_options" not in _called(callee=f"protocol = {protocol}")


def test_the_time_for_a_connection() -> None:
    assert tuple(_called(line)["connect_timeout"] for line in ("", "connect-timeout = 250ms")) == ("5s", "0.250s")


@pytest.mark.parametrize(
    ("line", "limits"),
    [
        ("", (UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED)),
        ("connection-pool = off", (UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED)),
        ("connection-pool { connections = 5 }", (5, UNLIMITED, UNLIMITED, UNLIMITED)),
        ("connection-pool { connections = 5 ; pending = 6 ; requests = 7 ; retries = 0 }", (5, 6, 7, 0)),
    ],
)
def test_what_may_be_in_flight(line: str, limits: tuple[int, ...]) -> None:
    names = ("max_connections", "max_pending_requests", "max_requests", "max_retries")
    assert {"thresholds": [{"priority": "DEFAULT", **dict(zip(names, limits, strict=True))}]} == _called(line)[
        "circuit_breakers"
    ]


@pytest.mark.parametrize("line", ["", "outlier-detection = off"])
def test_nobody_is_left_out_unasked(line: str) -> None:
    assert "outlier_detection" not in _called(line)


def test_who_answers_with_errors_is_left_out() -> None:
    line = "outlier-detection { errors = 3 ; interval = 500ms ; eject-for = 1m ; eject-at-most = 33.5% }"
    assert _called(line)["outlier_detection"] == {
        "consecutive_5xx": 3,
        "interval": "0.500s",
        "base_ejection_time": "60s",
        "max_ejection_time": "60s",
        "max_ejection_percent": 33,
        "enforcing_consecutive_5xx": 100,
        "enforcing_success_rate": 0,
    }


@pytest.mark.parametrize(
    ("line", "algorithm"),
    [
        ("", "ROUND_ROBIN"),
        ("load-balancing = off", "ROUND_ROBIN"),
        ("load-balancing { algorithm = round-robin }", "ROUND_ROBIN"),
        ("load-balancing { algorithm = least-request }", "LEAST_REQUEST"),
        ("load-balancing { algorithm = random }", "RANDOM"),
        ("load-balancing { algorithm = ring-hash }", "RING_HASH"),
        ("load-balancing { algorithm = maglev }", "MAGLEV"),
        ("load-balancing { affinity { by = source-ip } }", "RING_HASH"),
        ("load-balancing { algorithm = random ; affinity { by = source-ip } }", "RING_HASH"),
        ("load-balancing { algorithm = maglev ; affinity { by = source-ip } }", "MAGLEV"),
    ],
)
def test_how_an_instance_is_chosen(line: str, algorithm: str) -> None:
    assert algorithm == _called(line)["lb_policy"]


def test_a_key_of_redis_stays_at_its_instance() -> None:
    assert _called(callee="protocol = redis")["lb_policy"] == "MAGLEV"


DEFAULTS = {
    "timeout": "5s",
    "interval": "30s",
    "no_traffic_interval": "30s",
    "healthy_threshold": 2,
    "unhealthy_threshold": 3,
}
HOST = "contract.demo.local"


@pytest.mark.parametrize(
    ("lines", "asked"),
    [
        (
            'health { path = "/h" }',
            {"http_health_check": {"host": HOST, "path": "/h", "codec_client_type": "HTTP1"}},
        ),
        (
            'protocol = http2 ; health { path = "/h" }',
            {"http_health_check": {"host": HOST, "path": "/h", "codec_client_type": "HTTP2"}},
        ),
        (
            'protocol = grpc ; health { path = "/demo.Rates" }',
            {"grpc_health_check": {"service_name": "demo.Rates", "authority": HOST}},
        ),
        ("protocol = tcp ; health { interval = 30s }", {"tcp_health_check": {}}),
    ],
)
def test_how_instances_are_asked_whether_they_are_well(lines: str, asked: Message) -> None:
    cluster = _called(callee=lines)
    assert [{**DEFAULTS, **asked}] == cluster["health_checks"]
    assert cluster["ignore_health_on_host_removal"] is True


def test_the_numbers_of_a_health_check() -> None:
    [check] = _called(callee='health { path = "/" ; interval = 5s ; timeout = 500ms ; healthy = 1 ; unhealthy = 4 }')[
        "health_checks"
    ]
    assert tuple(check[field] for field in DEFAULTS) == ("0.500s", "5s", "5s", 1, 4)


@pytest.mark.parametrize(
    "lines",
    ["", 'health { command = ["true"] }', "protocol = udp ; health { interval = 5s }"],
)
def test_nobody_is_asked_who_cannot_answer(lines: str) -> None:
    assert "health_checks" not in _called(callee=lines)


def test_health_may_be_asked_for_at_another_port() -> None:
    text = """service contract { image = "acme/contract:1"
        port web { number = 8080 ; protocol = grpc }
        port admin { number = 9000 ; protocol = http }
        health { path = "/h" ; port = admin } }"""
    found = parts(user("calls contract.web") + text)
    cluster = found.cluster("contract", port="web")
    endpoint = cluster["load_assignment"]["endpoints"][0]["lb_endpoints"][0]["endpoint"]
    assert endpoint["health_check_config"] == {"port_value": 24000}
    assert cluster["health_checks"][0]["http_health_check"]["codec_client_type"] == "HTTP1"


ROUTES = """
route "/a" search { outlier-detection { errors = 3 } }
route "/b" other { outlier-detection { errors = 4 } }
route "/c" same { timeout = 1s }
"""


def _route_names(found: Parts, *, scoped: bool = True) -> list[str]:
    mesh = found.lowering.mesh
    call = next(service for service in mesh.services if service.name == "user").calls[0]
    routes = next(service for service in mesh.services if service.name == "contract").routes
    policies = found.lowering.policies
    names = [found.clusters.towards(found.endpoint("contract"), policies.call(call))]
    for route in routes:
        scope = route.name or "" if scoped else ""
        names.append(found.clusters.towards(found.endpoint("contract"), policies.call_route(call, route), scope=scope))
    return names


def test_a_cluster_for_each_way_of_treating_an_endpoint() -> None:
    found = parts(user("calls contract") + contract(ROUTES))
    expected = ["contract:8080", "contract:8080~search", "contract:8080~other", "contract:8080"]
    assert expected == _route_names(found)
    assert expected[:3] == [cluster["name"] for cluster in found.clusters.definitions()]
    assert expected == _route_names(found)


def test_without_a_scope_clusters_are_numbered() -> None:
    found = parts(user("calls contract") + contract(ROUTES))
    assert _route_names(found, scoped=False) == ["contract:8080", "contract:8080~2", "contract:8080~3", "contract:8080"]


def test_what_a_cluster_does_not_mind_makes_no_other() -> None:
    found = parts(user("calls contract") + contract('route "/a" { connection-pool = off ; timeout = 1s ; tls = off }'))
    assert _route_names(found) == ["contract:8080", "contract:8080"]


def test_the_application_itself() -> None:
    found = parts(user())
    port = found.lowering.units[0].ports[0]
    name = found.clusters.application(port)
    assert (name, found.clusters.application(port)) == ("app:8080", "app:8080")
    [cluster] = found.clusters.definitions()
    assert _address(cluster) == ("127.0.0.1", 8080)
    assert _options(cluster) == {"explicit_http_config": {"http_protocol_options": {}}}


def test_a_service_may_be_called_app() -> None:
    found = parts(user("calls app") + 'service app { image = "acme/app:1" ; port = 8080 }')
    own = found.clusters.application(found.lowering.units[0].ports[0])
    assert sorted([own, found.cluster("app")["name"]]) == ["app:8080", "app~:8080"]


def test_a_cluster_of_somebody_else_is_kept_once() -> None:
    clusters = parts(user()).clusters
    clusters.add({"name": "collector", "type": "STATIC"})
    clusters.add({"name": "collector", "type": "LOGICAL_DNS"})
    assert clusters.definitions() == [{"name": "collector", "type": "STATIC"}]


@pytest.mark.parametrize(
    ("shares", "weights"),
    [
        ([90.0, 10.0], [90, 10]),
        ([33.3, 66.7], [333, 667]),
        ([0.05, 99.95], [5, 9995]),
        ([1.0, 0.0], [1, 0]),
        ([100.0], [100]),
        ([1e-9, 1.0], [1, 1000000]),
        ([], []),
    ],
)
def test_shares_as_whole_numbers(shares: list[float], weights: list[int]) -> None:
    assert weights == whole_weights(shares)


def test_the_sum_of_weights_has_32_bits() -> None:
    weights = whole_weights([1e12, 3e12, 1.0])
    assert sum(weights) <= UNLIMITED
    assert weights[1] == pytest.approx(3 * weights[0], abs=3)
    assert weights[2] == 1


@pytest.mark.parametrize(
    ("destinations", "fields"),
    [
        ([("a", 100.0)], {"cluster": "a"}),
        ([("a", 0.0)], {"cluster": "a"}),
        ([("a", 0.0), ("b", 5.0)], {"cluster": "b"}),
        (
            [("a", 1.0), ("b", 5.0)],
            {"weighted_clusters": {"clusters": [{"name": "a", "weight": 1}, {"name": "b", "weight": 5}]}},
        ),
    ],
)
def test_traffic_to_one_cluster_or_several(destinations: list[tuple[str, float]], fields: Any) -> None:
    assert fields == weighted_clusters(destinations)


EVERYTHING = """
external ledger { host = "ledger.example.com" ; port = 443 ; protocol = http }
external fixed { host = "10.1.2.3" ; port = 5432 }
service user { image = "acme/user:1" ; port = 8080
  calls ledger { idle-timeout = off }
  calls fixed { connection-pool { connections = 5 ; retries = 0 } }
  calls web { outlier-detection { errors = 3 ; interval = 5s ; eject-for = 400s ; eject-at-most = 50% } }
  calls rates { load-balancing { algorithm = maglev ; affinity { by = header ; name = x-user } } }
  calls cache
  calls statsd
}
service web { image = "acme/web:1" ; port = 8080 ; protocol = http2 ; health { path = "/h" } }
service rates { image = "acme/rates:1" ; port = 9090 ; protocol = grpc ; health { path = "demo.Rates" } }
service cache { image = "acme/cache:1" ; port = 6379 ; protocol = redis ; health { timeout = 1s }
  discovery { ip = dual ; prefer = v6 ; routing = weighted } }
service statsd { image = "acme/statsd:1" ; port = 8125 ; protocol = udp ; discovery { ip = v6 ; ttl = 1s } }
"""


def test_envoy_accepts_every_kind_of_cluster() -> None:
    found = parts(EVERYTHING)
    user_unit = next(unit for unit in found.lowering.units if unit.owner == "user")
    found.clusters.application(user_unit.ports[0])
    found.clusters.internal("inside")
    for callee in ("ledger", "fixed", "web", "rates", "cache", "statsd"):
        found.cluster(callee)
    assert refusal(found.clusters.definitions()) == ""
