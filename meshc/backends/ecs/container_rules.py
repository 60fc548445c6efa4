"""What ECS asks of the containers of a task definition, beyond the published schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from meshc.backends import samples
from meshc.backends.checks import FINE, at_most, here, late, spelled, unique, within
from meshc.backends.limits import Found, Limit, Strength
from meshc.backends.names import ECS_NAME, PORT_NAME

_QUOTAS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html"
_limit = partial(Limit, backend="ecs", service="ecs", operations=("RegisterTaskDefinition",))


def _documented(member: str) -> str:
    return f"botocore ecs 2014-11-13 {member} documentation"


def _named_and_imaged(container: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    for member in ("name", "image"):
        if not container.get(member):
            yield (member,), f"`{member}` is missing; a container needs one"


def _essential(containers: Sequence[Mapping[str, Any]], _body: Any) -> Iterable[Found]:
    if any(container.get("essential", True) for container in containers):
        return FINE
    return here("no container is essential; a task needs one")


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


def _host_port(mappings: Sequence[Mapping[str, Any]], body: Mapping[str, Any]) -> Iterable[Found]:
    if body.get("networkMode") not in ("awsvpc", "host"):
        return
    for index, mapping in enumerate(mappings):
        wanted, given = mapping.get("containerPort"), mapping.get("hostPort", 0)
        if given not in (0, wanted):
            message = f"`hostPort` is {given}; with {body['networkMode']} it must be the containerPort {wanted}"
            yield (index, "hostPort"), message


def _one_port_once(containers: Sequence[Mapping[str, Any]], body: Mapping[str, Any]) -> Iterable[Found]:
    shared = body.get("networkMode") in ("awsvpc", "host")
    seen: dict[tuple[int, int], str] = {}
    for index, container in enumerate(containers):
        name = container.get("name", "")
        for position, mapping in enumerate(container.get("portMappings", ())):
            number = mapping.get("containerPort")
            if number is None:
                continue
            key = (0 if shared else index, number)
            if key in seen:
                place = (index, "portMappings", position, "containerPort")
                yield place, f"port {number} is mapped twice, by `{seen[key]}` and by `{name}`"
            seen[key] = name


def _port_names(containers: Sequence[Mapping[str, Any]], _body: Any) -> Iterable[Found]:
    seen: set[str] = set()
    for index, container in enumerate(containers):
        for position, mapping in enumerate(container.get("portMappings", ())):
            name = mapping.get("name")
            if name in seen:
                yield (index, "portMappings", position, "name"), f"two ports of the task are called `{name}`"
            elif name is not None:
                seen.add(name)


def _application_protocol(mapping: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    if mapping.get("protocol", "tcp") == "tcp" or "appProtocol" not in mapping:
        return FINE
    return ((("appProtocol",), f"`appProtocol` is {mapping['appProtocol']} on a {mapping['protocol']} port"),)


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


def _ports(*mappings: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return samples.task(samples.container(portMappings=list(mappings)), **changes)


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
        source=_documented(f"HealthCheck.{member}"),
        check=within(member, low, high, unit),
        at=lambda: samples.task(samples.health_check(**{member: high})),
        past=lambda: samples.task(samples.health_check(**{member: high + 1})),
    )


LIMITS: tuple[Limit, ...] = (
    _limit(
        id="containers-per-task",
        field="containerDefinitions",
        statement="A task definition has at most 10 containers.",
        value="10 containers",
        source=_QUOTAS,
        check=at_most("containerDefinitions", 10, "container"),
        at=lambda: samples.task(*(samples.container(f"c{number}") for number in range(10))),
        past=lambda: samples.task(*(samples.container(f"c{number}") for number in range(11))),
    ),
    _limit(
        id="essential-container",
        field="containerDefinitions",
        statement="A task has at least one essential container; a container is one unless it says otherwise.",
        value="1 container",
        source=_documented("ContainerDefinition.essential"),
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
        source=_documented("ContainerDefinition.name"),
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
        source=_documented("ContainerDependency.containerName"),
        check=unique("containerDefinitions", "name", "name"),
        at=lambda: samples.task(samples.container("app"), samples.container("App")),
        past=lambda: samples.task(samples.container("app"), samples.container("app")),
    ),
    _limit(
        id="port-name",
        field="containerDefinitions[].portMappings[].name",
        statement="A port name has up to 64 small letters, digits, underscores and hyphens, and no hyphen first.",
        value="64 characters",
        source=_documented("PortMapping.name"),
        check=spelled("name", PORT_NAME),
        names=PORT_NAME,
        at=lambda: _ports(samples.port(name="p" * 64)),
        past=lambda: _ports(samples.port(name="p" * 65)),
    ),
    _limit(
        id="port-name-unique",
        field="containerDefinitions",
        statement="The ports of a task have different names, so that Service Connect finds the port that is meant.",
        value="1 port per name",
        source=_documented("ServiceConnectService.portName"),
        check=_port_names,
        at=lambda: _ports(samples.port(), samples.port(9090, name="grpc")),
        past=lambda: _ports(samples.port(), samples.port(9090)),
    ),
    _limit(
        id="container-port",
        field="containerDefinitions[].portMappings[].containerPort",
        statement="A container port is between 1 and 65535.",
        value="1..65535",
        source=_documented("PortMapping.containerPortRange"),
        check=within("containerPort", 1, 65535),
        at=lambda: _ports(samples.port(65535)),
        past=lambda: _ports(samples.port(65536)),
    ),
    _limit(
        id="container-port-unique",
        field="containerDefinitions",
        statement="A port is mapped once: in a container, and with awsvpc or host networking in the whole task.",
        value="1 mapping per port",
        source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html",
        check=_one_port_once,
        at=lambda: _ports(samples.port(), samples.port(8081, name="more")),
        past=lambda: _ports(samples.port(), samples.port(name="more", protocol="udp", appProtocol=None)),
    ),
    _limit(
        id="host-port",
        field="containerDefinitions[].portMappings",
        statement="With awsvpc or host networking the host port is left out or equal to the container port.",
        value="the container port",
        source=_documented("PortMapping.hostPort"),
        check=_host_port,
        at=lambda: _ports(samples.port(hostPort=8080)),
        past=lambda: _ports(samples.port(hostPort=8081)),
    ),
    _limit(
        id="application-protocol-tcp",
        field="containerDefinitions[].portMappings[]",
        statement="An application protocol is given for tcp ports only.",
        value="tcp",
        source=_documented("PortMapping.appProtocol"),
        check=_application_protocol,
        at=lambda: _ports(samples.port()),
        past=lambda: _ports(samples.port(protocol="udp")),
    ),
    _limit(
        id="health-check-command",
        field="containerDefinitions[].healthCheck.command",
        statement="The command of a health check begins with CMD or CMD-SHELL.",
        value="CMD or CMD-SHELL",
        source=_documented("HealthCheck.command"),
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
        source=_documented("ContainerDependency.containerName"),
        check=_known_dependency,
        at=lambda: _waiting("START"),
        past=lambda: _one(dependsOn=[{"containerName": "helper", "condition": "START"}]),
    ),
    _limit(
        id="depends-on-healthy",
        field="containerDefinitions",
        statement="Only a container with a health check can be waited for until it is HEALTHY.",
        value="a health check",
        source=_documented("ContainerDependency.condition"),
        check=_healthy_dependency,
        at=lambda: _waiting("HEALTHY", healthCheck={"command": ["CMD", "/bin/health"]}),
        past=lambda: _waiting("HEALTHY"),
    ),
    _limit(
        id="depends-on-end",
        field="containerDefinitions",
        statement="COMPLETE and SUCCESS cannot be asked of an essential container.",
        value="not essential",
        source=_documented("ContainerDependency.condition"),
        check=_ending_dependency,
        at=lambda: _waiting("SUCCESS", essential=False),
        past=lambda: _waiting("SUCCESS", essential=None),
    ),
    _limit(
        id="depends-on-cycle",
        field="containerDefinitions",
        statement="No container waits for itself, directly or through others.",
        value="no cycle",
        source=_documented("ContainerDependency.condition"),
        check=_dependency_cycle,
        at=lambda: _ring("other"),
        past=lambda: _ring("app"),
    ),
    _limit(
        id="container-memory-least",
        field="containerDefinitions[].memory",
        statement="A container gets at least 6 MiB of memory.",
        value="6 MiB",
        source=_documented("ContainerDefinition.memory"),
        check=within("memory", 6, float("inf"), "MiB"),
        at=lambda: _one(memory=6),
        past=lambda: _one(memory=5),
        strength=Strength.ADVICE,
    ),
    _limit(
        id="container-memory-reservation",
        field="containerDefinitions[]",
        statement="The memory of a container is more than its reservation where both are given.",
        value="memory − 1 MiB",
        source=_documented("ContainerDefinition.memory"),
        check=_memory_pair,
        at=lambda: _one(memory=256, memoryReservation=255),
        past=lambda: _one(memory=256, memoryReservation=256),
    ),
    _limit(
        id="restart-period",
        field="containerDefinitions[].restartPolicy.restartAttemptPeriod",
        statement="A container must run between 60 and 1800 seconds before it is restarted.",
        value="60..1800 s",
        source=_documented("ContainerRestartPolicy.restartAttemptPeriod"),
        check=within("restartAttemptPeriod", 60, 1800, "s"),
        at=lambda: _one(restartPolicy={"enabled": True, "restartAttemptPeriod": 1800}),
        past=lambda: _one(restartPolicy={"enabled": True, "restartAttemptPeriod": 1801}),
    ),
    _limit(
        id="restart-exit-codes",
        field="containerDefinitions[].restartPolicy.ignoredExitCodes",
        statement="At most 50 exit codes are ignored.",
        value="50 exit codes",
        source=_documented("ContainerRestartPolicy.ignoredExitCodes"),
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
        source=_documented("MountPoint.sourceVolume"),
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
        source=_documented("LogConfiguration.options"),
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
        source=_documented("ContainerDefinition.links"),
        check=_links,
        at=lambda: samples.ec2_task(samples.container(links=["b"]), samples.container("b"), networkMode="bridge"),
        past=lambda: samples.ec2_task(samples.container(links=["b"]), samples.container("b")),
    ),
    _limit(
        id="extra-hosts-network-mode",
        field="containerDefinitions[].extraHosts",
        statement="Host entries cannot be added with awsvpc networking.",
        value="not awsvpc",
        source=_documented("ContainerDefinition.extraHosts"),
        check=_extra_hosts,
        at=lambda: samples.ec2_task(
            samples.container(extraHosts=[{"hostname": "a", "ipAddress": "192.0.2.1"}]), networkMode="host"
        ),
        past=lambda: samples.ec2_task(samples.container(extraHosts=[{"hostname": "a", "ipAddress": "192.0.2.1"}])),
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
    _limit(
        id="application-protocol",
        field="containerDefinitions[].portMappings[].appProtocol",
        statement="The application protocol of a port is http, http2 or grpc; without one it is tcp.",
        value="http, http2, grpc",
        source="botocore ecs 2014-11-13 ApplicationProtocol",
        at=lambda: _ports(samples.port(appProtocol="grpc")),
        past=lambda: _ports(samples.port(appProtocol="tcp")),
    ),
    _limit(
        id="port-protocol",
        field="containerDefinitions[].portMappings[].protocol",
        statement="The protocol of a port is tcp or udp.",
        value="tcp, udp",
        source="botocore ecs 2014-11-13 TransportProtocol",
        at=lambda: _ports(samples.port(protocol="udp", appProtocol=None)),
        past=lambda: _ports(samples.port(protocol="sctp", appProtocol=None)),
    ),
)
