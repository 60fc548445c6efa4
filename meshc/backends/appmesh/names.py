"""What the resources of a mesh are called, and by which ids one names another."""

from __future__ import annotations

from meshc.backends.base import Lowering, Ref, Unit
from meshc.backends.joined import joined
from meshc.ir.text import Text
from meshc.ir.workload import Gateway, Service, Version

MESH = "appmesh/mesh"
"""The id of the resource that makes the mesh."""


def node_name(service: Service, version: Version) -> str:
    """The virtual node of a version: the name of its unit."""
    return service.name if version.name is None else f"{service.name}-{version.name}"


def node_id(name: str) -> str:
    """The id of the resource that makes a virtual node."""
    return f"appmesh/{name}/virtual-node"


def router_id(name: str) -> str:
    """The id of the resource that makes a virtual router."""
    return f"appmesh/{name}/virtual-router"


def service_id(stem: str) -> str:
    """The id of the resource that makes a virtual service."""
    return f"appmesh/{stem}/virtual-service"


def gateway_id(name: str) -> str:
    """The id of the resource that makes a virtual gateway."""
    return f"appmesh/{name}/virtual-gateway"


def node(name: str) -> Ref:
    """The name of a virtual node, where another resource says it."""
    return Ref(node_id(name), "virtualNodeName", name)


def router(name: str) -> Ref:
    """The name of a virtual router, where another resource says it."""
    return Ref(router_id(name), "virtualRouterName", name)


def gateway(name: str) -> Ref:
    """The name of a virtual gateway, where another resource says it."""
    return Ref(gateway_id(name), "virtualGatewayName", name)


def is_virtual(gateway: Gateway) -> bool:
    """Whether a gateway is a proxy of App Mesh alone; with an image of its own it is a virtual node."""
    return gateway.workload.application.image is None and gateway.workload.task is None


def resource_arn(lowering: Lowering, unit: Unit) -> Text:
    """What the proxy of a unit is told to be: the end of an ARN, `mesh/NAME/virtualNode/X`.

    The mesh of another account has that account behind its name.
    https://docs.aws.amazon.com/app-mesh/latest/userguide/envoy-config.html
    """
    mesh = lowering.mesh
    owner: tuple[Text, ...] = () if mesh.owner is None else ("@", lowering.text(mesh.owner, ""))
    kind = "virtualNode"
    if unit.service is None and any(found.name == unit.owner and is_virtual(found) for found in mesh.gateways):
        kind = "virtualGateway"
    return joined(f"mesh/{mesh.name}", *owner, f"/{kind}/{unit.name}")
