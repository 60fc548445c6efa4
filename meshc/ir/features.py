"""Which features a mesh uses, where, and by whose wish."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.ir.call_graph import cycles
from meshc.ir.effective import EffectivePolicies
from meshc.ir.feature import Feature, Use
from meshc.ir.mesh import Mesh
from meshc.ir.registration import Proxies
from meshc.ir.uses.callers import CallerUses
from meshc.ir.uses.names import NameUses, client_discovery
from meshc.ir.uses.policies import PolicyUses
from meshc.ir.uses.routing import gateway_routing, service_routing
from meshc.ir.uses.values import plain
from meshc.ir.uses.workloads import WorkloadUses

__all__ = ["Feature", "Use", "features_used"]


def features_used(mesh: Mesh, policies: EffectivePolicies) -> tuple[Use, ...]:
    """Everything that the mesh asks for, once per thing that asks, in the order of the mesh.

    What only built-in values or `defaults` ask for is told once per family of protocols and not per service.
    """
    return tuple(_uses(mesh, policies))


def _uses(mesh: Mesh, policies: EffectivePolicies) -> Iterator[Use]:
    proxies = Proxies(mesh)
    of_policies = PolicyUses(mesh, policies)
    of_workloads = WorkloadUses(mesh, proxies)
    of_names = NameUses(mesh, proxies)
    of_callers = CallerUses(mesh)
    yield from of_names.mesh()
    if mesh.egress == "deny":
        asked = "deny" if mesh.owner is None else {"egress": "deny", "owner": plain(mesh.owner)}
        yield Use(Feature.EGRESS, mesh.origin("egress"), "mesh", asked)
    if mesh.owner is not None:
        yield Use(Feature.MESH_OWNER, mesh.origin("owner"), "mesh", plain(mesh.owner))
    yield from of_workloads.mesh()
    for gateway in mesh.gateways:
        yield from gateway_routing(gateway)
        yield from of_policies.gateway(gateway)
        own_image = gateway.workload.application.image is not None or gateway.workload.task is not None
        for use in of_workloads.workload(gateway.workload, f"gateway {gateway.name}", gateway):
            # Without an image of its own there is a workload only where the target supplies the proxy of gateways.
            yield use if own_image else use._replace(within=Feature.GATEWAY)
        yield from of_names.gateway(gateway)
        for call in gateway.calls:
            yield from of_callers.proxied(gateway.name, call)
            yield from of_policies.caller(gateway.name, call, proxied=True)
    for service in mesh.services:
        yield from service_routing(service)
        yield from of_names.service(service)
        yield from of_policies.provider(service)
        for version in service.versions:
            if version.deployed:
                at = f"service {service.name}" + (f" version {version.name}" if version.name else "")
                yield from of_workloads.workload(version.workload, at, service)
        for call in service.calls:
            yield from (of_callers.proxied if service.mesh else of_callers.unproxied)(service.name, call)
            yield from of_policies.caller(service.name, call, proxied=service.mesh)
    for external in mesh.externals:
        yield from of_names.external(external)
        yield from of_policies.external(external)
    for client in mesh.clients:
        yield from client_discovery(client)
        for call in client.calls:
            yield from of_callers.past_proxies(client.name, call, by_dns=client.resolves == "dns")
            yield from of_policies.client(client.name, call)
    for cycle in cycles(mesh):
        yield Use(Feature.START_ORDER, cycle.breaks.origin, " → ".join(cycle.services), list(cycle.services))
