"""One container of a task definition."""

from __future__ import annotations

from collections.abc import Collection

from meshc.backends.base import Lowering, Pointer, Unit
from meshc.backends.container_log import SecretValue, log_configuration, value_from
from meshc.backends.ecs.model import ContainerDefinition, HealthCheck, KeyValue, PortMapping
from meshc.backends.rounding import cpu_units, whole_seconds
from meshc.backends.units import port_name
from meshc.ir.text import Secret
from meshc.ir.traffic import HTTP_PROTOCOLS
from meshc.ir.workload import Container, Health
from meshc.source import Origin

Origins = dict[Pointer, Origin]

_TEXTS = (("image", "image"), ("directory", "workingDirectory"), ("user", "user"))
_TEXT_LISTS = (("entrypoint", "entryPoint"), ("command", "command"))
_AMOUNTS = (("memory", "memory"), ("memory_reservation", "memoryReservation"))
_SWITCHES = (("read_only", "readonlyRootFilesystem"), ("privileged", "privileged"))
_SHELLS = ("CMD", "CMD-SHELL", "NONE")


def container_definition(
    container: Container,
    lowering: Lowering,
    unit: Unit,
    origins: Origins,
    at: Pointer,
    *,
    ends: Collection[str] = (),
    is_application: bool = False,
) -> ContainerDefinition:
    """The definition of a container; its origins are added under the pointer `at`.

    `ends` names the containers whose end others wait for: ECS wants those not to be essential.
    """
    owner = unit.owner
    text = lowering.text
    written = container.origins
    body: ContainerDefinition = {"name": container.name}
    values = container.__dict__
    for field, key in _TEXTS:
        if values[field] is not None:
            body[key] = text(values[field], owner)  # type: ignore[literal-required]
            if field in written:
                origins[(*at, key)] = written[field]
    if container.registry_credentials is not None:
        body["repositoryCredentials"] = {"credentialsParameter": text(container.registry_credentials, owner)}
        origins[(*at, "repositoryCredentials")] = container.origin("registry_credentials")
    if container.cpu is not None:
        body["cpu"] = cpu_units(container.cpu)
        origins[(*at, "cpu")] = container.origin("cpu")
    for field, key in _AMOUNTS:
        if values[field] is not None:
            body[key] = values[field]  # type: ignore[literal-required]
            origins[(*at, key)] = container.origin(field)
    if is_application:
        _application_ports(body, unit, origins, at)
    elif container.ports or container.udp_ports:
        mappings: list[PortMapping] = [{"containerPort": number, "protocol": "tcp"} for number in container.ports]
        mappings += ({"containerPort": number, "protocol": "udp"} for number in container.udp_ports)
        body["portMappings"] = mappings
        origins[(*at, "portMappings")] = container.origin("ports" if container.ports else "udp_ports")
    essential = container.essential
    body["essential"] = container.name not in ends if essential is None else essential
    if essential is not None:
        origins[(*at, "essential")] = container.origin("essential")
    for field, key in _TEXT_LISTS:
        if values[field] is not None:
            body[key] = [text(value, owner) for value in values[field]]  # type: ignore[literal-required]
            origins[(*at, key)] = container.origin(field)
    if container.env:
        _environment(body, container, lowering, unit, origins, at)
    if container.env_files:
        body["environmentFiles"] = [{"value": text(arn, owner), "type": "s3"} for arn in container.env_files]
        origins[(*at, "environmentFiles")] = container.origin("env_files")
    if container.mounts:
        body["mountPoints"] = [
            {"sourceVolume": mount.volume, "containerPath": mount.path, "readOnly": mount.read_only}
            for mount in container.mounts
        ]
        for index, mount in enumerate(container.mounts):
            origins[(*at, "mountPoints", index)] = mount.origin()
    if container.depends_on:
        body["dependsOn"] = [
            {"containerName": needed.container, "condition": needed.condition.upper()}
            for needed in container.depends_on
        ]
        for index, needed in enumerate(container.depends_on):
            origins[(*at, "dependsOn", index)] = needed.origin()
    if container.init is not None:
        body["linuxParameters"] = {"initProcessEnabled": container.init}
        origins[(*at, "linuxParameters")] = container.origin("init")
    if container.stop_timeout is not None:
        body["stopTimeout"] = whole_seconds(container.stop_timeout)
        origins[(*at, "stopTimeout")] = container.origin("stop_timeout")
    for field, key in _SWITCHES:
        if values[field] is not None:
            body[key] = values[field]  # type: ignore[literal-required]
            origins[(*at, key)] = container.origin(field)
    if container.labels:
        body["dockerLabels"] = {
            label.name: text(label.value, owner) for label in container.labels if not isinstance(label.value, Secret)
        }
        for label in container.labels:
            origins[(*at, "dockerLabels", label.name)] = label.origin()
    if container.ulimits:
        body["ulimits"] = [
            {"name": limit.name, "softLimit": limit.soft, "hardLimit": limit.hard} for limit in container.ulimits
        ]
        for index, limit in enumerate(container.ulimits):
            origins[(*at, "ulimits", index)] = limit.origin()
    log = container.log or unit.workload.ecs.log
    if container.router is not None:
        options = {
            option.name: text(option.value, owner)
            for option in container.router.options
            if not isinstance(option.value, Secret)
        }
        body["firelensConfiguration"] = {"type": container.router.type} | ({"options": options} if options else {})
        origins[(*at, "firelensConfiguration")] = container.router.origin()
        if log is not None and log.driver == "firelens":
            # The router cannot route its own output to itself.
            log = None
    if log is not None:
        body["logConfiguration"] = log_configuration(log, lowering, unit, origins, (*at, "logConfiguration"))
    if container.health is not None and container.health.command:
        body["healthCheck"] = _health_check(container.health, container.health.command, origins, (*at, "healthCheck"))
    return body


