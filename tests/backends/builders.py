"""Small meshes for the tests of backends, and what backends make of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import TypeAdapter

from meshc.backends import ecs, service_connect
from meshc.backends.base import Contribution, Lowering, Resource
from meshc.backends.units import units
from meshc.encoders.api_json import encode
from meshc.ir.base import Node, Origins
from meshc.ir.effective import EffectivePolicies
from meshc.ir.mesh import Mesh
from meshc.source import Item, Origin
from meshc.targets.addresses import AddressBook
from meshc.targets.schemas import violations

_MESH = TypeAdapter(Mesh)

Body = dict[str, Any]


def mesh(*services: Body, **changes: Any) -> Mesh:
    """A mesh `demo` of these services."""
    return _MESH.validate_python(
        {
            "name": "demo",
            "namespace": {"name": "demo.local"},
            "discovery": {},
            "ecs": {},
            "services": services,
            **changes,
        }
    )


def workload(name: str = "user", application: Body | None = None, **changes: Any) -> Body:
    """A workload with one container."""
    container = {"name": name, "image": f"acme/{name}:1", **(application or {})}
    return {"application": container, "ecs": {}, **changes}


def service(name: str = "user", **changes: Any) -> Body:
    """A service with one http port and one version."""
    built = {"name": name, "ports": [{"number": 8080, "protocol": "http"}], "versions": [{"workload": workload(name)}]}
    return {**built, **changes}


def running(application: Body | None = None, **changes: Any) -> Body:
    """A service `user` that differs in its workload."""
    return service(versions=[{"workload": workload(application=application, **changes)}])


class Lowered(NamedTuple):
    """What the backends make of a mesh."""

    lowering: Lowering
    contributions: Mapping[str, tuple[Contribution, ...]]
    resources: Mapping[str, Resource]

    def body(self, id: str) -> Any:
        """The body of a resource as it is written, which passes its schema."""
        import orjson

        resource = self.resources[id]
        written = orjson.loads(encode(resource.body)[0])
        assert violations(resource.service, resource.operation, written) == []
        return written

    def task(self, name: str = "user") -> Any:
        """The task definition of a unit."""
        return self.body(f"ecs/{name}/task-definition")

    def container(self, name: str = "user") -> Any:
        """The application of a unit's task definition."""
        return self.task(name)["containerDefinitions"][0]

    def service(self, name: str = "user") -> Any:
        """The CreateService body of a unit."""
        return self.body(f"ecs/{name}/service")

    def update(self, name: str = "user") -> Any:
        """The UpdateService body of a unit."""
        return self.body(f"ecs/{name}/update-service")

    def connected(self, name: str = "user") -> Any:
        """The Service Connect configuration of a unit."""
        return self.service(name)["serviceConnectConfiguration"]


def prepared(source: Mesh, target: str = "service-discovery") -> Lowering:
    """All that backends may look at."""
    made = units(source)
    return Lowering(source, target, made, EffectivePolicies(source), AddressBook(source, target, made))


def lowered(source: Mesh, target: str = "service-discovery", *extra: Contribution) -> Lowered:
    """The resources of ecs under a target, with what Service Connect and `extra` contribute."""
    lowering = prepared(source, target)
    contributions: dict[str, tuple[Contribution, ...]] = {}
    planned = service_connect.BACKEND.plan(lowering) if target == "service-connect" else ()
    for contribution in (*planned, *extra):
        contributions[contribution.unit] = (*contributions.get(contribution.unit, ()), contribution)
    resources = {resource.id: resource for resource in ecs.BACKEND.lower(lowering, contributions)}
    return Lowered(lowering, contributions, resources)


def with_origins(node: Node, path: str = "") -> Node:
    """The node with an origin of its own for every field of every part; the item of each tells the field."""
    values: dict[str, Any] = {}
    origins = Origins({"": _at(path)})
    for field, value in node.__dict__.items():
        if field == "origins":
            continue
        place = f"{path}.{field}" if path else field
        origins[field] = _at(place)
        values[field] = _marked(value, place)
    return type(node).model_construct(**values, origins=origins)


def _marked(value: Any, place: str) -> Any:
    if isinstance(value, Node):
        return with_origins(value, place)
    if isinstance(value, tuple):
        return tuple(_marked(item, f"{place}[{index}]") for index, item in enumerate(value))
    return value


def _at(place: str) -> Origin:
    return Origin(Item("main.mesh", place), 0, 1)


def came_from(resource: Resource, *pointer: str | int) -> str:
    """The field of the mesh that a place of a body comes from."""
    item = resource.origin(pointer).item
    return item.text if item is not None else ""
