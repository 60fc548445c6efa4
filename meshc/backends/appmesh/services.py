"""Virtual services: the names that callers dial, and what stands behind them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from meshc.backends.appmesh.callees import Callees
from meshc.backends.appmesh.model import Name
from meshc.backends.appmesh.names import node, node_id, node_name, router, router_id, service_id
from meshc.backends.appmesh.requests import Made
from meshc.backends.base import Lowering, Ref
from meshc.ir.workload import Service
from meshc.source import Origin


def virtual_services(callees: Callees, lowering: Lowering) -> Iterator[Made]:
    """One for each name of what is called, then one for each version that a gateway names by itself."""
    for callee in callees.all.values():
        owner = callee.owner
        name = node_name(owner, owner.versions[0]) if isinstance(owner, Service) else owner.name
        provider: dict[str, Any] = {"virtualNode": {"virtualNodeName": node(name)}}
        after = node_id(name)
        if callee.routed:
            provider = {"virtualRouter": {"virtualRouterName": router(callee.name)}}
            after = router_id(callee.name)
        for index, (id, host) in enumerate(callee.virtual_services()):
            aliased = isinstance(owner, Service) and owner.mesh and owner.aliases
            stem = callee.name if index == 0 else f"{callee.name}-alias-{index + 1}"
            origin = owner.origin("aliases") if aliased else owner.origin()
            yield _made(id, stem, host, provider, origin, after, lowering)
    for service, version in callees.versions:
        name = node_name(service, version)
        provider = {"virtualNode": {"virtualNodeName": node(name)}}
        host = callees.version_host(service, version)
        yield _made(service_id(name), name, host, provider, version.origin(), node_id(name), lowering)


def _made(
    id: str, stem: str, host: Name, provider: dict[str, Any], origin: Origin, after: str, lowering: Lowering
) -> Made:
    names = {"virtualServiceName": host.known if isinstance(host, Ref) else host}
    spec = {"provider": provider}
    return Made("virtual-service", id, stem, names, spec, {(): origin}, lowering.mesh.ecs, "", after=(after,))