def _application_ports(body: ContainerDefinition, unit: Unit, origins: Origins, at: Pointer) -> None:
    if not unit.ports:
        return
    mappings: list[PortMapping] = []
    for index, port in enumerate(unit.ports):
        mapping: PortMapping = {
            "name": port_name(unit, port),
            "containerPort": port.number,
            "protocol": "udp" if port.protocol == "udp" else "tcp",
        }
        place = (*at, "portMappings", index)
        origins[place] = port.origin()
        origins[(*place, "containerPort")] = port.origin("number")
        origins[(*place, "protocol")] = origin = port.origin("protocol")
        if port.protocol in HTTP_PROTOCOLS:
            mapping["appProtocol"] = port.protocol
            origins[(*place, "appProtocol")] = origin
        mappings.append(mapping)
    body["portMappings"] = mappings


def _environment(
    body: ContainerDefinition, container: Container, lowering: Lowering, unit: Unit, origins: Origins, at: Pointer
) -> None:
    environment: list[KeyValue] = []
    secrets: list[SecretValue] = []
    for variable in container.env:
        value = variable.value
        if isinstance(value, Secret):
            origins[(*at, "secrets", len(secrets))] = variable.origin()
            secrets.append({"name": variable.name, "valueFrom": value_from(value, lowering, unit.owner)})
        else:
            origins[(*at, "environment", len(environment))] = variable.origin()
            environment.append({"name": variable.name, "value": lowering.text(value, unit.owner)})
    if environment:
        body["environment"] = environment
    if secrets:
        body["secrets"] = secrets


def _health_check(health: Health, command: tuple[str, ...], origins: Origins, at: Pointer) -> HealthCheck:
    if command[0] in _SHELLS:
        words = list(command)
    else:
        words = ["CMD-SHELL" if len(command) == 1 else "CMD", *command]
    check: HealthCheck = {"command": words}
    origins[at] = health.origin()
    origins[(*at, "command")] = health.origin("command")
    for field, key in (("interval", "interval"), ("timeout", "timeout"), ("start_period", "startPeriod")):
        value = getattr(health, field)
        if value is not None:
            check[key] = whole_seconds(value)  # type: ignore[literal-required]
            origins[(*at, key)] = health.origin(field)
    if health.unhealthy is not None:
        check["retries"] = health.unhealthy
        origins[(*at, "retries")] = health.origin("unhealthy")
    return check
