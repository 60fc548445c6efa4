"""What the backend appmesh makes of a mesh in text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from meshc.backends.appmesh.lower import lower
from meshc.backends.base import Lowering, Resource
from meshc.backends.units import units
from meshc.encoders.api_json import encode
from meshc.ir.effective import EffectivePolicies
from meshc.targets.addresses import AddressBook
from meshc.targets.schemas import violations
from tests.targets.meshes import mesh_of

TARGET = "app-mesh"


def lowering(text: str) -> Lowering:
    """All that the backend may look at."""
    mesh = mesh_of(text)
    made = units(mesh, gateways=True, attributes=True)
    return Lowering(mesh, TARGET, made, EffectivePolicies(mesh), AddressBook(mesh, TARGET, made))


def resources(text: str) -> Mapping[str, Resource]:
    """The requests by id, without the beginning that all ids have; all of them pass their schemas."""
    found = list(lower(lowering(text)))
    assert len({resource.id for resource in found}) == len(found)
    assert len({resource.file for resource in found}) == len(found)
    for resource in found:
        assert (resource.id, violations(resource.service, resource.operation, written(resource))) == (resource.id, [])
    return {resource.id.removeprefix("appmesh/"): resource for resource in found}


def written(resource: Resource) -> Any:
    """The body as it is written."""
    return json.loads(encode(resource.body).content)


def bodies(text: str) -> dict[str, Any]:
    """The bodies as they are written, by id."""
    return {id: written(resource) for id, resource in resources(text).items()}


def specs(text: str) -> dict[str, Any]:
    """The specifications of what is made, by id."""
    return {id: written(resource)["spec"] for id, resource in resources(text).items() if resource.phase == "create"}


def plain(lines: str = "", name: str = "api") -> str:
    """A service that says nothing of its own limits, with further lines."""
    return f'service {name} {{ image = "acme/{name}:1"\n{lines}\n}}\n'


CALLER = 'service web { image = "acme/web:1" ; calls api }\n'
