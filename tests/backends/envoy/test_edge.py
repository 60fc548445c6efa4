"""What a gateway does with requests."""

from __future__ import annotations

from typing import Any

from tests.backends.envoy.bootstraps import Bootstrap, bootstrap
from tests.oracles.envoy import accepts

SERVICES = """
service user { image = "acme/user:1" ; port = 8080 }
service contract {
  image = "acme/contract:1" ; port = 8080
  version v1 { weight = 90 } ; version v2 { weight = 10 }
}
service search {
  image = "acme/search:1" ; port = 8080
  route "/v2/*" new { timeout = 1s ; rewrite { prefix = "/" } }
}
external api { host = "api.example.com" ; port = 80 ; protocol = http }
"""
TLS = 'tls { certificate = pem("/tls/chain.pem", "/tls/key.pem") ; clients { trust = pem("/tls/ca.pem") } }'


def gateway(lines: str) -> Bootstrap:
    """The bootstrap of a gateway with these lines."""
    return bootstrap(f"gateway public {{ port = 80 ; retry = off\n{lines}\n}}\n{SERVICES}", "public")


def leads_to(action: dict[str, Any]) -> Any:
    """The cluster or the weights of an action."""
    if "cluster" in action:
        return action["cluster"]
    return {one["name"]: one["weight"] for one in action["weighted_clusters"]["clusters"]}


def test_routes_keep_their_order_and_the_rest_is_not_found() -> None:
    made = gateway('route "/a" { to = user } ; route "/b/*" b { to = contract }')
    assert made.listeners == ["edge/80"]
    routes = made.routes("edge/80")
    assert [one["name"] for one in routes] == ["r1", "b", "default"]
    assert leads_to(routes[1]["route"]) == {"contract.v1:8080": 90, "contract.v2:8080": 10}
    assert routes[2]["direct_response"] == {"status": 404}
    assert [one["name"] for one in gateway('route "/*" { to = user }').routes("edge/80")] == ["r1"]


def test_strangers_are_not_believed() -> None:
    manager = gateway('route "/*" { to = user }').manager("edge/80")
    assert (manager["use_remote_address"], manager["normalize_path"], manager["merge_slashes"]) == (True, True, True)
    assert manager["route_config"]["ignore_port_in_host_matching"] is True


def test_each_host_has_every_route_that_may_take_its_requests() -> None:
    made = gateway(
        'route "/a" { to = user ; host = "*.example.com" } ; route "/b" { to = user }\n'
        'route "/c" { to = user ; host = "Shop.example.com" } ; route "/d" { to = user ; host = "other.test" }'
    )
    hosts = made.manager("edge/80")["route_config"]["virtual_hosts"]
    assert [host["domains"] for host in hosts] == [["*.example.com"], ["shop.example.com"], ["other.test"], ["*"]]
    assert [[route["name"] for route in host["routes"]] for host in hosts] == [
        ["r1", "r2", "default"],
        ["r1", "r2", "r3", "default"],
        ["r2", "r4", "default"],
        ["r2", "default"],
    ]


def test_destinations_of_all_kinds() -> None:
    made = gateway('route "/*" { split { contract.v2 = 20% ; contract = 40% ; api = 40% } ; timeout = 3s }')
    action = made.routes("edge/80")[0]["route"]
    clusters = action["weighted_clusters"]["clusters"]
    assert [(one["name"], one["weight"], one.get("host_rewrite_literal")) for one in clusters] == [
        ("contract.v2:8080", 20, None),
        ("contract.v1:8080", 36, None),
        ("contract.v2:8080", 4, None),
        ("api:80", 40, "api.example.com"),
    ]
    assert action["timeout"] == "3s"


def test_the_routes_of_a_service_see_the_path_after_the_rewrite() -> None:
    made = gateway('route "/search/*" s { to = search ; rewrite { prefix = "/" } ; timeout = 5s }')
    assert made.listeners == ["edge/80", "routes/s/search:8080"]
    outer = made.routes("edge/80")[0]["route"]
    assert outer["cluster"] == "routes/s/search:8080~internal"
    assert (outer["timeout"], outer["idle_timeout"]) == ("0s", "0s")
    assert outer["regex_rewrite"]["pattern"]["regex"] == "^/search/*"
    new, rest = made.routes("routes/s/search:8080")
    assert new["match"] == {"path_separated_prefix": "/v2"}
    assert (new["route"]["timeout"], new["route"]["regex_rewrite"]["pattern"]["regex"]) == ("5s", "^/v2/*")
    assert rest["route"] == {"cluster": "search:8080", "timeout": "5s"}
    assert made.listener("routes/s/search:8080")["internal_listener"] == {}
    assert [one["name"] for one in made.message["bootstrap_extensions"]] == ["envoy.bootstrap.internal_listener"]


