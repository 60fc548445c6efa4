"""The services, gateways, externals and clients of a mesh by name, and who leads to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from meshc.ir.workload import Gateway, Service
from meshc.source import Origin

if TYPE_CHECKING:
    from meshc.incremental.snapshot import Owner
    from meshc.ir.mesh import Mesh
    from meshc.ir.traffic import Call


class Way(NamedTuple):
    """A way from an owner to a callee: a call, or a route of a gateway."""

    caller: str
    callee: str
    port: str | None
    origin: Origin
    """Where it is written."""


def owners(mesh: Mesh) -> Iterator[tuple[str, Owner]]:
    """Every owner with its kind, in the order of the mesh."""
    yield from (("service", service) for service in mesh.services)
    yield from (("gateway", gateway) for gateway in mesh.gateways)
    yield from (("external", external) for external in mesh.externals)
    yield from (("client", client) for client in mesh.clients)


def owner(mesh: Mesh, name: str) -> tuple[str, Owner] | None:
    """The owner of that name, with its kind."""
    return next((found for found in owners(mesh) if found[1].name == name), None)


def calls_of(owner: Owner) -> tuple[Call, ...]:
    """The calls that an owner makes; an external makes none."""
    return getattr(owner, "calls", ())


def called(call: Call) -> str:
    """What a call calls, as it is written."""
    return f"{call.to}.{call.port}" if call.port else call.to


def has_proxy(caller: Owner) -> bool:
    """Whether a proxy can stand beside a caller, which holds to what its calls ask for."""
    return isinstance(caller, Gateway) or (isinstance(caller, Service) and caller.mesh)


def ways(mesh: Mesh) -> Iterator[Way]:
    """Every call, and every destination of a gateway's route, in the order of the mesh."""
    for _, caller in owners(mesh):
        for call in calls_of(caller):
            yield Way(caller.name, call.to, call.port, call.origin("to"))
    for gateway in mesh.gateways:
        for route in gateway.routes:
            for one in route.destinations:
                callee = one.service or one.external
                if callee is not None:
                    yield Way(gateway.name, callee, one.port, one.origin())
