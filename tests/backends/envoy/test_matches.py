"""Which requests a route takes, in Envoy's words."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshc.backends.envoy.matches import header_match, host_name, path_match, route_match, takes_everything
from meshc.backends.envoy.number_ranges import range_pattern
from meshc.ir.traffic import PathMatch, Route, ValueMatch


def route(**fields: Any) -> Route:
    """A route from plain values."""
    return Route.model_validate({"path": {"kind": "prefix", "value": ""}, **fields})


def condition(**fields: Any) -> ValueMatch:
    """A condition on `x`."""
    return ValueMatch.model_validate({"name": "x", **fields})


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("exact", "/v2", {"path": "/v2"}),
        ("exact", "pkg.Service/Method", {"path": "/pkg.Service/Method"}),
        ("prefix", "", {"prefix": "/"}),
        ("prefix", "/v2", {"path_separated_prefix": "/v2"}),
        ("prefix", "pkg.Service", {"path_separated_prefix": "/pkg.Service"}),
        ("prefix", "/v2/", {"safe_regex": {"regex": "/v2/(?:/.*)?"}}),
        ("string-prefix", "/color1", {"prefix": "/color1"}),
        ("regex", "/v[0-9]+", {"safe_regex": {"regex": "/v[0-9]+"}}),
    ],
)
def test_paths(kind: Any, value: str, expected: object) -> None:
    assert path_match(PathMatch(kind=kind, value=value)) == expected


def test_methods() -> None:
    one, two = route(methods=("GET",)), route(methods=("GET", "PUT"))
    assert route_match(one, by_host=False)["headers"] == [{"name": ":method", "string_match": {"exact": "GET"}}]
    assert route_match(two, by_host=False)["headers"] == [
        {"name": ":method", "string_match": {"safe_regex": {"regex": "GET|PUT"}}}
    ]
    assert route_match(two, ("PUT",), by_host=False)["headers"] == [
        {"name": ":method", "string_match": {"exact": "PUT"}}
    ]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"kind": "exact", "value": "a"}, {"string_match": {"exact": "a"}}),
        ({"kind": "suffix", "value": "a"}, {"string_match": {"suffix": "a"}}),
        ({"kind": "prefix", "value": ""}, {"present_match": True}),
        ({"kind": "regex", "value": "a+"}, {"string_match": {"safe_regex": {"regex": "a+"}}}),
        ({"kind": "range", "value": "1..10"}, {"range_match": {"start": 1, "end": 10}}),
        ({"kind": "present"}, {"present_match": True}),
        ({"kind": "present", "negate": True}, {"present_match": True, "invert_match": True}),
        (
            {"kind": "exact", "value": "a", "negate": True},
            {"string_match": {"exact": "a"}, "invert_match": True, "treat_missing_header_as_empty": True},
        ),
    ],
)
def test_headers(fields: Any, expected: dict[str, Any]) -> None:
    assert header_match(condition(**fields)) == {"name": "x", **expected}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"kind": "exact", "value": "a"}, {"string_match": {"exact": "a"}}),
        ({"kind": "exact", "value": "a b"}, {"string_match": {"safe_regex": {"regex": r"a(?:%20|\ |\+)b"}}}),
        ({"kind": "range", "value": "5..20"}, {"string_match": {"safe_regex": {"regex": r"[5-9]|1\d"}}}),
        ({"kind": "present"}, {"present_match": True}),
        ({"kind": "present", "negate": True}, {"present_match": False}),
    ],
)
def test_query_parameters(fields: Any, expected: dict[str, Any]) -> None:
    found = route_match(route(query=(condition(**fields),)), by_host=False)
    assert found["query_parameters"] == [{"name": "x", **expected}]


@pytest.mark.parametrize(
    ("path", "taken"),
    [
        ("/a", True),
        ("/a?x=v%2Fw", False),
        ("/a?x=v%2fw", False),
        ("/a?x=v/w", False),
        ("/a?y=1&x=v/w&z=2", False),
        ("/a?x=v", True),
        ("/a?xx=v/w", True),
        ("/a?y=x=v/w", True),
    ],
)
def test_a_negated_query_parameter_is_read_out_of_the_path(path: str, *, taken: bool) -> None:
    found = route_match(route(query=(condition(kind="exact", value="v/w", negate=True),)), by_host=False)
    header = found["headers"][0]
    assert (header["name"], header["invert_match"], "query_parameters" in found) == (":path", True, False)
    assert (re.fullmatch(header["string_match"]["safe_regex"]["regex"], path) is None) == taken


@pytest.mark.parametrize(
    ("host", "asked", "taken"),
    [
        ("Shop.example.com", "shop.example.com", True),
        ("shop.example.com", "SHOP.example.com:8080", True),
        ("shop.example.com:8080", "shop.example.com", True),
        ("shop.example.com", "shopxexample.com", False),
        ("*.example.com", "a.b.example.com:80", True),
        ("*.example.com", "example.com", False),
    ],
)
def test_a_host_is_compared_without_its_port_and_case(host: str, asked: str, *, taken: bool) -> None:
    header = route_match(route(host=host), by_host=True)["headers"][0]
    assert header["name"] == ":authority"
    assert (re.fullmatch(header["string_match"]["safe_regex"]["regex"], asked) is not None) == taken


def test_a_virtual_host_has_looked_at_the_host() -> None:
    assert route_match(route(host="shop.example.com"), by_host=False) == {"prefix": "/"}
    assert host_name("Shop.Example.com:80") == "shop.example.com"


def test_what_takes_everything() -> None:
    assert takes_everything(route())
    assert not takes_everything(route(methods=("GET",)))
    assert not takes_everything(route(path={"kind": "prefix", "value": "/a"}))


@given(st.integers(-2000, 2000), st.integers(1, 2000), st.integers(-4500, 4500))
def test_a_range_is_a_regular_expression(start: int, size: int, number: int) -> None:
    pattern = range_pattern(start, start + size)
    assert (re.fullmatch(pattern, str(number)) is not None) == (start <= number < start + size)
