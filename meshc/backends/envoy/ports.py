"""At which ports a task's proxy listens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from meshc.backends.base import Unit
from meshc.backends.loopback import CALL_PORT
from meshc.ir.workload import Port, Workload

ADMIN_PORT = 9901
"""Where the proxy answers questions about itself, on the loopback address only."""

_FIRST = 15_000
_SPAN = 10_000
"""Ports from here on are below those that Linux hands out by itself, 32768 to 60999."""


def ingress_ports(unit: Unit) -> dict[int, int]:
    """Where the unit's proxy listens for others, by the port that the application listens on."""
    return ingress(unit.ports, unit.workload)


def ingress(ports: Sequence[Port], workload: Workload) -> dict[int, int]:
    """The same for a task that others deploy: ports of the service and what its task holds decide alone.

    15000 and the last four digits of the application's port, or the next port that nothing in the task has.
    """
    taken = {ADMIN_PORT, CALL_PORT, *(port.number for port in ports), *_of_containers(workload)}
    if workload.metrics is not None and workload.metrics.prometheus is not None:
        taken.add(workload.metrics.prometheus)
    found: dict[int, int] = {}
    for port in ports:
        number = _FIRST + port.number % _SPAN
        while number in taken:
            number += 1
        taken.add(number)
        found[port.number] = number
    return found


def _of_containers(workload: Workload) -> Iterator[int]:
    for container in (workload.application, *workload.sidecars):
        yield from container.ports
        yield from container.udp_ports
    for mapped in supplied(workload):
        yield mapped.number


class Mapped(NamedTuple):
    """A port of a container in a task definition that the mesh takes as it is."""

    container: str
    number: int
    is_udp: bool


def supplied(workload: Workload) -> Iterator[Mapped]:
    """The ports in the task definition that a workload brings, where it does."""
    containers = workload.task.body.get("containerDefinitions") if workload.task is not None else None
    for container in containers if isinstance(containers, Sequence) else ():
        mappings = container.get("portMappings") if isinstance(container, Mapping) else None
        for mapping in mappings if isinstance(mappings, Sequence) else ():
            number = mapping.get("containerPort") if isinstance(mapping, Mapping) else None
            if isinstance(number, int):
                yield Mapped(str(container.get("name", "")), number, mapping.get("protocol") == "udp")
