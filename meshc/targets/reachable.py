"""What cannot be found under a target: names that nobody can look up, and namespaces that cannot be made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from meshc.diagnostics.model import Diagnostic
from meshc.ir.base import Node
from meshc.ir.discovery import Discovery
from meshc.ir.mesh import Client, Mesh
from meshc.ir.registry import discovery_of, namespace_name
from meshc.ir.text import AddressPart, Template, literal
from meshc.ir.workload import Gateway, Service, Workload
from meshc.source import Origin
from meshc.targets import codes
from meshc.targets.table import TARGETS


class _Obstacle(NamedTuple):
    """Why a name cannot be asked of DNS for an address, and what to do about it."""

    reason: str
    help: str


_GIVE_VPC = 'write `vpc = "vpc-…"` in `mesh`, which gives it names by private DNS'
_UNNAMED = _Obstacle(
    "the name of the existing namespace is not known",
    'write the name too: `namespace = existing("ns-…", "demo.local")`',
)


def unreachable(mesh: Mesh, target: str) -> Iterator[Diagnostic]:
    """A finding for each client and each address in a workload that cannot be resolved under the target."""
    obstacles = {
        service.name: obstacle for service in mesh.services for obstacle in (_obstacle(mesh, service),) if obstacle
    }
    for client in mesh.clients:
        yield from _client(mesh, client, obstacles, target)
    if obstacles:
        yield from _callers(mesh, obstacles, target)
    if TARGETS[target].dials == "listener":
        yield from _ambiguous(mesh, target)


def namespace_findings(mesh: Mesh) -> Iterator[Diagnostic]:
    """What is missing for the namespaces that the mesh needs, and what contradicts them."""
    kind = discovery_of(mesh).type or "private-dns"
    if mesh.namespace.existing is None and kind == "private-dns" and mesh.vpc is None:
        yield codes.NAMESPACE_WITHOUT_VPC.at(
            mesh.namespace.origin("name"),
            f"the private DNS namespace of mesh `{mesh.name}` needs a VPC",
            help='write `vpc = "vpc-…"` in `mesh`, or `discovery { type = http }` for names without DNS',
        )
    yield from _account(mesh, mesh.discovery)
    yield from _own_without_vpc(mesh)
    for service in mesh.services:
        for discovery in dict.fromkeys((service.discovery, *(version.discovery for version in service.versions))):
            if discovery is not None:
                yield from _account(mesh, discovery)
                yield from _own_type(mesh, service, discovery, kind)


def _own_without_vpc(mesh: Mesh) -> Iterator[Diagnostic]:
    """Namespaces that services, versions and externals name for themselves; each is made."""
    if mesh.vpc is not None:
        return
    said: list[tuple[str, tuple[Discovery | None, ...]]] = [
        (f"service {service.name}", (service.discovery, *own))
        for service in mesh.services
        for own in ((), *((version.discovery,) for version in service.versions if version.discovery is not None))
    ]
    said += ((f"gateway {gateway.name}", (gateway.discovery,)) for gateway in mesh.gateways)
    said += ((f"external {external.name}", (external.discovery,)) for external in mesh.externals)
    for owner, discoveries in said:
        last = discoveries[-1]
        if last is None or last.namespace is None or discovery_of(mesh, *discoveries).type != "private-dns":
            continue
        yield codes.NAMESPACE_WITHOUT_VPC.at(
            last.origin("namespace"),
            f"the private DNS namespace of `{owner}` needs a VPC",
            help='write `vpc = "vpc-…"` in `mesh`, or `type = http` beside the namespace for names without DNS',
        )


def _own_type(mesh: Mesh, service: Service, discovery: Discovery, kind: str) -> Iterator[Diagnostic]:
    wanted = discovery.type
    if wanted in (None, "http", kind) or discovery_of(mesh, service.discovery, discovery).namespace is not None:
        return
    yield codes.NAMESPACE_MISMATCH.at(
        discovery.origin("type"),
        f"`service {service.name}` wants `{wanted}`, but the namespace of the mesh is `{kind}`",
        help=f"write `discovery {{ type = {wanted} }}` in `mesh`, or give the service a `namespace` of its own",
    )


def _account(mesh: Mesh, discovery: Discovery) -> Iterator[Diagnostic]:
    existing = mesh.namespace.existing
    if discovery.account is None or isinstance(existing, Template) or (existing or "").startswith("arn:"):
        return
    if (literal(discovery.namespace) or "").startswith("arn:"):
        return
    yield codes.NAMESPACE_MISMATCH.at(
        discovery.origin("account"),
        "a namespace that another account shares is named by its ARN, and this one is not",
        help='write `namespace = existing("arn:…", "NAME")` in `mesh`',
    )


def _obstacle(mesh: Mesh, service: Service) -> _Obstacle | None:
    discovery = discovery_of(mesh, service.discovery)
    where = f"`service {service.name}`"
    if discovery.type == "http":
        written = discovery.origin("type").written
        dns = f"write `discovery {{ type = private-dns }}` in {where} or the mesh" if written else _GIVE_VPC
        return _Obstacle("it is found by the API of Cloud Map only", f"{dns}, or look it up with DiscoverInstances")
    if discovery.record == "srv":
        return _Obstacle(
            "it has SRV records, which hold no address of a host",
            f"write `discovery {{ record = ip }}` in {where}, or look up the SRV record in the application",
        )
    return _UNNAMED if namespace_name(mesh, discovery) is None else None


def _client(mesh: Mesh, client: Client, obstacles: Mapping[str, _Obstacle], target: str) -> Iterator[Diagnostic]:
    services = {service.name: service for service in mesh.services}
    for call in client.calls:
        service = services.get(call.to)
        if service is None:
            continue
        discovery = discovery_of(mesh, service.discovery)
        obstacle = obstacles.get(call.to)
        if client.resolves == "api":
            if namespace_name(mesh, discovery) is not None:
                continue
            obstacle = _UNNAMED
        elif client.network == "outside" and discovery.type == "private-dns":
            obstacle = _Obstacle(
                "its name is known inside the VPC only",
                "write `resolves = api` in the client, or `discovery { type = public-dns }`",
            )
        elif obstacle is not None and discovery.type == "http":
            obstacle = obstacle._replace(
                help=f"write `resolves = api` in `client {client.name}`, or {obstacle.help.removeprefix('write ')}"
            )
        if obstacle is not None:
            yield codes.UNRESOLVED_ADDRESS.at(
                call.origin(),
                f"`client {client.name}` cannot find `{call.to}` under `{target}`: {obstacle.reason}",
                help=obstacle.help,
            )


def _callers(mesh: Mesh, obstacles: Mapping[str, _Obstacle], target: str) -> Iterator[Diagnostic]:
    proxies = TARGETS[target].proxies
    services = {service.name: service for service in mesh.services}
    for caller, meshed, workload in _workloads(mesh):
        for part, origin in _addresses(workload):
            obstacle = obstacles.get(part.address)
            if obstacle is None or (proxies and meshed and services[part.address].mesh) or part.attribute == "port":
                continue
            yield codes.UNRESOLVED_ADDRESS.at(
                origin,
                f"`{caller}` uses the address of `{part.address}`, which has none under `{target}`: {obstacle.reason}",
                help=obstacle.help,
            )


def _ambiguous(mesh: Mesh, target: str) -> Iterator[Diagnostic]:
    """Hosts without a port where each port that is called has an address of its own."""
    called: dict[str, dict[str, list[str]]] = {}
    owners: tuple[Service | Gateway, ...] = (*(service for service in mesh.services if service.mesh), *mesh.gateways)
    for owner in owners:
        for call in owner.calls:
            if call.port is not None:
                called.setdefault(owner.name, {}).setdefault(call.to, []).append(call.port)
    for caller, _, workload in _workloads(mesh) if called else ():
        several = {callee: ports for callee, ports in called.get(caller, {}).items() if len(ports) > 1}
        for part, origin in _addresses(workload) if several else ():
            ports = several.get(part.address)
            if ports is not None and part.port is None and part.attribute == "host":
                forms = " or ".join(f"`${{{part.address}.{port}.host}}`" for port in ports)
                yield codes.UNRESOLVED_ADDRESS.at(
                    origin,
                    f"`{caller}` calls several ports of `{part.address}`, which has no one host under `{target}`: "
                    "each call has an address of its own",
                    help=f"write {forms}",
                )


def _workloads(mesh: Mesh) -> Iterator[tuple[str, bool, Workload]]:
    for service in mesh.services:
        for version in service.versions:
            if version.deployed:
                yield service.name, service.mesh, version.workload
    for gateway in mesh.gateways:
        yield gateway.name, True, gateway.workload


def _addresses(workload: Workload) -> Iterator[tuple[AddressPart, Origin]]:
    """The addresses that texts of a workload mention, with where they stand."""
    seen: set[tuple[str, str, Origin]] = set()
    work: list[tuple[object, Origin]] = [(workload, workload.origin())]
    while work:
        value, origin = work.pop()
        if isinstance(value, AddressPart):
            key = (value.address, value.attribute, origin)
            if key not in seen:
                seen.add(key)
                yield value, origin
        elif isinstance(value, Template):
            work += ((part, origin) for part in value.template)
        elif isinstance(value, Node):
            work += _fields(value)
        elif isinstance(value, tuple):
            work += ((part, origin) for part in value)


def _fields(node: Node) -> Iterable[tuple[object, Origin]]:
    nested = (Node, tuple)
    return (
        (value, node.origin(field))
        for field, value in node.__dict__.items()
        if field != "origins" and isinstance(value, nested)
    )
