"""Bootstraps of meshes from text, and their parts."""

from __future__ import annotations

from typing import Any, NamedTuple

from meshc.backends.base import Lowering, Resource
from meshc.backends.envoy.endpoints import Endpoints
from meshc.backends.envoy.lower import resource
from meshc.backends.envoy.types import Message
from meshc.backends.units import units
from meshc.ir.effective import EffectivePolicies
from meshc.ir.mesh import Mesh
from meshc.ir.traffic import TrafficPolicy
from meshc.targets.addresses import AddressBook
from tests.semantics.meshes import mesh

HEAD = 'mesh demo { vpc = "vpc-1" ; namespace = "demo.local" }\n'


class Bootstrap(NamedTuple):
    """The bootstrap of one unit."""

    resource: Resource

    @property
    def message(self) -> Any:
        """What it holds."""
        return self.resource.body

    def listener(self, name: str) -> Message:
        """A listener by its name."""
        return next(one for one in self.message["static_resources"]["listeners"] if one["name"] == name)

    @property
    def listeners(self) -> list[str]:
        """The names of the listeners."""
        return [one["name"] for one in self.message["static_resources"]["listeners"]]

    def manager(self, name: str) -> Any:
        """The connection manager of a listener."""
        return self.listener(name)["filter_chains"][0]["filters"][-1]["typed_config"]

    def routes(self, name: str, host: str = "") -> list[Message]:
        """The routes of a listener, for one host where there are several."""
        hosts = self.manager(name)["route_config"]["virtual_hosts"]
        found: list[Message] = next(one for one in hosts if not host or host in one["domains"])["routes"]
        return found

    def clusters(self) -> dict[str, Message]:
        """The clusters by name."""
        return {one["name"]: one for one in self.message["static_resources"]["clusters"]}

    def filters(self, name: str) -> list[str]:
        """The last words of the names of the HTTP filters of a listener."""
        return [one["name"].rpartition(".")[2] for one in self.manager(name)["http_filters"]]

    def came_from(self, *pointer: str | int) -> str:
        """The text of the mesh that a place comes from."""
        origin = self.resource.origin(pointer)
        return origin.item.text[origin.start : origin.end] if origin.item is not None else origin.default


def lowered(source: Mesh) -> Lowering:
    """All that the backend looks at."""
    made = units(source, gateways=True)
    return Lowering(source, "envoy", made, EffectivePolicies(source), AddressBook(source, "envoy", made))


def bootstraps(text: str) -> dict[str, Bootstrap]:
    """The bootstraps of every unit; a `mesh` block is added where the text has none."""
    lowering = lowered(mesh(text if text.lstrip().startswith("mesh ") else HEAD + text))
    endpoints = Endpoints(lowering)
    return {unit.name: Bootstrap(resource(unit, lowering, endpoints)) for unit in lowering.units if unit.meshed}


def bootstrap(text: str, unit: str = "user") -> Bootstrap:
    """The bootstrap of one unit."""
    return bootstraps(text)[unit]


def policy(**fields: Any) -> TrafficPolicy:
    """A policy from plain values."""
    return TrafficPolicy.model_validate(fields)
