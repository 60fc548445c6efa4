"""Small correct requests to App Mesh, from which limits make their examples."""

from __future__ import annotations

from typing import Any

from meshc.backends.limits import Build, Document

Body = dict[str, Any]


def mesh(**spec: Any) -> Body:
    """A mesh."""
    return {"meshName": "shop", "spec": spec}


def listener(protocol: str = "http", port: int = 8080, **members: Any) -> Body:
    """A listener of a virtual node or a virtual gateway."""
    return {"portMapping": {"port": port, "protocol": protocol}, **members}


def health(**members: Any) -> Body:
    """A health check."""
    body = {"protocol": "http", "path": "/", "intervalMillis": 5000, "timeoutMillis": 2000}
    return {**body, "healthyThreshold": 2, "unhealthyThreshold": 2, **members}


def node(name: str = "api", **spec: Any) -> Body:
    """A virtual node that is found by DNS; a member that is None is left out."""
    body = {"listeners": [listener()], "serviceDiscovery": {"dns": {"hostname": "api.shop.local"}}, **spec}
    kept = {member: value for member, value in body.items() if value is not None}
    return {"meshName": "shop", "virtualNodeName": name, "spec": kept}


def backends(count: int) -> list[Body]:
    """So many virtual services that a node calls."""
    return [{"virtualService": {"virtualServiceName": f"s{number}.shop.local"}} for number in range(count)]


def router(name: str = "api", *listeners: Body) -> Body:
    """A virtual router."""
    return {"meshName": "shop", "virtualRouterName": name, "spec": {"listeners": list(listeners) or [listener()]}}


def targets(*weights: int) -> Body:
    """What a route does: it shares requests out to virtual nodes."""
    return {"weightedTargets": [{"virtualNode": f"api-{index}", "weight": one} for index, one in enumerate(weights)]}


def http_route(match: Body | None = None, action: Body | None = None, **members: Any) -> Body:
    """The `httpRoute` of a route."""
    return {"match": {"prefix": "/"} if match is None else match, "action": action or targets(1), **members}


def route(name: str = "all", /, **spec: Any) -> Body:
    """A route."""
    body = {"httpRoute": http_route()} if not spec.keys() - {"priority"} else {}
    return {"meshName": "shop", "virtualRouterName": "api", "routeName": name, "spec": {**body, **spec}}


def service(name: str = "api.shop.local") -> Body:
    """A virtual service."""
    provider = {"virtualRouter": {"virtualRouterName": "api"}}
    return {"meshName": "shop", "virtualServiceName": name, "spec": {"provider": provider}}


def gateway(name: str = "web", *listeners: Body, **spec: Any) -> Body:
    """A virtual gateway."""
    body = {"listeners": list(listeners) or [listener()], **spec}
    return {"meshName": "shop", "virtualGatewayName": name, "spec": body}


def gateway_route(match: Body | None = None, *, name: str = "all", kind: str = "httpRoute", **spec: Any) -> Body:
    """A gateway route."""
    action = {"target": {"virtualService": {"virtualServiceName": "api.shop.local"}}}
    body = {kind: {"match": {"prefix": "/"} if match is None else match, "action": action}, **spec}
    return {"meshName": "shop", "virtualGatewayName": "web", "gatewayRouteName": name, "spec": body}


def build(operation: str, *bodies: Body) -> Build:
    """A build of requests for one operation."""
    return Build(tuple(Document("appmesh", operation, body) for body in bodies), {})
