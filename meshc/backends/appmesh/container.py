"""The container of App Mesh's Envoy, beside an application or as the whole of a gateway."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from meshc.backends.appmesh.names import resource_arn
from meshc.backends.base import Lowering, Pointer, Unit
from meshc.backends.container_log import log_configuration, value_from
from meshc.backends.host_ports import LOOPBACK, host_port
from meshc.backends.joined import joined
from meshc.backends.proxy_files import mount_points
from meshc.backends.rounding import cpu_units
from meshc.ir.observability import Metrics, Tracing
from meshc.ir.text import Secret, Text
from meshc.ir.workload import Workload
from meshc.source import BUILT_IN, Origin

NAME = "envoy"
"""Name of the container beside an application."""
USER = "1337"
"""The user that Envoy runs as: what it sends itself is not turned back to it."""
INGRESS_PORT = 15000
EGRESS_PORT = 15001

IMAGE = "public.ecr.aws/appmesh/aws-appmesh-envoy:v1.34.13.0-prod"
"""https://docs.aws.amazon.com/app-mesh/latest/userguide/envoy.html"""

_ADMIN_PORT = 9901
"""Port of Envoy's own interface, at which it also answers `/stats/prometheus`."""
_OPEN_FILES = 15_000
"""As in https://github.com/aws/aws-app-mesh-examples."""
_LOG_LEVELS = {"warning": "warn"}
"""Levels that App Mesh's agent calls otherwise."""
_X_RAY_PORT = "2000"


class Around(NamedTuple):
    """Fields of the container in which Envoy runs, with origins by pointers into them."""

    fields: dict[str, Any]
    origins: dict[Pointer, Origin]


def sidecar(unit: Unit, lowering: Lowering, *, waits: Sequence[Mapping[str, str]]) -> Around:
    """The whole container beside an application; it `waits` for other containers."""
    proxy = unit.workload.proxy
    image = proxy.image if proxy is not None else None
    body: dict[str, Any] = {"name": NAME, "image": IMAGE if image is None else lowering.text(image, unit.owner)}
    origins: dict[Pointer, Origin] = {(): BUILT_IN if proxy is None else proxy.origin()}
    if proxy is not None:
        if image is not None:
            origins["image",] = proxy.origin("image")
        if proxy.cpu is not None:
            body["cpu"] = cpu_units(proxy.cpu)
            origins["cpu",] = proxy.origin("cpu")
        if proxy.memory is not None:
            body["memory"] = proxy.memory
            origins["memory",] = proxy.origin("memory")
    ports = (admin_port(unit.workload), INGRESS_PORT, EGRESS_PORT)
    body["portMappings"] = [{"containerPort": port, "protocol": "tcp"} for port in ports]
    body["essential"] = True
    body["user"] = USER
    _environment(body, origins, unit, lowering)
    if waits:
        body["dependsOn"] = list(waits)
        if proxy is not None and proxy.depends_on:
            origins["dependsOn",] = proxy.origin("depends_on")
    mounts = list(mount_points(unit, lowering))
    if mounts:
        body["mountPoints"] = mounts
    body["ulimits"] = [_open_files()]
    log = (proxy.log if proxy is not None else None) or unit.workload.ecs.log
    if log is not None:
        body["logConfiguration"] = log_configuration(log, lowering, unit, origins, ("logConfiguration",))
    body["healthCheck"] = _health_check(unit.workload)
    return Around(body, origins)


def gateway(unit: Unit, lowering: Lowering) -> Around:
    """What makes the application of a gateway Envoy. What the mesh says of that container stands."""
    application, proxy = unit.workload.application, unit.workload.proxy
    image = proxy.image if proxy is not None else None
    body: dict[str, Any] = {"image": IMAGE if image is None else lowering.text(image, unit.owner)}
    origins: dict[Pointer, Origin] = {(): BUILT_IN if proxy is None else proxy.origin()}
    if proxy is not None and image is not None:
        origins["image",] = proxy.origin("image")
    body["portMappings"] = [{"containerPort": admin_port(unit.workload), "protocol": "tcp"}]
    _environment(body, origins, unit, lowering, said={variable.name for variable in application.env})
    if not any(limit.name == "nofile" for limit in application.ulimits):
        body["ulimits"] = [_open_files()]
    if proxy is not None and proxy.log is not None and application.log is None:
        body["logConfiguration"] = log_configuration(proxy.log, lowering, unit, origins, ("logConfiguration",))
    if application.health is None or not application.health.command:
        body["healthCheck"] = _health_check(unit.workload)
    return Around(body, origins)


def admin_port(workload: Workload) -> int:
    """The port of Envoy's own interface, moved to where the mesh wants the numbers for Prometheus."""
    metrics = workload.metrics
    return _ADMIN_PORT if metrics is None or metrics.prometheus is None else metrics.prometheus


def _open_files() -> dict[str, str | int]:
    return {"name": "nofile", "softLimit": _OPEN_FILES, "hardLimit": _OPEN_FILES}


def _health_check(workload: Workload) -> dict[str, Any]:
    command = f"curl -s http://localhost:{admin_port(workload)}/server_info | grep state | grep -q LIVE"
    return {"command": ["CMD-SHELL", command], "interval": 5, "timeout": 2, "retries": 3, "startPeriod": 10}


