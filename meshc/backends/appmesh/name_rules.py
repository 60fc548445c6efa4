"""How App Mesh takes names, and that no two resources have the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from meshc.backends.appmesh import samples
from meshc.backends.checks import spelled
from meshc.backends.limits import Build, Limit, Pointer
from meshc.backends.names import NameRule

APP_MESH_NAME = NameRule("letters, digits, `_` and `-`", 255, re.compile(r"[A-Za-z0-9_-]{1,255}"))
"""Names of all resources but virtual services.

https://docs.aws.amazon.com/app-mesh/latest/userguide/meshes.html
"""

_SOURCE = "https://docs.aws.amazon.com/app-mesh/latest/userguide/meshes.html"
_LONGEST = "n" * 255

_limit = partial(Limit, backend="appmesh", service="appmesh")

_NAMED: tuple[tuple[str, str, str, Callable[[str], dict[str, Any]]], ...] = (
    ("mesh", "Mesh", "meshName", lambda name: {**samples.mesh(), "meshName": name}),
    ("node", "VirtualNode", "virtualNodeName", samples.node),
    ("router", "VirtualRouter", "virtualRouterName", samples.router),
    ("route", "Route", "routeName", samples.route),
    ("gateway", "VirtualGateway", "virtualGatewayName", samples.gateway),
    (
        "gateway-route",
        "GatewayRoute",
        "gatewayRouteName",
        lambda name: samples.gateway_route(name=name),
    ),
)
"""What has a name: word, resource, member, and a request with that name."""


def _operations(resource: str) -> tuple[str, str]:
    return f"Create{resource}", f"Update{resource}"


def _spelling(word: str, resource: str, member: str, named: Callable[[str], dict[str, Any]]) -> Limit:
    shown = word.replace("-", " ")
    return _limit(
        id=f"app-mesh-{word}-name",
        operations=_operations(resource),
        field=member,
        statement=f"The name of a {shown} has up to 255 letters, digits, `_` and `-`.",
        value="255 characters",
        source=_SOURCE,
        check=spelled(member, APP_MESH_NAME, taker="App Mesh"),
        at=lambda: named(_LONGEST),
        past=lambda: named("a.b"),
        names=APP_MESH_NAME,
    )


def _different(resource: str, member: str, of: str = "") -> Callable[[Build], Iterable[tuple[int, Pointer, str]]]:
    def across(build: Build) -> Iterable[tuple[int, Pointer, str]]:
        seen: set[tuple[str, str]] = set()
        for index, body in build.of("appmesh", f"Create{resource}"):
            key = (body.get(of, ""), body[member])
            if key in seen:
                yield index, (member,), f"`{member}` is `{body[member]}`, which another document of the build has"
            seen.add(key)

    return across


def _unique(word: str, resource: str, member: str, of: str, named: Callable[[str], dict[str, Any]]) -> Limit:
    shown = word.replace("-", " ")
    operation = f"Create{resource}"
    inside = {"virtualRouterName": "router", "virtualGatewayName": "gateway"}.get(of, "mesh")
    return _limit(
        id=f"app-mesh-{word}-unique",
        operations=(operation,),
        field=member,
        statement=f"The {shown}s of a {inside} have different names.",
        value=f"1 {shown} per name",
        source=f"botocore appmesh 2019-01-25 {operation} documentation",
        across=_different(resource, member, of),
        at=lambda: samples.build(operation, named("a"), named("b")),
        past=lambda: samples.build(operation, named("a"), named("a")),
    )


_OF = {"route": "virtualRouterName", "gateway-route": "virtualGatewayName"}

LIMITS: tuple[Limit, ...] = (
    *(_spelling(*named) for named in _NAMED),
    *(_unique(word, resource, member, _OF.get(word, ""), named) for word, resource, member, named in _NAMED[1:]),
    _unique("virtual-service", "VirtualService", "virtualServiceName", "", samples.service),
)
