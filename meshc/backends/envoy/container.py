"""The container that runs Envoy: beside an application, or as the only one of a gateway."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from meshc.backends.base import Lowering, Pointer, Unit
from meshc.backends.container_log import log_configuration, value_from
from meshc.backends.envoy.ports import ADMIN_PORT, ingress_ports
from meshc.backends.proxy_files import mount_points
from meshc.backends.rounding import cpu_units, whole_seconds
from meshc.ir.text import Secret, Text
from meshc.ir.workload import Proxy
from meshc.source import Origin

Origins = dict[Pointer, Origin]
Body = dict[str, Any]

NAME = "envoy"
IMAGE = "envoyproxy/envoy:v1.40.0"
"""It holds bash, grep and sleep, which the script and the health check need; a distroless image does not.

https://www.envoyproxy.io/docs/envoy/latest/start/docker
"""
PROXY_CPU = 256
"""CPU units kept free for the proxy of a task; as many as AWS asks for beside Service Connect.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html
"""
PROXY_MEMORY = 128
"""MiB kept free for the proxy of a task."""
_OPEN_FILES = 65_536
"""Each connection through a proxy is two open files."""
_KILLED_AFTER = 10
"""Seconds from the end of the drain until ECS would kill the container."""


class Drain(NamedTuple):
    """How a proxy says good-bye when its task is stopped."""

    listeners: str
    """What is asked of the admin's `drain_listeners`. https://www.envoyproxy.io/docs/envoy/latest/operations/admin"""
    seconds: int


GATEWAY_DRAIN = Drain("graceful&skip_exit", 20)
"""A gateway goes on listening while those who found it by an old DNS answer still come."""
SIDECAR_DRAIN = Drain("inboundonly", 5)
"""ECS stops the application first, as it depends on the proxy; then it is best to refuse connections at once, so that
callers try another task, and to pass on what is still on its way.

botocore ecs 2014-11-13, ContainerDefinition.dependsOn
"""


def script(drain: Drain, *, admin_port: int = ADMIN_PORT) -> str:
    """What bash runs: the program `$0` with its arguments, which is drained before it ends when bash is told to.

    The image has no program that speaks HTTP, so bash opens the connection to the admin itself.
    """
    return f"""\
"$0" "$@" &
proxy=$!
ask() {{
  (exec 3<>/dev/tcp/127.0.0.1/{admin_port}
  printf 'POST %s HTTP/1.1\\r\\nhost: envoy\\r\\ncontent-length: 0\\r\\nconnection: close\\r\\n\\r\\n' "$1" >&3
  read -r -t 2 <&3) 2>/dev/null
}}
drain() {{
  trap '' TERM
  ask /healthcheck/fail
  ask '/drain_listeners?{drain.listeners}'
  for second in {{1..{drain.seconds}}}; do
    kill -0 $proxy 2>/dev/null || break
    sleep 1
  done
  kill $proxy 2>/dev/null
  wait $proxy
  exit $?
}}
trap drain TERM
wait $proxy
"""


def health_command(*, admin_port: int = ADMIN_PORT) -> list[str]:
    """Asks the admin whether the proxy has started and is not draining."""
    request = r"GET /ready HTTP/1.1\r\nhost: envoy\r\nconnection: close\r\n\r\n"
    ask = f'exec 3<>/dev/tcp/127.0.0.1/{admin_port} && printf "{request}" >&3 && grep -q LIVE <&3'
    return ["CMD", "bash", "-c", ask]