class _Variable(NamedTuple):
    """A variable of Envoy's agent.

    https://docs.aws.amazon.com/app-mesh/latest/userguide/envoy-config.html
    https://github.com/aws/amazon-ecs-service-connect-agent
    """

    name: str
    value: Text
    origin: Origin


def _environment(
    body: dict[str, Any],
    origins: dict[Pointer, Origin],
    unit: Unit,
    lowering: Lowering,
    *,
    said: Collection[str] = (),
) -> None:
    """The variables; those of the mesh win over those that meshc works out, and `said` stand elsewhere."""
    proxy = unit.workload.proxy
    own = () if proxy is None else proxy.env
    taken = {*said, *(variable.name for variable in own)}
    environment: list[dict[str, Text]] = []
    secrets: list[Mapping[str, Any]] = []
    for worked_out in _worked_out(unit, lowering):
        if worked_out.name not in taken:
            origins["environment", len(environment)] = worked_out.origin
            environment.append({"name": worked_out.name, "value": worked_out.value})
    for variable in own:
        if variable.name in said:
            continue
        if isinstance(variable.value, Secret):
            origins["secrets", len(secrets)] = variable.origin()
            value = value_from(variable.value, lowering, unit.owner)
            secrets.append({"name": variable.name, "valueFrom": value})
        else:
            origins["environment", len(environment)] = variable.origin()
            environment.append({"name": variable.name, "value": lowering.text(variable.value, unit.owner)})
    body["environment"] = environment
    if secrets:
        body["secrets"] = secrets


def _worked_out(unit: Unit, lowering: Lowering) -> Iterator[_Variable]:
    workload, proxy = unit.workload, unit.workload.proxy
    yield _Variable("APPMESH_RESOURCE_ARN", resource_arn(lowering, unit), unit.origin)
    if proxy is not None and proxy.log_level is not None:
        level = _LOG_LEVELS.get(proxy.log_level, proxy.log_level)
        yield _Variable("ENVOY_LOG_LEVEL", level, proxy.origin("log_level"))
    if workload.tracing is not None:
        yield from _tracing(workload.tracing, lowering, unit.owner)
    if workload.metrics is not None:
        yield from _metrics(workload.metrics, lowering, unit.owner)
    if proxy is not None and proxy.sds_socket is not None:
        yield _Variable("APPMESH_SDS_SOCKET_PATH", proxy.sds_socket, proxy.origin("sds_socket"))


def _tracing(tracing: Tracing, lowering: Lowering, owner: str) -> Iterator[_Variable]:
    provider = tracing.provider
    if provider == "xray":
        yield _Variable("ENABLE_ENVOY_XRAY_TRACING", "1", tracing.origin("provider"))
        yield from _x_ray(tracing, lowering, owner)
    elif provider == "datadog":
        yield _Variable("ENABLE_ENVOY_DATADOG_TRACING", "1", tracing.origin("provider"))
        yield from _collector_at("DATADOG_TRACER", tracing.endpoint, tracing.origin("endpoint"), lowering, owner)
    elif provider == "zipkin":
        # What the agent calls Jaeger is Envoy's tracer for Zipkin.
        yield _Variable("ENABLE_ENVOY_JAEGER_TRACING", "1", tracing.origin("provider"))
        yield from _collector_at("JAEGER_TRACER", tracing.endpoint, tracing.origin("endpoint"), lowering, owner)


def _x_ray(tracing: Tracing, lowering: Lowering, owner: str) -> Iterator[_Variable]:
    if tracing.endpoint is not None:
        origin = tracing.origin("endpoint")
        host, port = host_port(lowering.text(tracing.endpoint, owner))
        if host != LOOPBACK:
            shown = f"[{host}]" if isinstance(host, str) and ":" in host else host
            address = shown if port is None else joined(shown, f":{port}")
            yield _Variable("AWS_XRAY_DAEMON_ADDRESS", address, origin)
        elif port not in (None, _X_RAY_PORT):
            yield _Variable("XRAY_DAEMON_PORT", port or _X_RAY_PORT, origin)
    if tracing.sampling is not None:
        yield _Variable("XRAY_SAMPLING_RATE", f"{tracing.sampling / 100:g}", tracing.origin("sampling"))


def _metrics(metrics: Metrics, lowering: Lowering, owner: str) -> Iterator[_Variable]:
    if metrics.tags:
        yield _Variable("ENABLE_ENVOY_STATS_TAGS", "1", metrics.origin("tags"))
    if metrics.dogstatsd is not None:
        origin = metrics.origin("dogstatsd")
        yield _Variable("ENABLE_ENVOY_DOG_STATSD", "1", origin)
        yield from _collector_at("STATSD", metrics.dogstatsd, origin, lowering, owner)
    if metrics.prometheus not in (None, _ADMIN_PORT):
        yield _Variable("ENVOY_ADMIN_ACCESS_PORT", str(metrics.prometheus), metrics.origin("prometheus"))


def _collector_at(
    prefix: str, text: Text | None, origin: Origin, lowering: Lowering, owner: str
) -> Iterator[_Variable]:
    """Address and port of a collector that the mesh names."""
    if text is None:
        return
    host, port = host_port(lowering.text(text, owner))
    yield _Variable(f"{prefix}_ADDRESS", host, origin)
    if port is not None:
        yield _Variable(f"{prefix}_PORT", port, origin)
