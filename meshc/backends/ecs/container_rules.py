"""What ECS asks of containers, beyond the published schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from math import inf
from typing import Any

from meshc.backends import samples, sources
from meshc.backends.checks import FINE, at_most, here, spelled, unique, within
from meshc.backends.limits import Found, Limit, Strength
from meshc.backends.names import ECS_NAME

_limit = partial(Limit, backend="ecs", service="ecs", operations=("RegisterTaskDefinition",))


def _named_and_imaged(container: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    for member in ("name", "image"):
        if not container.get(member):
            yield (member,), f"`{member}` is missing; a container needs one"


def _essential(containers: Sequence[Mapping[str, Any]], _body: Any) -> Iterable[Found]:
    if any(container.get("essential", True) for container in containers):
        return FINE
    return here("no container is essential; a task needs one")


def _secrets(container: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    taken = {variable.get("name") for variable in container.get("environment", ())}
    for index, secret in enumerate(container.get("secrets", ())):
        if secret["name"] in taken:
            yield ("secrets", index, "name"), f"`{secret['name']}` is given twice: a secret needs a name of its own"
        taken.add(secret["name"])


def _memory_pair(container: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    hard, soft = container.get("memory"), container.get("memoryReservation")
    if not hard or not soft or hard > soft:
        return FINE
    return ((("memoryReservation",), f"`memoryReservation` is {soft} MiB; it must be less than `memory`, {hard} MiB"),)


def _mounts(mounts: Sequence[Mapping[str, Any]], body: Mapping[str, Any]) -> Iterable[Found]:
    volumes = {volume.get("name") for volume in body.get("volumes", ())}
    for index, mount in enumerate(mounts):
        name = mount.get("sourceVolume")
        if name is not None and name not in volumes:
            yield (index, "sourceVolume"), f"`sourceVolume` names `{name}`, which is no volume of the task"


def _log_options(configuration: Mapping[str, Any], body: Mapping[str, Any]) -> Iterable[Found]:
    if configuration["logDriver"] != "awslogs":
        return
    needed = ["awslogs-group", "awslogs-region"]
    if "FARGATE" in body.get("requiresCompatibilities", ()):
        needed.append("awslogs-stream-prefix")
    for option in needed:
        if option not in configuration.get("options", ()):
            yield ("options", option), f"`{option}` is missing; the log driver awslogs needs it"


def _log_router(containers: Sequence[Mapping[str, Any]], _body: Any) -> Iterable[Found]:
    if any(container.get("firelensConfiguration") for container in containers):
        return
    for index, container in enumerate(containers):
        if container.get("logConfiguration", {}).get("logDriver") == "awsfirelens":
            place = (index, "logConfiguration", "logDriver")
            yield place, "`logDriver` is awsfirelens, but no container of the task has a `firelensConfiguration`"


def _links(links: Sequence[str], body: Mapping[str, Any]) -> Iterable[Found]:
    if not links or body.get("networkMode", "bridge") == "bridge":
        return FINE
    return here(f"`links` needs the network mode bridge; the task has {body['networkMode']}")


def _extra_hosts(hosts: Sequence[Any], body: Mapping[str, Any]) -> Iterable[Found]:
    if not hosts or body.get("networkMode") != "awsvpc":
        return FINE
    return here("`extraHosts` cannot be given with the network mode awsvpc")


def _one(**changes: Any) -> dict[str, Any]:
    return samples.task(samples.container(**changes))


LIMITS: tuple[Limit, ...] = (
    _limit(
        id="containers-per-task",
        field="containerDefinitions",
        statement="A task definition has at most 10 containers.",
        value="10 containers",
        source=sources.ECS_QUOTAS,
        check=at_most("containerDefinitions", 10, "container"),
        at=lambda: samples.task(*(samples.container(f"c{number}") for number in range(10))),
        past=lambda: samples.task(*(samples.container(f"c{number}") for number in range(11))),
    ),
    _limit(
        id="essential-container",
        field="containerDefinitions",
        statement="A task has at least one essential container; a container is one unless it says otherwise.",
        value="1 container",
        source=sources.ecs("ContainerDefinition.essential"),
        check=_essential,
        at=lambda: samples.task(samples.container(essential=None), samples.container("helper", essential=False)),
        past=lambda: _one(essential=False),
    ),
    _limit(
        id="container-members",
        field="containerDefinitions[]",
        statement="A container has a name and an image.",
        value="name, image",
        source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html",
        check=_named_and_imaged,
        at=lambda: _one(),
        past=lambda: _one(image=None),
    ),
    _limit(
        id="container-name",
        field="containerDefinitions[].name",
        statement="The name of a container has up to 255 letters, digits, underscores and hyphens.",
        value="255 characters",
        source=sources.ecs("ContainerDefinition.name"),
        check=spelled("name", ECS_NAME),
        names=ECS_NAME,
        at=lambda: _one(name="n" * 255),
        past=lambda: _one(name="n" * 256),
    ),
    _limit(
        id="container-name-unique",
        field="containerDefinitions",
        statement="The containers of a task have different names, so that a dependency means one of them.",
        value="1 container per name",
        source=sources.ecs("ContainerDependency.containerName"),
        check=unique("containerDefinitions", "name", "name"),
        at=lambda: samples.task(samples.container("app"), samples.container("App")),
        past=lambda: samples.task(samples.container("app"), samples.container("app")),
    ),
    _limit(
        id="container-memory-least",
        field="containerDefinitions[].memory",
        statement="A container gets at least 6 MiB of memory.",
        value="6 MiB",
        source=sources.ecs("ContainerDefinition.memory"),
        check=within("memory", 6, inf, "MiB"),
        at=lambda: _one(memory=6),
        past=lambda: _one(memory=5),
        strength=Strength.ADVICE,
    ),
    _limit(
        id="container-memory-reservation",
        field="containerDefinitions[]",
        statement="The memory of a container is more than its reservation where both are given.",
        value="memory − 1 MiB",
        source=sources.ecs("ContainerDefinition.memory"),
        check=_memory_pair,
        at=lambda: _one(memory=256, memoryReservation=255),
        past=lambda: _one(memory=256, memoryReservation=256),
    ),
    _limit(
        id="restart-period",
        field="containerDefinitions[].restartPolicy.restartAttemptPeriod",
        statement="A container must run between 60 and 1800 seconds before it is restarted.",
        value="60..1800 s",
        source=sources.ecs("ContainerRestartPolicy.restartAttemptPeriod"),
        check=within("restartAttemptPeriod", 60, 1800, "s"),
        at=lambda: _one(restartPolicy={"enabled": True, "restartAttemptPeriod": 1800}),
        past=lambda: _one(restartPolicy={"enabled": True, "restartAttemptPeriod": 1801}),
    ),
    _limit(
        id="restart-exit-codes",
        field="containerDefinitions[].restartPolicy.ignoredExitCodes",
        statement="At most 50 exit codes are ignored.",
        value="50 exit codes",
        source=sources.ecs("ContainerRestartPolicy.ignoredExitCodes"),
        check=at_most("ignoredExitCodes", 50),
        at=lambda: _one(restartPolicy={"enabled": True, "ignoredExitCodes": list(range(50))}),
        past=lambda: _one(restartPolicy={"enabled": True, "ignoredExitCodes": list(range(51))}),
    ),
    _limit(
        id="secret-name-unique",
        field="containerDefinitions[]",
        statement="A secret has a name that no other secret and no environment variable of the container has.",
        value="1 value per name",
        source="https://github.com/dagster-io/dagster/issues/11622",
        check=_secrets,
        at=lambda: _one(environment=[{"name": "A", "value": "1"}], secrets=[{"name": "B", "valueFrom": "b"}]),
        past=lambda: _one(environment=[{"name": "A", "value": "1"}], secrets=[{"name": "A", "valueFrom": "a"}]),
    ),
    _limit(
        id="mounted-volume",
        field="containerDefinitions[].mountPoints",
        statement="What a container mounts is a volume of its task.",
        value="a volume of the task",
        source=sources.ecs("MountPoint.sourceVolume"),
        check=_mounts,
        at=lambda: samples.task(
            samples.container(mountPoints=[{"sourceVolume": "data", "containerPath": "/data"}]),
            volumes=[{"name": "data"}],
        ),
        past=lambda: _one(mountPoints=[{"sourceVolume": "data", "containerPath": "/data"}]),
    ),
    _limit(
        id="awslogs-options",
        field="containerDefinitions[].logConfiguration",
        statement="The log driver awslogs needs a group and a region, and on Fargate a stream prefix.",
        value="awslogs-group, awslogs-region, awslogs-stream-prefix",
        source=sources.ecs("LogConfiguration.options"),
        check=_log_options,
        at=lambda: _one(
            logConfiguration=samples.logs("awslogs", awslogs_group="a", awslogs_region="b", awslogs_stream_prefix="c")
        ),
        past=lambda: _one(logConfiguration=samples.logs("awslogs", awslogs_group="a", awslogs_region="b")),
    ),
    _limit(
        id="firelens-router",
        field="containerDefinitions",
        statement="The log driver awsfirelens needs a container of the task that routes logs.",
        value="1 log router",
        source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/firelens-taskdef.html",
        check=_log_router,
        at=lambda: samples.task(
            samples.container(logConfiguration=samples.logs("awsfirelens")),
            samples.container("router", firelensConfiguration={"type": "fluentbit"}),
        ),
        past=lambda: _one(logConfiguration=samples.logs("awsfirelens")),
    ),
    _limit(
        id="links-network-mode",
        field="containerDefinitions[].links",
        statement="Containers are linked with bridge networking only.",
        value="bridge",
        source=sources.ecs("ContainerDefinition.links"),
        check=_links,
        at=lambda: samples.ec2_task(samples.container(links=["b"]), samples.container("b"), networkMode="bridge"),
        past=lambda: samples.ec2_task(samples.container(links=["b"]), samples.container("b")),
    ),
    _limit(
        id="extra-hosts-network-mode",
        field="containerDefinitions[].extraHosts",
        statement="Host entries cannot be added with awsvpc networking.",
        value="not awsvpc",
        source=sources.ecs("ContainerDefinition.extraHosts"),
        check=_extra_hosts,
        at=lambda: samples.ec2_task(
            samples.container(extraHosts=[{"hostname": "a", "ipAddress": "192.0.2.1"}]), networkMode="host"
        ),
        past=lambda: samples.ec2_task(samples.container(extraHosts=[{"hostname": "a", "ipAddress": "192.0.2.1"}])),
    ),
)
