"""Ports of a task that its proxy needs for itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from meshc.backends.base import Lowering, Unit
from meshc.backends.envoy import codes
from meshc.backends.envoy.ports import ADMIN_PORT, supplied
from meshc.backends.loopback import CALL_PORT
from meshc.diagnostics.model import Diagnostic, Label
from meshc.source import Origin


class _Listening(NamedTuple):
    """Who listens at a port, and where that is written."""

    name: str
    origin: Origin


def ports(unit: Unit, lowering: Lowering) -> Iterator[Diagnostic]:
    """Something in the task listens where the proxy does."""
    tcp, udp = _listening(unit)
    if ADMIN_PORT in tcp:
        yield _taken(tcp[ADMIN_PORT], ADMIN_PORT, "answers questions about itself")
    for taken, is_udp in ((tcp, False), (udp, True)):
        if CALL_PORT in taken and _calls(unit, lowering, udp=is_udp):
            yield _taken(taken[CALL_PORT], CALL_PORT, "takes what the application calls")
    metrics = unit.workload.metrics
    shown = metrics.prometheus if metrics is not None else None
    if metrics is None or shown is None:
        return
    whom = ""
    if shown in tcp:
        whom = f"`{tcp[shown].name}` listens"
    elif shown == ADMIN_PORT:
        whom = "the proxy answers questions about itself"
    elif shown == CALL_PORT and _calls(unit, lowering, udp=False):
        whom = "the proxy takes what the application calls"
    if whom:
        yield codes.PROXY_PORT_TAKEN.at(
            metrics.origin("prometheus"),
            f"the proxy of `{unit.name}` is to tell its numbers at port {shown}, where {whom}",
            secondary=(Label(tcp[shown].origin, f"{whom} here"),) if shown in tcp else (),
            help="write another port",
        )


def _taken(who: _Listening, number: int, what: str) -> Diagnostic:
    return codes.PROXY_PORT_TAKEN.at(
        who.origin,
        f"`{who.name}` listens at port {number}, where the proxy beside it {what}",
        help="write another port",
    )


def _listening(unit: Unit) -> tuple[Mapping[int, _Listening], Mapping[int, _Listening]]:
    """By port, for TCP and for UDP."""
    workload = unit.workload
    tcp: dict[int, _Listening] = {}
    udp: dict[int, _Listening] = {}
    for port in unit.ports:
        taken = udp if port.protocol == "udp" else tcp
        taken[port.number] = _Listening(unit.owner, port.origin("number"))
    for container in (workload.application, *workload.sidecars):
        for taken, field, numbers in ((tcp, "ports", container.ports), (udp, "udp_ports", container.udp_ports)):
            for number in numbers:
                taken.setdefault(number, _Listening(container.name, container.origin(field)))
    for mapped in supplied(workload):
        taken = udp if mapped.is_udp else tcp
        taken.setdefault(mapped.number, _Listening(mapped.container, workload.origin("task")))
    return tcp, udp


def _calls(unit: Unit, lowering: Lowering, *, udp: bool) -> bool:
    """Whether the proxy listens for a call of that kind."""
    owner = unit.service or unit.gateway
    for call in owner.calls if owner is not None else ():
        external = next((one for one in lowering.mesh.externals if one.name == call.to), None)
        if external is not None:
            if not external.tls and (external.protocol == "udp") is udp:
                return True
            continue
        service = next((one for one in lowering.mesh.services if one.name == call.to), None)
        port = service.port(call.port) if service is not None else None
        if port is not None and (port.protocol == "udp") is udp:
            return True
    return False
