"""Routes: which are never reached, which paths no request has, and what a route cannot do at once."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lint.meshes import GRPC, HTTP, TCP, beginning, exact, findings, gateway, mesh, places, prefix, regex, service

HEADER = {"name": "x-canary", "kind": "exact", "value": "yes"}


def header(kind: str, value: str | None = None, *, name: str = "X-Canary", negate: bool = False) -> dict[str, Any]:
    return {"name": name, "kind": kind, "value": value, "negate": negate}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (prefix("/v2"), prefix("/v2")),
        (prefix("/v2"), prefix("/v2/items")),
        (prefix("/v2"), exact("/v2")),
        (prefix("/v2"), exact("/v2/")),
        (prefix("/v2"), exact("/v2/items")),
        (prefix(""), exact("/v2")),
        (prefix(""), prefix("/v2")),
        (prefix(""), prefix("")),
        (prefix(""), regex("/v[0-9]")),
        (prefix("/v2"), beginning("/v2/item")),
        (prefix(""), beginning("/v2")),
        (beginning("/v2"), beginning("/v2")),
        (beginning("/v2"), beginning("/v2/item")),
        (beginning("/v2"), prefix("/v2")),
        (beginning("/v2"), prefix("/v2x")),
        (beginning("/v2"), exact("/v2")),
        (beginning("/v2"), exact("/v2x")),
        (exact("/v2"), exact("/v2")),
        (regex("/v[0-9]"), regex("/v[0-9]")),
        (prefix("/v2"), prefix("/v2", host="a.example.com")),
        (prefix("/v2", host="A.example.com"), prefix("/v2", host="a.example.com")),
        (prefix("/v2", host="*.example.com"), prefix("/v2", host="a.example.com")),
        (prefix("/v2", host="*.example.com"), prefix("/v2", host="*.a.example.com")),
        (prefix("/v2"), prefix("/v2", methods=["GET"])),
        (prefix("/v2", methods=["GET", "HEAD"]), prefix("/v2", methods=["GET"])),
        (prefix("/v2"), prefix("/v2", headers=[HEADER])),
        (prefix("/v2", headers=[HEADER]), prefix("/v2", headers=[HEADER, header("present", name="b")])),
        (prefix("/v2", headers=[header("present")]), prefix("/v2", headers=[HEADER])),
        (prefix("/v2", headers=[header("prefix", "y")]), prefix("/v2", headers=[HEADER])),
        (prefix("/v2", headers=[header("suffix", "es")]), prefix("/v2", headers=[HEADER])),
        (prefix("/v2", headers=[header("contains", "e")]), prefix("/v2", headers=[HEADER])),
        (prefix("/v2", headers=[header("prefix", "y")]), prefix("/v2", headers=[header("prefix", "ye")])),
        (prefix("/v2", headers=[header("exact", "a", negate=True)]),) * 2,
        (prefix("/v2", query=[HEADER]), prefix("/v2", query=[HEADER])),
        (prefix("pkg.Greeter"), exact("pkg.Greeter/SayHello")),
    ],
)
def test_unreachable(first: dict[str, Any], second: dict[str, Any]) -> None:
    assert places("unreachable-route", mesh(service("user", routes=[first, second]))) == ["/services/0/routes/1"]
    assert places("unreachable-route", mesh(gateways=[gateway(routes=[first, second])])) == ["/gateways/0/routes/1"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (prefix("/v2"), prefix("/v2x")),
        (prefix("/v2"), exact("/v2x")),
        (prefix("/v2"), beginning("/v2")),
        (beginning("/v2x"), beginning("/v2")),
        (beginning("/v2/"), prefix("/v2")),
        (beginning("/v2"), exact("/v")),
        (beginning("/v2"), regex("/v2.*")),
        (exact("/v2"), beginning("/v2")),
        (prefix("/v2/items"), prefix("/v2")),
        (prefix("/v2"), prefix("")),
        (exact("/v2"), prefix("/v2")),
        (exact("/v2"), exact("/V2")),
        (exact("/v2"), exact("/v2/")),
        (prefix("/v2"), regex("/v2/.*")),
        (regex("/v2.*"), exact("/v2")),
        (regex("/v[0-9]"), regex("/v[0-9]+")),
        (prefix("/v2", host="a.example.com"), prefix("/v2")),
        (prefix("/v2", host="a.example.com"), prefix("/v2", host="b.example.com")),
        (prefix("/v2", host="*.example.com"), prefix("/v2", host="example.com")),
        (prefix("/v2", host="*.example.com"), prefix("/v2", host="badexample.com")),
        (prefix("/v2", host="a.example.com"), prefix("/v2", host="*.example.com")),
        (prefix("/v2", methods=["GET"]), prefix("/v2")),
        (prefix("/v2", methods=["GET"]), prefix("/v2", methods=["GET", "POST"])),
        (prefix("/v2", headers=[HEADER]), prefix("/v2")),
        (prefix("/v2", headers=[HEADER]), prefix("/v2", headers=[header("present")])),
        (prefix("/v2", headers=[header("prefix", "n")]), prefix("/v2", headers=[HEADER])),
        (prefix("/v2", headers=[header("prefix", "ye")]), prefix("/v2", headers=[header("prefix", "y")])),
        (prefix("/v2", headers=[header("present")]), prefix("/v2", headers=[header("exact", "yes", negate=True)])),
        (prefix("/v2", headers=[header("present", negate=True)]), prefix("/v2", headers=[HEADER])),
        (prefix("/v2", headers=[header("regex", "y.*")]), prefix("/v2", headers=[HEADER])),
        (prefix("/v2", query=[header("present", name="Q")]), prefix("/v2", query=[header("present", name="q")])),
        (prefix("/v2", headers=[HEADER]), prefix("/v2", query=[HEADER])),
    ],
)
def test_reachable(first: dict[str, Any], second: dict[str, Any]) -> None:
    assert places("unreachable-route", mesh(service("user", routes=[first, second]))) == []


_PATHS = st.lists(st.sampled_from(["a", "b", ""]), max_size=3).map(lambda parts: "".join(f"/{part}" for part in parts))
_ROUTES = st.one_of(_PATHS.map(prefix), _PATHS.filter(bool).map(exact), _PATHS.filter(bool).map(beginning))


def _matches(route: dict[str, Any], path: str) -> bool:
    value = route["path"]["value"]
    if route["path"]["kind"] == "exact":
        return bool(path == value)
    if route["path"]["kind"] == "string-prefix":
        return path.startswith(value)
    return path == value or path.startswith(f"{value}/")


@given(st.lists(_ROUTES, min_size=2, max_size=4), st.lists(_PATHS.filter(bool), max_size=20))
def test_no_request_ever_reaches_what_is_called_unreachable(routes: list[dict[str, Any]], paths: list[str]) -> None:
    hidden = set(places("unreachable-route", mesh(service("user", routes=routes))))
    for path in paths:
        first = next((index for index, route in enumerate(routes) if _matches(route, path)), None)
        assert f"/services/0/routes/{first}" not in hidden


def test_the_message_names_both_and_what_to_do() -> None:
    routes = [prefix("/v2", name="new"), exact("/v2/a", name="one"), prefix("/v2")]
    first, second = findings("unreachable-route", mesh(service("user", routes=routes)))
    assert first.message == "the route `one` of `user` is never reached: `new` before it takes all of its requests"
    assert first.help == "move it before `new`"
    assert second.message == "the route `/v2/*` of `user` is never reached: `new` before it takes the same requests"
    assert second.help == "remove it"
    assert [label.message for label in first.secondary] == ["takes its requests"]


@pytest.mark.parametrize(
    ("ports", "route", "words"),
    [
        ([HTTP], prefix("v2"), "does not begin with `/`"),
        ([HTTP], exact("v2"), "does not begin with `/`"),
        ([HTTP], exact(""), "does not begin with `/`"),
        ([HTTP], exact("/search?q=1"), "holds a `?`"),
        ([HTTP], exact("/a#b"), "holds a `#`"),
        ([HTTP], exact("/a b"), "holds a blank"),
        ([GRPC], prefix("/pkg.Greeter"), "names no grpc service"),
        ([GRPC], exact("/pkg.Greeter/SayHello"), "names no grpc method"),
        ([GRPC], exact("pkg.Greeter"), "names no grpc method"),
        ([GRPC], exact("pkg.Greeter/Say/Hello"), "names no grpc method"),
        ([GRPC], prefix("pkg..Greeter"), "names no grpc service"),
        ([TCP], prefix("/v2"), "speaks only tcp"),
    ],
)
def test_paths_that_no_request_has(ports: list[dict[str, Any]], route: dict[str, Any], words: str) -> None:
    (finding,) = findings("route-path", mesh(service("user", ports=ports, routes=[route])))
    assert words in finding.message


@pytest.mark.parametrize(
    ("ports", "route"),
    [
        ([HTTP], prefix("/v2")),
        ([HTTP], prefix("")),
        ([HTTP], exact("/")),
        ([HTTP], exact("/été/%20")),
        ([HTTP], regex("^/v[0-9]+?/")),
        ([GRPC], prefix("")),
        ([GRPC], prefix("pkg.v1.Greeter")),
        ([GRPC], exact("pkg.v1.Greeter/SayHello")),
        ([GRPC], exact("Greeter/SayHello")),
        ([{**HTTP, "name": "a"}, {**GRPC, "name": "b"}], prefix("pkg.Greeter")),
        ([{**HTTP, "name": "a"}, {**GRPC, "name": "b"}], prefix("/v2")),
        ([{**HTTP, "name": "a"}, {**TCP, "name": "b"}], prefix("/v2")),
        ([], prefix("/v2")),
    ],
)
def test_paths_that_are_fine(ports: list[dict[str, Any]], route: dict[str, Any]) -> None:
    assert places("route-path", mesh(service("user", ports=ports, routes=[route]))) == []


def test_help_for_paths_of_grpc() -> None:
    helps = [
        findings("route-path", mesh(service("user", ports=[GRPC], routes=[route])))[0].help
        for route in (prefix("/pkg.Greeter"), exact("/pkg.Greeter/SayHello"), exact("pkg.Greeter"), exact("a b"))
    ]
    assert helps == [
        'write `"pkg.Greeter/*"`',
        'write `"pkg.Greeter/SayHello"`',
        'write `"pkg.Greeter/*"`',
        "a path of grpc is `pkg.Service/Method` or `pkg.Service/*`",
    ]


@pytest.mark.parametrize(
    ("route", "count"),
    [
        (prefix("/a", policy={"redirect": {"path": "/b"}, "respond": {"status": 410}}), 1),
        (prefix("/a", destinations=[{"service": "x"}], policy={"redirect": {"path": "/b"}}), 1),
        (prefix("/a", destinations=[{"service": "x"}], policy={"respond": {"status": 410}}), 1),
        (prefix("/a", destinations=[{"service": "x"}], policy={"respond": "off", "redirect": "off"}), 0),
        (prefix("/a", policy={"redirect": {"path": "/b"}}), 0),
        (exact("/a", policy={"rewrite": {"prefix": "/"}}), 1),
        (regex("/a", policy={"rewrite": {"prefix": "/"}}), 1),
        (prefix("/a", policy={"rewrite": {"prefix": "/"}}), 0),
        (prefix("", policy={"rewrite": {"prefix": "/api"}}), 0),
        (exact("/a", policy={"rewrite": {"path": "/b", "host": "h"}}), 0),
        (prefix("/a", policy={"rewrite": {"path": "/b", "prefix": "/"}}), 1),
    ],
)
def test_one_answer_per_route(route: dict[str, Any], count: int) -> None:
    found = mesh(service("x"), gateways=[gateway(routes=[route])])
    assert len(findings("two-answers", found)) == count


def test_a_rewrite_in_a_call_fits_the_route_that_it_adjusts() -> None:
    adjusted = {"name": "one", "policy": {"rewrite": {"prefix": "/"}}}
    caller = service("user", calls=[{"to": "contract", "routes": [adjusted]}])
    assert len(findings("two-answers", mesh(caller, service("contract", routes=[exact("/a", name="one")])))) == 1
    assert findings("two-answers", mesh(caller, service("contract", routes=[prefix("/a", name="one")]))) == []


def test_weights() -> None:
    zero = [{"version": "v1", "weight": 0}, {"version": "v2", "weight": 0}]
    some = [{"version": "v1", "weight": 0}, {"version": "v2", "weight": 1}]

    def versions(*weights: float | None) -> list[dict[str, Any]]:
        from tests.lint.meshes import workload

        return [{"name": f"v{at + 1}", "weight": each, "workload": workload()} for at, each in enumerate(weights)]

    def count(weights: list[dict[str, Any]], **fields: Any) -> int:
        return len(findings("no-traffic", mesh(service("user", versions=weights, **fields))))

    assert count(versions(1, 0), routes=[prefix("/a", destinations=zero)]) == 1
    assert count(versions(1, 0), routes=[prefix("/a", destinations=some)]) == 0
    assert count(versions(0, 0)) == 1
    assert count(versions(None, None)) == 1
    assert count(versions(None, 1)) == 0
    assert count(versions(None)) == 0
    assert count(versions(None, None), routes=[prefix("/a", destinations=some)]) == 1
    assert count(versions(None, None), routes=[prefix("/a", destinations=some)], unmatched="deny") == 0
    assert count(versions(None, None), routes=[prefix("/a")], unmatched="deny") == 1
