"""A name that refers to nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from meshc.diagnostics.model import Code, Diagnostic
from meshc.diagnostics.respelling import respelled
from meshc.ir.base import JsonObject, Node
from meshc.ir.text import AddressPart, Late, Template
from meshc.ir.traffic import Call, Destination, Mirror, Route, TrafficPolicy
from meshc.ir.workload import Container, Dependency, Gateway, Service
from meshc.lint.context import Context, Unit
from meshc.lint.strings import WrittenString
from meshc.lint.wording import route_text

CODE = Code(
    code="MC250",
    name="unknown-reference",
    summary="A name in the mesh refers to nothing.",
    explanation=(
        "A call, a destination, a mirror, a health check, a mount, a dependency or a test names something that the "
        "mesh does not have. In a mesh file the compiler already says so where the name stands; this check holds for "
        "IR documents that other tools write, and for the names of containers and volumes within a task."
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  volume scratch {}
  mount scrach { path = "/tmp" }
}
""",
    good="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  volume scratch {}
  mount scratch { path = "/tmp" }
}
""",
)
_AWS = frozenset({"aws.account", "aws.region", "aws.partition"})


def check(context: Context) -> Iterator[Diagnostic]:
    for caller in context.callers:
        for call in caller.calls:
            callee = context.services.get(call.to)
            if callee is None or call.port is not None or call.routes or len(callee.ports) != 1:
                yield from _call(context, caller.name, call)
    for service in context.mesh.services:
        if service.routes:
            yield from _service_routes(context, service)
        if service.policy.mirror is not None:
            yield from _mirror(context, service, service.policy)
    for gateway in context.mesh.gateways:
        for route in gateway.routes:
            yield from _mirror(context, gateway, route.policy)
            for destination in route.destinations:
                yield from _destination(context, gateway, route, destination)
    for unit in context.units:
        proxy = unit.workload.proxy
        if proxy is not None and proxy.depends_on:
            yield from _dependencies(unit, proxy.depends_on)
    for unit, container in context.containers:
        if container.depends_on or container.mounts or container.health is not None:
            yield from _container(unit, container)
    yield from _tests(context)
    for string in context.strings:
        if string.template is not None:
            yield from _template(context, string)


def _unknown(
    node: Node, field: str, what: str, name: str, known: Collection[str], *, where: str, help: str = ""
) -> Diagnostic:
    origin = node.origin(field)
    near = respelled(origin, name, known, help)
    return CODE.at(origin, f"{what} `{name}` is not defined{where}", label="not found", help=near.help, fix=near.fix)


def _call(context: Context, caller: str, call: Call) -> Iterator[Diagnostic]:
    callee = context.services.get(call.to)
    if callee is None:
        if call.to not in context.externals:
            known = (*context.services, *context.externals)
            yield _unknown(call, "to", "service", call.to, known, where=f"; `{caller}` calls it")
        return
    yield from _port(call, call.port, callee, caller)
    if call.routes:
        names = [route.name for route in callee.routes if route.name]
        for own in call.routes:
            if own.name not in names:
                yield _unknown(own, "name", "route", own.name, names, where=f" in `{callee.name}`")


def _port(node: Node, port: str | None, callee: Service, caller: str) -> Iterator[Diagnostic]:
    """A port that is named and is not there; or none is named and there is not just one."""
    if callee.port(port) is not None:
        return
    if port is not None:
        yield _unknown(node, "port", "port", port, _ports(callee), where=f" in `{callee.name}`")
    elif callee.ports:
        several = " or ".join(f"`{callee.name}.{name}`" for name in _ports(callee))
        yield CODE.at(
            node.origin(), f"`{caller}` calls `{callee.name}`, which has several ports", help=f"name one: {several}"
        )
    else:
        yield CODE.at(
            node.origin(), f"`{caller}` calls `{callee.name}`, which has no port", help=f"give `{callee.name}` a port"
        )


def _ports(service: Service) -> list[str]:
    return [port.name for port in service.ports if port.name]


def _versions(service: Service) -> list[str]:
    return [version.name for version in service.versions if version.name]


def _service_routes(context: Context, service: Service) -> Iterator[Diagnostic]:
    versions = _versions(service)
    for route in service.routes:
        if route.policy.mirror is not None:
            yield from _mirror(context, service, route.policy)
        for destination in route.destinations:
            if destination.service not in (None, service.name) or destination.external is not None:
                yield CODE.at(
                    destination.origin("service" if destination.service else "external"),
                    f"a route of `{service.name}` sends to `{destination.service or destination.external}`, "
                    "which is none of its versions",
                    help="a service's routes choose between its own versions; let a gateway choose between services",
                )
            elif destination.version is not None and destination.version not in versions:
                where = f" in `{service.name}`"
                yield _unknown(destination, "version", "version", destination.version, versions, where=where)


def _destination(context: Context, gateway: Gateway, route: Route, destination: Destination) -> Iterator[Diagnostic]:
    if destination.external is not None:
        if destination.external not in context.externals:
            known = context.externals
            where = f"; a route of `{gateway.name}` sends to it"
            yield _unknown(destination, "external", "external", destination.external, known, where=where)
        return
    if destination.service is None:
        yield CODE.at(
            destination.origin(),
            f"a destination of the route `{route_text(route)}` of `{gateway.name}` names no service",
            help="name a service or an external",
        )
        return
    service = context.services.get(destination.service)
    if service is None:
        where = f"; a route of `{gateway.name}` sends to it"
        yield _unknown(destination, "service", "service", destination.service, context.services, where=where)
        return
    where = f" in `{service.name}`"
    if destination.version is not None and destination.version not in (versions := _versions(service)):
        yield _unknown(destination, "version", "version", destination.version, versions, where=where)
    yield from _port(destination, destination.port, service, gateway.name)


def _mirror(context: Context, owner: Service | Gateway, policy: TrafficPolicy) -> Iterator[Diagnostic]:
    mirror = policy.mirror
    if not isinstance(mirror, Mirror):
        return
    if isinstance(owner, Service) and mirror.to in _versions(owner):
        return
    name, _, part = mirror.to.partition(".")
    service = context.services.get(name)
    if mirror.to in context.services or mirror.to in context.externals:
        return
    if service is None or part not in (*_versions(service), *_ports(service)):
        known = (*context.services, *context.externals)
        yield _unknown(mirror, "to", "service", mirror.to, known, where="; it would get a copy of the traffic")


def _supplied(body: JsonObject, key: str) -> list[str]:
    """Names in a task definition that the user supplies, which may hold anything."""
    entries = body.get(key)
    if not isinstance(entries, list):
        return []
    return [entry["name"] for entry in entries if isinstance(entry, dict) and isinstance(entry.get("name"), str)]


def _dependencies(unit: Unit, dependencies: tuple[Dependency, ...]) -> Iterator[Diagnostic]:
    if not dependencies:
        return
    workload = unit.workload
    known = [other.name for other in (workload.application, *workload.sidecars)]
    if workload.task is not None:
        known += _supplied(workload.task.body, "containerDefinitions")
    for dependency in dependencies:
        if dependency.container not in known:
            where = f" in the task of `{unit.owner}`"
            yield _unknown(dependency, "container", "container", dependency.container, known, where=where)


def _container(unit: Unit, container: Container) -> Iterator[Diagnostic]:
    workload = unit.workload
    body: JsonObject = workload.task.body if workload.task is not None else {}
    yield from _dependencies(unit, container.depends_on)
    if container.mounts:
        known = [volume.name for volume in workload.volumes]
        known += _supplied(body, "volumes")
        for mount in container.mounts:
            if mount.volume not in known:
                yield _unknown(mount, "volume", "volume", mount.volume, known, where=f" in `{unit.owner}`")
    health = container.health
    if health is not None and health.port is not None:
        names = [port.name for port in unit.ports if port.name]
        if health.port not in names and health.port not in (str(port.number) for port in unit.ports):
            yield _unknown(health, "port", "port", health.port, names, where=f" in `{unit.owner}`")


def _tests(context: Context) -> Iterator[Diagnostic]:
    mesh = context.mesh
    for test in mesh.tests:
        where = f"; the test `{test.name}` names it"
        sources = [caller.name for caller in context.callers]
        if test.source not in sources:
            yield _unknown(test, "source", "service", test.source, sources, where=where)
        callees = (*context.services, *context.externals, *(gateway.name for gateway in mesh.gateways))
        if test.to is not None and test.to not in callees:
            yield _unknown(test, "to", "service", test.to, callees, where=where)
        expect = test.expect
        if expect.external is not None and expect.external not in context.externals:
            yield _unknown(expect, "external", "external", expect.external, context.externals, where=where)
        if expect.service is None:
            continue
        service = context.services.get(expect.service)
        if service is None:
            yield _unknown(expect, "service", "service", expect.service, context.services, where=where)
        elif expect.version is not None and expect.version not in (versions := _versions(service)):
            yield _unknown(expect, "version", "version", expect.version, versions, where=f" in `{service.name}`")


def _template(context: Context, string: WrittenString) -> Iterator[Diagnostic]:
    template = string.template
    for part in template.template if isinstance(template, Template) else (template,):
        if isinstance(part, Late):
            parameters = [f"param.{parameter.name}" for parameter in context.mesh.parameters]
            if part.late not in _AWS and part.late not in parameters:
                where = f"; `{string.owner}` uses it"
                known = (*parameters, *_AWS)
                yield _unknown(string.node, string.field, "parameter", part.late, known, where=where)
        elif isinstance(part, AddressPart):
            yield from _address(context, string, part)


def _address(context: Context, string: WrittenString, part: AddressPart) -> Iterator[Diagnostic]:
    name = string.owner if part.address == "self" else part.address
    owner = context.owners_by_name.get(name)
    if owner is None or (isinstance(owner, Gateway) and part.address != "self"):
        if name not in context.externals:
            known = (*context.services, *context.externals)
            where = f"; `{string.owner}` uses its address"
            yield _unknown(string.node, string.field, "service", part.address, known, where=where)
        return
    names = [port.name for port in owner.ports if port.name]
    if part.port is not None and part.port not in names:
        yield _unknown(string.node, string.field, "port", part.port, names, where=f" in `{owner.name}`")
    elif not owner.ports or (part.port is None and part.attribute != "host" and len(owner.ports) > 1):
        yield CODE.at(
            string.node.origin(string.field),
            f"the address of `{owner.name}` names no port, and `{owner.name}` has {len(owner.ports) or 'none'}",
            help="name one of them" if owner.ports else "",
        )