def envoy_fields(unit: Unit, lowering: Lowering, flags: Sequence[Text], drain: Drain, origins: Origins) -> Body:
    """What a container needs to run Envoy; the origins are added under pointers from the container on.

    Ports are not among it: where Envoy is the gateway they are the gateway's, beside an application its own.
    """
    proxy = unit.workload.proxy
    body: Body = {"image": IMAGE}
    if proxy is not None and proxy.image is not None:
        body["image"] = lowering.text(proxy.image, unit.owner)
        origins[("image",)] = proxy.origin("image")
    body["entryPoint"] = ["bash", "-c"]
    level = proxy.log_level if proxy is not None and proxy.log_level is not None else "info"
    own: list[Text] = ["--log-level", level, "--drain-time-s", str(drain.seconds)]
    body["command"] = [script(drain), "envoy", *own, *flags]
    if proxy is not None and proxy.log_level is not None:
        origins[("command", 3)] = proxy.origin("log_level")
    if proxy is not None and proxy.env:
        _environment(body, proxy, unit, lowering, origins)
    mounts = tuple(mount_points(unit, lowering))
    if mounts:
        body["mountPoints"] = list(mounts)
    body["stopTimeout"] = drain.seconds + _KILLED_AFTER
    body["ulimits"] = [{"name": "nofile", "softLimit": _OPEN_FILES, "hardLimit": _OPEN_FILES}]
    body["healthCheck"] = {
        "command": health_command(),
        "interval": 5,
        "timeout": 2,
        "retries": 3,
        "startPeriod": 10,
    }
    log = (proxy.log if proxy is not None else None) or unit.workload.ecs.log
    if log is not None:
        body["logConfiguration"] = log_configuration(log, lowering, unit, origins, ("logConfiguration",))
    return body


def sidecar(unit: Unit, lowering: Lowering, flags: Sequence[Text], origins: Origins) -> Body:
    """The container beside an application."""
    fields = envoy_fields(unit, lowering, flags, SIDECAR_DRAIN, origins)
    body: Body = {"name": NAME, "image": fields.pop("image")}
    proxy = unit.workload.proxy
    if proxy is not None and proxy.cpu is not None:
        body["cpu"] = cpu_units(proxy.cpu)
        origins[("cpu",)] = proxy.origin("cpu")
    if proxy is not None and proxy.memory is not None:
        body["memoryReservation"] = proxy.memory
        origins[("memoryReservation",)] = proxy.origin("memory")
    mappings = [*_ingress_mappings(unit, origins), *prometheus_mapping(unit)]
    if mappings:
        body["portMappings"] = mappings
    return {**body, "essential": True, **fields}


def gateway_fields(unit: Unit, lowering: Lowering, flags: Sequence[Text], origins: Origins) -> Body:
    """The fields of the only container of a gateway; what the gateway says itself stays."""
    body = envoy_fields(unit, lowering, flags, GATEWAY_DRAIN, origins)
    container = unit.workload.application
    mappings = prometheus_mapping(unit)
    if mappings:
        body["portMappings"] = mappings
    if container.stop_timeout is not None:
        body["stopTimeout"] = whole_seconds(container.stop_timeout)
        origins[("stopTimeout",)] = container.origin("stop_timeout")
    if container.ulimits and any(limit.name == "nofile" for limit in container.ulimits):
        del body["ulimits"]
    if container.health is not None and container.health.command is not None:
        del body["healthCheck"]
    if container.log is not None:
        body.pop("logConfiguration", None)
    return body


def prometheus_mapping(unit: Unit) -> list[Body]:
    """The port at which the proxy tells its numbers."""
    metrics = unit.workload.metrics
    if metrics is None or metrics.prometheus is None:
        return []
    return [{"containerPort": metrics.prometheus, "protocol": "tcp"}]


def _ingress_mappings(unit: Unit, origins: Origins) -> Iterator[Body]:
    """The ports at which the proxy takes what others send to the application."""
    if unit.service is None:
        return
    ingress = ingress_ports(unit)
    for index, port in enumerate(unit.ports):
        origins[("portMappings", index)] = port.origin()
        yield {"containerPort": ingress[port.number], "protocol": "udp" if port.protocol == "udp" else "tcp"}


def _environment(body: Body, proxy: Proxy, unit: Unit, lowering: Lowering, origins: Origins) -> None:
    environment: list[Body] = []
    secrets: list[Body] = []
    for variable in proxy.env:
        value = variable.value
        if isinstance(value, Secret):
            origins[("secrets", len(secrets))] = variable.origin()
            secrets.append({"name": variable.name, "valueFrom": value_from(value, lowering, unit.owner)})
        else:
            origins[("environment", len(environment))] = variable.origin()
            environment.append({"name": variable.name, "value": lowering.text(value, unit.owner)})
    if environment:
        body["environment"] = environment
    if secrets:
        body["secrets"] = secrets
