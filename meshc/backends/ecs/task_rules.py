"""What ECS asks of a task definition as a whole, beyond the published schema."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from meshc.backends import samples, sources
from meshc.backends.checks import FINE, counted, here, spelled, unique, within
from meshc.backends.ecs.fargate import cpu_units, memory_mib
from meshc.backends.limits import Check, Found, Limit
from meshc.backends.names import ECS_NAME

_MOST_BYTES = 64 * 1024
_limit = partial(Limit, backend="ecs", service="ecs", operations=("RegisterTaskDefinition",))


def _on_fargate(body: Mapping[str, Any]) -> bool:
    return "FARGATE" in body.get("requiresCompatibilities", ())


def _ec2_cpu(cpu: str, body: Mapping[str, Any]) -> Iterable[Found]:
    units = cpu_units(cpu)
    if units is None or _on_fargate(body):
        return FINE
    return within("cpu", 128, 196608, "CPU units")(units, body)


def _ec2_memory(body: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    if body.get("memory") or _on_fargate(body):
        return
    for index, container in enumerate(body["containerDefinitions"]):
        if not container.get("memory") and not container.get("memoryReservation"):
            place = ("containerDefinitions", index, "memory")
            yield place, f"`memory` is missing for the container `{container.get('name')}` and for the task"


def _sum_of(
    member: str, amount: Callable[[Mapping[str, Any]], int], task: Callable[[str], int | None], unit: str
) -> Check:
    def check(value: str, body: Mapping[str, Any]) -> Iterable[Found]:
        most = task(value)
        total = sum(amount(container) for container in body["containerDefinitions"])
        if most is None or total <= most:
            return FINE
        return here(f"the containers reserve {total} {unit}; `{member}` of the task is {most} {unit}")

    return check


def _reserved(container: Mapping[str, Any]) -> int:
    return int(container.get("memoryReservation") or container.get("memory") or 0)


def _efs(volumes: Sequence[Mapping[str, Any]], _body: Any) -> Iterable[Found]:
    for index, volume in enumerate(volumes):
        efs = volume.get("efsVolumeConfiguration") or {}
        access = efs.get("authorizationConfig") or {}
        place = (index, "efsVolumeConfiguration")
        if access.get("accessPointId") and efs.get("rootDirectory", "/") != "/":
            yield (*place, "rootDirectory"), f"`rootDirectory` is {efs['rootDirectory']}; an access point sets it"
        encrypted = efs.get("transitEncryption") == "ENABLED"
        if not encrypted and (access.get("accessPointId") or access.get("iam") == "ENABLED"):
            yield (*place, "transitEncryption"), "`transitEncryption` must be ENABLED for an access point or IAM"


def _bytes(body: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    from orjson import dumps

    size = len(dumps(body))
    if size <= _MOST_BYTES:
        return FINE
    return here(f"the task definition has {counted(size, 'byte')} as JSON; ECS allows {_MOST_BYTES:,}")


def _efs_task(**efs: Any) -> dict[str, Any]:
    return samples.task(volumes=[{"name": "data", "efsVolumeConfiguration": {"fileSystemId": "fs-0a", **efs}}])


def _sized(size: int) -> dict[str, Any]:
    from orjson import dumps

    body = samples.task(samples.container(environment=[{"name": "A", "value": ""}]))
    body["containerDefinitions"][0]["environment"][0]["value"] = "x" * (size - len(dumps(body)))
    return body


LIMITS: tuple[Limit, ...] = (
    _limit(
        id="task-family-name",
        field="family",
        statement="A family has up to 255 letters, digits, underscores and hyphens.",
        value="255 characters",
        source=sources.ecs("RegisterTaskDefinition.family"),
        check=spelled("family", ECS_NAME),
        names=ECS_NAME,
        at=lambda: samples.task(family="f" * 255),
        past=lambda: samples.task(family="f" * 256),
    ),
    _limit(
        id="task-definition-size",
        field="",
        statement="A task definition has at most 64 KiB as JSON.",
        value="65,536 bytes",
        source=sources.ECS_QUOTAS,
        check=_bytes,
        at=lambda: _sized(_MOST_BYTES),
        past=lambda: _sized(_MOST_BYTES + 1),
    ),
    _limit(
        id="network-mode",
        field="networkMode",
        statement="The network mode is bridge, host, awsvpc or none.",
        value="bridge, host, awsvpc, none",
        source="botocore ecs 2014-11-13 NetworkMode",
        at=lambda: samples.ec2_task(networkMode="none"),
        past=lambda: samples.ec2_task(networkMode="macvlan"),
    ),
    _limit(
        id="ephemeral-storage",
        field="ephemeralStorage.sizeInGiB",
        statement="The ephemeral storage of a task is 21 to 200 GiB.",
        value="21..200 GiB",
        source=sources.ecs("EphemeralStorage.sizeInGiB"),
        check=within("sizeInGiB", 21, 200, "GiB"),
        at=lambda: samples.task(ephemeralStorage={"sizeInGiB": 200}),
        past=lambda: samples.task(ephemeralStorage={"sizeInGiB": 201}),
    ),
    _limit(
        id="ec2-task-cpu",
        field="cpu",
        statement="A task on EC2 has 128 to 196608 CPU units.",
        value="128..196608 CPU units",
        source=sources.ecs("RegisterTaskDefinition.cpu"),
        check=_ec2_cpu,
        at=lambda: samples.ec2_task(cpu="196608"),
        past=lambda: samples.ec2_task(cpu="196609"),
    ),
    _limit(
        id="ec2-container-memory",
        field="",
        statement="A task on EC2 has an amount of memory, or each of its containers has one.",
        value="1 amount",
        source=sources.ecs("ContainerDefinition.memory"),
        check=_ec2_memory,
        at=lambda: samples.ec2_task(samples.container(memoryReservation=128), memory=None),
        past=lambda: samples.ec2_task(samples.container(), memory=None),
    ),
    _limit(
        id="container-cpu-sum",
        field="cpu",
        statement="The containers of a task reserve no more CPU than the task has.",
        value="the task's cpu",
        source=sources.ecs("ContainerDefinition.cpu"),
        check=_sum_of("cpu", lambda container: int(container.get("cpu", 0)), cpu_units, "CPU units"),
        at=lambda: samples.task(samples.container(cpu=256), samples.container("b", cpu=256)),
        past=lambda: samples.task(samples.container(cpu=256), samples.container("b", cpu=257)),
    ),
    _limit(
        id="container-memory-sum",
        field="memory",
        statement="The containers of a task reserve no more memory than the task has.",
        value="the task's memory",
        source=sources.ecs("ContainerDefinition.memory"),
        check=_sum_of("memory", _reserved, memory_mib, "MiB"),
        at=lambda: samples.task(samples.container(memory=512), samples.container("b", memory=512)),
        past=lambda: samples.task(samples.container(memory=512), samples.container("b", memory=513)),
    ),
    _limit(
        id="volume-name",
        field="volumes[].name",
        statement="The name of a volume has up to 255 letters, digits, underscores and hyphens.",
        value="255 characters",
        source=sources.ecs("Volume.name"),
        check=spelled("name", ECS_NAME),
        names=ECS_NAME,
        at=lambda: samples.task(volumes=[{"name": "v" * 255}]),
        past=lambda: samples.task(volumes=[{"name": "v" * 256}]),
    ),
    _limit(
        id="volume-name-unique",
        field="volumes",
        statement="The volumes of a task have different names, so that a mount means one of them.",
        value="1 volume per name",
        source=sources.ecs("MountPoint.sourceVolume"),
        check=unique("volumes", "name", "name"),
        at=lambda: samples.task(volumes=[{"name": "a"}, {"name": "b"}]),
        past=lambda: samples.task(volumes=[{"name": "a"}, {"name": "a"}]),
    ),
    _limit(
        id="efs-access-point",
        field="volumes",
        statement="An EFS volume with an access point or IAM is encrypted in transit and has the root directory /.",
        value="ENABLED and /",
        source=sources.ecs("EFSAuthorizationConfig.accessPointId"),
        check=_efs,
        at=lambda: _efs_task(transitEncryption="ENABLED", authorizationConfig={"accessPointId": "fsap-0a"}),
        past=lambda: _efs_task(authorizationConfig={"accessPointId": "fsap-0a"}),
    ),
)
