"""What stands in a namespace: one entry per name, with what is needed to make it and to ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from typing import Literal, NamedTuple

from meshc.backends.base import Lowering, Unit
from meshc.backends.cloudmap.namespaces import Namespaces, Place
from meshc.backends.cloudmap.registered import unit_discovery
from meshc.ir.discovery import Discovery
from meshc.ir.mesh import External
from meshc.ir.registry import discovery_of, inside_namespace
from meshc.ir.text import Text, literal
from meshc.source import Origin

Form = Literal["tasks", "cname", "address", "api"]


class Entry(NamedTuple):
    """A name in a namespace."""

    name: str
    discovery: Discovery
    place: Place
    form: Form
    """Instances that ECS registers; another name; one address; or what only the API tells."""
    value: Text | None
    """Host name or address of what does not run here."""
    port: int | None
    origin: Origin
    owner: str
    """The service or external behind the name."""

    @property
    def id(self) -> str:
        """The id of the resource that makes it."""
        return f"{self.place.prefix}/{self.name}/service"


def unit_entry(lowering: Lowering, namespaces: Namespaces, unit: Unit) -> Entry:
    """The name of a unit."""
    discovery = unit_discovery(lowering, unit)
    place = namespaces.place(discovery)
    return Entry(unit.discovery_name, discovery, place, "tasks", None, None, unit.origin, unit.owner)


def alias_entries(lowering: Lowering, namespaces: Namespaces, unit: Unit) -> Iterator[Entry]:
    """Further names of a service, as names that lead to its own; under Service Connect its aliases are known there."""
    service = unit.service
    if service is None or lowering.target == "service-connect" or not _has_names(unit):
        return
    entry = unit_entry(lowering, namespaces, unit)
    own = host(entry)
    for alias in service.aliases:
        if own is not None and alias != own and inside_namespace(lowering.mesh, service, alias):
            name = alias.removesuffix(f".{entry.place.name}")
            yield entry._replace(name=name, form="cname", value=own, origin=service.origin("aliases"))


def external_entries(lowering: Lowering, namespaces: Namespaces) -> Iterator[Entry]:
    """Names for what is outside the mesh."""
    for external in lowering.mesh.externals:
        if external.discovery is not None:
            yield _external_entry(lowering, namespaces, external)


def host(entry: Entry) -> str | None:
    """The whole DNS name of an entry, where the name of its namespace is known when compiling."""
    namespace = literal(entry.place.name)
    return None if namespace is None else f"{entry.name}.{namespace}"


def _has_names(unit: Unit) -> bool:
    """Whether a unit is the one that has the names of its service."""
    service = unit.service
    if service is None:
        return True
    common = service.discovery.name if service.discovery is not None else None
    return unit.discovery_name == (common or service.name)


def _external_entry(lowering: Lowering, namespaces: Namespaces, external: External) -> Entry:
    discovery = discovery_of(lowering.mesh, external.discovery)
    place = namespaces.place(discovery)
    form: Form = "cname"
    if isinstance(external.host, str) and _is_address(external.host):
        form = "address"
    elif discovery.type == "http" or place.type == "http":
        form = "api"
    return Entry(
        discovery.name or external.name,
        discovery,
        place,
        form,
        lowering.text(external.host, external.name),
        external.port,
        external.origin(),
        external.name,
    )


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
