"""Ports that get in each other's way."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.diagnostics.model import Code, Diagnostic
from meshc.ir.base import Node
from meshc.ir.workload import Port, Service
from meshc.lint.context import Context
from meshc.lint.rule import labels

CODE = Code(
    code="MC252",
    name="duplicate-port",
    summary="Two ports share a number or a name, or a port shares its name with a version.",
    explanation=(
        "All containers of a task share one network, so a number can be listened on once. What follows the dot in "
        "`billing.grpc` is a port or a version, so the two share one set of names. Callers tell the ports of a "
        "service apart by `client-port`, which is the port's own number unless it says otherwise."
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
service billing {
  image = "acme/billing:1"
  cpu = 0.25
  memory = 512MiB
  port http { number = 8080 ; protocol = http }
  port admin { number = 8080 ; protocol = http }
}
""",
    good="""\
mesh demo { namespace = "demo.local" }
service billing {
  image = "acme/billing:1"
  cpu = 0.25
  memory = 512MiB
  port http { number = 8080 ; protocol = http }
  port admin { number = 8081 ; protocol = http }
}
""",
)


def check(context: Context) -> Iterator[Diagnostic]:
    for service in context.mesh.services:
        if len(service.ports) > 1:
            yield from _ports(service.name, service.ports)
        if len(service.versions) > 1 and service.ports:
            yield from _versions(service)
    for gateway in context.mesh.gateways:
        if len(gateway.ports) > 1:
            yield from _ports(gateway.name, gateway.ports)
    for unit in context.units:
        taken = {port.number: f"port {port.number} of `{unit.owner}`" for port in unit.ports}
        for sidecar in unit.workload.sidecars:
            for number in sidecar.ports:
                if number in taken:
                    yield CODE.at(
                        sidecar.origin("ports"),
                        f"container `{sidecar.name}` listens on {number}, which is {taken[number]}",
                        help="give the container another port: the containers of a task share one network",
                    )
                else:
                    taken[number] = f"a port of the container `{sidecar.name}`"


def _ports(owner: str, ports: tuple[Port, ...]) -> Iterator[Diagnostic]:
    names: dict[str | None, Port] = {}
    numbers: dict[int, Port] = {}
    client_numbers: dict[int, Port] = {}
    for port in ports:
        if port.name in names:
            name = f"port `{port.name}`" if port.name else "a port without a name"
            yield _clash(port, "name", names[port.name], f"{name} is defined twice in `{owner}`")
        elif port.number in numbers:
            message = f"two ports of `{owner}` have the number {port.number}"
            yield _clash(port, "number", numbers[port.number], message)
        elif port.client_number in client_numbers:
            message = f"callers of `{owner}` cannot tell two ports apart: both are {port.client_number} to them"
            field = "client_port" if port.client_port else "number"
            help = "give one of them another `client-port`"
            yield _clash(port, field, client_numbers[port.client_number], message, help)
        names.setdefault(port.name, port)
        numbers.setdefault(port.number, port)
        client_numbers.setdefault(port.client_number, port)


def _versions(service: Service) -> Iterator[Diagnostic]:
    ports = {port.name: port for port in service.ports if port.name}
    for version in service.versions:
        if version.name in ports:
            message = f"`{service.name}.{version.name}` is both a port and a version"
            yield _clash(version, "name", ports[version.name], message, "give one of them another name")


def _clash(
    node: Node, field: str, other: Port, message: str, help: str = "give every port a number and a name of its own"
) -> Diagnostic:
    return CODE.at(node.origin(field), message, secondary=labels((other.origin(), "the other one")), help=help)
