"""Requests to App Mesh sent to moto and read back. moto has no virtual services: only the schema judges those."""

from __future__ import annotations

import re
from typing import Any

_PARENTS = {"virtualRouterName": "VirtualRouter", "virtualGatewayName": "VirtualGateway"}
_LISTENER = {"portMapping": {"port": 80, "protocol": "http"}}
_NAMES = {
    "Mesh": ("meshName",),
    "VirtualNode": ("meshName", "virtualNodeName"),
    "VirtualRouter": ("meshName", "virtualRouterName"),
    "Route": ("meshName", "virtualRouterName", "routeName"),
    "VirtualGateway": ("meshName", "virtualGatewayName"),
    "GatewayRoute": ("meshName", "virtualGatewayName", "gatewayRouteName"),
}


class AppMesh:
    """An App Mesh in moto that makes what a request takes for granted."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._made: set[tuple[str, ...]] = set()

    def send(self, operation: str, body: dict[str, Any]) -> Any:
        """What was kept of a request, in the members of the request."""
        verb, resource = operation[:6], operation[6:]
        if resource == "VirtualService":
            return body
        self._make_parents(resource, body)
        if verb == "Update" and self._key(resource, body) not in self._made:
            self._call("Create", resource, body)
        self._call(verb, resource, body)
        names = {name: body[name] for name in _NAMES[resource]}
        kept = self._method("Describe", resource)(**names)[resource[0].lower() + resource[1:]]
        answer = {**kept, **kept.get("metadata", {})}
        if "tags" in body:
            answer["tags"] = self._client.list_tags_for_resource(resourceArn=answer["arn"])["tags"]
        return answer

    def _make_parents(self, resource: str, body: dict[str, Any]) -> None:
        mesh = {"meshName": body["meshName"]}
        if resource != "Mesh" and self._key("Mesh", mesh) not in self._made:
            self._call("Create", "Mesh", mesh)
        for member, parent in _PARENTS.items():
            if member in body and resource != parent:
                whole = {**mesh, member: body[member], "spec": {"listeners": [_LISTENER]}}
                if self._key(parent, whole) not in self._made:
                    self._call("Create", parent, whole)

    def _call(self, verb: str, resource: str, body: dict[str, Any]) -> None:
        self._method(verb, resource)(**body)
        self._made.add(self._key(resource, body))

    def _key(self, resource: str, body: dict[str, Any]) -> tuple[str, ...]:
        return (resource, *(body[name] for name in _NAMES[resource]))

    def _method(self, verb: str, resource: str) -> Any:
        return getattr(self._client, re.sub(r"(?<!^)(?=[A-Z])", "_", verb + resource).lower())
