"""What becomes of requests that a route takes."""

from __future__ import annotations

from typing import Any

import pytest

from meshc.backends.envoy.actions import Target, answer, forward
from meshc.backends.envoy.fractions import fractional_percent
from meshc.backends.envoy.routes import route_keys
from meshc.backends.host_ports import host_and_port
from meshc.ir.text import Late, Template
from meshc.ir.traffic import PathMatch, Route
from tests.backends.envoy.bootstraps import bootstrap, policy

USER = 'service user { image = "acme/user:1" ; calls contract { retry = off CALL } }\n'
CONTRACT = 'service contract { image = "acme/contract:1" ; port = 8080 ROUTES }\n'
NAME = "out/contract:8080"


def routes(lines: str, call: str = "") -> list[Any]:
    """The routes of a call of a service with these lines."""
    return bootstrap(
        USER.replace("CALL", f"; {call}" if call else "") + CONTRACT.replace("ROUTES", f"\n{lines}\n")
    ).routes(NAME)


def rewritten(kind: Any, value: str, **rewrite: str) -> dict[str, Any]:
    """The rewrite of an action."""
    action = forward(
        PathMatch(kind=kind, value=value),
        policy(rewrite=rewrite),
        [Target("c", 100)],
        idle_timeout=None,
        mirror=None,
        retry=None,
    )
    return {field: found for field, found in action.items() if "rewrite" in field}


@pytest.mark.parametrize(
    ("kind", "value", "prefix", "expected"),
    [
        ("prefix", "/v2", "/", ("^/v2/*", "/")),
        ("prefix", "/v2", "/new", "/new"),
        ("prefix", "/v2", "/new/", "/new"),
        ("prefix", "", "/new", "/new/"),
        ("prefix", "", "/", None),
        ("string-prefix", "/color1", "/x", "/x"),
        ("string-prefix", "/color1", "/", ("^/color1/*", "/")),
        ("exact", "/v2", "/", ("^.*$", "/")),
    ],
)
def test_a_prefix_is_replaced_without_a_second_slash(kind: str, value: str, prefix: str, expected: Any) -> None:
    if expected is None:
        assert rewritten(kind, value, prefix=prefix) == {}
    elif isinstance(expected, str):
        assert rewritten(kind, value, prefix=prefix) == {"prefix_rewrite": expected}
    else:
        pattern, text = expected
        assert rewritten(kind, value, prefix=prefix) == {
            "regex_rewrite": {"pattern": {"regex": pattern}, "substitution": text}
        }


def test_a_path_and_a_host_are_replaced() -> None:
    assert rewritten("prefix", "/v2", path="/a\\1", host="h") == {
        "regex_rewrite": {"pattern": {"regex": "^.*$"}, "substitution": "/a\\\\1"},
        "host_rewrite_literal": "h",
    }


def test_a_target_may_want_a_host_of_its_own() -> None:
    targets = [Target("a", 87.5), Target("b", 12.5, "b.example.com:81")]
    action = forward(None, policy(), targets, idle_timeout=None, mirror=None, retry=None)
    assert action["weighted_clusters"]["clusters"] == [
        {"name": "a", "weight": 875},
        {"name": "b", "weight": 125, "host_rewrite_literal": "b.example.com:81"},
    ]
    alone = forward(None, policy(), targets[1:], idle_timeout=None, mirror=None, retry=None)
    assert alone["host_rewrite_literal"] == "b.example.com:81"


def test_answers() -> None:
    assert answer(policy(redirect={"scheme": "https", "port": 443, "status": 308})) == {
        "redirect": {"scheme_redirect": "https", "port_redirect": 443, "response_code": "PERMANENT_REDIRECT"}
    }
    assert answer(policy(respond={"status": 200, "body": "ok"})) == {
        "direct_response": {"status": 200, "body": {"inline_string": "ok"}}
    }
    assert answer(policy(respond="off", redirect="off")) is None


@pytest.mark.parametrize(
    ("affinity", "expected"),
    [
        ({"by": "header", "name": "x-user"}, {"header": {"header_name": "x-user"}}),
        ({"by": "cookie", "name": "c", "ttl": 60000}, {"cookie": {"name": "c", "ttl": "60s", "path": "/"}}),
        ({"by": "cookie"}, {"cookie": {"name": "meshc-affinity", "ttl": "0s", "path": "/"}}),
        ({"by": "source-ip"}, {"connection_properties": {"source_ip": True}}),
    ],
)
def test_affinity(affinity: object, expected: object) -> None:
    wish = policy(load_balancing={"affinity": affinity})
    action = forward(None, wish, [Target("a", 1)], idle_timeout=None, mirror=None, retry=None)
    assert action["hash_policy"] == [expected]


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (5, {"numerator": 5}),
        (12.5, {"numerator": 1250, "denominator": "TEN_THOUSAND"}),
        (0.0001, {"numerator": 1, "denominator": "MILLION"}),
    ],
)
def test_shares(share: float, expected: object) -> None:
    assert fractional_percent(share) == expected


