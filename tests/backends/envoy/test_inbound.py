"""What the proxy does before an application."""

from __future__ import annotations

from tests.backends.envoy.bootstraps import bootstrap

PEM = 'certificate = pem("/tls/chain.pem", "/tls/key.pem")'

PORTS = "port http { number = 8080 ; protocol = http } ; port grpc { number = 9090 ; protocol = grpc }"


def user(lines: str) -> str:
    """A service with these lines."""
    return f'service user {{ image = "acme/user:1"\n{lines}\n}}\n'


def test_one_listener_per_port_to_the_application() -> None:
    made = bootstrap(
        user("port http { number = 8080 ; protocol = http } ; port grpc { number = 9090 ; protocol = grpc }")
    )
    assert made.listeners == ["in/8080", "in/9090"]
    assert made.listener("in/8080")["address"]["socket_address"] == {"address": "0.0.0.0", "port_value": 23080}
    assert made.listener("in/8080")["traffic_direction"] == "INBOUND"
    assert made.routes("in/8080") == [
        {"name": "default", "match": {"prefix": "/"}, "route": {"cluster": "app:8080", "timeout": "0s"}}
    ]
    assert made.manager("in/8080")["stream_idle_timeout"] == "0s"
    assert list(made.clusters()) == ["app:8080", "app:9090"]


def test_upgrades_are_of_http_1_only() -> None:
    made = bootstrap(
        user("port http { number = 8080 ; protocol = http } ; port grpc { number = 9090 ; protocol = grpc }")
    )
    assert made.manager("in/8080")["upgrade_configs"] == [{"upgrade_type": "websocket"}]
    assert "upgrade_configs" not in made.manager("in/9090")


def test_both_kinds_of_addresses() -> None:
    made = bootstrap(user("port = 8080 ; discovery { ip = dual }"))
    assert made.listener("in/8080")["address"]["socket_address"] == {
        "address": "::",
        "port_value": 23080,
        "ipv4_compat": True,
    }


def test_routes_stand_before_the_application_only_where_they_count_for_themselves() -> None:
    made = bootstrap(
        user(
            "port = 8080 ; rate-limit { rate = 100/s ; burst = 200 }\n"
            'route "/a" { } ; route "/b" b { rate-limit { rate = 5/m } }\n'
            'route "/c" { rate-limit = off ; buffer { limit = 2MiB } } ; route "/d" { timeout = 1s }'
        )
    )
    routes = made.routes("in/8080")
    assert [one["name"] for one in routes] == ["r1", "b", "r3", "default"]
    assert routes[1]["metadata"] == {"filter_metadata": {"meshc": {"rate-limit": "b"}}}
    assert sorted(routes[2]["typed_per_filter_config"]) == [
        "envoy.filters.http.buffer",
        "envoy.filters.http.local_ratelimit",
    ]
    assert made.filters("in/8080") == ["local_ratelimit", "buffer", "router"]
    limits = made.manager("in/8080")["http_filters"][0]["typed_config"]
    assert limits["token_bucket"] == {"max_tokens": 200, "tokens_per_fill": 100, "fill_interval": "1s"}
    assert limits["descriptors"] == [
        {
            "entries": [{"key": "route", "value": "b"}],
            "token_bucket": {"max_tokens": 200, "tokens_per_fill": 5, "fill_interval": "60s"},
        }
    ]
    assert made.manager("in/8080")["http_filters"][1]["disabled"] is True


def test_retries_and_rewrites_are_the_business_of_callers() -> None:
    made = bootstrap(
        user('port = 8080\nroute "/a/*" { rewrite { prefix = "/" } ; timeout = 1s ; rate-limit { rate = 1/s } }')
    )
    assert all(one["route"] == {"cluster": "app:8080", "timeout": "0s"} for one in made.routes("in/8080"))


def test_a_rewritten_path_is_known_by_the_one_that_the_caller_asked_for() -> None:
    made = bootstrap(user('port = 8080\nroute "/a/*" { rewrite { prefix = "/" } ; rate-limit { rate = 1/s } }'))
    asked_for, rewritten, _rest = made.routes("in/8080")
    assert asked_for["match"] == {"path_separated_prefix": "/a"}
    assert rewritten["match"] == {
        "prefix": "/",
        "headers": [
            {"name": "x-envoy-original-path", "string_match": {"safe_regex": {"regex": r"/a(?:[/?].*)?"}}},
        ],
    }
    assert rewritten["metadata"] == asked_for["metadata"]


def test_tls_is_served_alone_or_beside_plain_text() -> None:
    strict = bootstrap(user(f"port = 8080 ; tls {{ {PEM} }}")).listener("in/8080")
    assert len(strict["filter_chains"]) == 1
    assert strict["filter_chains"][0]["transport_socket"]["name"] == "envoy.transport_sockets.tls"
    both = bootstrap(user(f"port = 8080 ; tls {{ mode = permissive ; {PEM} }}")).listener("in/8080")
    assert [chain["filter_chain_match"]["transport_protocol"] for chain in both["filter_chains"]] == [
        "tls",
        "raw_buffer",
    ]
    assert ["transport_socket" in chain for chain in both["filter_chains"]] == [True, False]
    assert [one["name"] for one in both["listener_filters"]] == ["envoy.filters.listener.tls_inspector"]


def test_the_application_learns_who_calls_where_callers_prove_it() -> None:
    made = bootstrap(user(f'port = 8080 ; tls {{ {PEM} ; clients {{ trust = pem("/tls/ca.pem") }} }}'))
    assert made.manager("in/8080")["forward_client_cert_details"] == "APPEND_FORWARD"


def test_protocols_without_requests() -> None:
    made = bootstrap(
        user(
            "port a { number = 1 ; protocol = tcp } ; port b { number = 2 ; protocol = udp }\n"
            "port c { number = 3 ; protocol = mongo } ; port d { number = 4 ; protocol = redis }"
        )
    )
    chains = {name: made.listener(name).get("filter_chains", [{"filters": []}])[0] for name in made.listeners}
    assert [[one["name"].rpartition(".")[2] for one in chain["filters"]] for chain in chains.values()] == [
        ["tcp_proxy"],
        [],
        ["mongo_proxy", "tcp_proxy"],
        ["tcp_proxy"],
    ]
    assert made.listener("in/2")["address"]["socket_address"]["protocol"] == "UDP"
    assert made.listener("in/2")["listener_filters"][0]["name"] == "envoy.filters.udp_listener.udp_proxy"
