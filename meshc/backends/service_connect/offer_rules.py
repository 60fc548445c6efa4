"""What Service Connect asks of ECS services, beyond the published schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from meshc.backends import samples, sources
from meshc.backends.checks import FINE, counted, here, late, spelled
from meshc.backends.limits import SERVICE_OPERATIONS, Found, Limit
from meshc.backends.names import ALIAS_NAME, PORT_NAME

_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect.html"
_TAKER = "Service Connect"
_limit = partial(Limit, backend="service-connect", service="ecs", operations=SERVICE_OPERATIONS)
_CONFIGURATION = "serviceConnectConfiguration"
_OFFERED = f"{_CONFIGURATION}.services[]"


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


def _offering(**changes: Any) -> dict[str, Any]:
    return samples.connected(samples.endpoint(**changes))


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
        source=sources.ecs("ClusterServiceConnectDefaultsRequest.namespace"),
        check=_namespace,
        at=lambda: _configured(namespace="n" * 1024),
        past=lambda: _configured(namespace="n" * 1025),
    ),
    _limit(
        id="service-connect-port-name",
        field=f"{_OFFERED}.portName",
        statement="A port name has up to 64 small letters, digits, underscores and hyphens, and no hyphen first.",
        value="64 characters",
        source=sources.ecs("PortMapping.name"),
        check=spelled("portName", PORT_NAME, taker=_TAKER),
        names=PORT_NAME,
        at=lambda: _offering(portName="p" * 64),
        past=lambda: _offering(portName="p" * 65),
    ),
    _limit(
        id="discovery-name",
        field=f"{_OFFERED}.discoveryName",
        statement="A discovery name has up to 64 small letters, digits, underscores and hyphens, and no hyphen first.",
        value="64 characters",
        source=sources.ecs("ServiceConnectService.discoveryName"),
        check=spelled("discoveryName", PORT_NAME, taker=_TAKER),
        names=PORT_NAME,
        at=lambda: _offering(discoveryName="d" * 64),
        past=lambda: _offering(discoveryName="d" * 65),
    ),
    _limit(
        id="client-alias",
        field=_OFFERED,
        statement="What a service offers has exactly one client alias.",
        value="1 client alias",
        source=sources.ecs("ServiceConnectService.clientAliases"),
        check=_aliases,
        at=lambda: _offering(),
        past=lambda: _offering(clientAliases=[{"port": 80}, {"port": 81}]),
    ),
    _limit(
        id="client-alias-name",
        field=f"{_OFFERED}.clientAliases[].dnsName",
        statement="The DNS name of an alias has up to 127 small letters, digits, _, - and ., and no hyphen first.",
        value="127 characters",
        source=sources.ecs("ServiceConnectClientAlias.dnsName"),
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
        id="access-log-configuration",
        field=_CONFIGURATION,
        statement="Access logs need a log configuration.",
        value="logConfiguration",
        source=sources.ecs("ServiceConnectConfiguration.accessLogConfiguration"),
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
        source=sources.ecs("LogConfiguration.options"),
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
        source=sources.ecs("ServiceConnectConfiguration.containerConfigurations"),
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
)