def test_addresses_in_one_word() -> None:
    late = Late(late="param.host")
    assert host_and_port("a:1", 9) == ("a", 1)
    assert host_and_port("a", 9) == ("a", 9)
    assert host_and_port("localhost", 9) == ("127.0.0.1", 9)
    assert host_and_port("localhost:8", 9) == ("127.0.0.1", 8)
    assert host_and_port("[::1]:8", 9) == ("::1", 8)
    assert host_and_port("::1", 9) == ("::1", 9)
    assert host_and_port(Template(template=(late, ":7")), 9) == (Template(template=(late,)), 7)
    assert host_and_port(Template(template=(late,)), 9) == (Template(template=(late,)), 9)


def test_every_route_has_a_name() -> None:
    every = {"kind": "prefix", "value": ""}
    named = [Route.model_validate({"path": every, "name": name}) for name in (None, "search", "r1", None)]
    assert route_keys(named) == ["r1~", "search", "r1", "r4"]


def test_routes_keep_their_order_and_the_weights_take_the_rest() -> None:
    made = routes(
        'version v1 { weight = 90% } ; version v2 { weight = rest }\nroute "/a" { to = v2 } ; route "/b/*" b { }'
    )
    assert [(one["name"], one["match"]) for one in made] == [
        ("r1", {"path": "/a"}),
        ("b", {"path_separated_prefix": "/b"}),
        ("default", {"prefix": "/"}),
    ]
    assert made[0]["route"]["cluster"] == "contract.v2:8080"
    weights = [{"name": "contract.v1:8080", "weight": 90}, {"name": "contract.v2:8080", "weight": 10}]
    assert made[1]["route"]["weighted_clusters"]["clusters"] == weights
    assert made[2]["route"]["weighted_clusters"]["clusters"] == weights


def test_what_no_route_takes_is_denied() -> None:
    made = routes('unmatched = deny\nroute "/a" { }')
    assert made[-1] == {"name": "default", "match": {"prefix": "/"}, "direct_response": {"status": 404}}
    assert [one["name"] for one in routes('unmatched = deny\nroute "/*" { }')] == ["r1"]


def test_timeouts() -> None:
    lines = 'route "/a" { timeout = 800ms ; idle-timeout = 10s } ; route "/b" { stream = true } ; idle-timeout = 1h'
    made = [one["route"] for one in routes(lines)]
    assert [(one["timeout"], one.get("idle_timeout")) for one in made] == [
        ("0.800s", "10s"),
        ("0s", None),
        ("15s", None),
    ]


def test_headers_are_literal() -> None:
    lines = 'headers { add { x-share = "50%" } ; remove = ["x-old"] ; response { remove = ["server"] } }'
    made = routes(lines)[0]
    assert made["request_headers_to_add"] == [{"header": {"key": "x-share", "value": "50%%"}}]
    assert made["request_headers_to_remove"] == ["x-old"]
    assert made["response_headers_to_remove"] == ["server"]


def test_a_mirrored_request_goes_to_the_main_version() -> None:
    copy = (
        'service copy { image = "acme/copy:1" ; port = 8080 ; version a { weight = 1 } ; version b { weight = 2 } }\n'
    )
    text = USER.replace("CALL", "; mirror { to = copy ; share = 5% }") + CONTRACT.replace("ROUTES", "") + copy
    made = bootstrap(text)
    mirrors = made.routes(NAME)[0]["route"]["request_mirror_policies"]
    assert [(one["cluster"], one["runtime_fraction"]["default_value"]) for one in mirrors] == [
        ("copy.b:8080", {"numerator": 5})
    ]
    assert "copy.b:8080" in made.clusters()


def test_an_answer_makes_no_cluster() -> None:
    lines = 'route "/*" { redirect { path = "/new" } }'
    made = bootstrap(USER.replace("CALL", "") + CONTRACT.replace("ROUTES", f"\n{lines}\n"))
    assert list(made.clusters()) == []
