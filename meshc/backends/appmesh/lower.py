"""The resources of a mesh, each after those that it names."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.backends.appmesh.callees import Callees
from meshc.backends.appmesh.gateway_routes import gateway_routes
from meshc.backends.appmesh.gateway_splits import splits
from meshc.backends.appmesh.gateways import gateway
from meshc.backends.appmesh.mesh import mesh
from meshc.backends.appmesh.names import is_virtual
from meshc.backends.appmesh.nodes import nodes
from meshc.backends.appmesh.requests import Made, Requests
from meshc.backends.appmesh.routers import router
from meshc.backends.appmesh.routes import routes
from meshc.backends.appmesh.services import virtual_services
from meshc.backends.base import Lowering, Resource


def lower(lowering: Lowering) -> Iterator[Resource]:
    """The mesh where it is the user's own, nodes, routers with their routes, virtual services, gateways and theirs."""
    requests = Requests(lowering)
    yield from requests.pairs(_made(lowering, shared=requests.shared))


def _made(lowering: Lowering, *, shared: bool) -> Iterator[Made]:
    callees = Callees(lowering)
    if not shared:
        yield mesh(lowering)
    yield from nodes(callees, lowering)
    for callee in callees.all.values():
        if callee.routed:
            yield router(callee, lowering)
            yield from routes(callee, lowering)
    yield from splits(callees, lowering)
    yield from virtual_services(callees, lowering)
    for source in lowering.mesh.gateways:
        if is_virtual(source):
            yield gateway(source, callees, lowering)
            yield from gateway_routes(source, callees, lowering)
