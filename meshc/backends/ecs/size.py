"""How much CPU and memory a task needs: its containers, the proxy of the target, and the next size that holds both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from meshc.backends.base import Contribution, Lowering, Unit
from meshc.backends.ecs import tracing
from meshc.backends.ecs.fargate import MEMORY_BY_CPU, on_fargate
from meshc.backends.ecs.fargate import cpu_units as stated_cpu
from meshc.backends.ecs.fargate import memory_mib as stated_memory
from meshc.backends.rounding import cpu_units
from meshc.ir.workload import Workload

DEFAULT_CPU = 256
"""CPU units for the containers of a task where none says how much it needs: the least that Fargate gives."""
DEFAULT_MEMORY = 512
"""MiB for the containers of a task where none says how much it needs: the least that Fargate gives."""

_WINDOWS_CPU = frozenset({1024, 2048, 4096})
"""https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html"""


class Size(NamedTuple):
    """What a task is made of; CPU in CPU units, memory in MiB. A task on EC2 may set no limit: 0."""

    unit: str
    app_cpu: int
    app_memory: int
    proxy_cpu: int
    proxy_memory: int
    task_cpu: int
    task_memory: int


class Sized(NamedTuple):
    """The size of a task and what is wrong with it, if anything."""

    size: Size
    problem: str


def sizes(lowering: Lowering, contributions: Mapping[str, Sequence[Contribution]]) -> Iterator[Size]:
    """The size of the task of each unit."""
    for unit in lowering.units:
        yield sized(unit, contributions.get(unit.name, ())).size


def sized(unit: Unit, contributions: Iterable[Contribution]) -> Sized:
    """The size of a unit's task. Containers that backends contribute count as part of the proxy."""
    workload = unit.workload
    cpu = memory = proxy_cpu = proxy_memory = 0
    unlimited = False
    for container in (workload.application, *workload.sidecars) if workload.task is None else workload.sidecars:
        own = container.memory if container.memory is not None else container.memory_reservation
        cpu += cpu_units(container.cpu) if container.cpu is not None else 0
        memory += own or 0
        unlimited = unlimited or own is None
    if workload.tracing is not None and workload.tracing.sidecar is not None:
        memory += tracing.MEMORY_RESERVATION
    for contribution in contributions:
        proxy_cpu += contribution.proxy_cpu
        proxy_memory += contribution.proxy_memory
    fixed_cpu = cpu_units(workload.task_cpu) if workload.task_cpu is not None else None
    fixed_memory = workload.task_memory
    hosted = on_fargate(workload.ecs)
    if workload.task is not None:
        body = workload.task.body
        for own_cpu, own_memory in _amounts(workload, body):
            cpu += own_cpu
            memory += own_memory or 0
            unlimited = unlimited or own_memory is None
        fixed_cpu = stated_cpu(str(body["cpu"])) if body.get("cpu") else fixed_cpu
        fixed_memory = stated_memory(str(body["memory"])) if body.get("memory") else fixed_memory
    asked = Size(unit.name, cpu, memory, proxy_cpu, proxy_memory, fixed_cpu or 0, fixed_memory or 0)
    if (fixed_cpu and cpu > fixed_cpu) or (fixed_memory and memory > fixed_memory):
        return Sized(asked, f"the containers of `{unit.name}` need {_shown(cpu, memory)}, more than its task has")
    if not hosted:
        if fixed_memory or not (unlimited or proxy_memory):
            return Sized(asked, "")
        asked = asked._replace(app_memory=memory or DEFAULT_MEMORY)
        return Sized(asked._replace(task_memory=asked.app_memory + proxy_memory), "")
    cpu, memory = cpu or min(DEFAULT_CPU, fixed_cpu or DEFAULT_CPU), memory or DEFAULT_MEMORY
    asked = asked._replace(app_cpu=cpu, app_memory=memory)
    os = workload.ecs.platform.os if workload.ecs.platform is not None else None
    return _on_fargate(asked, fixed_cpu, fixed_memory, windows=os is not None and os != "linux")


def _on_fargate(asked: Size, fixed_cpu: int | None, fixed_memory: int | None, *, windows: bool) -> Sized:
    need_cpu = fixed_cpu or asked.app_cpu + asked.proxy_cpu
    need_memory = fixed_memory or asked.app_memory + asked.proxy_memory
    for cpu, choices in MEMORY_BY_CPU.items():
        if cpu < need_cpu or (fixed_cpu and cpu != fixed_cpu) or (windows and cpu not in _WINDOWS_CPU):
            continue
        for memory in choices:
            if memory == fixed_memory or (fixed_memory is None and memory >= need_memory):
                return Sized(asked._replace(task_cpu=cpu, task_memory=memory), "")
    what = _shown(need_cpu, need_memory)
    if fixed_cpu and fixed_memory:
        return Sized(asked, f"Fargate has no task of {what}, which `{asked.unit}` asks for")
    if fixed_cpu or fixed_memory:
        return Sized(asked, f"Fargate has no task for `{asked.unit}` that fits {what}")
    system = " for Windows" if windows else ""
    return Sized(asked, f"`{asked.unit}` needs {what} with its proxy, more than any size of Fargate has{system}")


def _amounts(workload: Workload, body: Mapping[str, Any]) -> Iterator[tuple[int, int | None]]:
    """CPU and memory of the containers of a supplied task definition; the mesh fills in what the application lacks."""
    application = workload.application
    for container in body.get("containerDefinitions", ()):
        if not isinstance(container, Mapping):
            continue
        cpu, memory = container.get("cpu"), container.get("memory") or container.get("memoryReservation")
        if container.get("name") == application.name:
            cpu = cpu or (cpu_units(application.cpu) if application.cpu is not None else None)
            memory = memory or application.memory or application.memory_reservation
        yield cpu if isinstance(cpu, int) else 0, memory if isinstance(memory, int) else None


def _shown(cpu: int, memory: int) -> str:
    """`0.5 vCPU and 1 GiB`."""
    size = f"{memory // 1024} GiB" if memory and memory % 1024 == 0 else f"{memory} MiB"
    return f"{cpu / 1024:g} vCPU and {size}"
