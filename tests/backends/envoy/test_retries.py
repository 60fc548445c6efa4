"""When Envoy sends a request again."""

from __future__ import annotations

from typing import Any

import pytest

from meshc.backends.envoy.retries import NO_RETRIES, retries
from tests.backends.envoy.bootstraps import bootstrap, policy

CALLED = 'service contract { image = "acme/contract:1" ; port = 8080 }\n'


def found(taken: tuple[str, ...] = (), /, **retry: Any) -> tuple[Any, tuple[str, ...], Any]:
    """The conditions for some methods, these methods, and the conditions for every other."""
    made = retries(policy(retry=retry), taken)
    whole, others = (None if one is None else one["retry_on"] for one in (made.policy, made.others))
    return whole, made.methods, others


@pytest.mark.parametrize("wish", ["off", {"max": 0, "on": ["reset"]}, {"max": 2}, None])
def test_no_retries(wish: object) -> None:
    assert retries(policy(retry=wish), ()) == NO_RETRIES


@pytest.mark.parametrize(
    ("on", "expected", "statuses"),
    [
        (["server-error", "client-error", "gateway-error"], "5xx,retriable-4xx,gateway-error", None),
        (["503", "reset", "504"], "reset,retriable-status-codes", [503, 504]),
        (["cancelled", "resource-exhausted"], "cancelled,resource-exhausted", None),
    ],
)
def test_conditions(on: list[str], expected: str, statuses: list[int] | None) -> None:
    made = retries(policy(retry={"on": on}), ()).policy
    assert made is not None
    assert (made["retry_on"], made.get("retriable_status_codes"), made["num_retries"]) == (expected, statuses, 2)


def test_numbers_and_waits() -> None:
    wish = {"max": 3, "on": ["reset"], "per_try": 250, "backoff": {"base": 10, "max": 1000}}
    made = retries(policy(retry=wish), ()).policy
    assert made is not None
    assert (made["num_retries"], made["per_try_timeout"]) == (3, "0.250s")
    assert made["retry_back_off"] == {"base_interval": "0.010s", "max_interval": "1s"}
    assert made["host_selection_retry_max_attempts"] == 5


def test_only_failures_without_an_answer_are_repeated_for_every_method() -> None:
    on = ["connect-failure", "reset", "503"]
    assert found(on=on, methods=["GET"]) == (
        "connect-failure,reset,retriable-status-codes",
        ("GET",),
        "connect-failure",
    )
    assert found(on=["503"], methods=["GET"]) == ("retriable-status-codes", ("GET",), None)
    assert found(on=["connect-failure"], methods=["GET"]) == ("connect-failure", (), None)
    assert found(on=on) == ("connect-failure,reset,retriable-status-codes", (), None)


def test_the_methods_of_the_route_count() -> None:
    on = ["connect-failure", "503"]
    both = "connect-failure,retriable-status-codes"
    assert found(("GET",), on=on, methods=["GET", "HEAD"]) == (both, (), None)
    assert found(("POST",), on=on, methods=["GET"]) == ("connect-failure", (), None)
    assert found(("POST", "GET"), on=on, methods=["GET", "HEAD"]) == (both, ("GET",), "connect-failure")


def test_a_call_has_a_route_for_methods_that_are_repeated_and_one_for_the_others() -> None:
    made = bootstrap('service user { image = "acme/user:1" ; calls contract }\n' + CALLED)
    first, second = made.routes("out/contract:8080")
    assert first["match"]["headers"][0]["string_match"] == {"safe_regex": {"regex": "GET|HEAD|OPTIONS"}}
    assert first["route"]["retry_policy"]["retriable_status_codes"] == [503]
    assert second["match"] == {"prefix": "/"}
    assert second["route"]["retry_policy"]["retry_on"] == "connect-failure,refused-stream"
    assert (first["name"], second["name"]) == ("default", "default~other-methods")
