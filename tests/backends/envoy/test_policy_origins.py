"""Findings about a configuration stand at the line that asked for it."""

from __future__ import annotations

import pytest

from tests.backends.envoy.meshes import head, planned, user


def told(text: str) -> list[tuple[str, str]]:
    """The findings, each with the text of the mesh that it points at."""
    found = []
    for finding in planned(text).findings():
        assert finding.primary is not None
        origin = finding.primary.origin
        assert origin.item is not None
        found.append((finding.message.partition(" (")[0], origin.item.text[origin.start : origin.end]))
    return found


def web(call: str) -> str:
    return f'service web {{ image = "acme/web:1" ; calls user {{ {call} }} }}\n'


HOST = "`not a host` cannot be a host that is asked for"


@pytest.mark.parametrize(
    ("line", "message", "place"),
    [
        ('headers { add { host = "x" } }', "the header `host` cannot be changed", "host"),
        ('rewrite { host = "not a host" }', HOST, '"not a host"'),
        ('redirect { host = "not a host" }', HOST, '"not a host"'),
    ],
)
def test_what_a_call_or_a_route_asks_for(line: str, message: str, place: str) -> None:
    if "redirect" not in line:  # which a call cannot ask for
        assert told(head() + user() + web(line)) == [(message, place)]
        route = f"route a {{ {line} }}"
        assert told(head() + user('route "/a" a { }') + web(route)) == [(message, place)]
    assert told(head() + user(f'route "/a" a {{ {line} }}') + web(""))[0] == (message, place)
    edge = f'gateway edge {{ port = 80 ; route "/*" {{ {"" if "redirect" in line else "to = user ;"} {line} }} }}\n'
    assert told(head() + user() + edge)[0] == (message, place)


@pytest.mark.parametrize("host", ["a.example.com", "a_b.example.com:8080", "10.0.0.1", "[::1]:8080", "localhost", "a"])
def test_hosts_that_can_be_asked_for(host: str) -> None:
    assert told(head() + user() + web(f'rewrite {{ host = "{host}" }}')) == []


@pytest.mark.parametrize("host", ["a b", "a:b", "[::1", "http://a", "a/b", "1.2.3.999", "-a"])
def test_hosts_that_cannot(host: str) -> None:
    message = f"`{host}` cannot be a host that is asked for"
    assert told(head() + user() + web(f'rewrite {{ host = "{host}" }}')) == [(message, f'"{host}"')]


def test_parts_of_a_cluster_come_from_the_policy() -> None:
    text = head() + user() + web("connection-pool { connections = 4 } ; timeout = 3s")
    (document,) = planned(text).of("web").resources
    (cluster,) = document.body["static_resources"]["clusters"]
    assert cluster["name"] == "user:8080"
    origin = document.origin(("static_resources", "clusters", 0, "circuit_breakers"))
    assert origin.item is not None
    assert origin.item.text[origin.start : origin.end] == "connection-pool"
