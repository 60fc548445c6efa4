"""Two things that share a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from meshc.diagnostics.model import Code, Diagnostic
from meshc.ir.base import Node
from meshc.lint.context import Context
from meshc.lint.rule import labels

CODE = Code(
    code="MC251",
    name="name-taken",
    summary="Two things of the same kind and scope share a name.",
    explanation=(
        "Services, gateways, externals and clients share one namespace, because calls and tests name them by one "
        "word. The versions of a service, and the containers and volumes of a task, have names of their own each. In "
        "a mesh file the compiler says so for most of them itself; this check holds for IR documents too."
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  container user { image = "acme/statsd:1" ; memory = 64MiB }
}
""",
    good="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  container statsd { image = "acme/statsd:1" ; memory = 64MiB }
}
""",
)


def check(context: Context) -> Iterator[Diagnostic]:
    mesh = context.mesh
    top: list[tuple[str, str, Node]] = [("service", service.name, service) for service in mesh.services]
    top += (("gateway", gateway.name, gateway) for gateway in mesh.gateways)
    top += (("external", external.name, external) for external in mesh.externals)
    top += (("client", client.name, client) for client in mesh.clients)
    yield from _twice(top, "")
    for service in mesh.services:
        if len(service.versions) > 1:
            versions = (("version", version.name or "", version) for version in service.versions)
            yield from _twice(versions, f" in `{service.name}`")
    for unit in context.units:
        workload = unit.workload
        if workload.sidecars:
            containers = (workload.application, *workload.sidecars)
            named = (("container", container.name, container) for container in containers)
            yield from _twice(named, f" in the task of `{unit.owner}`")
        if len(workload.volumes) > 1:
            volumes = (("volume", volume.name, volume) for volume in workload.volumes)
            yield from _twice(volumes, f" in the task of `{unit.owner}`")


def _twice(named: Iterable[tuple[str, str, Node]], where: str) -> Iterator[Diagnostic]:
    first: dict[str, tuple[str, Node]] = {}
    for kind, name, node in named:
        if name not in first:
            first[name] = (kind, node)
            continue
        other_kind, other = first[name]
        if other_kind == kind:
            message = f"{kind} `{name}` is defined twice{where}"
        else:
            message = f"{kind} `{name}` has the name of a {other_kind}{where}"
        yield CODE.at(
            node.origin("name"),
            message,
            label="defined again",
            secondary=labels((other.origin("name"), "first defined here")),
            help="give one of them another name",
        )
