"""What ECS asks of the ports of containers, beyond the published schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from meshc.backends import samples, sources
from meshc.backends.checks import FINE, spelled, within
from meshc.backends.limits import Found, Limit
from meshc.backends.names import PORT_NAME

_limit = partial(Limit, backend="ecs", service="ecs", operations=("RegisterTaskDefinition",))


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


def _ports(*mappings: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return samples.task(samples.container(portMappings=list(mappings)), **changes)


LIMITS: tuple[Limit, ...] = (
    _limit(
        id="port-name",
        field="containerDefinitions[].portMappings[].name",
        statement="A port name has up to 64 small letters, digits, underscores and hyphens, and no hyphen first.",
        value="64 characters",
        source=sources.ecs("PortMapping.name"),
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
        source=sources.ecs("ServiceConnectService.portName"),
        check=_port_names,
        at=lambda: _ports(samples.port(), samples.port(9090, name="grpc")),
        past=lambda: _ports(samples.port(), samples.port(9090)),
    ),
    _limit(
        id="container-port",
        field="containerDefinitions[].portMappings[].containerPort",
        statement="A container port is between 1 and 65535.",
        value="1..65535",
        source=sources.ecs("PortMapping.containerPortRange"),
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
        source=sources.ecs("PortMapping.hostPort"),
        check=_host_port,
        at=lambda: _ports(samples.port(hostPort=8080)),
        past=lambda: _ports(samples.port(hostPort=8081)),
    ),
    _limit(
        id="application-protocol-tcp",
        field="containerDefinitions[].portMappings[]",
        statement="An application protocol is given for tcp ports only.",
        value="tcp",
        source=sources.ecs("PortMapping.appProtocol"),
        check=_application_protocol,
        at=lambda: _ports(samples.port()),
        past=lambda: _ports(samples.port(protocol="udp")),
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
