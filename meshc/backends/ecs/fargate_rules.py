"""What Fargate asks of a task definition, beyond the published schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from meshc.backends import samples, sources
from meshc.backends.checks import FINE, here, late, within
from meshc.backends.ecs.fargate import MEMORY_BY_CPU, cpu_units, memory_mib
from meshc.backends.limits import SERVICE_OPERATIONS, Build, Check, Found, Limit, Pointer

_FARGATE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html"
_TASK_SIZE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html"
_limit = partial(Limit, backend="ecs", service="ecs", operations=("RegisterTaskDefinition",))


def _on_fargate(body: Mapping[str, Any]) -> bool:
    return "FARGATE" in body.get("requiresCompatibilities", ())


def _refused_on_fargate(name: str, allowed: tuple[object, ...] = ()) -> Check:
    """A field that Fargate does not take; an empty or false one is as good as none."""

    def check(value: object, body: Mapping[str, Any]) -> Iterable[Found]:
        if not value or value in allowed or not _on_fargate(body) or late(value):
            return FINE
        only = f", only {allowed[0]}" if allowed else ""
        return here(f"`{name}` cannot be given for a task that may run on Fargate{only}")

    return check


def _fargate_size(body: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    if not _on_fargate(body):
        return
    missing = [name for name in ("cpu", "memory") if not body.get(name)]
    for name in missing:
        yield (name,), f"`{name}` is missing; a task on Fargate needs one"
    if missing or late(body["cpu"]) or late(body["memory"]):
        return
    cpu, memory = cpu_units(body["cpu"]), memory_mib(body["memory"])
    allowed = MEMORY_BY_CPU.get(cpu) if cpu is not None else None
    if allowed is None:
        yield ("cpu",), f"`cpu` is {body['cpu']}; Fargate has {', '.join(map(str, MEMORY_BY_CPU))} CPU units"
    elif memory not in allowed:
        yield ("memory",), f"`memory` is {body['memory']}; Fargate has {_described(allowed)} MiB with {cpu} CPU units"


def _described(amounts: Sequence[int]) -> str:
    if len(amounts) <= 4:
        return ", ".join(map(str, amounts))
    return f"{amounts[0]} to {amounts[-1]} in steps of {amounts[1] - amounts[0]}"


def _windows_size(body: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    system = body.get("runtimePlatform", {}).get("operatingSystemFamily", "")
    cpu = cpu_units(body.get("cpu", ""))
    if not _on_fargate(body) or not system.startswith("WINDOWS") or cpu is None or 1024 <= cpu <= 4096:
        return FINE
    return ((("cpu",), f"`cpu` is {body['cpu']}; Fargate has 1024 to 4096 CPU units for Windows"),)


def _network_mode(body: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    if not _on_fargate(body) or body.get("networkMode") == "awsvpc":
        return FINE
    given = body.get("networkMode", "missing, which means bridge")
    return ((("networkMode",), f"`networkMode` is {given}; Fargate needs awsvpc"),)


def _gpu(requirements: Sequence[Mapping[str, Any]], body: Mapping[str, Any]) -> Iterable[Found]:
    if _on_fargate(body):
        for index, requirement in enumerate(requirements):
            if requirement["type"] == "GPU":
                yield (index, "type"), "a GPU cannot be had on Fargate"


def _log_driver(driver: str, body: Mapping[str, Any]) -> Iterable[Found]:
    if driver in ("awslogs", "splunk", "awsfirelens") or not _on_fargate(body):
        return FINE
    return here(f"`logDriver` is {driver}; Fargate has awslogs, splunk and awsfirelens")


def _seconds_on_fargate(name: str) -> Check:
    def check(value: int, body: Mapping[str, Any]) -> Iterable[Found]:
        return within(name, 2, 120, "s", taker="Fargate")(value, body) if _on_fargate(body) else FINE

    return check


def _ephemeral_storage(_storage: object, body: Mapping[str, Any]) -> Iterable[Found]:
    if not body.get("requiresCompatibilities") or _on_fargate(body):
        return FINE
    return here("`ephemeralStorage` is given; only a task on Fargate has it")


def _execution_role(body: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    if body.get("executionRoleArn") or not _on_fargate(body):
        return FINE
    for container in body["containerDefinitions"]:
        reason = _log_reason(container.get("logConfiguration", {})) or next(
            (reason for member, reason in _FETCHED.items() if container.get(member)), ""
        )
        if reason:
            return ((("executionRoleArn",), f"`executionRoleArn` is missing; Fargate needs it for {reason}"),)
    return FINE


def _execution_role_of_proxy(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    for index, body, task in build.running:
        reason = _log_reason(body.get("serviceConnectConfiguration", {}).get("logConfiguration", {}))
        if reason and _on_fargate(task) and not task.get("executionRoleArn"):
            message = f"`executionRoleArn` of `{task['family']}` is missing; Fargate needs it for {reason} of the proxy"
            yield index, ("serviceConnectConfiguration", "logConfiguration"), message


def _log_reason(log: Mapping[str, Any]) -> str:
    """What of a log configuration needs the execution role."""
    if log.get("logDriver") == "awslogs":
        return "awslogs"
    return "the secret options of the log" if log.get("secretOptions") else ""


_FETCHED = {
    "secrets": "secrets",
    "repositoryCredentials": "the credentials of a registry",
    "environmentFiles": "environment files",
}
"""What ECS fetches for a container with the execution role."""


def _logging_proxy() -> dict[str, Any]:
    log = samples.logs("awslogs", awslogs_group="a", awslogs_region="b", awslogs_stream_prefix="c")
    return samples.connected(logConfiguration=log)


def _one(**changes: Any) -> dict[str, Any]:
    return samples.task(samples.container(**changes))


def _windows(cpu: str, memory: str) -> dict[str, Any]:
    return samples.task(cpu=cpu, memory=memory, runtimePlatform={"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"})


LIMITS: tuple[Limit, ...] = (
    _limit(
        id="fargate-size",
        field="",
        statement="A task on Fargate has one of 74 pairs of CPU and memory, from 0.25 to 16 vCPU.",
        value="; ".join(f"{cpu}: {_described(memory)} MiB" for cpu, memory in MEMORY_BY_CPU.items()),
        source=sources.ecs("RegisterTaskDefinition.memory"),
        check=_fargate_size,
        at=lambda: samples.task(cpu="256", memory="2048"),
        past=lambda: samples.task(cpu="256", memory="3072"),
    ),
    _limit(
        id="fargate-windows-size",
        field="",
        statement="A Windows task on Fargate has 1 to 4 vCPU.",
        value="1024..4096 CPU units",
        source=_TASK_SIZE,
        check=_windows_size,
        at=lambda: _windows("4096", "8192"),
        past=lambda: _windows("8192", "16384"),
    ),
    _limit(
        id="fargate-network-mode",
        field="",
        statement="A task on Fargate has the network mode awsvpc.",
        value="awsvpc",
        source=sources.ecs("RegisterTaskDefinition.networkMode"),
        check=_network_mode,
        at=lambda: samples.task(),
        past=lambda: samples.task(samples.container(), networkMode="bridge"),
    ),
    _limit(
        id="fargate-placement",
        field="placementConstraints",
        statement="A task on Fargate has no placement constraints.",
        value="none",
        source=_FARGATE,
        check=_refused_on_fargate("placementConstraints"),
        at=lambda: samples.task(placementConstraints=[]),
        past=lambda: samples.task(placementConstraints=[{"type": "memberOf", "expression": "attribute:a == b"}]),
    ),
    _limit(
        id="fargate-ipc-mode",
        field="ipcMode",
        statement="A task on Fargate has no IPC mode.",
        value="none",
        source=sources.ecs("RegisterTaskDefinition.ipcMode"),
        check=_refused_on_fargate("ipcMode"),
        at=lambda: samples.ec2_task(ipcMode="task"),
        past=lambda: samples.task(ipcMode="task"),
    ),
    _limit(
        id="fargate-pid-mode",
        field="pidMode",
        statement="The PID mode of a task on Fargate is task.",
        value="task",
        source=sources.ecs("RegisterTaskDefinition.pidMode"),
        check=_refused_on_fargate("pidMode", ("task",)),
        at=lambda: samples.task(pidMode="task"),
        past=lambda: samples.task(pidMode="host"),
    ),
    _limit(
        id="fargate-links",
        field="containerDefinitions[].links",
        statement="A container on Fargate has no links.",
        value="none",
        source=_FARGATE,
        check=_refused_on_fargate("links"),
        at=lambda: _one(links=[]),
        past=lambda: _one(links=["other"]),
    ),
    _limit(
        id="fargate-privileged",
        field="containerDefinitions[].privileged",
        statement="A container on Fargate is not privileged.",
        value="false",
        source=sources.ecs("ContainerDefinition.privileged"),
        check=_refused_on_fargate("privileged"),
        at=lambda: _one(privileged=False),
        past=lambda: _one(privileged=True),
    ),
    _limit(
        id="fargate-dns-servers",
        field="containerDefinitions[].dnsServers",
        statement="A container on Fargate has no DNS servers of its own.",
        value="none",
        source=_FARGATE,
        check=_refused_on_fargate("dnsServers"),
        at=lambda: _one(dnsServers=[]),
        past=lambda: _one(dnsServers=["192.0.2.53"]),
    ),
    _limit(
        id="fargate-extra-hosts",
        field="containerDefinitions[].extraHosts",
        statement="A container on Fargate has no host entries of its own.",
        value="none",
        source=_FARGATE,
        check=_refused_on_fargate("extraHosts"),
        at=lambda: _one(extraHosts=[]),
        past=lambda: _one(extraHosts=[{"hostname": "a", "ipAddress": "192.0.2.1"}]),
    ),
    _limit(
        id="fargate-gpu",
        field="containerDefinitions[].resourceRequirements",
        statement="A container on Fargate has no GPU.",
        value="none",
        source=_FARGATE,
        check=_gpu,
        at=lambda: samples.ec2_task(samples.container(resourceRequirements=[{"type": "GPU", "value": "1"}])),
        past=lambda: _one(resourceRequirements=[{"type": "GPU", "value": "1"}]),
    ),
    _limit(
        id="fargate-log-driver",
        field="containerDefinitions[].logConfiguration.logDriver",
        statement="The log driver of a container on Fargate is awslogs, splunk or awsfirelens.",
        value="awslogs, splunk, awsfirelens",
        source=sources.ecs("LogConfiguration.logDriver"),
        check=_log_driver,
        at=lambda: _one(logConfiguration={"logDriver": "splunk"}),
        past=lambda: _one(logConfiguration={"logDriver": "syslog"}),
    ),
    _limit(
        id="fargate-stop-timeout",
        field="containerDefinitions[].stopTimeout",
        statement="A container on Fargate gets 2 to 120 seconds to stop.",
        value="2..120 s",
        source=sources.ecs("ContainerDefinition.stopTimeout"),
        check=_seconds_on_fargate("stopTimeout"),
        at=lambda: _one(stopTimeout=120),
        past=lambda: _one(stopTimeout=121),
    ),
    _limit(
        id="fargate-start-timeout",
        field="containerDefinitions[].startTimeout",
        statement="Others wait 2 to 120 seconds for a container on Fargate.",
        value="2..120 s",
        source=sources.ecs("ContainerDefinition.startTimeout"),
        check=_seconds_on_fargate("startTimeout"),
        at=lambda: _one(startTimeout=120),
        past=lambda: _one(startTimeout=121),
    ),
    _limit(
        id="fargate-ephemeral-storage",
        field="ephemeralStorage",
        statement="Only a task on Fargate has ephemeral storage.",
        value="none on EC2",
        source=sources.ecs("RegisterTaskDefinition.ephemeralStorage"),
        check=_ephemeral_storage,
        at=lambda: samples.task(ephemeralStorage={"sizeInGiB": 100}),
        past=lambda: samples.ec2_task(ephemeralStorage={"sizeInGiB": 100}),
    ),
    _limit(
        id="fargate-execution-role",
        field="",
        statement="A task on Fargate that logs to CloudWatch, or for which ECS fetches secrets, has an execution role.",
        value="1 role",
        source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
        check=_execution_role,
        at=lambda: samples.task(samples.container(secrets=[{"name": "A", "valueFrom": "a"}])),
        past=lambda: samples.task(samples.container(secrets=[{"name": "A", "valueFrom": "a"}]), executionRoleArn=None),
    ),
    Limit(
        id="fargate-execution-role-proxy",
        backend="ecs",
        service="ecs",
        operations=SERVICE_OPERATIONS,
        field="serviceConnectConfiguration.logConfiguration",
        statement="A task on Fargate whose Service Connect proxy logs to CloudWatch has an execution role.",
        value="1 role",
        source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
        across=_execution_role_of_proxy,
        at=lambda: samples.build(samples.task(), _logging_proxy()),
        past=lambda: samples.build(samples.task(executionRoleArn=None), _logging_proxy()),
    ),
)
