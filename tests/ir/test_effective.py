from __future__ import annotations

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
