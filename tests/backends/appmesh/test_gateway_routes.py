"""Virtual gateways and their routes."""

from __future__ import annotations

from typing import Any

import pytest

from .built import plain, specs

KEEP_HOST = {"hostname": {"defaultTargetHostname": "DISABLED"}}


def routes(lines: str, protocol: str = "http", service: str = "port = 8080") -> dict[str, Any]:
    """The routes of a gateway, in order, by name."""
    text = plain(service) + f"gateway edge {{ port = 8080 ; protocol = {protocol}\n{lines}\n}}\n"
    return {id.split("/")[1]: spec for id, spec in specs(text).items() if id.endswith("/gateway-route")}


def only(lines: str, member: str = "httpRoute", protocol: str = "http") -> Any:
    (spec,) = routes(lines, protocol).values()
    assert "priority" not in spec
    return spec[member]


def test_a_listener_with_health_and_tls() -> None:
    arn = "arn:aws:acm:eu-central-1:111122223333:certificate/1"
    text = plain("port = 8080") + (
        "gateway edge { port = 8080 ; protocol = http\n"
        'health { path = "/ping" ; interval = 5s ; timeout = 2s ; healthy = 2 ; unhealthy = 2 }\n'
        f'tls {{ certificate = acm("{arn}") }}\nconnection-pool {{ connections = 9 }}\nroute "/*" {{ to = api }} }}\n'
    )
    assert specs(text)["edge/virtual-gateway"] == {
        "listeners": [
            {
                "portMapping": {"port": 8080, "protocol": "http"},
                "healthCheck": {
                    "protocol": "http",
                    "intervalMillis": 5000,
                    "timeoutMillis": 2000,
                    "healthyThreshold": 2,
                    "unhealthyThreshold": 2,
                    "path": "/ping",
                },
                "tls": {"mode": "STRICT", "certificate": {"acm": {"certificateArn": arn}}},
                "connectionPool": {"http": {"maxConnections": 9}},
            }
        ]
    }


def test_the_target() -> None:
    target = only('route "/*" { to = api }')["action"]["target"]
    assert target == {"virtualService": {"virtualServiceName": "api.demo.local"}}


@pytest.mark.parametrize(
    ("lines", "match", "rewrite"),
    [
        ('route "/*" { to = api }', {"prefix": "/"}, KEEP_HOST),
        ('route "/a" { to = api }', {"path": {"exact": "/a"}}, KEEP_HOST),
        ('route "/c*" { to = api }', {"prefix": "/c"}, KEEP_HOST | {"prefix": {"defaultPrefix": "DISABLED"}}),
        ('route "/c*" { to = api ; rewrite { prefix = "/" } }', {"prefix": "/c"}, KEEP_HOST),
        (
            'route "/c*" { to = api ; rewrite { prefix = "/d" } }',
            {"prefix": "/c"},
            KEEP_HOST | {"prefix": {"value": "/d"}},
        ),
        (
            'route "/*" { to = api ; rewrite { prefix = "/d" } }',
            {"prefix": "/"},
            KEEP_HOST | {"prefix": {"value": "/d/"}},
        ),
        (
            'route "/a" { to = api ; rewrite { path = "/b" } }',
            {"path": {"exact": "/a"}},
            KEEP_HOST | {"path": {"exact": "/b"}},
        ),
        (
            'route "/a.b/*" { to = api ; rewrite { path = "/c" } }',
            {"path": {"regex": r"/a\.b(/.*)?"}},
            KEEP_HOST | {"path": {"exact": "/c"}},
        ),
        ('route "/*" { to = api ; rewrite { host = "api.demo.local" } }', {"prefix": "/"}, None),
        (
            'route "/*" { to = api ; host = "*.example.com" }',
            {"prefix": "/", "hostname": {"suffix": ".example.com"}},
            KEEP_HOST,
        ),
        (
            'route "/*" { to = api ; host = "a.example.com" ; method = [PUT] ; query q { exact = "1" } }',
            {
                "prefix": "/",
                "method": "PUT",
                "queryParameters": [{"name": "q", "match": {"exact": "1"}}],
                "hostname": {"exact": "a.example.com"},
            },
            KEEP_HOST,
        ),
    ],
)
def test_what_is_matched_and_what_is_seen(lines: str, match: dict[str, Any], rewrite: dict[str, Any] | None) -> None:
    found = only(lines)
    assert found["match"] == match
    assert found["action"].get("rewrite") == rewrite


def test_a_path_and_all_below_it() -> None:
    found = routes('route "/c/*" { to = api ; rewrite { prefix = "/d" } }')
    assert [
        (spec["priority"], spec["httpRoute"]["match"], spec["httpRoute"]["action"]["rewrite"])
        for spec in found.values()
    ] == [
        (10, {"path": {"exact": "/c"}}, KEEP_HOST | {"path": {"exact": "/d"}}),
        (20, {"prefix": "/c/"}, KEEP_HOST | {"prefix": {"value": "/d/"}}),
    ]


def test_the_gateway_s_own_rewrite_holds_where_a_route_says_nothing() -> None:
    found = routes(
        'rewrite { host = "api.demo.local" }\nroute "/a" { to = api }\nroute "/b" { to = api ; rewrite = off }'
    )
    assert [spec["httpRoute"]["action"].get("rewrite") for spec in found.values()] == [None, KEEP_HOST]


