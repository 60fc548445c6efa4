"""What Service Connect asks of the services of one build and their task definitions together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from meshc.backends import samples, sources
from meshc.backends.checks import late
from meshc.backends.documents import namespace_name, offers
from meshc.backends.limits import SERVICE_OPERATIONS, Build, Limit, Pointer, Strength

_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect.html"
_CONCEPTS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html"
_SIZING = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts.html"
_IMPLICIT_MODE = "https://github.com/mreferre/yelb/issues/86"
_PROXY_CPU = 256
_PROXY_MEMORY = 64
_TAKER = "Service Connect"
_limit = partial(Limit, backend="service-connect", service="ecs", operations=SERVICE_OPERATIONS)
_CONFIGURATION = "serviceConnectConfiguration"
_OFFERED = f"{_CONFIGURATION}.services[]"


def _discovery_name(offered: Mapping[str, Any]) -> str:
    return str(offered.get("discoveryName") or offered["portName"])


def _one_of_each(
    key: Callable[[str, Mapping[str, Any]], Iterable[tuple[Pointer, object, str]]], build: Build
) -> Iterable[tuple[int, Pointer, str]]:
    """Reports a second use of a name in a namespace by another service than the first."""
    seen: set[tuple[str, object]] = set()
    for index, body in build.of("ecs", "CreateService"):
        for position, offered in enumerate(offers(body)):
            namespace = namespace_name(build, index)
            for below, value, message in key(namespace, offered):
                if (namespace, value) in seen:
                    yield index, (_CONFIGURATION, "services", position, *below), message
                seen.add((namespace, value))


def _discovery_names(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    def key(namespace: str, offered: Mapping[str, Any]) -> Iterable[tuple[Pointer, object, str]]:
        name = _discovery_name(offered)
        yield ("discoveryName",), name, f"`discoveryName` is `{name}`, which the namespace `{namespace}` has already"

    return _one_of_each(key, build)


def _endpoints(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    def key(namespace: str, offered: Mapping[str, Any]) -> Iterable[tuple[Pointer, object, str]]:
        for index, alias in enumerate(offered.get("clientAliases", ())):
            name = alias.get("dnsName") or f"{_discovery_name(offered)}.{namespace}"
            message = f"`dnsName` `{name}` with port {alias['port']} is taken in the namespace `{namespace}`"
            yield ("clientAliases", index, "dnsName"), (name, alias["port"]), message

    return _one_of_each(key, build)


def _taken_in_cloud_map(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    """A discovery name becomes a Cloud Map service of that name, so no other may have it."""
    names: set[tuple[str, str]] = set()
    for index, body in build.of("servicediscovery", "CreateService"):
        linked = build.linked(index, "NamespaceId")
        namespace = build.documents[linked].body["Name"] if linked is not None else body.get("NamespaceId", "")
        names.add((namespace, body["Name"]))
    for index, body in build.of("ecs", "CreateService"):
        for position, offered in enumerate(offers(body)):
            name = _discovery_name(offered)
            if (namespace_name(build, index), name) in names:
                place = (_CONFIGURATION, "services", position, "discoveryName")
                message = f"`discoveryName` is `{name}`, which a Cloud Map service of the namespace has already"
                yield index, place, message


def _port_names(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    for index, body, task in build.running:
        ports = _ports(task)
        for position, offered in enumerate(offers(body)):
            name = offered["portName"]
            if name not in ports:
                place = (_CONFIGURATION, "services", position, "portName")
                yield index, place, f"`portName` is `{name}`, which is no port of `{task['family']}`"


def _request_timeouts(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    for index, body, task in build.running:
        ports = _ports(task)
        for position, offered in enumerate(offers(body)):
            name = offered["portName"]
            limited = "perRequestTimeoutSeconds" in offered.get("timeout", {})
            if limited and name in ports and "appProtocol" not in ports[name]:
                place = (_CONFIGURATION, "services", position, "timeout", "perRequestTimeoutSeconds")
                yield index, place, f"`perRequestTimeoutSeconds` is given, 0 included, for the tcp port `{name}`"


def _ports(task: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    containers = task["containerDefinitions"]
    mappings = (mapping for container in containers for mapping in container.get("portMappings", ()))
    return {mapping["name"]: mapping for mapping in mappings if "name" in mapping}


def _meshed(build: Build) -> Iterable[tuple[int, Any, Any]]:
    for index, body, task in build.running:
        configuration = body.get(_CONFIGURATION)
        if configuration is not None and configuration.get("enabled"):
            yield index, body, task


def _network_modes(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    for index, _body, task in _meshed(build):
        if task.get("networkMode") not in ("awsvpc", "bridge"):
            mode = task.get("networkMode", "left out")
            message = f"the `networkMode` of `{task['family']}` is {mode}; {_TAKER} wants awsvpc or bridge in writing"
            yield index, (_CONFIGURATION,), message


def _systems(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    for index, _body, task in _meshed(build):
        system = task.get("runtimePlatform", {}).get("operatingSystemFamily", "LINUX")
        if not late(system) and system != "LINUX":
            message = f"`operatingSystemFamily` of `{task['family']}` is {system}; {_TAKER} runs on LINUX"
            yield index, (_CONFIGURATION,), message


def _task_memory(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    for index, _body, task in _meshed(build):
        if not task.get("memory"):
            yield index, (_CONFIGURATION,), f"`memory` of the task `{task['family']}` is missing; {_TAKER} needs it"


def _room(member: str, least: int, unit: str) -> Callable[[Build], Iterable[tuple[int, Pointer, str]]]:
    def check(build: Build) -> Iterable[tuple[int, Pointer, str]]:
        for index, _body, task in _meshed(build):
            size = task.get(member, "")
            used = [_used(container, member) for container in task["containerDefinitions"]]
            if size.isdigit() and all(used) and int(size) - sum(used) < least:
                left = int(size) - sum(used)
                message = f"`{member}` of `{task['family']}` leaves {left} {unit} to the proxy, which wants {least}"
                yield index, (_CONFIGURATION,), message

    return check


def _used(container: Mapping[str, Any], member: str) -> int:
    return int(container.get(f"{member}Reservation") or container.get(member) or 0)


def _offering(**changes: Any) -> dict[str, Any]:
    return samples.connected(samples.endpoint(**changes))


def _pair(first: dict[str, Any], second: dict[str, Any]) -> Build:
    return samples.build(samples.connected(first), samples.connected(second) | {"serviceName": "other"})


def _running(task: dict[str, Any], **offered: Any) -> Build:
    return samples.build(task, _offering(**offered))


def _named_in_cloud_map(name: str) -> Build:
    namespace = {"Name": "shop.local", "Vpc": "vpc-0a"}
    links = {(1, ("NamespaceId",)): 0}
    return samples.build(namespace, samples.registry(Name=name), _offering(), links=links)


def _tcp(port_changes: dict[str, Any]) -> dict[str, Any]:
    return samples.task(samples.container(portMappings=[samples.port(**port_changes)]))


def _using(cpu: int, memory: int) -> dict[str, Any]:
    return samples.task(samples.container(cpu=cpu, memory=memory, portMappings=[samples.port()]))


LIMITS: tuple[Limit, ...] = (
    _limit(
        id="service-connect-port",
        field=f"{_OFFERED}.portName",
        statement="A port name is the name of a port mapping of the service's task definition.",
        value="a port of the task",
        source=sources.ecs("ServiceConnectService.portName"),
        across=_port_names,
        at=lambda: _running(samples.task()),
        past=lambda: _running(samples.task(), portName="grpc"),
    ),
    _limit(
        id="discovery-name-unique",
        field=f"{_OFFERED}.discoveryName",
        statement="A discovery name is used once in a namespace.",
        value="1 service per name and namespace",
        source=sources.ecs("ServiceConnectService.discoveryName"),
        across=_discovery_names,
        at=lambda: _pair(samples.endpoint("a"), samples.endpoint("b")),
        past=lambda: _pair(samples.endpoint("a"), samples.endpoint("b", discoveryName="a")),
    ),
    _limit(
        id="discovery-name-cloud-map",
        field=f"{_OFFERED}.discoveryName",
        statement="A discovery name is not the name of another Cloud Map service of the namespace.",
        value="1 service per name and namespace",
        source=sources.ecs("ServiceConnectService.discoveryName"),
        across=_taken_in_cloud_map,
        at=lambda: _named_in_cloud_map("api-dns"),
        past=lambda: _named_in_cloud_map("api"),
    ),
    _limit(
        id="client-alias-unique",
        field=f"{_OFFERED}.clientAliases[].dnsName",
        statement="A DNS name with its port is used once in a namespace.",
        value="1 service per name, port and namespace",
        source=sources.ecs("ServiceConnectService.clientAliases"),
        across=_endpoints,
        at=lambda: _pair(
            samples.endpoint("a", clientAliases=[{"port": 80, "dnsName": "db"}]),
            samples.endpoint("b", clientAliases=[{"port": 81, "dnsName": "db"}]),
        ),
        past=lambda: _pair(
            samples.endpoint("a", clientAliases=[{"port": 80, "dnsName": "b.shop.local"}]),
            samples.endpoint("b", clientAliases=[{"port": 80}]),
        ),
    ),
    _limit(
        id="request-timeout-tcp",
        field=f"{_OFFERED}.timeout.perRequestTimeoutSeconds",
        statement="A request timeout, 0 included, is not given for a tcp port.",
        value="absent",
        source=sources.ecs("TimeoutConfiguration.perRequestTimeoutSeconds"),
        across=_request_timeouts,
        at=lambda: _running(_tcp({"appProtocol": "http"}), timeout={"perRequestTimeoutSeconds": 0}),
        past=lambda: _running(_tcp({"appProtocol": None}), timeout={"perRequestTimeoutSeconds": 0}),
    ),
    _limit(
        id="service-connect-network-mode",
        field=_CONFIGURATION,
        statement="The network mode of a task with Service Connect is awsvpc or bridge and is written down.",
        value="awsvpc, bridge",
        source=_IMPLICIT_MODE,
        across=_network_modes,
        at=lambda: samples.build(
            samples.ec2_task(networkMode="bridge"), _offering() | {"networkConfiguration": {}, "launchType": "EC2"}
        ),
        past=lambda: _running(samples.ec2_task(networkMode=None)),
    ),
    _limit(
        id="service-connect-system",
        field=_CONFIGURATION,
        statement="A task with Service Connect runs on Linux.",
        value="LINUX",
        source=_GUIDE,
        across=_systems,
        at=lambda: _running(samples.task(runtimePlatform={"operatingSystemFamily": "LINUX"})),
        past=lambda: _running(samples.task(runtimePlatform={"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"})),
    ),
    _limit(
        id="service-connect-memory",
        field=_CONFIGURATION,
        statement="A task with Service Connect has an amount of memory of its own.",
        value="memory",
        source=_CONCEPTS,
        across=_task_memory,
        at=lambda: samples.build(samples.ec2_task(memory="128"), _offering() | {"launchType": "EC2"}),
        past=lambda: _running(samples.ec2_task(memory=None)),
    ),
    _limit(
        id="proxy-cpu",
        field=_CONFIGURATION,
        statement="A task leaves 256 CPU units to the proxy; 512 above 500 requests per second.",
        value="256 CPU units",
        source=_SIZING,
        across=_room("cpu", _PROXY_CPU, "CPU units"),
        at=lambda: _running(_using(256, 512)),
        past=lambda: _running(_using(257, 512)),
        strength=Strength.ADVICE,
    ),
    _limit(
        id="proxy-memory",
        field=_CONFIGURATION,
        statement="A task leaves 64 MiB to the proxy; 192 with more than 100 services or 2,000 tasks.",
        value="64 MiB",
        source=_SIZING,
        across=_room("memory", _PROXY_MEMORY, "MiB"),
        at=lambda: _running(_using(256, 960)),
        past=lambda: _running(_using(256, 961)),
        strength=Strength.ADVICE,
    ),
)
