"""Which ECS services a mesh becomes, and under which names their ports are known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from meshc.backends.base import Unit
from meshc.ir.mesh import Mesh
from meshc.ir.registry import REGISTERED_BY_ECS
from meshc.ir.text import Text
from meshc.ir.workload import Gateway, Port, Service, Version, Workload


def units(mesh: Mesh, *, gateways: bool = False, attributes: bool = False) -> tuple[Unit, ...]:
    """One unit per deployed version of each service, then one per gateway that says what it runs.

    Where the target supplies the proxy of `gateways`, there is one per gateway; where its callers tell instances apart
    by `attributes`, versions may share a name.
    """
    found: list[Unit] = []
    for service in mesh.services:
        found += _of_service(service, attributes=attributes)
    for gateway in mesh.gateways:
        workload = gateway.workload
        if gateways or workload.application.image is not None or workload.task is not None:
            found.append(_of_gateway(gateway))
    return tuple(found)


def heaviest(versions: Sequence[Version]) -> Version:
    """The version that gets the service's names: the one with the most weight, the first written among equals."""
    best = versions[0]
    for version in versions:
        if (version.weight or 0) > (best.weight or 0):
            best = version
    return best


def port_name(unit: Unit, port: Port) -> str:
    """The name of a port mapping: the port's own, or for the only port of a service the service's in small letters.

    A task definition of the user's own that names the port keeps that name where the mesh gives none.
    """
    return port.name or _supplied_name(unit.workload, port.number) or unit.owner.lower()


def _supplied_name(workload: Workload, number: int) -> str | None:
    if workload.task is None:
        return None
    containers = workload.task.body.get("containerDefinitions")
    for container in containers if isinstance(containers, Sequence) else ():
        if not isinstance(container, Mapping) or container.get("name") != workload.application.name:
            continue
        mappings = container.get("portMappings")
        for mapping in mappings if isinstance(mappings, Sequence) else ():
            if isinstance(mapping, Mapping) and mapping.get("containerPort") == number:
                name = mapping.get("name")
                return name if isinstance(name, str) else None
    return None


def discovery_name(service: Service, version: Version, *, attributes: bool = False) -> str:
    """The name of a version in the namespace: the service's for the heaviest, and for who is told apart from it.

    Callers who tell instances apart by their `attributes` find both behind one name.
    """
    common = service.discovery.name if service.discovery is not None else None
    own = version.discovery
    if own is not None and own.name not in (None, common):
        return own.name or service.name
    name = common or service.name
    main = heaviest(service.versions)
    shared = version is main or (attributes and _told_apart(service, version, main))
    return name if shared else name + _ending(version)


def _told_apart(service: Service, version: Version, other: Version) -> bool:
    """Whether each of two versions has attributes to ask for, which differ, and nothing else of their names does."""
    said, others = _said(service, version), _said(service, other)
    asked, of_other = _asked(said), _asked(others)
    return bool(asked and of_other) and asked != of_other and said == others


def _said(service: Service, version: Version) -> dict[str, Any]:
    """What a version says of its discovery, with what its service says for all."""
    said: dict[str, Any] = {}
    for discovery in (service.discovery, version.discovery):
        if discovery is not None:
            said |= {field: value for field, value in discovery.__dict__.items() if value is not None and value != ()}
    said.pop("origins", None)
    return said


def _asked(said: dict[str, Any]) -> dict[str, Text]:
    """The attributes, of those that ECS gives to instances, taken out of what is said."""
    return {one.name: one.value for one in said.pop("attributes", ()) if one.name in REGISTERED_BY_ECS}


def _ending(version: Version) -> str:
    return f"-{version.name}" if version.name is not None else ""


def _of_service(service: Service, *, attributes: bool) -> Iterator[Unit]:
    for version in service.versions:
        if version.deployed:
            yield Unit(
                name=service.name + _ending(version),
                owner=service.name,
                version=version.name,
                workload=version.workload,
                ports=service.ports,
                service=service,
                discovery_name=discovery_name(service, version, attributes=attributes),
                meshed=service.mesh,
                origin=version.origin() if version.name is not None else service.origin(),
            )


def _of_gateway(gateway: Gateway) -> Unit:
    return Unit(
        name=gateway.name,
        owner=gateway.name,
        version=None,
        workload=gateway.workload,
        ports=gateway.ports,
        service=None,
        discovery_name=(gateway.discovery and gateway.discovery.name) or gateway.name,
        meshed=True,
        origin=gateway.origin(),
        gateway=gateway,
    )
