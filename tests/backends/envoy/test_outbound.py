"""The listeners at which a task calls others."""

from __future__ import annotations

import pytest

from tests.backends.envoy.bootstraps import bootstrap

CONTRACT = 'service contract { image = "acme/contract:1" ; port = 8080 ; client-port = 8081 }\n'


def user(calls: str) -> str:
    """A service that makes these calls."""
    return f'service user {{ image = "acme/user:1"\n{calls}\n}}\n'


def test_a_listener_per_call_at_the_address_that_the_application_dials() -> None:
    text = user('env { URL = "${contract.url}" } ; calls contract') + CONTRACT
    made = bootstrap(text)
    assert made.listeners == ["out/contract:8081"]
    listener = made.listener("out/contract:8081")
    address = listener["address"]["socket_address"]
    assert address["address"].startswith("127.")
    assert listener["traffic_direction"] == "OUTBOUND"
    assert list(made.clusters()) == ["contract:8080"]


def test_a_request_does_not_say_which_path_it_had_before() -> None:
    manager = bootstrap(user("calls contract") + CONTRACT).manager("out/contract:8081")
    mutations = manager["early_header_mutation_extensions"][0]["typed_config"]["mutations"]
    assert mutations == [{"remove": "x-envoy-original-path"}]
    assert manager["server_header_transformation"] == "PASS_THROUGH"


def test_the_idle_timeout_is_that_of_the_streams() -> None:
    built_in, own, off = (
        bootstrap(user(f"calls contract {{ {line} }}") + CONTRACT).manager("out/contract:8081")
        for line in ("", "idle-timeout = 10s", "idle-timeout = off")
    )
    assert "stream_idle_timeout" not in built_in
    assert (own["stream_idle_timeout"], off["stream_idle_timeout"]) == ("10s", "0s")


def test_callers_hold_what_they_ask_for_themselves() -> None:
    called = CONTRACT.replace(
        "client-port = 8081", 'rate-limit { rate = 9/s } ; fault { abort { status = 500 } }\nroute "/a" a { }'
    )
    made = bootstrap(user("calls contract") + called)
    assert made.filters("out/contract:8080") == ["fault", "router"]
    made = bootstrap(
        user("calls contract { rate-limit { rate = 2/s } ; route a { rate-limit = off ; fault = off } }") + called
    )
    assert made.filters("out/contract:8080") == ["local_ratelimit", "fault", "router"]
    route = made.routes("out/contract:8080")[0]
    assert route["typed_per_filter_config"]["envoy.filters.http.local_ratelimit"]["disabled"] is True
    assert len(route["typed_per_filter_config"]["envoy.filters.http.fault"]) == 1


def test_an_external_is_asked_by_its_name() -> None:
    text = (
        user("calls api { retry = off }")
        + 'external api { host = "api.example.com" ; port = 8443 ; protocol = http }\n'
    )
    made = bootstrap(text)
    assert made.listeners == ["out/api:8443"]
    assert made.routes("out/api:8443")[0]["route"]["host_rewrite_literal"] == "api.example.com:8443"
    own = text.replace("retry = off", 'retry = off ; rewrite { host = "other.example.com" }')
    assert bootstrap(own).routes("out/api:8443")[0]["route"]["host_rewrite_literal"] == "other.example.com"


def test_an_application_that_speaks_tls_itself_dials_itself() -> None:
    external = 'external api { host = "api.example.com" ; port = 443 ; protocol = http ; encrypted = true }\n'
    assert bootstrap(user("calls api") + external).listeners == []


