"""Services that a proxy is to send traffic to and has no DNS name for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from meshc.backends.base import Lowering
from meshc.backends.envoy import codes
from meshc.diagnostics.model import Diagnostic
from meshc.ir.mesh import Mesh
from meshc.ir.registry import discovery_of, namespace_name
from meshc.ir.traffic import Mirror, TrafficPolicy
from meshc.ir.workload import Gateway, Service
from meshc.source import Origin

_MANY = 4
"""Callers that a message names before it only counts."""


class Obstacle(NamedTuple):
    """Why DNS gives no address, as a part of a sentence, and what to do."""

    reason: str
    help: str


def unnamed(lowering: Lowering) -> Iterator[Diagnostic]:
    """One finding per service however many callers it has, at the first call."""
    mesh = lowering.mesh
    obstacles = {service.name: found for service in mesh.services if (found := _obstacle(mesh, service)) is not None}
    if not obstacles:
        return
    asking: dict[str, dict[str, Origin]] = {}
    owners: tuple[Service | Gateway, ...] = (*(service for service in mesh.services if service.mesh), *mesh.gateways)
    for caller in owners:
        for name, origin in _asked_for(caller, mesh.defaults):
            if name in obstacles:
                asking.setdefault(name, {}).setdefault(caller.name, origin)
    for callee, callers in asking.items():
        obstacle = obstacles[callee]
        yield codes.CALLEE_WITHOUT_DNS.at(
            next(iter(callers.values())),
            f"the prox{'y' if len(callers) == 1 else 'ies'} of {listed(tuple(callers))} cannot find `{callee}`: "
            f"{obstacle.reason}",
            help=obstacle.help,
        )


def listed(names: Sequence[str]) -> str:
    """Names in backticks; of many the first only."""
    shown = [f"`{name}`" for name in names[:_MANY]]
    if len(names) > _MANY:
        return f"{', '.join(shown)} and {len(names) - _MANY} more"
    return f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else shown[0]


def _obstacle(mesh: Mesh, service: Service) -> Obstacle | None:
    """What keeps DNS from any of its versions."""
    where = f"`service {service.name}`"
    for version in service.versions:
        discovery = discovery_of(mesh, service.discovery, version.discovery)
        if discovery.host is not None:
            continue
        if discovery.type == "http":
            dns = f"write `discovery {{ type = private-dns }}` in {where} or the mesh"
            if not discovery.origin("type").written:
                dns = 'write `vpc = "vpc-…"` in `mesh`'
            return Obstacle("it is found by the API of Cloud Map only", dns)
        if discovery.record == "srv":
            return Obstacle(
                "it has SRV records, which hold no address", f"write `discovery {{ record = ip }}` in {where}"
            )
        if namespace_name(mesh, discovery) is None:
            return Obstacle(
                "only the id of its namespace is known",
                'write the name as the second argument: `namespace = existing("…", "demo.local")`',
            )
    return None


def _asked_for(caller: Service | Gateway, defaults: TrafficPolicy) -> Iterator[tuple[str, Origin]]:
    """Names of the services that the proxy of a caller sends traffic to, and where that is written."""
    policies = [caller.policy]
    for call in caller.calls:
        yield call.to, call.origin()
        policies += (call.policy, *(own.policy for own in call.routes))
    for route in caller.routes:
        policies.append(route.policy)
        for destination in route.destinations:
            if destination.service is not None:
                yield destination.service, destination.origin()
    for policy in (defaults, *policies):
        if isinstance(policy.mirror, Mirror):
            yield policy.mirror.to, policy.mirror.origin("to")
