"""Settings that do nothing beside what the block says otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.diagnostics.model import Code, Diagnostic, Severity
from meshc.ir.base import Node
from meshc.ir.discovery import Discovery
from meshc.ir.mesh import Mesh
from meshc.ir.registry import discovery_of
from meshc.ir.text import Secret
from meshc.ir.workload import Bootstrap, Container, Log, Proxy, Variable
from meshc.lint.context import Context, Unit

CODE = Code(
    code="MC438",
    name="setting-without-effect",
    summary="A setting has no effect beside the others of its block.",
    explanation=(
        "Some settings mean something only together with another: `step` with a strategy that moves traffic in steps, "
        "`root` with a file system, `interval` with a check. Alone they would be dropped, so they are reported."
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  deploy { strategy = rolling ; step = 10% }
}
""",
    good="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  port = 8080
  deploy { strategy = linear ; step = 10% }
}
""",
    severity=Severity.WARNING,
)

_BY_PATH = ("http", "http2")
_CHECKING = ("port", "interval", "timeout", "healthy", "unhealthy", "start_period")
_OF_REGISTRATION = ("record", "ttl", "routing", "resolves", "attributes", "account", "health")


def check(context: Context) -> Iterator[Diagnostic]:
    seen: set[tuple[int, tuple[str, ...]]] = set()
    for unit in context.units:
        for node, fields, without in _idle(unit, context.mesh):
            if (id(node), fields) in seen:
                continue
            seen.add((id(node), fields))
            for field in fields:
                if field in node.model_fields_set and getattr(node, field) not in (None, ()):
                    name = field.replace("_", "-")
                    yield CODE.at(
                        node.origin(field),
                        f"`{name}` of `{unit.owner}` has no effect without {without}",
                        help=f"remove `{name}`, or write {without}",
                    )
    for _, container in context.containers:
        yield from _misplaced_secrets(container)
    yield from _idle_vpc(context.mesh)
    yield from _idle_discovery(context.mesh)
    yield from _idle_ecs(context)


def _idle_ecs(context: Context) -> Iterator[Diagnostic]:
    """What the mesh says for all tasks and every one of them says otherwise; in an IR document, does not carry."""
    ecs = context.mesh.ecs
    workloads = [unit.workload.ecs for unit in context.units]
    if not workloads or any(workload is ecs for workload in workloads):
        return
    for field, value in _said(ecs):
        if not any(_carries(getattr(workload, field), value) for workload in workloads):
            name = field.replace("_", "-")
            yield CODE.at(
                ecs.origin(field),
                f"`{name}` of `{context.mesh.name}` has no effect: no service or gateway has it from the mesh",
                help=f"remove `{name}`",
            )


def _said(node: Node) -> Iterator[tuple[str, object]]:
    """The fields that a node says something in."""
    for field in sorted(node.model_fields_set - {"origins"}):
        value = getattr(node, field)
        if value is not None and value != ():
            yield field, value


def _carries(value: object, part: object) -> bool:
    """Whether a value has everything that is in another."""
    if isinstance(value, tuple) and isinstance(part, tuple):
        return all(entry in value for entry in part)
    if isinstance(value, Node) and isinstance(part, Node) and type(value) is type(part):
        return all(_carries(getattr(value, field), inner) for field, inner in _said(part))
    return value == part


def _idle_vpc(mesh: Mesh) -> Iterator[Diagnostic]:
    """A note only: targets with load balancers need the VPC for more than a namespace."""
    if mesh.vpc is None or mesh.origin("vpc") == mesh.origin():
        return
    said = [(service.discovery, version.discovery) for service in mesh.services for version in service.versions]
    for over in ((), *said, *((external.discovery,) for external in mesh.externals)):
        found = discovery_of(mesh, *over)
        if found.type == "private-dns" and (found.namespace is not None or mesh.namespace.existing is None):
            return
    yield CODE.at(
        mesh.origin("vpc"),
        f"`vpc` of `{mesh.name}` has no effect on names: no namespace with private DNS is made",
        severity=Severity.NOTE,
    )


def _idle_discovery(mesh: Mesh) -> Iterator[Diagnostic]:
    """What is said of a registration that nobody makes, and of names that are not there."""
    said = [
        (service.name, own, discovery_of(mesh, service.discovery, own))
        for service in mesh.services
        for own in dict.fromkeys((service.discovery, *(version.discovery for version in service.versions)))
        if own is not None
    ]
    for owner, own, found in said:
        if found.host is not None:
            for field in _OF_REGISTRATION:
                if getattr(own, field):
                    yield CODE.at(
                        own.origin(field),
                        f"`{field}` of `{owner}` has no effect: at a `host` of its own, nothing of it is registered",
                        help=f"remove `{field}` or `host`",
                    )
        else:
            yield from _no_such_name(owner, own, (found,))
    yield from _no_such_name(mesh.name, mesh.discovery, (discovery_of(mesh), *(found for _, _, found in said)))


def _no_such_name(owner: str, own: Discovery, found: tuple[Discovery, ...]) -> Iterator[Diagnostic]:
    """What is said of looking names up, where none in force is of that kind."""
    if own.resolves == "dns" and all(one.type == "http" for one in found):
        yield CODE.at(
            own.origin("resolves"),
            f"`resolves` of `{owner}` has no effect: names of the type `http` are not in DNS",
            help="remove `resolves`, or write another `type`",
        )
    if own.prefer is not None and all(one.ip != "dual" and one.host is None for one in found):
        yield CODE.at(
            own.origin("prefer"),
            f"`prefer` of `{owner}` has no effect without `ip = dual`",
            help="remove `prefer`, or write `ip = dual`",
        )


def _idle(unit: Unit, mesh: Mesh) -> Iterator[tuple[Node, tuple[str, ...], str]]:
    """Nodes with fields that need something which is not there, and what that is."""
    workload = unit.workload
    deployment = workload.deployment
    if deployment is not None:
        if deployment.strategy not in ("canary", "linear"):
            yield deployment, ("step", "step_bake"), "`strategy = canary` or `strategy = linear`"
        if deployment.strategy in (None, "rolling"):
            yield deployment, ("bake", "test_header"), "a `strategy` other than rolling"
    autoscale = workload.autoscale
    if autoscale is not None and autoscale.cpu is None and autoscale.memory is None:
        yield autoscale, ("scale_in_cooldown", "scale_out_cooldown"), "`cpu` or `memory` to aim at"
    for volume in workload.volumes:
        if volume.efs is None:
            yield volume, ("root", "access_point", "encrypted", "iam"), "`efs`"
    yield from _idle_logs(workload.ecs.log)
    bootstrap = _bootstrap(workload.proxy)
    if bootstrap is not None and bootstrap.source != "s3":
        usual = _bootstrap(mesh.proxy)
        if usual is None or usual.source != "s3":
            yield bootstrap, ("location", "fetcher"), "`from = s3`"
    for container in (workload.application, *workload.sidecars):
        health = container.health
        if health is not None and health.path is None and health.command is None:
            # Proxies check other protocols than http without a path.
            checked = container is workload.application and any(port.protocol not in _BY_PATH for port in unit.ports)
            yield health, ("start_period",) if checked else _CHECKING, "`command` or `path`"
        yield from _idle_logs(container.log)


def _bootstrap(proxy: Proxy | None) -> Bootstrap | None:
    return proxy.bootstrap if proxy is not None else None


def _idle_logs(log: Log | None) -> Iterator[tuple[Node, tuple[str, ...], str]]:
    if log is None:
        return
    if log.driver != "awslogs":
        yield log, ("group", "region", "prefix", "create"), "`driver = awslogs`"
    if log.mode != "non-blocking":
        yield log, ("buffer",), "`mode = non-blocking`"


def _misplaced_secrets(container: Container) -> Iterator[Diagnostic]:
    """An IR document can hold a secret where ECS takes only text."""
    for label in container.labels:
        if isinstance(label, Variable) and isinstance(label.value, Secret):
            yield CODE.at(
                label.origin("value"),
                f"a secret has no effect in label `{label.name}` of `{container.name}`",
                help="hand it to the container in `env`",
            )
