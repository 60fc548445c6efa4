"""What holds between the documents of all meshes under `app-mesh`: whatever is named is made."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from hypothesis import given, settings

from meshc.compilation import Compilation, Options
from meshc.diagnostics.model import Severity
from meshc.emission import TargetBuild
from tests.strategies import Drawn, meshes

TARGET = "app-mesh"
EXAMPLES = 60
ROUTES = {"http": "httpRoute", "http2": "http2Route", "grpc": "grpcRoute", "tcp": "tcpRoute"}
"""The kind of route that a router takes, by the protocol of its listener."""


class Made(NamedTuple):
    """The bodies of one operation's requests, by the names that they make."""

    nodes: dict[str, Any]
    routers: dict[str, Any]
    services: dict[str, Any]
    gateways: dict[str, Any]
    routes: dict[str, Any]
    gateway_routes: dict[str, Any]


def made(bodies: dict[str, list[Any]], verb: str) -> Made:
    """What the requests make or change; a route has the name of its router before its own."""
    return Made(
        {body["virtualNodeName"]: body for body in bodies.get(f"{verb}VirtualNode", ())},
        {body["virtualRouterName"]: body for body in bodies.get(f"{verb}VirtualRouter", ())},
        {body["virtualServiceName"]: body for body in bodies.get(f"{verb}VirtualService", ())},
        {body["virtualGatewayName"]: body for body in bodies.get(f"{verb}VirtualGateway", ())},
        {f"{body['virtualRouterName']}/{body['routeName']}": body for body in bodies.get(f"{verb}Route", ())},
        {
            f"{body['virtualGatewayName']}/{body['gatewayRouteName']}": body
            for body in bodies.get(f"{verb}GatewayRoute", ())
        },
    )


def problems(build: TargetBuild) -> Iterator[str]:
    """What does not fit together."""
    bodies: dict[str, list[Any]] = {}
    for entry in json.loads(build.manifest)["operations"]:
        if entry["service"] == "appmesh":
            bodies.setdefault(entry["operation"], []).append(json.loads(build.artifacts[entry["file"]]))
    found = made(bodies, "Create")
    for before, after in zip(found, made(bodies, "Update"), strict=True):
        specs = [{name: body["spec"] for name, body in made_of.items()} for made_of in (before, after)]
        if specs[0] != specs[1]:
            yield f"what is updated is not what is made: {sorted(before)}, {sorted(after)}"
    for kind, one in zip(found._fields, found, strict=True):
        requests = sum(len(bodies.get(f"Create{operation}", ())) for operation in _OPERATIONS[kind])
        if requests != len(one):
            yield f"two {kind} have the same name"
    for name, body in found.nodes.items():
        for backend in body["spec"].get("backends", ()):
            if backend["virtualService"]["virtualServiceName"] not in found.services:
                yield f"node {name}: backend {backend['virtualService']['virtualServiceName']}"
    for name, body in found.services.items():
        yield from (f"service {name}: {problem}" for problem in _provider(body["spec"].get("provider", {}), found))
    for name, body in found.routes.items():
        yield from (f"route {name}: {problem}" for problem in _route(body, found))
    for name, body in found.gateway_routes.items():
        yield from (f"gateway route {name}: {problem}" for problem in _gateway_route(body, found))
    yield from _priorities(found.routes, "virtualRouterName")
    yield from _priorities(found.gateway_routes, "virtualGatewayName")
    for path, content in build.artifacts.items():
        if path.endswith(".task-definition.json"):
            yield from (f"{path}: {problem}" for problem in _task(json.loads(content), found))


_OPERATIONS = {
    "nodes": ("VirtualNode",),
    "routers": ("VirtualRouter",),
    "services": ("VirtualService",),
    "gateways": ("VirtualGateway",),
    "routes": ("Route",),
    "gateway_routes": ("GatewayRoute",),
}


def _provider(provider: Any, found: Made) -> Iterator[str]:
    node = provider.get("virtualNode", {}).get("virtualNodeName")
    router = provider.get("virtualRouter", {}).get("virtualRouterName")
    if node not in (None, *found.nodes):
        yield f"node {node}"
    if router not in (None, *found.routers):
        yield f"router {router}"


def _route(body: Any, found: Made) -> Iterator[str]:
    router = found.routers.get(body["virtualRouterName"])
    if router is None:
        yield "its router"
        return
    ports = {listener["portMapping"]["port"] for listener in router["spec"]["listeners"]}
    protocols = {listener["portMapping"]["protocol"] for listener in router["spec"]["listeners"]}
    kinds = [kind for kind in ROUTES.values() if kind in body["spec"]]
    if kinds not in [[ROUTES[protocol]] for protocol in protocols]:
        yield f"{kinds} in a router of {protocols}"
    for kind in kinds:
        spec = body["spec"][kind]
        if spec.get("match", {}).get("port") not in (None, *ports):
            yield f"port {spec['match']['port']}"
        targets = spec["action"]["weightedTargets"]
        weights = [target["weight"] for target in targets]
        if min(weights) < 0 or not 0 < sum(weights) <= 100:
            yield f"weights {weights}"
        for target in targets:
            node = found.nodes.get(target["virtualNode"])
            if node is None:
                yield f"node {target['virtualNode']}"
                continue
            listening = [listener["portMapping"]["port"] for listener in node["spec"].get("listeners", ())]
            if target.get("port") not in (None, *listening):
                yield f"port {target['port']} of {target['virtualNode']}"
            if "port" not in target and len(listening) > 1:
                yield f"one port of {target['virtualNode']}"


def _gateway_route(body: Any, found: Made) -> Iterator[str]:
    if body["virtualGatewayName"] not in found.gateways:
        yield "its gateway"
    for kind in ROUTES.values():
        if kind in body["spec"]:
            name = body["spec"][kind]["action"]["target"]["virtualService"]["virtualServiceName"]
            if name not in found.services:
                yield f"service {name}"


def _priorities(routes: dict[str, Any], owner: str) -> Iterator[str]:
    taken = Counter((body[owner], body["spec"].get("priority")) for body in routes.values())
    yield from (f"priority {priority} of {name}" for (name, priority), count in taken.items() if count > 1)


def _task(task: Any, found: Made) -> Iterator[str]:
    for container in task["containerDefinitions"]:
        for variable in container.get("environment", ()):
            if variable["name"] == "APPMESH_RESOURCE_ARN":
                kind, name = variable["value"].split("/")[-2:]
                if name not in (found.nodes if kind == "virtualNode" else found.gateways):
                    yield f"{kind} {name}"


@settings(max_examples=EXAMPLES)
@given(meshes(found_by_dns=True))
def test_whatever_is_named_is_made(drawn: Drawn) -> None:
    compilation = Compilation.of({"main.mesh": drawn.text}, options=Options(targets=(TARGET,)))
    if any(finding.severity is Severity.ERROR for finding in compilation.diagnostics()):
        return
    assert list(problems(compilation.build(TARGET))) == []