def test_a_split_with_such_a_service_goes_the_same_way_as_a_whole() -> None:
    made = gateway('route "/*" r { split { search = 50% ; contract.v1 = 25% ; api = 25% } }')
    assert leads_to(made.routes("edge/80")[0]["route"]) == {
        "routes/r/search:8080~internal": 50,
        "routes/r/contract.v1:8080~internal": 25,
        "routes/r/api~internal": 25,
    }
    assert leads_to(made.routes("routes/r/contract.v1:8080")[0]["route"]) == "contract.v1:8080"
    assert made.routes("routes/r/api")[0]["route"]["host_rewrite_literal"] == "api.example.com"


def test_a_request_is_told_of_once() -> None:
    head = 'mesh demo { vpc = "vpc-1" ; namespace = "demo.local" ; access-log { } ; tracing { provider = zipkin } }'
    text = f'{head}\ngateway public {{ port = 80 ; route "/*" r {{ to = search }} }}\n{SERVICES}'
    made = bootstrap(text, "public")
    assert {"access_log", "tracing"} <= made.manager("edge/80").keys()
    assert not {"access_log", "tracing"} & made.manager("routes/r/search:8080").keys()


def test_who_the_client_is_passes_through_the_inside() -> None:
    clients = 'clients { trust = pem("/tls/ca.pem") }'
    gateway = f'port = 443 ; tls {{ certificate = pem("/tls/chain.pem", "/tls/key.pem") ; {clients} }}\n'
    text = f'gateway edge {{ {gateway} route "/*" {{ to = user }} }}\n'
    text += 'service user { image = "acme/user:1" ; port = 8080 ; route "/a" { timeout = 1s } }\n'
    made = bootstrap(text, "edge")
    outer, inner = (made.manager(name) for name in made.listeners)
    assert outer["forward_client_cert_details"] == "SANITIZE_SET"
    assert inner["forward_client_cert_details"] == "ALWAYS_FORWARD_ONLY"


def test_limits_are_those_of_the_gateway() -> None:
    made = gateway(
        "rate-limit { rate = 100/s }\n"
        'route "/a" a { to = user ; retry { on = [connect-failure, 503] } ; rate-limit { rate = 1/s } }\n'
        'route "/*" { to = user }'
    )
    routes = made.routes("edge/80")
    assert [("metadata" in one, one["name"]) for one in routes] == [
        (True, "a"),
        (True, "a~other-methods"),
        (False, "r2"),
    ]
    limits = made.manager("edge/80")["http_filters"][0]["typed_config"]
    assert limits["token_bucket"]["max_tokens"] == 100
    assert len(limits["descriptors"]) == 1


def test_what_no_route_takes_goes_to_what_the_gateway_calls() -> None:
    made = gateway('unmatched = forward ; calls user { timeout = 7s }\nroute "/a" { to = contract.v1 }')
    assert made.routes("edge/80")[-1]["route"] == {"cluster": "user:8080", "timeout": "7s"}


def test_tls_and_http3() -> None:
    made = gateway(f'{TLS} ; http3 = true\nroute "/*" {{ to = user }}')
    assert made.listeners == ["edge/80", "edge/80/quic"]
    tcp, udp = (made.listener(name) for name in made.listeners)
    context = tcp["filter_chains"][0]["transport_socket"]["typed_config"]
    assert context["common_tls_context"]["alpn_protocols"] == ["h2", "http/1.1"]
    assert context["require_client_certificate"] is True
    assert made.manager("edge/80")["forward_client_cert_details"] == "SANITIZE_SET"
    added = made.manager("edge/80")["route_config"]["response_headers_to_add"]
    assert added[0]["header"] == {"key": "alt-svc", "value": 'h3=":80"; ma=86400'}
    assert udp["address"]["socket_address"]["protocol"] == "UDP"
    assert udp["udp_listener_config"] == {"quic_options": {}}
    assert made.manager("edge/80/quic")["codec_type"] == "HTTP3"


def test_connections_without_requests() -> None:
    text = """
    gateway public { port = 6379 ; protocol = redis ; unmatched = forward ; calls cache }
    service cache { image = "redis:7" ; port = 6379 ; protocol = redis }
    """
    made = bootstrap(text, "public")
    filters = made.listener("edge/6379")["filter_chains"][0]["filters"]
    assert [one["name"] for one in filters] == ["envoy.filters.network.redis_proxy"]


def test_a_gateway_with_an_image_of_its_own_only_calls() -> None:
    made = bootstrap(f'gateway public {{ port = 80 ; image = "acme/edge:1" ; calls user }}\n{SERVICES}', "public")
    assert made.listeners == ["out/user:8080"]


def test_who_asks_for_the_path_of_the_health_is_answered_first() -> None:
    made = gateway('rate-limit { rate = 5/s } ; health { path = "/ping" } ; route "/*" { to = user }')
    assert made.filters("edge/80") == ["health_check", "local_ratelimit", "router"]
    config = made.manager("edge/80")["http_filters"][0]["typed_config"]
    assert config["pass_through_mode"] is False
    assert config["headers"] == [{"name": ":path", "string_match": {"exact": "/ping"}}]
    assert made.resource.encoded is not None
    assert accepts({"public": made.resource.encoded.content}) == {}
    plain = gateway('health { command = ["CMD", "true"] } ; route "/*" { to = user }')
    assert plain.filters("edge/80") == ["router"]
