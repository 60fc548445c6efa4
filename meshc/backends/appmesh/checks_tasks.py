"""What stands in the way of App Mesh's Envoy in the tasks that it is put into: files, collectors, ports, the system."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from meshc.backends.appmesh import task_codes as codes
from meshc.backends.appmesh.container import EGRESS_PORT, INGRESS_PORT, admin_port
from meshc.backends.appmesh.names import is_virtual
from meshc.backends.base import Contribution, Lowering, Unit
from meshc.backends.host_ports import host_port, is_address
from meshc.backends.proxy_files import read_files, secrets
from meshc.diagnostics.model import Diagnostic, Label
from meshc.ir.text import Text
from meshc.ir.workload import Workload
from meshc.source import Origin

Contributions: TypeAlias = Mapping[str, tuple[Contribution, ...]]

_OF_SYSTEM = ("/etc/ssl/", "/etc/pki/")
"""Where the image of App Mesh's Envoy, of Amazon Linux, has the authorities that everybody trusts."""
_QUESTIONS = "answers questions about itself"
_SIDECAR_PORTS = {INGRESS_PORT: "takes what comes to the task", EGRESS_PORT: "takes what the task sends"}


class _Listening(NamedTuple):
    """Who listens at a port, and where that is written."""

    name: str
    origin: Origin


def tasks(lowering: Lowering, contributions: Contributions) -> Iterator[Diagnostic]:
    """Findings about the tasks that have a proxy."""
    for unit in lowering.units:
        if unit.meshed:
            yield from _system(unit)
            yield from _ports(unit)
            yield from _endpoints(unit.workload, lowering, unit.owner)
            yield from _files(unit, lowering, contributions.get(unit.name, ()))


def _system(unit: Unit) -> Iterator[Diagnostic]:
    workload = unit.workload
    platform, origin = workload.ecs.platform, None
    if platform is not None and platform.os is not None:
        origin = platform.origin("os") if platform.os != "linux" else None
    elif workload.task is not None:
        runtime = workload.task.body.get("runtimePlatform")
        family = runtime.get("operatingSystemFamily") if isinstance(runtime, Mapping) else None
        origin = workload.origin("task") if isinstance(family, str) and family.startswith("WINDOWS") else None
    if origin is not None:
        yield codes.NOT_LINUX.at(
            origin,
            f"App Mesh's Envoy runs on Linux, and the tasks of `{unit.name}` run on Windows",
            help="write `os = linux`" + (", or `mesh = off` in the service" if unit.service is not None else ""),
        )


def _ports(unit: Unit) -> Iterator[Diagnostic]:
    """Something listens where the proxy does, or the proxy is to tell its numbers where something listens."""
    listening = _listening(unit)
    own = {} if unit.gateway is not None and is_virtual(unit.gateway) else _SIDECAR_PORTS
    admin, metrics = admin_port(unit.workload), unit.workload.metrics
    at = metrics.origin("prometheus") if metrics is not None and metrics.prometheus is not None else None
    whom = f"`{listening[admin].name}` listens" if admin in listening else ""
    if at is not None and (whom or admin in own):
        yield codes.PORT_TAKEN.at(
            at,
            f"the proxy of `{unit.name}` is to tell its numbers at port {admin}, where {whom or f'it {own[admin]}'}",
            secondary=(Label(listening[admin].origin, f"{whom} here"),) if whom else (),
            help="write another port",
        )
    for number, what in {**own, **({} if at is not None else {admin: _QUESTIONS})}.items():
        if number in listening:
            yield codes.PORT_TAKEN.at(
                listening[number].origin,
                f"`{listening[number].name}` listens at port {number}, where the proxy beside it {what}",
                help="write another port",
            )


def _listening(unit: Unit) -> dict[int, _Listening]:
    """Who listens for TCP, by port."""
    workload = unit.workload
    found: dict[int, _Listening] = {}
    for port in unit.ports:
        if port.protocol != "udp":
            found[port.number] = _Listening(unit.owner, port.origin("number"))
    for container in (workload.application, *workload.sidecars):
        for number in container.ports:
            found.setdefault(number, _Listening(container.name, container.origin("ports")))
    containers = workload.task.body.get("containerDefinitions") if workload.task is not None else None
    for supplied in containers if isinstance(containers, Sequence) else ():
        mappings = supplied.get("portMappings") if isinstance(supplied, Mapping) else None
        for mapping in mappings if isinstance(mappings, Sequence) else ():
            mapped: Any = mapping.get("containerPort") if isinstance(mapping, Mapping) else None
            if isinstance(mapped, int) and mapping.get("protocol") != "udp":
                found.setdefault(mapped, _Listening(str(supplied.get("name", "")), workload.origin("task")))
    return found


def _files(unit: Unit, lowering: Lowering, contributed: Sequence[Contribution]) -> Iterator[Diagnostic]:
    """What the proxy of a unit is to read and does not have."""
    proxy = unit.workload.proxy
    if proxy is None or proxy.sds_socket is None:
        for name, origin in secrets(unit, lowering):
            yield codes.SECRETS_WITHOUT_SOCKET.at(
                origin,
                f"`{name}` comes from a secret discovery service, and nobody says where that listens",
                help='write `proxy { sds-socket = "/…" }` in the service or the mesh',
            )
    if proxy is not None and proxy.image is not None:
        return
    places: tuple[str, ...] = ()
    for file in read_files(unit, lowering):
        if not places:
            containers = [container for one in contributed for container in one.containers]
            folders = [mount["containerPath"] for one in containers for mount in one.get("mountPoints", ())]
            if unit.gateway is not None and is_virtual(unit.gateway):
                folders += (mount.path for mount in unit.workload.application.mounts)
            places = (*_OF_SYSTEM, *(f"{folder.rstrip('/')}/" for folder in folders))
        if not file.path.startswith(places):
            yield codes.FILE_MISSING.at(
                file.origin,
                f"the container of App Mesh's Envoy has no file `{file.path}`",
                help="mount a volume of the task at a folder above it, or write `proxy { image = … }`",
            )


def _endpoints(workload: Workload, lowering: Lowering, owner: str) -> Iterator[Diagnostic]:
    tracing, metrics = workload.tracing, workload.metrics
    if tracing is not None and tracing.provider == "xray" and tracing.endpoint is not None:
        yield from _by_name("X-Ray", lowering.text(tracing.endpoint, owner), tracing.origin("endpoint"))
    if metrics is not None and metrics.dogstatsd is not None:
        text, origin = lowering.text(metrics.dogstatsd, owner), metrics.origin("dogstatsd")
        yield from _by_name("DogStatsD", text, origin)
        if host_port(text).port is None and not isinstance(text, str):
            yield codes.PROXY_ENDPOINT.at(
                origin,
                "`dogstatsd` becomes known only at deployment, and App Mesh's Envoy is told host and port apart",
                help='write the port in the mesh: `dogstatsd = "${param.host}:8125"`',
            )


def _by_name(what: str, text: Text, origin: Origin) -> Iterator[Diagnostic]:
    host = host_port(text).host
    if not is_address(host):
        yield codes.PROXY_ENDPOINT.at(
            origin,
            f"App Mesh's Envoy reaches {what} by an IP address, and `{host}` is a name",
            help="write an address; a container of the same task is at `127.0.0.1`",
        )
