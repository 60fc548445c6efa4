"""The task definition of a unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from meshc.backends.base import Contribution, Lowering, Pointer, Unit
from meshc.backends.ecs.container import container_definition
from meshc.backends.ecs.fargate import on_fargate
from meshc.backends.ecs.model import ContainerDefinition, CreateService, RegisterTaskDefinition, Tag
from meshc.backends.ecs.size import sized
from meshc.backends.ecs.tracing import collector_definition
from meshc.backends.tags import tags
from meshc.ir.text import AddressPart, Template
from meshc.ir.workload import Container, Volume
from meshc.source import Origin

_SYSTEMS = {
    "linux": "LINUX",
    "windows-2019-core": "WINDOWS_SERVER_2019_CORE",
    "windows-2019-full": "WINDOWS_SERVER_2019_FULL",
    "windows-2022-core": "WINDOWS_SERVER_2022_CORE",
    "windows-2022-full": "WINDOWS_SERVER_2022_FULL",
}


class Generated(NamedTuple):
    """A task definition as the mesh describes it, with the origins of its fields."""

    body: RegisterTaskDefinition
    origins: dict[Pointer, Origin]


def generated_task(unit: Unit, lowering: Lowering, contributions: Sequence[Contribution]) -> Generated:
    """The task definition of a unit, the application first in it."""
    workload, ecs = unit.workload, unit.workload.ecs
    origins: dict[Pointer, Origin] = {(): unit.origin}
    body: RegisterTaskDefinition = {"family": unit.name}
    for field, key in (("task_role", "taskRoleArn"), ("execution_role", "executionRoleArn")):
        role = getattr(ecs, field)
        if role is not None:
            body[key] = lowering.text(role, unit.owner)  # type: ignore[literal-required]
            origins[(key,)] = ecs.origin(field)
    body["networkMode"] = "awsvpc"
    body["containerDefinitions"] = _containers(unit, lowering, contributions, origins)
    volumes = [
        _volume(volume, unit, lowering, origins, ("volumes", index)) for index, volume in enumerate(workload.volumes)
    ]
    for contribution in contributions:
        volumes += map(dict, contribution.volumes)
    if volumes:
        body["volumes"] = volumes
    body["requiresCompatibilities"] = ["FARGATE" if on_fargate(ecs) else "EC2"]
    origins[("requiresCompatibilities",)] = ecs.origin("capacity_providers" if ecs.capacity_providers else "launch")
    size = sized(unit, contributions).size
    if size.task_cpu:
        body["cpu"] = str(size.task_cpu)
        origins[("cpu",)] = workload.origin("task_cpu") if workload.task_cpu is not None else unit.origin
    if size.task_memory:
        body["memory"] = str(size.task_memory)
        origins[("memory",)] = workload.origin("task_memory") if workload.task_memory is not None else unit.origin
    platform = ecs.platform
    if platform is not None and (platform.os is not None or platform.architecture is not None):
        body["runtimePlatform"] = runtime = {}
        origins[("runtimePlatform",)] = platform.origin()
        if platform.os is not None:
            runtime["operatingSystemFamily"] = _SYSTEMS[platform.os]
            origins[("runtimePlatform", "operatingSystemFamily")] = platform.origin("os")
        if platform.architecture is not None:
            runtime["cpuArchitecture"] = platform.architecture.upper()
            origins[("runtimePlatform", "cpuArchitecture")] = platform.origin("architecture")
    if workload.ephemeral_storage is not None:
        body["ephemeralStorage"] = {"sizeInGiB": workload.ephemeral_storage}
        origins[("ephemeralStorage",)] = workload.origin("ephemeral_storage")
    for contribution in contributions:
        if contribution.task_fields:
            body.update(contribution.task_fields)  # type: ignore[typeddict-item]
            for pointer, origin in contribution.origins.items():
                if pointer and pointer[0] in contribution.task_fields:
                    origins[pointer] = origin
    add_tags(body, unit, lowering, origins)
    return Generated(body, origins)


def add_tags(
    body: RegisterTaskDefinition | CreateService, unit: Unit, lowering: Lowering, origins: dict[Pointer, Origin]
) -> None:
    """Add the tags of a unit to its task definition or service."""
    made: list[Tag] = []
    for tag in tags(unit.workload.ecs, lowering, unit.owner):
        origins[("tags", len(made))] = tag.origin
        made.append({"key": tag.name, "value": tag.value})
    if made:
        body["tags"] = made


def _containers(
    unit: Unit, lowering: Lowering, contributions: Sequence[Contribution], origins: dict[Pointer, Origin]
) -> list[ContainerDefinition]:
    workload = unit.workload
    everyone = (workload.application, *workload.sidecars)
    ends = {
        needed.container
        for waits in (*everyone, *((workload.proxy,) if workload.proxy is not None else ()))
        for needed in waits.depends_on
        if needed.condition in ("complete", "success")
    }
    containers = [
        container_definition(
            container,
            lowering,
            unit,
            origins,
            ("containerDefinitions", index),
            ends=ends,
            is_application=index == 0,
        )
        for index, container in enumerate(everyone)
    ]
    collector = collector_definition(lowering, unit, origins, ("containerDefinitions", len(containers)))
    if collector is not None:
        containers.append(collector)
    application = containers[0]
    for contribution in contributions:
        if contribution.depends_on:
            for container in (application, *_dialling(unit, containers)):
                container["dependsOn"] = [*container.get("dependsOn", ()), *map(dict, contribution.depends_on)]
        if contribution.application:
            _extend(application, contribution, origins)
        if contribution.port_fields:
            for mapping in application.get("portMappings", ()):
                mapping.update(contribution.port_fields.get(mapping["containerPort"], {}))  # type: ignore[typeddict-item]
        if contribution.containers:
            for pointer, origin in contribution.origins.items():
                if pointer and pointer[0] == "containers":
                    moved = (len(containers) + int(pointer[1]), *pointer[2:]) if len(pointer) > 1 else ()
                    origins[("containerDefinitions", *moved)] = origin
            containers += map(dict, contribution.containers)  # type: ignore[arg-type]
        for name, fields in contribution.beside.items():
            for container in containers:
                if container["name"] == name:
                    container.update(fields)  # type: ignore[typeddict-item]
    return containers


def _dialling(unit: Unit, containers: Sequence[ContainerDefinition]) -> Iterator[ContainerDefinition]:
    """The containers beside the application that dial what it calls, and that the proxy does not itself wait for."""
    workload = unit.workload
    awaited = {needed.container for needed in workload.proxy.depends_on} if workload.proxy is not None else set()
    for sidecar, container in zip(workload.sidecars, containers[1:], strict=False):
        if sidecar.name not in awaited and _dials(sidecar):
            yield container


def _dials(container: Container) -> bool:
    texts = (*(variable.value for variable in container.env), *(container.command or ()), *(container.entrypoint or ()))
    return any(
        isinstance(part, AddressPart) and part.address != "self"
        for text in texts
        if isinstance(text, Template)
        for part in text.template
    )


def _extend(application: ContainerDefinition, contribution: Contribution, origins: dict[Pointer, Origin]) -> None:
    """Put what a backend says of the application's own container into it; what the mesh says of it comes first."""
    for field, value in contribution.application.items():
        before = application.get(field)
        moved = len(before) if isinstance(value, list) and isinstance(before, list) else 0
        application[field] = [*before, *value] if moved else value  # type: ignore[literal-required,misc]
        for pointer, origin in contribution.origins.items():
            if pointer[:2] == ("application", field):
                rest = pointer[2:]
                if rest and isinstance(rest[0], int):
                    rest = (rest[0] + moved, *rest[1:])
                origins[("containerDefinitions", 0, field, *rest)] = origin


def _volume(
    volume: Volume, unit: Unit, lowering: Lowering, origins: dict[Pointer, Origin], at: Pointer
) -> dict[str, Any]:
    origins[at] = volume.origin()
    if volume.efs is None:
        return {"name": volume.name}
    efs: dict[str, Any] = {"fileSystemId": lowering.text(volume.efs, unit.owner)}
    inside = (*at, "efsVolumeConfiguration")
    origins[(*inside, "fileSystemId")] = volume.origin("efs")
    if volume.root is not None:
        efs["rootDirectory"] = volume.root
        origins[(*inside, "rootDirectory")] = volume.origin("root")
    efs["transitEncryption"] = "DISABLED" if volume.encrypted is False else "ENABLED"
    origins[(*inside, "transitEncryption")] = volume.origin("encrypted")
    access: dict[str, Any] = {}
    if volume.access_point is not None:
        access["accessPointId"] = lowering.text(volume.access_point, unit.owner)
    if volume.iam:
        access["iam"] = "ENABLED"
    if access:
        efs["authorizationConfig"] = access
        origins[(*inside, "authorizationConfig")] = volume.origin("access_point" if volume.access_point else "iam")
    return {"name": volume.name, "efsVolumeConfiguration": efs}
