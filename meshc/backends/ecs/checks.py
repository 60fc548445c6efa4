"""What this backend finds wrong with a mesh before it writes anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from meshc.backends.base import Contribution, Lowering, Unit
from meshc.backends.container_log import OptionConflict, option_conflicts
from meshc.backends.ecs import codes
from meshc.backends.ecs.size import Size, sized
from meshc.backends.ecs.supplied import amended, unwritable
from meshc.backends.ecs.task import generated_task
from meshc.diagnostics.model import Diagnostic, Label


def check(lowering: Lowering, contributions: Mapping[str, Sequence[Contribution]]) -> tuple[Diagnostic, ...]:
    """Task sizes that Fargate does not have, task definitions and logs that contradict what the mesh says elsewhere."""
    found: list[Diagnostic] = []
    for unit in lowering.units:
        own = contributions.get(unit.name, ())
        found += _size(unit, own)
        if unit.workload.task is not None:
            found += _supplied(unit, lowering, own)
    found += _families(lowering.units)
    found += _logs(lowering.units)
    return tuple(found)


def _logs(units: Sequence[Unit]) -> Iterator[Diagnostic]:
    """One finding for each option, however many containers share the log."""
    conflicts: dict[OptionConflict, None] = {}
    for unit in units:
        workload = unit.workload
        logs = [container.log for container in (workload.application, *workload.sidecars)]
        logs += [workload.proxy.log if workload.proxy is not None else None, workload.ecs.log]
        for log in logs:
            if log is not None and log.options:
                conflicts.update(dict.fromkeys(option_conflicts(log)))
    for conflict in conflicts:
        yield codes.LOG_OPTION_CONFLICT.at(
            conflict.origin,
            f"the option `{conflict.option}` of the log says again what its setting `{conflict.setting}` says",
            secondary=(Label(conflict.setting_origin, f"`{conflict.setting}`"),),
            help="keep one of the two",
        )


def _size(unit: Unit, contributions: Sequence[Contribution]) -> Iterator[Diagnostic]:
    workload = unit.workload
    size, problem = sized(unit, contributions)
    if not problem:
        yield from _tight(unit, size)
        return
    if workload.task_memory is not None:
        origin = workload.origin("task_memory")
    elif workload.task_cpu is not None:
        origin = workload.origin("task_cpu")
    else:
        origin = workload.task.origin() if workload.task is not None else unit.origin
    if workload.task_cpu is not None or workload.task_memory is not None:
        help = "take a size that Fargate has, or remove `task-cpu` and `task-memory` to have it worked out"
    else:
        help = "ask for less, or write `launch = ec2`"
    yield codes.FARGATE_SIZE.at(origin, problem, help=help)


def _tight(unit: Unit, size: Size) -> Iterator[Diagnostic]:
    """A task whose memory was settled for its containers alone."""
    needed = size.app_memory + size.proxy_memory
    if not size.proxy_memory or not size.task_memory or needed <= size.task_memory:
        return
    workload = unit.workload
    own = workload.task_memory is None and workload.task is not None
    yield codes.NO_ROOM_FOR_PROXY.at(
        workload.task.origin() if own and workload.task is not None else workload.origin("task_memory"),
        f"the task of `{unit.name}` has {size.task_memory} MiB, and its containers with the proxy need {needed} MiB",
        help="write the memory of the task with the proxy in it into the file"
        if own
        else "remove `task-memory` to have it worked out, or write `memory` of the container and of `proxy`",
    )


def _supplied(unit: Unit, lowering: Lowering, contributions: Sequence[Contribution]) -> Iterator[Diagnostic]:
    supplied = unit.workload.task
    assert supplied is not None
    reason = unwritable(supplied.body)
    if reason:
        yield codes.TASK_DEFINITION_CONFLICT.at(
            supplied.origin(),
            f"`{supplied.path}` cannot be written as a request: {reason}",
            help="take out what no request to AWS can hold",
        )
        return
    task, origins = generated_task(unit, lowering, contributions)
    for conflict in amended(unit, lowering, task, origins).conflicts:
        yield codes.TASK_DEFINITION_CONFLICT.at(
            conflict.origin,
            f"`{supplied.path}` {conflict.message}",
            secondary=(Label(supplied.origin(), "the task definition"),),
            help=conflict.help,
        )


def _families(units: Sequence[Unit]) -> Iterator[Diagnostic]:
    """Two units of one family would run each other's newest task definition."""
    owners = {unit.name: unit for unit in units if unit.workload.task is None}
    for unit in units:
        task = unit.workload.task
        if task is None:
            continue
        family = str(task.body.get("family") or unit.name)
        other = owners.setdefault(family, unit)
        if other is not unit:
            yield codes.TASK_DEFINITION_CONFLICT.at(
                task.origin(),
                f"`{task.path}` has `{family}` at `/family`, which is also the family of `{other.name}`",
                help="remove `family` from the file, or give each its own",
            )
