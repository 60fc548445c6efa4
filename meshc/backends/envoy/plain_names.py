"""The plain names of clusters: they belong to what holds for a call itself, whatever its routes ask for."""

from __future__ import annotations

from meshc.backends.envoy.building import Building, http_port
from meshc.ir.traffic import Call, Destination, PathMatch, Route
from meshc.ir.workload import Gateway

_NO_ROUTE = Route(path=PathMatch(kind="prefix", value=""))
"""What asks for nothing of its own."""


def keep_plain_names(building: Building) -> None:
    """Keeps the names for the policies of calls, and of gateways towards services, on no route in particular.

    So a policy of a route renames nothing but the cluster of its own requests: whoever counts by name is not misled.
    """
    gateway = building.named.gateways.get(building.unit.owner) if building.unit.service is None else None
    for route in gateway.routes if gateway is not None else ():
        for destination in route.destinations:
            if gateway is not None:
                _of_destination(building, gateway, destination)
    owner = building.unit.service or gateway
    for call in owner.calls if owner is not None else ():
        _of_call(building, call)


def _of_call(building: Building, call: Call) -> None:
    service = building.named.services.get(call.to)
    port = service.port(call.port) if service is not None else None
    if service is None or port is None:
        return  # an external has no routes
    policy = building.lowering.policies.call(call)
    for version in service.versions:
        building.clusters.keep(building.endpoints.service(service, version.name, port), policy)


def _of_destination(building: Building, gateway: Gateway, destination: Destination) -> None:
    policies = building.lowering.policies
    service = building.named.services.get(destination.service or "")
    external = building.named.externals.get(destination.external or "")
    if external is not None:
        policy = policies.edge(gateway, _NO_ROUTE, external, None)
        building.clusters.keep(building.endpoints.external(external), policy)
        return
    port = http_port(service, destination.port) if service is not None else None
    if service is None or port is None:
        return
    policy = policies.edge(gateway, _NO_ROUTE, service, port)
    for version in service.versions:
        building.clusters.keep(building.endpoints.service(service, version.name, port), policy)
