"""Whose the plain names of clusters are."""

from __future__ import annotations

from tests.backends.envoy.bootstraps import bootstrap

SHOP = 'service shop { image = "acme/shop:1" ; port = 8080 ; route "/a" a { } ; route "/b" b { } }\n'
SLOW = "idle-timeout = 40s"


def leading(text: str, listener: str) -> dict[str, str]:
    """Where the routes of a listener lead, by their names."""
    routes = bootstrap(text).routes(listener)
    return {one["name"]: one["route"]["cluster"] for one in routes if "~" not in one["name"]}


def test_the_name_is_that_of_the_call_whatever_route_comes_first() -> None:
    text = f'service user {{ image = "acme/user:1" ; calls shop {{ route a {{ {SLOW} }} }} }}\n' + SHOP
    assert leading(text, "out/shop:8080") == {"a": "shop:8080~a", "b": "shop:8080", "default": "shop:8080"}


def test_a_route_that_has_all_of_the_traffic_does_not_take_it() -> None:
    text = (
        f'service user {{ image = "acme/user:1" ; calls shop {{ route all {{ {SLOW} }} }} }}\n'
        'service shop { image = "acme/shop:1" ; port = 8080 ; route "/*" all { } }\n'
    )
    assert leading(text, "out/shop:8080") == {"all": "shop:8080~all"}


def test_each_version_has_its_own() -> None:
    text = (
        f'service user {{ image = "acme/user:1" ; calls shop {{ route a {{ {SLOW} }} }} }}\n'
        'service shop { image = "acme/shop:1" ; port = 8080 ; route "/a" a { to = v2 }\n'
        "version v1 { weight = 1 } ; version v2 { weight = 0 } }\n"
    )
    assert leading(text, "out/shop:8080") == {"a": "shop.v2:8080~a", "default": "shop.v1:8080"}


def test_at_a_gateway_it_is_that_of_a_route_without_a_policy() -> None:
    text = (
        f'gateway user {{ port = 80 ; route "/slow/*" slow {{ to = shop ; {SLOW} }}\n'
        'route "/*" rest { to = shop } }\n'
        'service shop { image = "acme/shop:1" ; port = 8080 }\n'
    )
    assert leading(text, "edge/80") == {"slow": "shop:8080~slow", "rest": "shop:8080"}


def test_copies_take_no_name_from_a_call() -> None:
    text = (
        'service user { image = "acme/user:1"\n'
        "calls shop { mirror { to = copy } } ; calls copy { idle-timeout = 9s } }\n"
        'service shop { image = "acme/shop:1" ; port = 8080 }\nservice copy { image = "acme/copy:1" ; port = 8080 }\n'
    )
    assert leading(text, "out/copy:8080") == {"default": "copy:8080"}
    (policy,) = bootstrap(text).routes("out/shop:8080")[0]["route"]["request_mirror_policies"]
    assert policy["cluster"] == "copy:8080~mirror"
