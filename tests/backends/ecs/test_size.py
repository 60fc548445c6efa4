"""Sizes of tasks."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshc.backends.base import Contribution
from meshc.backends.ecs.checks import check
from meshc.backends.ecs.fargate import MEMORY_BY_CPU
from meshc.backends.ecs.size import Size, sized, sizes
from tests.backends.builders import lowered, mesh, prepared, running

_PAIRS = [(cpu, memory) for cpu, choices in MEMORY_BY_CPU.items() for memory in choices]


def proxy(cpu: int, memory: int) -> Contribution:
    return Contribution(unit="user", proxy_cpu=cpu, proxy_memory=memory)


def size(*contributions: Contribution, **changes: Any) -> Size:
    (unit,) = prepared(mesh(running(**changes))).units
    found = sized(unit, contributions)
    assert found.problem == ""
    return found.size


def problem(*contributions: Contribution, **changes: Any) -> str:
    (unit,) = prepared(mesh(running(**changes))).units
    return sized(unit, contributions).problem


def test_there_are_74_pairs() -> None:
    assert len(_PAIRS) == 74


def test_containers_and_proxy_are_added_up() -> None:
    found = size(proxy(256, 64), application={"cpu": 0.25, "memory": 512})
    assert found == Size("user", 256, 512, 256, 64, 512, 1024)


def test_nothing_said_is_the_least_task_and_room_for_the_proxy() -> None:
    assert size() == Size("user", 256, 512, 0, 0, 256, 512)
    assert size(proxy(256, 64)) == Size("user", 256, 512, 256, 64, 512, 1024)


def test_a_container_without_memory_counts_as_its_reservation() -> None:
    sidecar = {"name": "s", "image": "s", "memory_reservation": 1000}
    assert size(application={"memory": 512}, sidecars=[sidecar])[2] == 1512


def test_a_collector_counts() -> None:
    tracing = {"provider": "xray", "sidecar": "xray:1"}
    assert size(application={"memory": 512}, tracing=tracing).app_memory == 768


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"task_cpu": 1}, (1024, 2048)),
        ({"task_memory": 4096}, (512, 4096)),
        ({"task_cpu": 2, "task_memory": 5120}, (2048, 5120)),
        ({"task_cpu": 0.25}, (256, 1024)),
    ],
)
def test_a_size_can_be_fixed(changes: dict[str, Any], expected: tuple[int, int]) -> None:
    assert size(application={"cpu": 0.25, "memory": 600}, **changes)[5:] == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"application": {"cpu": 17}},
            "`user` needs 17 vCPU and 512 MiB with its proxy, more than any size of Fargate has",
        ),
        (
            {"application": {"cpu": 8}, "ecs": {"platform": {"os": "windows-2022-core"}}},
            "`user` needs 8 vCPU and 512 MiB with its proxy, more than any size of Fargate has for Windows",
        ),
        (
            {"task_cpu": 0.25, "task_memory": 4096},
            "Fargate has no task of 0.25 vCPU and 4 GiB, which `user` asks for",
        ),
        ({"task_cpu": 3}, "Fargate has no task for `user` that fits 3 vCPU and 512 MiB"),
        (
            {"task_memory": 1024, "application": {"memory": 2048}},
            "the containers of `user` need 0 vCPU and 2 GiB, more than its task has",
        ),
    ],
)
def test_a_size_that_fargate_lacks(changes: dict[str, Any], expected: str) -> None:
    assert problem(**changes) == expected
    (finding,) = check(prepared(mesh(running(**changes))), {})
    assert (finding.code, finding.message) == ("MC320", expected)


def test_windows_begins_at_one_vcpu() -> None:
    assert size(ecs={"platform": {"os": "windows-2019-full"}})[5:] == (1024, 2048)


def test_ec2_sets_only_what_somebody_needs() -> None:
    ec2 = {"launch": "ec2"}
    assert size(application={"cpu": 3, "memory": 700}, ecs=ec2)[5:] == (0, 0)
    assert size(proxy(256, 64), application={"memory": 700}, ecs=ec2)[5:] == (0, 764)
    assert size(ecs=ec2)[5:] == (0, 512)
    assert size(application={"memory": 700}, ecs=ec2, task_cpu=3, task_memory=999)[5:] == (3072, 999)
    task = lowered(mesh(running({"memory": 700}, ecs=ec2))).task()
    assert not task.keys() & {"cpu", "memory"}


def test_a_supplied_task_definition_is_added_up_as_well() -> None:
    containers = [{"name": "user", "cpu": 512, "memory": 900}, {"name": "other", "memoryReservation": 200}]
    task = {"path": "t.json", "body": {"containerDefinitions": containers}}
    assert size(proxy(256, 64), task=task) == Size("user", 512, 1100, 256, 64, 1024, 2048)
    task["body"] |= {"cpu": "1 vCPU", "memory": "3 GB"}  # type: ignore[operator]
    assert size(proxy(256, 64), task=task)[5:] == (1024, 3072)


def test_sizes_are_told_for_every_unit() -> None:
    made = lowered(mesh(running()), "service-connect")
    assert [one.unit for one in sizes(made.lowering, made.contributions)] == ["user"]


@given(
    st.lists(st.tuples(st.integers(0, 2048), st.integers(0, 16384)), min_size=1, max_size=4),
    st.integers(0, 2048),
    st.integers(0, 4096),
)
def test_a_task_is_a_pair_that_holds_everything_and_no_smaller_one_does(
    containers: list[tuple[int, int]], proxy_cpu: int, proxy_memory: int
) -> None:
    named = [
        {"name": f"c{at}", "image": "i", "cpu": cpu / 1024, "memory": memory}
        for at, (cpu, memory) in enumerate(containers)
    ]
    found = size(proxy(proxy_cpu, proxy_memory), application=named[0], sidecars=named[1:])
    cpu, memory = found.app_cpu + proxy_cpu, found.app_memory + proxy_memory
    assert found.app_cpu >= sum(one[0] for one in containers)
    assert found.app_memory >= sum(one[1] for one in containers)
    assert (found.task_cpu, found.task_memory) == min(pair for pair in _PAIRS if pair[0] >= cpu and pair[1] >= memory)
