"""What Service Connect asks of ECS services, beyond the published schema, and of a namespace as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from meshc.backends import samples
from meshc.backends.checks import FINE, counted, here, late, spelled
from meshc.backends.documents import SERVICE_OPERATIONS, namespace_name, offers, task_definitions
from meshc.backends.limits import Build, Found, Limit, Pointer, Strength
from meshc.backends.names import ALIAS_NAME, PORT_NAME

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


def _documented(member: str) -> str:
    return f"botocore ecs 2014-11-13 {member} documentation"


def _namespace(namespace: str, _body: Any) -> Iterable[Found]:
    if late(namespace) or namespace.startswith("arn:"):
        return FINE
    if len(namespace) > 1024:
        return here(f"`namespace` has {counted(len(namespace), 'character')}; {_TAKER} allows 1024")
    if bad := sorted(set(namespace) & set('<>"/')):
        return here(f"`namespace` is `{namespace}`; {_TAKER} does not take `{bad[0]}` in it")
    return FINE


def _aliases(offered: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    count = len(offered.get("clientAliases", ()))
    if count == 1:
        return FINE
    return ((("clientAliases",), f"`clientAliases` has {counted(count, 'entry')}; {_TAKER} wants exactly 1"),)


def _access_log(configuration: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    if "accessLogConfiguration" not in configuration or "logConfiguration" in configuration:
        return FINE
    return ((("logConfiguration",), "`logConfiguration` is missing; access logs are written with it"),)


def _proxy_log_options(configuration: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    if configuration["logDriver"] == "awslogs":
        for option in ("awslogs-group", "awslogs-region", "awslogs-stream-prefix"):
            if option not in configuration.get("options", ()):
                yield ("options", option), f"`{option}` is missing; the log driver awslogs needs it"


def _settings_once(settings: Sequence[Mapping[str, Any]], _body: Any) -> Iterable[Found]:
    seen: set[str] = set()
    for index, setting in enumerate(settings):
        for name in setting:
            if name in seen:
                yield (index, name), f"`containerConfigurations` sets `{name}` twice"
            seen.add(name)


def _launch_type(body: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    if body.get("launchType") != "EXTERNAL" or not body.get(_CONFIGURATION, {}).get("enabled"):
        return FINE
    return ((("launchType",), f"`launchType` is EXTERNAL; {_TAKER} works on Fargate and EC2 only"),)


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
    for index, body, task in task_definitions(build):
        ports = _ports(task)
        for position, offered in enumerate(offers(body)):
            name = offered["portName"]
            if name not in ports:
                place = (_CONFIGURATION, "services", position, "portName")
                yield index, place, f"`portName` is `{name}`, which is no port of `{task['family']}`"


def _request_timeouts(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    for index, body, task in task_definitions(build):
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
    for index, body, task in task_definitions(build):
        if body.get(_CONFIGURATION, {}).get("enabled"):
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


def _configured(**changes: Any) -> dict[str, Any]:
    body = samples.connected()
    body[_CONFIGURATION] |= changes
    return body


_AWSLOGS = samples.logs("awslogs", awslogs_group="a", awslogs_region="b", awslogs_stream_prefix="c")

LIMITS: tuple[Limit, ...] = (
    _limit(
        id="service-connect-namespace",
        field=f"{_CONFIGURATION}.namespace",
        statement='A namespace is an ARN, or a name of up to 1,024 characters without <, >, " and /.',
        value="1,024 characters",
        source=_documented("ClusterServiceConnectDefaultsRequest.namespace"),
        check=_namespace,
        at=lambda: _configured(namespace="n" * 1024),
        past=lambda: _configured(namespace="n" * 1025),
    ),
    _limit(
        id="service-connect-port-name",
        field=f"{_OFFERED}.portName",
        statement="A port name has up to 64 small letters, digits, underscores and hyphens, and no hyphen first.",
        value="64 characters",
        source=_documented("PortMapping.name"),
        check=spelled("portName", PORT_NAME, taker=_TAKER),
        names=PORT_NAME,
        at=lambda: _offering(portName="p" * 64),
        past=lambda: _offering(portName="p" * 65),
    ),
    _limit(
        id="service-connect-port",
        field=f"{_OFFERED}.portName",
        statement="A port name is the name of a port mapping of the service's task definition.",
        value="a port of the task",
        source=_documented("ServiceConnectService.portName"),
        across=_port_names,
        at=lambda: _running(samples.task()),
        past=lambda: _running(samples.task(), portName="grpc"),
    ),
    _limit(
        id="discovery-name",
        field=f"{_OFFERED}.discoveryName",
        statement="A discovery name has up to 64 small letters, digits, underscores and hyphens, and no hyphen first.",
        value="64 characters",
        source=_documented("ServiceConnectService.discoveryName"),
        check=spelled("discoveryName", PORT_NAME, taker=_TAKER),
        names=PORT_NAME,
        at=lambda: _offering(discoveryName="d" * 64),
        past=lambda: _offering(discoveryName="d" * 65),
    ),
    _limit(
        id="discovery-name-unique",
        field=f"{_OFFERED}.discoveryName",
        statement="A discovery name is used once in a namespace.",
        value="1 service per name and namespace",
        source=_documented("ServiceConnectService.discoveryName"),
        across=_discovery_names,
        at=lambda: _pair(samples.endpoint("a"), samples.endpoint("b")),
        past=lambda: _pair(samples.endpoint("a"), samples.endpoint("b", discoveryName="a")),
    ),
    _limit(
        id="discovery-name-cloud-map",
        field=f"{_OFFERED}.discoveryName",
        statement="A discovery name is not the name of another Cloud Map service of the namespace.",
        value="1 service per name and namespace",
        source=_documented("ServiceConnectService.discoveryName"),
        across=_taken_in_cloud_map,
        at=lambda: _named_in_cloud_map("api-dns"),
        past=lambda: _named_in_cloud_map("api"),
    ),
    _limit(
        id="client-alias",
        field=_OFFERED,
        statement="What a service offers has exactly one client alias.",
        value="1 client alias",
        source=_documented("ServiceConnectService.clientAliases"),
        check=_aliases,
        at=lambda: _offering(),
        past=lambda: _offering(clientAliases=[{"port": 80}, {"port": 81}]),
    ),
    _limit(
        id="client-alias-name",
        field=f"{_OFFERED}.clientAliases[].dnsName",
        statement="The DNS name of an alias has up to 127 small letters, digits, _, - and ., and no hyphen first.",
        value="127 characters",
        source=_documented("ServiceConnectClientAlias.dnsName"),
        check=spelled("dnsName", ALIAS_NAME, taker=_TAKER),
        names=ALIAS_NAME,
        at=lambda: _offering(clientAliases=[{"port": 80, "dnsName": "d" * 127}]),
        past=lambda: _offering(clientAliases=[{"port": 80, "dnsName": "d" * 128}]),
    ),
    _limit(
        id="client-alias-port",
        field=f"{_OFFERED}.clientAliases[].port",
        statement="The port of an alias is between 0 and 65535.",
        value="0..65535",
        source="botocore ecs 2014-11-13 PortNumber",
        at=lambda: _offering(clientAliases=[{"port": 65535}]),
        past=lambda: _offering(clientAliases=[{"port": 65536}]),
    ),
    _limit(
        id="client-alias-unique",
        field=f"{_OFFERED}.clientAliases[].dnsName",
        statement="A DNS name with its port is used once in a namespace.",
        value="1 service per name, port and namespace",
        source=_documented("ServiceConnectService.clientAliases"),
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
        id="ingress-port",
        field=f"{_OFFERED}.ingressPortOverride",
        statement="The ingress port of the proxy is between 0 and 65535.",
        value="0..65535",
        source="botocore ecs 2014-11-13 PortNumber",
        at=lambda: _offering(ingressPortOverride=65535),
        past=lambda: _offering(ingressPortOverride=65536),
    ),
    _limit(
        id="idle-timeout",
        field=f"{_OFFERED}.timeout.idleTimeoutSeconds",
        statement="An idle timeout is whole seconds up to 2147483647; 0 turns it off.",
        value="0..2147483647 s",
        source="botocore ecs 2014-11-13 Duration",
        at=lambda: _offering(timeout={"idleTimeoutSeconds": 2147483647}),
        past=lambda: _offering(timeout={"idleTimeoutSeconds": 2147483648}),
    ),
    _limit(
        id="request-timeout",
        field=f"{_OFFERED}.timeout.perRequestTimeoutSeconds",
        statement="A request timeout is whole seconds up to 2147483647; 0 turns it off.",
        value="0..2147483647 s",
        source="botocore ecs 2014-11-13 Duration",
        at=lambda: _offering(timeout={"perRequestTimeoutSeconds": 2147483647}),
        past=lambda: _offering(timeout={"perRequestTimeoutSeconds": 2147483648}),
    ),
    _limit(
        id="request-timeout-tcp",
        field=f"{_OFFERED}.timeout.perRequestTimeoutSeconds",
        statement="A request timeout, 0 included, is not given for a tcp port.",
        value="absent",
        source=_documented("TimeoutConfiguration.perRequestTimeoutSeconds"),
        across=_request_timeouts,
        at=lambda: _running(_tcp({"appProtocol": "http"}), timeout={"perRequestTimeoutSeconds": 0}),
        past=lambda: _running(_tcp({"appProtocol": None}), timeout={"perRequestTimeoutSeconds": 0}),
    ),
    _limit(
        id="access-log-configuration",
        field=_CONFIGURATION,
        statement="Access logs need a log configuration.",
        value="logConfiguration",
        source=_documented("ServiceConnectConfiguration.accessLogConfiguration"),
        check=_access_log,
        at=lambda: _configured(accessLogConfiguration={"format": "JSON"}, logConfiguration=_AWSLOGS),
        past=lambda: _configured(accessLogConfiguration={"format": "JSON"}),
    ),
    _limit(
        id="access-log-format",
        field=f"{_CONFIGURATION}.accessLogConfiguration.format",
        statement="Access logs are written as TEXT or JSON.",
        value="TEXT, JSON",
        source="botocore ecs 2014-11-13 ServiceConnectAccessLoggingFormat",
        at=lambda: _configured(accessLogConfiguration={"format": "TEXT"}, logConfiguration=_AWSLOGS),
        past=lambda: _configured(accessLogConfiguration={"format": "CSV"}, logConfiguration=_AWSLOGS),
    ),
    _limit(
        id="proxy-log-options",
        field=f"{_CONFIGURATION}.logConfiguration",
        statement="The log driver awslogs of the proxy needs a group, a region and a stream prefix.",
        value="awslogs-group, awslogs-region, awslogs-stream-prefix",
        source=_documented("LogConfiguration.options"),
        check=_proxy_log_options,
        at=lambda: _configured(logConfiguration=_AWSLOGS),
        past=lambda: _configured(logConfiguration=samples.logs("awslogs", awslogs_group="a", awslogs_region="b")),
    ),
    _limit(
        id="proxy-settings",
        field=f"{_CONFIGURATION}.containerConfigurations",
        statement="The proxy has up to 10 settings.",
        value="10 settings",
        source="botocore ecs 2014-11-13 ServiceConnectContainerConfigurations",
        at=lambda: _configured(containerConfigurations=[{"logLevel": "info"}]),
        past=lambda: _configured(containerConfigurations=[{"logLevel": "info"}] * 11),
    ),
    _limit(
        id="proxy-settings-once",
        field=f"{_CONFIGURATION}.containerConfigurations",
        statement="A setting of the proxy is given once.",
        value="1 value per setting",
        source=_documented("ServiceConnectConfiguration.containerConfigurations"),
        check=_settings_once,
        at=lambda: _configured(containerConfigurations=[{"logLevel": "info"}]),
        past=lambda: _configured(containerConfigurations=[{"logLevel": "info"}, {"logLevel": "debug"}]),
    ),
    _limit(
        id="service-connect-launch-type",
        field="",
        statement="A service outside AWS (EXTERNAL) cannot use Service Connect.",
        value="FARGATE or EC2",
        source=_GUIDE,
        check=_launch_type,
        at=lambda: samples.connected() | {"launchType": "EC2"},
        past=lambda: samples.connected() | {"launchType": "EXTERNAL"},
    ),
    _limit(
        id="service-connect-network-mode",
        field=_CONFIGURATION,
        statement="The network mode of a task with Service Connect is awsvpc or bridge and is written down.",
        value="awsvpc, bridge",
        source=_IMPLICIT_MODE,
        across=_network_modes,
        at=lambda: samples.build(samples.ec2_task(networkMode="bridge"), _offering() | {"networkConfiguration": {}}),
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
        at=lambda: _running(samples.ec2_task(memory="128")),
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
