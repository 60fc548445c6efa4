"""Which features a mesh uses, where, and by whose wish."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from meshc.ir.call_graph import CallCycle, cycles
from meshc.ir.effective import EffectivePolicies
from meshc.ir.feature import Feature, Use
from meshc.ir.mesh import Client, External, Mesh
from meshc.ir.registration import Proxies
from meshc.ir.uses.callers import CallerUses
from meshc.ir.uses.names import NameUses, client_discovery
from meshc.ir.uses.policies import PolicyUses
from meshc.ir.uses.routing import gateway_routing, service_routing
from meshc.ir.uses.told import Told
from meshc.ir.uses.values import plain
from meshc.ir.uses.workloads import WorkloadUses
from meshc.ir.workload import Gateway, Service

__all__ = ["Feature", "OwnerUses", "Told", "Use", "features_used", "of_cycles"]


def features_used(mesh: Mesh, policies: EffectivePolicies) -> tuple[Use, ...]:
    """Everything that the mesh asks for, once per thing that asks, in the order of the mesh.

    What only built-in values or `defaults` ask for is told once per family of protocols and not per service.
    """
    uses = OwnerUses(mesh, policies, Told())
    return (
        *uses.of_mesh(),
        *(use for gateway in mesh.gateways for use in uses.gateway(gateway)),
        *(use for service in mesh.services for use in uses.service(service)),
        *(use for external in mesh.externals for use in uses.external(external)),
        *(use for client in mesh.clients for use in uses.client(client)),
        *of_cycles(cycles(mesh)),
    )


class OwnerUses:
    """What a mesh asks for, owner by owner; `told` says what need not be told again."""

    def __init__(self, mesh: Mesh, policies: EffectivePolicies, told: Told) -> None:
        self._mesh = mesh
        self.proxies = Proxies(mesh)
        self._policies = PolicyUses(mesh, policies, told)
        self._workloads = WorkloadUses(mesh, self.proxies)
        self._names = NameUses(mesh, self.proxies)
        self._callers = CallerUses(mesh)

    def of_mesh(self) -> Iterator[Use]:
        """What the mesh says for everyone."""
        mesh = self._mesh
        yield from self._names.mesh()
        if mesh.egress == "deny":
            asked = "deny" if mesh.owner is None else {"egress": "deny", "owner": plain(mesh.owner)}
            yield Use(Feature.EGRESS, mesh.origin("egress"), "mesh", asked)
        if mesh.owner is not None:
            yield Use(Feature.MESH_OWNER, mesh.origin("owner"), "mesh", plain(mesh.owner))
        yield from self._workloads.mesh()

    def gateway(self, gateway: Gateway) -> Iterator[Use]:
        """What a gateway asks for; beside itself it rests on what it calls."""
        yield from gateway_routing(gateway)
        yield from self._policies.gateway(gateway)
        own_image = gateway.workload.application.image is not None or gateway.workload.task is not None
        for use in self._workloads.workload(gateway.workload, f"gateway {gateway.name}", gateway):
            # Without an image of its own there is a workload only where the target supplies the proxy of gateways.
            yield use if own_image else use._replace(within=Feature.GATEWAY)
        yield from self._names.gateway(gateway)
        for call in gateway.calls:
            yield from self._callers.proxied(gateway.name, call)
            yield from self._policies.caller(gateway.name, call, proxied=True)

    def service(self, service: Service) -> Iterator[Use]:
        """What a service asks for; beside itself it rests on what it calls, and on what `proxies` says of it."""
        callers = self._callers
        yield from service_routing(service)
        yield from self._names.service(service)
        yield from self._policies.provider(service)
        for version in service.versions:
            if version.deployed:
                at = f"service {service.name}" + (f" version {version.name}" if version.name else "")
                yield from self._workloads.workload(version.workload, at, service)
        for call in service.calls:
            yield from (callers.proxied if service.mesh else callers.unproxied)(service.name, call)
            yield from self._policies.caller(service.name, call, proxied=service.mesh)

    def external(self, external: External) -> Iterator[Use]:
        """What is asked of something outside the mesh."""
        yield from self._names.external(external)
        yield from self._policies.external(external)

    def client(self, client: Client) -> Iterator[Use]:
        """What a client asks for; beside itself it rests on what it calls."""
        yield from client_discovery(client)
        for call in client.calls:
            yield from self._callers.past_proxies(client.name, call, by_dns=client.resolves == "dns")
            yield from self._policies.client(client.name, call)


def of_cycles(found: Iterable[CallCycle]) -> Iterator[Use]:
    """Services that wait for each other."""
    for cycle in found:
        yield Use(Feature.START_ORDER, cycle.breaks.origin, " → ".join(cycle.services), list(cycle.services))
