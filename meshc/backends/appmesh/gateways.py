"""Virtual gateways: where traffic enters the mesh through a proxy of App Mesh."""

from __future__ import annotations

from meshc.backends.appmesh.access_log import logging
from meshc.backends.appmesh.backends import add_gateway_defaults
from meshc.backends.appmesh.callees import Callees
from meshc.backends.appmesh.listeners import gateway_listeners
from meshc.backends.appmesh.model import Spec
from meshc.backends.appmesh.names import gateway_id
from meshc.backends.appmesh.placed import place
from meshc.backends.appmesh.requests import Made
from meshc.backends.base import Lowering, Pointer
from meshc.ir.workload import Gateway
from meshc.source import Origin


def gateway(source: Gateway, callees: Callees, lowering: Lowering) -> Made:
    """A virtual gateway."""
    origins: dict[Pointer, Origin] = {(): source.origin()}
    listened = gateway_listeners(source, lowering)
    spec: Spec = {"listeners": listened.bodies}
    place(origins, ("spec", "listeners"), listened.origins)
    add_gateway_defaults(spec, source, callees, lowering, origins)
    log = logging(source.workload.access_log)
    if log is not None:
        spec["logging"] = log.body
        place(origins, ("spec", "logging"), log.origins)
    name = source.name
    return Made(
        "virtual-gateway",
        gateway_id(name),
        name,
        {"virtualGatewayName": name},
        spec,
        origins,
        source.workload.ecs,
        name,
    )
