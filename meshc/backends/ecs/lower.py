"""The resources of a unit: task definition, service, scaling."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from meshc.backends.base import Contribution, Lowering, Ref, Resource, Unit
from meshc.backends.ecs.autoscaling import scaling
from meshc.backends.ecs.service import service_bodies
from meshc.backends.ecs.supplied import amended
from meshc.backends.ecs.task import generated_task


def lower(lowering: Lowering, contributions: Mapping[str, Sequence[Contribution]]) -> Iterator[Resource]:
    """Every unit's resources."""
    for unit in lowering.units:
        yield from lower_unit(unit, lowering, contributions.get(unit.name, ()))


def lower_unit(unit: Unit, lowering: Lowering, contributions: Sequence[Contribution]) -> Iterator[Resource]:
    """The resources of one unit."""
    task, task_origins = generated_task(unit, lowering, contributions)
    if unit.workload.task is not None:
        task, task_origins, _conflicts = amended(unit, lowering, task, task_origins)
    name = unit.name
    task_id, service_id = f"ecs/{name}/task-definition", f"ecs/{name}/service"
    yield Resource(
        id=task_id,
        backend="ecs",
        file=f"{name}.task-definition.json",
        service="ecs",
        operation="RegisterTaskDefinition",
        body=task,
        origins=task_origins,
        phase="put",
    )
    made = service_bodies(unit, lowering, contributions, Ref(task_id, "family", task["family"]))
    first = dict.fromkeys(id for contribution in contributions for id in contribution.after)
    callees = dict.fromkeys(other for contribution in contributions for other in contribution.start_after)
    yield Resource(
        id=service_id,
        backend="ecs",
        file=f"{name}.create-service.json",
        service="ecs",
        operation="CreateService",
        body=made.create,
        origins=made.create_origins,
        after=(task_id, *first, *(f"ecs/{callee}/service" for callee in callees)),
    )
    yield Resource(
        id=f"ecs/{name}/update-service",
        backend="ecs",
        file=f"{name}.update-service.json",
        service="ecs",
        operation="UpdateService",
        body=made.update,
        origins=made.update_origins,
        phase="update",
        after=(task_id, service_id, *first, *(f"ecs/{callee}/update-service" for callee in callees)),
    )
    yield from scaling(unit, lowering)
