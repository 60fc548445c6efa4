"""Routes of virtual routers: what they match, where they lead, and when they try again."""

from __future__ import annotations

from typing import Any

import pytest

from .built import CALLER, plain, specs

VERSIONS = "version v1 { weight = 1 }\nversion v2"

EVERY_CALL = [{"name": "content-type", "match": {"prefix": "application/grpc"}}]
"""What every request of gRPC has."""


def routes(lines: str, protocol: str = "http") -> dict[str, Any]:
    """The routes of a service that is called, in order, by name."""
    found = specs(plain(f"port = 8080\nprotocol = {protocol}\n{lines}") + CALLER)
    return {id.split("/")[1]: spec for id, spec in found.items() if id.endswith("/route")}


def only(lines: str, protocol: str = "http", member: str = "httpRoute") -> Any:
    found = routes(f"unmatched = deny\n{lines}", protocol)
    (spec,) = found.values()
    assert "priority" not in spec
    return spec[member]


def targets(spec: Any, member: str = "httpRoute") -> dict[str, int]:
    return {one["virtualNode"]: one["weight"] for one in spec[member]["action"]["weightedTargets"]}


def test_a_service_that_is_one_node_needs_no_router() -> None:
    found = specs(plain("port = 8080") + CALLER)
    assert found["api/virtual-service"] == {"provider": {"virtualNode": {"virtualNodeName": "api"}}}
    assert [id for id in found if "route" in id] == []


@pytest.mark.parametrize("lines", ["timeout = 20s", "retry { max = 1 }", "version v1", "client-port = 80"])
def test_what_only_a_route_says_makes_a_router(lines: str) -> None:
    found = specs(plain(f"port = 8080\n{lines}") + CALLER)
    assert found["api/virtual-service"] == {"provider": {"virtualRouter": {"virtualRouterName": "api"}}}
    assert list(routes(lines)) == ["api-default"]


def test_a_client_port_is_translated() -> None:
    found = specs(plain("port = 8080 ; client-port = 80") + CALLER)
    assert found["api/virtual-router"] == {"listeners": [{"portMapping": {"port": 80, "protocol": "http"}}]}
    assert found["api/api-default/route"] == {
        "httpRoute": {
            "match": {"prefix": "/", "port": 80},
            "action": {"weightedTargets": [{"virtualNode": "api", "weight": 100, "port": 8080}]},
        }
    }


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("v1 { weight = 8 }\nversion v2 { weight = 2 }", {"api-v1": 8, "api-v2": 2}),
        ("v1 { weight = 90% }\nversion v2 { weight = rest }", {"api-v1": 90, "api-v2": 10}),
        ("v1 { weight = 12.5% }\nversion v2 { weight = rest }", {"api-v1": 1, "api-v2": 7}),
        ("v1 { weight = 300 }\nversion v2 { weight = 100 }", {"api-v1": 3, "api-v2": 1}),
        ("v1 { weight = 1 }\nversion v2", {"api-v1": 1}),
        ("v1 { weight = 1 }\nversion v2 { weight = 0 }", {"api-v1": 1, "api-v2": 0}),
        ("v1", {"api-v1": 100}),
    ],
)
def test_weights(written: str, expected: dict[str, int]) -> None:
    assert targets(routes(f"version {written}")["api-default"]) == expected


def test_routes_in_order_and_the_rest_last() -> None:
    found = routes(f'{VERSIONS}\nroute "/v2/*" {{ to = v2 }}\nroute "/a" search {{ split {{ v1 = 1 ; v2 = 1 }} }}')
    assert {name: spec["priority"] for name, spec in found.items()} == {
        "api-r1-exact": 10,
        "api-r1": 20,
        "api-search": 30,
        "api-default": 40,
    }
    assert found["api-r1-exact"]["httpRoute"]["match"] == {"path": {"exact": "/v2"}}
    assert found["api-r1"]["httpRoute"]["match"] == {"prefix": "/v2/"}
    assert targets(found["api-r1"]) == {"api-v2": 100}
    assert targets(found["api-search"]) == {"api-v1": 1, "api-v2": 1}
    assert targets(found["api-default"]) == {"api-v1": 1}


def test_many_routes_stand_closer_together() -> None:
    found = routes("\n".join(f'route "/{number}" {{ }}' for number in range(150)))
    numbers = [spec["priority"] for spec in found.values()]
    assert numbers == list(range(6, 6 * 151 + 1, 6))


def test_nothing_follows_a_route_for_everything() -> None:
    assert list(routes('route "/*" all { }')) == ["api-all"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ('route "/a" { }', {"path": {"exact": "/a"}}),
        ('route "/*" { }', {"prefix": "/"}),
        ('route "/color1*" { }', {"prefix": "/color1"}),
        ('route regex("/[ab]+") { }', {"path": {"regex": "/[ab]+"}}),
        ('route "/*" { method = [GET] }', {"prefix": "/", "method": "GET"}),
        (
            'route "/*" { header a { exact = "1" } ; header b { prefix = "2" } ; header c { suffix = "3" } }',
            {
                "prefix": "/",
                "headers": [
                    {"name": "a", "match": {"exact": "1"}},
                    {"name": "b", "match": {"prefix": "2"}},
                    {"name": "c", "match": {"suffix": "3"}},
                ],
            },
        ),
        (
            'route "/*" { header a { regex = "x.*" }\nheader b { range = "100..150" }\nheader c { contains = "a.b" } }',
            {
                "prefix": "/",
                "headers": [
                    {"name": "a", "match": {"regex": "x.*"}},
                    {"name": "b", "match": {"range": {"start": 100, "end": 150}}},
                    {"name": "c", "match": {"regex": r".*a\.b.*"}},
                ],
            },
        ),
        (
            'route "/*" { header a { present = true }\nheader b { present = false }\n'
            'header c { exact = "1" ; not = true } }',
            {
                "prefix": "/",
                "headers": [
                    {"name": "a"},
                    {"name": "b", "invert": True},
                    {"name": "c", "invert": True, "match": {"exact": "1"}},
                ],
            },
        ),
        (
            'route "/*" { query a { exact = "1" } ; query b { present = true } }',
            {"prefix": "/", "queryParameters": [{"name": "a", "match": {"exact": "1"}}, {"name": "b"}]},
        ),
    ],
)
def test_matches(lines: str, expected: dict[str, Any]) -> None:
    assert only(lines)["match"] == expected


