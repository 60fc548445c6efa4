from __future__ import annotations

import pytest

from meshc.ir.effective import EffectivePolicies
from tests.semantics.meshes import mesh

API = 'service api { image = "a:1" ; port = 80 ; %s }\n'


def call_policy(text: str):  # type: ignore[no-untyped-def]
    found = mesh(text)
    caller = next(service for service in found.services if service.calls)
    return EffectivePolicies(found).call(caller.calls[0])


def test_the_caller_beats_the_provider_field_by_field() -> None:
    policy = call_policy(
        "defaults { timeout = 1s ; retry { max = 5 } }\n"
        + API % "timeout = 2s ; retry { per-try = 100ms }"
        + 'service web { image = "w:1" ; calls api { timeout = 3s } }'
    )
    assert policy.timeout == 3000
    assert (policy.retry.max, policy.retry.per_try, policy.retry.on) == (
        5,
        100,
        ("connect-failure", "refused-stream", "503"),
    )


def test_a_route_beats_the_call_and_the_call_on_that_route_beats_both() -> None:
    found = mesh(
        API % 'timeout = 1s ; route "/a" a { timeout = 4s } ; route "/b" b { timeout = 5s }'
        + 'service web { image = "w:1" ; calls api { timeout = 2s ; route b { timeout = 6s } } }'
    )
    policies, call = EffectivePolicies(found), found.services[1].calls[0]
    assert [policies.call_route(call, route).timeout for route in found.services[0].routes] == [4000, 6000]


def test_a_default_of_a_block_hides_nothing_below_it() -> None:
    policy = call_policy(
        "defaults { fault { delay { time = 1s ; share = 5% } } }\n"
        + API % "fault { delay { time = 2s } }"
        + 'service web { image = "w:1" ; calls api }'
    )
    assert (policy.fault.delay.time, policy.fault.delay.share) == (2000, 5)


def test_a_stream_has_no_timeout_unless_it_says_so() -> None:
    found = mesh(
        "defaults { timeout = 1s }\n"
        + API % 'route "/s" { stream = true } ; route "/t" { stream = true ; timeout = 9s }'
    )
    policies, service = EffectivePolicies(found), found.services[0]
    assert [policies.route(service, service.ports[0], route).timeout for route in service.routes] == ["off", 9000]


def test_tcp_has_no_request_timeout_whatever_the_defaults_say() -> None:
    found = mesh('defaults { timeout = 1s }\nservice db { image = "d:1" ; port = 5432 ; protocol = postgres }')
    policy = EffectivePolicies(found).provider(found.services[0], found.services[0].ports[0])
    assert (policy.timeout, policy.idle_timeout, policy.retry) == ("off", 3_600_000, "off")


def test_an_untouched_policy_is_shared() -> None:
    found = mesh(API % "" + 'service b { image = "b:1" ; port = 80 }')
    policies = EffectivePolicies(found)
    one, two = (policies.provider(service, service.ports[0]) for service in found.services)
    assert one is two


def test_a_retry_that_is_switched_on_again_is_whole() -> None:
    policy = call_policy(API % "retry = off" + 'service web { image = "w:1" ; calls api { retry { max = 6 } } }')
    assert (policy.retry.max, policy.retry.on) == (6, ("connect-failure", "refused-stream", "503"))


def test_defaults_of_requests_do_not_concern_connections() -> None:
    found = mesh(
        "defaults { retry { max = 9 } ; fault { abort { status = 500 } } ; connect-timeout = 1s }\n"
        'service db { image = "d:1" ; port = 5432 ; protocol = tcp }'
    )
    policy = EffectivePolicies(found).provider(found.services[0], found.services[0].ports[0])
    assert (policy.retry, policy.fault, policy.connect_timeout) == ("off", None, 1000)


@pytest.mark.parametrize("stream", ["", "stream = true"])
def test_a_retry_that_is_switched_on_again_is_whole_on_a_stream_too(stream: str) -> None:
    policy = call_policy(
        API % f"retry = off ; {stream or 'replicas = 1'}"
        + 'service web { image = "w:1" ; calls api { retry { max = 4 } } }'
    )
    assert (policy.retry.max, policy.retry.on) == (4, ("connect-failure", "refused-stream", "503"))


def edges(text: str) -> list[tuple[object, object]]:
    """The timeout of each route of the gateway: where the service has none, and on the first one of the service."""
    found = mesh(text)
    policies, gateway, service = EffectivePolicies(found), found.gateways[0], found.services[0]
    (port,) = service.ports
    return [
        (
            policies.edge(gateway, route, service, port).timeout,
            policies.edge_route(gateway, route, service, port, service.routes[0]).timeout,
        )
        for route in gateway.routes
    ]


def test_what_names_a_route_of_a_gateway_beats_what_does_not_and_the_gateway_beats_the_service() -> None:
    service = API % 'timeout = 1s ; route "/a" { timeout = 3s }'
    routes = 'route "/x/*" { to = api } ; route "/*" { to = api ; timeout = 4s }'
    assert edges(service + f"gateway g {{ port = 80 ; {routes} }}") == [(1000, 3000), (4000, 4000)]
    assert edges(service + f"gateway g {{ port = 80 ; timeout = 2s ; {routes} }}") == [(2000, 3000), (4000, 4000)]


def test_what_streams_through_a_gateway_has_no_timeout_unless_it_says_so() -> None:
    service = API % 'timeout = 1s ; route "/a" { timeout = 3s }'
    routes = (
        'route "/x/*" { to = api } ; route "/y/*" { to = api ; stream = true } ; route "/*" { to = api ; timeout = 4s }'
    )
    assert edges(service + f"gateway g {{ port = 80 ; {routes} }}") == [(1000, 3000), ("off", "off"), (4000, 4000)]
    streaming = f"gateway g {{ port = 80 ; stream = true ; {routes} }}"
    assert edges(service + streaming) == [("off", 3000), ("off", "off"), (4000, 4000)]
