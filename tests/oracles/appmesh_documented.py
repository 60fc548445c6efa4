"""The rules of App Mesh's documentation text once more, written apart from the ones that meshc checks with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

NAMES = ("meshName", "virtualNodeName", "virtualRouterName", "routeName", "virtualGatewayName", "gatewayRouteName")
HTTP_EVENTS = {"client-error", "gateway-error", "server-error", "stream-error"}


def broken_rules(operation: str, body: Any) -> list[str]:
    """Names of the rules that a request breaks."""
    resource = operation.removeprefix("Create").removeprefix("Update")
    spec = body.get("spec", {})
    found = [member for member in NAMES if not re.fullmatch(r"[-\w]{1,255}", body.get(member, "n"), re.ASCII)]
    if resource in ("Route", "GatewayRoute"):
        found += _route(spec)
    if resource in ("VirtualNode", "VirtualGateway"):
        found += _listeners(spec, resource)
    return found


def _route(spec: Any) -> Iterator[str]:
    kinds = [name for name in spec if name.endswith("Route")]
    if len(kinds) != 1:
        yield "one type"
    for kind in kinds:
        route = spec[kind]
        match, retry = route.get("match", {}), route.get("retryPolicy")
        prefix = match.get("prefix", "/")
        if prefix[:1] != "/" or re.match("/aws-app-?mesh", prefix):
            yield "prefix"
        if "prefix" in match and "path" in match:
            yield "prefix and path"
        if "methodName" in match and "serviceName" not in match:
            yield "method without service"
        for condition in (*match.get("headers", ()), *match.get("metadata", ())):
            wanted = condition.get("match", {}).get("range", {"start": 0, "end": 1})
            if wanted["end"] <= wanted["start"]:
                yield "range"
        if sum(target["weight"] for target in route["action"].get("weightedTargets", ())) > 100:
            yield "sum of weights"
        if retry is not None:
            if not any(retry.get(member) for member in retry if member.endswith("Events")):
                yield "no event"
            if not set(retry.get("httpRetryEvents", ())) <= HTTP_EVENTS:
                yield "unknown event"


def _listeners(spec: Any, resource: str) -> Iterator[str]:
    listeners = spec.get("listeners", ())
    if resource == "VirtualNode" and listeners and not spec.get("serviceDiscovery"):
        yield "discovery"
    if len(spec.get("backends", ())) > 50:
        yield "backends"
    for listener in listeners:
        port = listener["portMapping"]
        for member in ("timeout", "connectionPool"):
            if any(protocol != port["protocol"] for protocol in listener.get(member, ())):
                yield f"protocol of {member}"
        if listener.get("healthCheck", {}).get("port", port["port"]) != port["port"]:
            yield "port of the health check"
