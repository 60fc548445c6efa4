"""The targets: ways for services to talk, which backends each uses, and what it answers to every feature.

A target is a row here and the capabilities of its backends; nothing else knows the list.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from meshc.backends.answers import Capabilities


class Target(NamedTuple):
    """One way for services to talk."""

    name: str
    title: str
    """What AWS calls it."""
    pattern: str
    """What it is, in half a sentence."""
    backends: tuple[str, ...]
    """Names of the backends, in the order in which their documents are applied."""
    capabilities: tuple[str, ...]
    """Modules that together have an answer for every feature."""
    dials: Literal["application", "name", "listener"]
    """What a caller in the mesh dials: the application that it calls; a name that its proxy knows; or an address at
    which its proxy listens for that one call."""
    gateways: bool = False
    """Whether the target supplies the proxy of a gateway."""
    attributes: bool = False
    """Whether callers tell instances of one name apart by their attributes, so that versions can share a name."""
    ended: str = ""
    """The day on which AWS ended it, where it has."""
    successors: tuple[str, ...] = ()
    """Targets to move to from one that has ended."""

    @property
    def proxies(self) -> bool:
        """Whether a proxy stands beside the application."""
        return self.dials != "application"


_ROWS = (
    Target(
        "service-connect",
        "ECS Service Connect",
        "a proxy that ECS manages in every task, names known to the proxies",
        ("cloudmap", "service-connect", "ecs"),
        ("meshc.backends.ecs.capabilities", "meshc.backends.service_connect.capabilities"),
        dials="name",
    ),
    Target(
        "service-discovery",
        "ECS Service Discovery",
        "names in Cloud Map, by its API, private DNS or public DNS; no proxy",
        ("cloudmap", "ecs"),
        ("meshc.backends.ecs.capabilities", "meshc.backends.cloudmap.capabilities"),
        dials="application",
    ),
    Target(
        "envoy",
        "Envoy",
        "an Envoy beside every task, its whole configuration written when compiling; no control plane",
        ("cloudmap", "envoy", "ecs"),
        ("meshc.backends.ecs.capabilities", "meshc.backends.envoy.capabilities"),
        dials="listener",
        gateways=True,
    ),
    Target(
        "app-mesh",
        "App Mesh",
        "an Envoy beside every task, configured by App Mesh, which AWS ended on 2026-09-30",
        ("cloudmap", "appmesh", "ecs"),
        ("meshc.backends.ecs.capabilities", "meshc.backends.appmesh.capabilities"),
        dials="name",
        gateways=True,
        attributes=True,
        ended="2026-09-30",
        successors=("envoy", "service-connect"),
    ),
)

TARGETS: Mapping[str, Target] = {row.name: row for row in _ROWS}
"""The targets that can be built, by name, in the order in which they are listed."""

PLANNED: tuple[str, ...] = ("elb", "lattice")
"""Targets of the design that cannot be built yet; naming one is an error that says so."""


@cache
def capabilities(target: str) -> Capabilities:
    """The answers of a target to every feature. Raises KeyError for a target that is not in the table."""
    answers: dict[object, object] = {}
    for module in TARGETS[target].capabilities:
        answers.update(import_module(module).CAPABILITIES)
    return answers  # type: ignore[return-value]
