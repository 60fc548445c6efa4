"""Virtual routers: where callers' proxies choose among the virtual nodes of a service."""

from __future__ import annotations

from meshc.backends.appmesh.callees import Callee
from meshc.backends.appmesh.names import router_id
from meshc.backends.appmesh.requests import Made
from meshc.backends.base import Lowering, Pointer
from meshc.source import Origin


def router(callee: Callee, lowering: Lowering) -> Made:
    """The router of a service, with a listener for each port that callers use."""
    origins: dict[Pointer, Origin] = {(): callee.owner.origin()}
    for index, port in enumerate(callee.ports):
        origins["spec", "listeners", index] = port.origin
    listeners = [{"portMapping": {"port": port.dialled, "protocol": port.protocol}} for port in callee.ports]
    return Made(
        "virtual-router",
        router_id(callee.name),
        callee.name,
        {"virtualRouterName": callee.name},
        {"listeners": listeners},
        origins,
        lowering.mesh.ecs,
        "",
    )