def test_a_method_each() -> None:
    found = routes('unmatched = deny\nroute "/a/*" x { method = [GET, POST] }')
    assert [(name, spec["httpRoute"]["match"]) for name, spec in found.items()] == [
        ("api-x-exact-get", {"path": {"exact": "/a"}, "method": "GET"}),
        ("api-x-exact-post", {"path": {"exact": "/a"}, "method": "POST"}),
        ("api-x-get", {"prefix": "/a/", "method": "GET"}),
        ("api-x-post", {"prefix": "/a/", "method": "POST"}),
    ]


@pytest.mark.parametrize(
    "condition", ['host = "a.example.com"', 'query q { prefix = "1" }', 'query q { exact = "1" ; not = true }']
)
def test_what_cannot_be_told_apart_is_left_to_the_next_route(condition: str) -> None:
    assert list(routes(f'route "/a" {{ {condition} }}')) == ["api-default"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ('route "pkg.Svc/Get" { }', {"serviceName": "pkg.Svc", "methodName": "Get"}),
        ('route "pkg.Svc/*" { }', {"serviceName": "pkg.Svc"}),
        ('route "/*" { }', {"metadata": EVERY_CALL}),
        (
            'route "pkg.Svc/*" { header a { exact = "1" } }',
            {"serviceName": "pkg.Svc", "metadata": [{"name": "a", "match": {"exact": "1"}}]},
        ),
    ],
)
def test_matches_of_grpc(lines: str, expected: dict[str, Any]) -> None:
    assert only(lines, "grpc", "grpcRoute")["match"] == expected


def test_tcp_has_one_route_without_a_match() -> None:
    spec = routes("version v1", "tcp")["api-default"]
    assert spec == {"tcpRoute": {"action": {"weightedTargets": [{"virtualNode": "api-v1", "weight": 100}]}}}


def test_several_ports_share_the_routes_that_fit() -> None:
    ports = "port web { number = 1 ; protocol = http2 }\nport rpc { number = 2 ; client-port = 80 ; protocol = grpc }"
    found = specs(plain(f'{ports}\nroute "/a" {{ }}\nroute "p.S/M" {{ }}') + CALLER.replace("api", "api.web"))
    matches = {
        id.split("/")[1]: next(member["match"] for name, member in spec.items() if name != "priority")
        for id, spec in found.items()
        if id.endswith("/route")
    }
    assert matches == {
        "api-r1-web": {"path": {"exact": "/a"}, "port": 1},
        "api-default-web": {"prefix": "/", "port": 1},
        "api-r2-rpc": {"serviceName": "p.S", "methodName": "M", "port": 80},
        "api-default-rpc": {"metadata": EVERY_CALL, "port": 80},
    }


@pytest.mark.parametrize(
    ("protocol", "retry", "expected"),
    [
        (
            "http",
            "retry { max = 10 ; per-try = 100ms ; on = [server-error] }",
            {"maxRetries": 10, "perRetryTimeout": {"unit": "ms", "value": 100}, "httpRetryEvents": ["server-error"]},
        ),
        (
            "http",
            "timeout = 4s\nretry { on = [503, 502, connect-failure, refused-stream, 418] }",
            {
                "maxRetries": 2,
                "perRetryTimeout": {"unit": "s", "value": 4},
                "httpRetryEvents": ["gateway-error", "stream-error"],
                "tcpRetryEvents": ["connection-error"],
            },
        ),
        (
            "grpc",
            "retry { max = 3 ; per-try = 2s ; on = [internal, connect-failure] }",
            {
                "maxRetries": 3,
                "perRetryTimeout": {"unit": "s", "value": 2},
                "tcpRetryEvents": ["connection-error"],
                "grpcRetryEvents": ["internal"],
            },
        ),
        (
            "http",
            "retry = off",
            {"maxRetries": 0, "perRetryTimeout": {"unit": "s", "value": 15}, "tcpRetryEvents": ["connection-error"]},
        ),
        (
            "http",
            "timeout = off\nretry { max = 1 ; on = [server-error] }",
            {"maxRetries": 1, "perRetryTimeout": {"unit": "s", "value": 86_400}, "httpRetryEvents": ["server-error"]},
        ),
        ("http", "version v1", None),
    ],
)
def test_retries(protocol: str, retry: str, expected: dict[str, Any] | None) -> None:
    spec = routes(retry, protocol)["api-default"]
    assert spec["grpcRoute" if protocol == "grpc" else "httpRoute"].get("retryPolicy") == expected


def test_limits_of_time() -> None:
    found = routes('timeout = 20s\nroute "/a" { idle-timeout = 7s }\nroute "/s" { stream = true }')
    assert found["api-r1"]["httpRoute"]["timeout"] == {
        "perRequest": {"unit": "s", "value": 20},
        "idle": {"unit": "s", "value": 7},
    }
    assert found["api-default"]["httpRoute"]["timeout"] == {"perRequest": {"unit": "s", "value": 20}}
    assert found["api-r2"]["httpRoute"]["timeout"] == {"perRequest": {"unit": "s", "value": 0}}
