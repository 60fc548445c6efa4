"""At which ports a task's proxy listens."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from meshc.backends.envoy.durations import duration, limit
from meshc.backends.envoy.ports import ADMIN_PORT, ingress, ingress_ports
from meshc.ir.workload import Port
from tests.backends.envoy.parts import Parts, contract, parts, user


def _ports(found: Parts, owner: str = "contract") -> dict[int, int]:
    return ingress_ports(next(unit for unit in found.lowering.units if unit.owner == owner))


def test_the_number_keeps_its_last_four_digits() -> None:
    assert _ports(parts(user() + contract())) == {8080: 23080}


def test_a_port_of_a_sidecar_is_left_to_it() -> None:
    sidecar = 'container log { image = "acme/log:1" ; ports = [23080, 23081] }'
    assert _ports(parts(user() + contract(sidecar))) == {8080: 23082}


def test_the_port_of_prometheus_is_left_to_it() -> None:
    assert _ports(parts(user() + contract("metrics { prometheus = 23080 }"))) == {8080: 23081}


def test_two_ports_with_the_same_last_digits_differ() -> None:
    several = """service contract { image = "acme/contract:1"
        port a { number = 8080 ; protocol = http }
        port b { number = 18080 ; protocol = http }
        port c { number = 23081 ; protocol = http } }"""
    assert _ports(parts(user() + several)) == {8080: 23080, 18080: 23082, 23081: 18081}


def test_a_port_of_a_task_definition_of_the_users_own_is_left_to_it() -> None:
    workload = parts(user()).lowering.units[0].workload
    task = {"containerDefinitions": [{"name": "x", "portMappings": [{"containerPort": 23080}]}]}
    supplied = workload.model_copy(update={"task": _Task(task)})
    assert ingress((Port(number=8080, protocol="http"),), supplied) == {8080: 23081}


class _Task:
    """A task definition as far as ports go."""

    def __init__(self, body: dict[str, object]) -> None:
        self.body = body


@given(st.lists(st.integers(1, 65535), unique=True, max_size=20))
def test_no_two_listeners_share_a_port(numbers: list[int]) -> None:
    workload = _WORKLOAD
    found = ingress([Port(number=number, protocol="tcp", name=f"p{number}") for number in numbers], workload)
    assert list(found) == numbers
    assert len({*found.values(), *numbers, ADMIN_PORT}) == 2 * len(numbers) + (ADMIN_PORT not in numbers)
    assert all(15000 <= number < 32768 for number in found.values())


_WORKLOAD = parts(user()).lowering.units[0].workload


@given(st.integers(0, 10**12))
def test_a_duration_is_seconds_with_a_fraction(milliseconds: int) -> None:
    written = duration(milliseconds)
    assert written.endswith("s")
    whole, _, fraction = written[:-1].partition(".")
    assert milliseconds == int(whole) * 1000 + int(fraction or 0)
    assert len(fraction) in (0, 3)


def test_no_limit_is_zero() -> None:
    assert (limit("off"), limit(None), limit(250), limit(15_000)) == ("0s", "0s", "0.250s", "15s")