def test_grpc() -> None:
    found = only('route "p.S/*" { to = api }', "grpcRoute", "grpc")
    assert found["match"] == {"serviceName": "p.S"}
    assert found["action"]["rewrite"] == KEEP_HOST
    assert routes('route "p.S/M" { to = api }', "grpc") == {}


def test_a_port_of_several() -> None:
    ports = "port a { number = 1 ; protocol = http }\nport b { number = 2 ; client-port = 80 ; protocol = http }"
    (spec,) = routes('route "/*" { to = api.b }', service=ports).values()
    assert spec["httpRoute"]["action"]["target"]["port"] == 80


def test_ports_of_the_gateway() -> None:
    text = plain("port = 8080") + (
        "gateway edge { port a { number = 1 ; protocol = http }\nport b { number = 2 ; protocol = http2 }\n"
        'route "/*" { to = api } }\n'
    )
    found = {id.split("/")[1]: spec for id, spec in specs(text).items() if id.endswith("/gateway-route")}
    assert found["edge-r1-a"]["httpRoute"]["match"] == {"prefix": "/", "port": 1}
    assert found["edge-r1-b"]["http2Route"]["match"] == {"prefix": "/", "port": 2}


def test_a_version_gets_a_name_of_its_own() -> None:
    text = plain("port = 8080\nversion v1 { weight = 1 }\nversion v2") + (
        'gateway edge { port = 8080 ; protocol = http\nroute "/*" { to = api.v2 } }\n'
    )
    found = specs(text)
    target = found["edge/edge-r1/gateway-route"]["httpRoute"]["action"]["target"]
    assert target == {"virtualService": {"virtualServiceName": "api-v2.demo.local"}}
    assert found["api-v2/virtual-service"] == {"provider": {"virtualNode": {"virtualNodeName": "api-v2"}}}


def split(to: str, a: str = "port = 8080", b: str = "port = 8080", more: str = "") -> dict[str, Any]:
    gateway = f'gateway edge {{ port = 8080 ; protocol = http\nroute "/*" {{ split {{ {to} }} }} }}\n'
    return specs(plain(a, "a") + plain(b, "b") + more + gateway)


def test_several_destinations_have_a_router_of_their_own() -> None:
    found = split("a = 30% ; b = 70%")
    name = "edge-r1"
    target = found[f"edge/{name}/gateway-route"]["httpRoute"]["action"]["target"]
    assert target == {"virtualService": {"virtualServiceName": "edge-r1.demo.local"}}
    assert found[f"{name}/virtual-service"] == {"provider": {"virtualRouter": {"virtualRouterName": name}}}
    assert found[f"{name}/virtual-router"] == {"listeners": [{"portMapping": {"port": 8080, "protocol": "http"}}]}
    assert found[f"{name}/{name}/route"] == {
        "httpRoute": {
            "match": {"prefix": "/"},
            "action": {
                "weightedTargets": [{"virtualNode": "a", "weight": 30}, {"virtualNode": "b", "weight": 70}],
            },
        }
    }


def test_versions_and_externals_share_a_route() -> None:
    versions = "port = 8080\nversion v1 { weight = 1 }\nversion v2"
    more = 'external old { host = "old.example.com" ; port = 80 ; protocol = http }\n'
    found = split("a.v2 = 50% ; b = 25% ; old = 25%", versions, "port = 9090\ntimeout = 15s", more)
    route = found["edge-r1/edge-r1/route"]["httpRoute"]
    assert route["match"] == {"prefix": "/", "port": 8080}
    assert route["action"]["weightedTargets"] == [
        {"virtualNode": "a-v2", "weight": 50, "port": 8080},
        {"virtualNode": "b", "weight": 25, "port": 9090},
        {"virtualNode": "old", "weight": 25, "port": 80},
    ]
    assert "a-v2/virtual-service" not in found


def test_limits_that_all_of_them_have_hold() -> None:
    lines = "port = 8080\ntimeout = 30s\nretry { max = 3 ; on = [server-error] }"
    route = split("a = 30% ; b = 70%", lines, lines)["edge-r1/edge-r1/route"]["httpRoute"]
    assert route["timeout"] == {"perRequest": {"unit": "s", "value": 30}}
    assert route["retryPolicy"]["maxRetries"] == 3


def test_a_version_with_limits_has_a_router_of_its_own() -> None:
    text = plain("port = 8080\ntimeout = 30s\nversion v1 { weight = 1 }\nversion v2") + (
        'gateway edge { port = 8080 ; protocol = http\nroute "/*" { to = api.v2 } }\n'
    )
    found = specs(text)
    target = found["edge/edge-r1/gateway-route"]["httpRoute"]["action"]["target"]
    assert target == {"virtualService": {"virtualServiceName": "edge-r1.demo.local"}}
    route = found["edge-r1/edge-r1/route"]["httpRoute"]
    assert route["action"]["weightedTargets"] == [{"virtualNode": "api-v2", "weight": 100}]
    assert route["timeout"] == {"perRequest": {"unit": "s", "value": 30}}
    assert "api-v2/virtual-service" not in found
