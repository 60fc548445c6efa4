"""Tasks whose application does not come to its proxy, or that no proxy can run in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from meshc.backends.base import Lowering, Unit
from meshc.backends.envoy import task_codes as codes
from meshc.backends.envoy.reached import listed
from meshc.diagnostics.model import Diagnostic
from meshc.ir.registry import discovery_of, namespace_name
from meshc.ir.text import AddressPart, Template
from meshc.ir.traffic import HTTP_PROTOCOLS
from meshc.ir.workload import Service, Workload
from meshc.source import Origin


def not_on_linux(units: Sequence[Unit]) -> Iterator[Diagnostic]:
    """Tasks with a proxy that run on Windows, one finding per line of the mesh."""
    told: dict[Origin, dict[str, None]] = {}
    for unit in units:
        origin = _windows(unit.workload)
        if origin is not None:
            told.setdefault(origin, {})[unit.owner] = None
    for origin, owners in told.items():
        yield codes.NOT_LINUX.at(
            origin,
            f"Envoy stands beside {listed(tuple(owners))} and runs on Linux, and these tasks run on Windows",
            help="write `os = linux`, or `mesh = off` in the service",
        )


def _windows(workload: Workload) -> Origin | None:
    """Where it is written that the task runs on Windows."""
    platform = workload.ecs.platform
    if platform is not None and platform.os is not None:
        return platform.origin("os") if platform.os != "linux" else None
    runtime = workload.task.body.get("runtimePlatform") if workload.task is not None else None
    family = runtime.get("operatingSystemFamily") if isinstance(runtime, Mapping) else None
    return workload.origin("task") if isinstance(family, str) and family.startswith("WINDOWS") else None


class _Unmentioned(NamedTuple):
    """A call of which nobody is told the address, with others of the same caller where that is told none at all."""

    origin: Origin
    port: str | None
    callees: tuple[str, ...]
    written: str = ""
    """The name that somebody wrote instead, which leads past the proxy; empty where nothing is known."""


def unmentioned(units: Sequence[Unit], lowering: Lowering) -> Iterator[Diagnostic]:
    """Calls whose address nothing in the task of the caller has: one finding per line of the mesh, and only one for a
    caller that is told no address at all.
    """
    mesh = lowering.mesh
    services = {service.name: service for service in mesh.services}
    dialled_itself = {external.name for external in mesh.externals if external.tls}
    told: dict[_Unmentioned, dict[str, None]] = {}
    for unit in units:
        owner = unit.service or unit.gateway
        calls = [call for call in owner.calls if call.to not in dialled_itself] if owner is not None else []
        if not calls:
            continue
        mentioned = _mentioned(unit.workload)
        left = [call for call in calls if call.to not in mentioned]
        texts = list(_texts(unit.workload)) if left else []
        found: list[_Unmentioned] = []
        for call in left:
            host = lowering.addresses.address(unit.owner, call.to, call.port).host
            if isinstance(host, str) and any(host in text for text in texts):
                continue  # the address itself is written down
            names = _names(services.get(call.to), lowering)
            instead = next((name for name in names if any(_has(text, name) for text in texts)), "")
            found.append(_Unmentioned(call.origin(), call.port, (call.to,), instead))
        if len(found) == len(calls) and not any(one.written for one in found):
            callees = tuple(dict.fromkeys(callee for one in found for callee in one.callees))
            found = [found[0]._replace(callees=callees)]
        for one in found:
            told.setdefault(one, {})[unit.owner] = None
    for wanting, owners in told.items():
        yield _finding(wanting, tuple(owners), lowering)


def _finding(found: _Unmentioned, owners: tuple[str, ...], lowering: Lowering) -> Diagnostic:
    named = listed(owners)
    if found.written:
        have = "has" if len(owners) == 1 else "have"
        message = f"{named} {have} `{found.written}` written down, which leads past the proxy of the task"
    else:
        whose = f"address{'' if len(found.callees) == 1 else 'es'} of {listed(found.callees)}"
        message = f"nothing in {named} mentions the {whose}: what it dials passes by its proxy"
    return codes.ADDRESS_UNUSED.at(found.origin, message, help=f"write `env {{ {_variable(found, lowering)} }}`")


def _variable(found: _Unmentioned, lowering: Lowering) -> str:
    protocols = {external.name: external.protocol for external in lowering.mesh.externals}
    callee = found.callees[0]
    service = next((one for one in lowering.mesh.services if one.name == callee), None)
    port = service.port(found.port) if service is not None else None
    protocol = port.protocol if port is not None else protocols.get(callee, "")
    attribute = "url" if protocol in HTTP_PROTOCOLS else "address"
    path = f"{callee}.{found.port}" if found.port is not None else callee
    name = re.sub(r"[^A-Z0-9]+", "_", f"{path}_{attribute}".upper())
    return f'{name} = "${{{path}.{attribute}}}"'


def _mentioned(workload: Workload) -> set[str]:
    """Whose addresses the containers of a task are told."""
    return {
        part.address
        for text in _told(workload)
        if isinstance(text, Template)
        for part in text.template
        if isinstance(part, AddressPart)
    }


def _told(workload: Workload) -> Iterator[object]:
    """What the containers of a task are told: their environments and commands."""
    for container in (workload.application, *workload.sidecars):
        for variable in container.env:
            yield variable.value
        yield from container.command or ()
        yield from container.entrypoint or ()


def _texts(workload: Workload) -> Iterator[str]:
    """The same as far as it is plain text, with that of a task definition that the mesh takes as it is."""
    yield from (text for text in _told(workload) if isinstance(text, str))
    containers = workload.task.body.get("containerDefinitions") if workload.task is not None else None
    for container in containers if isinstance(containers, Sequence) else ():
        if not isinstance(container, Mapping):
            continue
        for field in ("command", "entryPoint"):
            yield from (text for text in container.get(field) or () if isinstance(text, str))
        for variable in container.get("environment") or ():
            value = variable.get("value") if isinstance(variable, Mapping) else None
            if isinstance(value, str):
                yield value


def _names(service: Service | None, lowering: Lowering) -> tuple[str, ...]:
    """The names with a dot in them by which a service is known to DNS."""
    if service is None:
        return ()
    namespace = namespace_name(lowering.mesh, discovery_of(lowering.mesh, service.discovery))
    own = (service.discovery and service.discovery.name) or service.name
    names = [*service.aliases, f"{own}.{namespace}" if isinstance(namespace, str) else ""]
    return tuple(name for name in names if "." in name)


def _has(text: str, name: str) -> bool:
    """Whether a text names a host, and not another whose name only begins or ends like it."""
    return name in text and re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-]|\.\w)", text) is not None
