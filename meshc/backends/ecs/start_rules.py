"""What ECS asks of health checks and of the order in which containers start, beyond the published schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from meshc.backends import samples, sources
from meshc.backends.checks import FINE, here, late, within
from meshc.backends.limits import Found, Limit

_limit = partial(Limit, backend="ecs", service="ecs", operations=("RegisterTaskDefinition",))


def _dependencies(containers: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, int, str, str]]:
    for index, container in enumerate(containers):
        for position, needed in enumerate(container.get("dependsOn", ())):
            yield index, position, needed["containerName"], needed["condition"]


def _known_dependency(containers: Sequence[Mapping[str, Any]], _body: Any) -> Iterable[Found]:
    names = {container.get("name") for container in containers}
    for index, position, name, _condition in _dependencies(containers):
        if name not in names:
            yield (index, "dependsOn", position, "containerName"), f"`dependsOn` names `{name}`, which is no container"


def _healthy_dependency(containers: Sequence[Mapping[str, Any]], _body: Any) -> Iterable[Found]:
    checked = {container.get("name") for container in containers if container.get("healthCheck")}
    present = {container.get("name") for container in containers}
    for index, position, name, condition in _dependencies(containers):
        if condition == "HEALTHY" and name in present - checked:
            place = (index, "dependsOn", position, "condition")
            yield place, f"`dependsOn` waits for `{name}` to be HEALTHY, which has no `healthCheck`"


def _ending_dependency(containers: Sequence[Mapping[str, Any]], _body: Any) -> Iterable[Found]:
    essential = {container.get("name") for container in containers if container.get("essential", True)}
    for index, position, name, condition in _dependencies(containers):
        if condition in ("COMPLETE", "SUCCESS") and name in essential:
            place = (index, "dependsOn", position, "condition")
            yield place, f"`dependsOn` waits for the end of `{name}`, which is essential and must not end"


def _dependency_cycle(containers: Sequence[Mapping[str, Any]], _body: Any) -> Iterable[Found]:
    waits: dict[str, list[str]] = {container.get("name", ""): [] for container in containers}
    for index, _position, name, _condition in _dependencies(containers):
        if name in waits:
            waits[containers[index].get("name", "")].append(name)
    # What waits for nothing is taken away until only cycles, and what waits for them, are left.
    while free := [name for name, needed in waits.items() if not any(other in waits for other in needed)]:
        for name in free:
            del waits[name]
    if not waits:
        return FINE
    cycle = [next(iter(waits))]
    while cycle[-1] not in cycle[:-1]:
        cycle.append(next(other for other in waits[cycle[-1]] if other in waits))
    shown = " → ".join(f"`{name}`" for name in cycle[cycle.index(cycle[-1]) :])
    return here(f"the containers wait for each other: {shown}")


def _command(command: Sequence[str], _body: Any) -> Iterable[Found]:
    if command and (command[0] in ("CMD", "CMD-SHELL", "NONE") or late(command[0])):
        return FINE
    return here(f"`command` begins with `{command[0] if command else ''}`; ECS wants CMD or CMD-SHELL first")


def _waiting(condition: str, **needed: Any) -> dict[str, Any]:
    edge = {"containerName": "helper", "condition": condition}
    return samples.task(samples.container(dependsOn=[edge]), samples.container("helper", **needed))


def _ring(back: str) -> dict[str, Any]:
    edges = [[{"containerName": "helper", "condition": "START"}], [{"containerName": back, "condition": "START"}]]
    names = ("app", "helper", "other")
    containers = [samples.container(name, dependsOn=edge) for name, edge in zip(names, [*edges, None], strict=True)]
    return samples.task(*containers)


def _one(**changes: Any) -> dict[str, Any]:
    return samples.task(samples.container(**changes))


def _health_range(member: str, low: int, high: int, unit: str) -> Limit:
    words = {"startPeriod": "start-period"}
    return _limit(
        id=f"health-check-{words.get(member, member)}",
        field=f"containerDefinitions[].healthCheck.{member}",
        statement=f"`{member}` of a container's health check is between {low} and {high}.",
        value=f"{low}..{high} {unit}",
        source=sources.ecs(f"HealthCheck.{member}"),
        check=within(member, low, high, unit),
        at=lambda: samples.task(samples.health_check(**{member: high})),
        past=lambda: samples.task(samples.health_check(**{member: high + 1})),
    )


LIMITS: tuple[Limit, ...] = (
    _limit(
        id="health-check-command",
        field="containerDefinitions[].healthCheck.command",
        statement="The command of a health check begins with CMD or CMD-SHELL.",
        value="CMD or CMD-SHELL",
        source=sources.ecs("HealthCheck.command"),
        check=_command,
        at=lambda: samples.task(samples.health_check(command=["CMD-SHELL", "exit 0"])),
        past=lambda: samples.task(samples.health_check(command=["/bin/health"])),
    ),
    _health_range("interval", 5, 300, "s"),
    _health_range("timeout", 2, 60, "s"),
    _health_range("retries", 1, 10, "times"),
    _health_range("startPeriod", 0, 300, "s"),
    _limit(
        id="depends-on-container",
        field="containerDefinitions",
        statement="A container depends on containers of its own task.",
        value="a container of the task",
        source=sources.ecs("ContainerDependency.containerName"),
        check=_known_dependency,
        at=lambda: _waiting("START"),
        past=lambda: _one(dependsOn=[{"containerName": "helper", "condition": "START"}]),
    ),
    _limit(
        id="depends-on-healthy",
        field="containerDefinitions",
        statement="Only a container with a health check can be waited for until it is HEALTHY.",
        value="a health check",
        source=sources.ecs("ContainerDependency.condition"),
        check=_healthy_dependency,
        at=lambda: _waiting("HEALTHY", healthCheck={"command": ["CMD", "/bin/health"]}),
        past=lambda: _waiting("HEALTHY"),
    ),
    _limit(
        id="depends-on-end",
        field="containerDefinitions",
        statement="COMPLETE and SUCCESS cannot be asked of an essential container.",
        value="not essential",
        source=sources.ecs("ContainerDependency.condition"),
        check=_ending_dependency,
        at=lambda: _waiting("SUCCESS", essential=False),
        past=lambda: _waiting("SUCCESS", essential=None),
    ),
    _limit(
        id="depends-on-cycle",
        field="containerDefinitions",
        statement="No container waits for itself, directly or through others.",
        value="no cycle",
        source=sources.ecs("ContainerDependency.condition"),
        check=_dependency_cycle,
        at=lambda: _ring("other"),
        past=lambda: _ring("app"),
    ),
    _limit(
        id="depends-on-condition",
        field="containerDefinitions[].dependsOn[].condition",
        statement="A dependency is one of START, COMPLETE, SUCCESS and HEALTHY.",
        value="START, COMPLETE, SUCCESS, HEALTHY",
        source="botocore ecs 2014-11-13 ContainerCondition",
        at=lambda: _waiting("START"),
        past=lambda: _waiting("STARTED"),
    ),
)