def test_connections_without_requests_are_shared_out_too() -> None:
    versions = "version a { weight = 1 } ; version b { weight = 3 }"
    text = user("calls queue ; calls dns") + (
        f'service queue {{ image = "acme/queue:1" ; port = 5672 ; protocol = tcp ; {versions} }}\n'
        f'service dns {{ image = "acme/dns:1" ; port = 53 ; protocol = udp }}\n'
    )
    made = bootstrap(text)
    proxy = made.manager("out/queue:5672")
    assert [(one["name"], one["weight"]) for one in proxy["weighted_clusters"]["clusters"]] == [
        ("queue.a:5672", 1),
        ("queue.b:5672", 3),
    ]
    listener = made.listener("out/dns:53")
    assert listener["address"]["socket_address"]["protocol"] == "UDP"
    assert "filter_chains" not in listener
    assert "dns:53" in made.clusters()


def test_places_come_from_the_mesh() -> None:
    called = CONTRACT.replace("}\n", '\n route "/a" a { }\n}\n')
    made = bootstrap(user("calls contract { retry = off }") + called)
    at = ("static_resources", "listeners", 0)
    assert made.came_from(*at).startswith("calls contract")
    routes = (*at, "filter_chains", 0, "filters", 0, "typed_config", "route_config", "virtual_hosts", 0, "routes")
    assert made.came_from(*routes, 0, "match").startswith('route "/a" a')
    assert made.came_from("static_resources", "clusters", 0, "name").startswith('route "/a" a')
    assert made.came_from("node").startswith("service user")


def _hosts(calls: str, called: str, head: str = "") -> list[str | None]:
    """The hosts that the routes of the only call ask for."""
    made = bootstrap(head + user(calls) + called)
    (name,) = made.listeners
    return [one["route"].get("host_rewrite_literal") for one in made.routes(name)]


@pytest.mark.parametrize(
    ("lines", "host"),
    [
        ("", "contract.demo.local:8080"),
        ("client-port = 80", "contract.demo.local"),
        ('alias = ["terms", "more"]', "terms:8080"),
        ('alias = ["terms.example.com"] ; client-port = 80', "terms.example.com"),
        ("discovery { name = agreement }", "agreement.demo.local:8080"),
        ('discovery { host = "lb.example.com" }', "lb.example.com:8080"),
        ("protocol = grpc", "contract.demo.local:8080"),
        ("protocol = http2 ; client-port = 443", "contract.demo.local:443"),
        ("mesh = off ; client-port = 80", "contract.demo.local:8080"),
        ('mesh = off ; discovery { host = "lb.example.com" } ; client-port = 80', "lb.example.com"),
        ("version v1 { weight = 1 } ; version v2 { weight = 2 }", "contract.demo.local:8080"),
    ],
)
def test_a_service_is_asked_by_the_name_that_it_has_under_other_targets(lines: str, host: str) -> None:
    called = f'service contract {{ image = "acme/contract:1" ; port = 8080\n{lines}\n}}\n'
    assert set(_hosts("calls contract", called)) == {host}


def test_a_rewrite_of_the_host_comes_first() -> None:
    called = CONTRACT.replace("client-port = 8081", 'route "/a" { rewrite { host = "a.example.com" } ; retry = off }')
    assert _hosts("calls contract { retry = off }", called) == ["a.example.com", "contract.demo.local:8080"]


def test_the_host_is_that_of_the_application_where_routes_look_at_it() -> None:
    called = CONTRACT.replace("client-port = 8081", 'route "/a" { host = "a.example.com" }')
    assert set(_hosts("calls contract", called)) == {None}


def test_a_gateway_keeps_the_host_of_its_client() -> None:
    gateway = 'gateway edge { port = 80 ; image = "acme/edge:1" ; calls contract }\n'
    made = bootstrap(gateway + CONTRACT, "edge")
    assert {"host_rewrite_literal"} & made.routes("out/contract:8081")[0]["route"].keys() == set()
    gateway = 'gateway edge { port = 80 ; route "/*" { to = contract } }\n'
    for called in (CONTRACT, CONTRACT.replace("client-port = 8081", 'route "/a" { }')):
        made = bootstrap(gateway + called, "edge")
        assert "host_rewrite_literal" not in str(made.message)
