"""The targets: ways for services to talk, which backends each uses, and what it answers to every feature.

A target is a row here and the capabilities of its backends; nothing else knows the list.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

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
    proxies: bool
    """Whether a proxy of the target stands beside the application, and names are known to it."""


_ROWS = (
    Target(
        "service-connect",
        "ECS Service Connect",
        "a proxy that ECS manages in every task, names known to the proxies",
        ("cloudmap", "service-connect", "ecs"),
        ("meshc.backends.ecs.capabilities", "meshc.backends.service_connect.capabilities"),
        proxies=True,
    ),
    Target(
        "service-discovery",
        "ECS Service Discovery",
        "names in Cloud Map, by its API, private DNS or public DNS; no proxy",
        ("cloudmap", "ecs"),
        ("meshc.backends.ecs.capabilities", "meshc.backends.cloudmap.capabilities"),
        proxies=False,
    ),
)

TARGETS: Mapping[str, Target] = {row.name: row for row in _ROWS}
"""The targets that can be built, by name, in the order in which they are listed."""

PLANNED: tuple[str, ...] = ("envoy", "app-mesh", "elb", "lattice")
"""Targets of the design that cannot be built yet; naming one is an error that says so."""


@cache
def capabilities(target: str) -> Capabilities:
    """The answers of a target to every feature. Raises KeyError for a target that is not in the table."""
    answers: dict[object, object] = {}
    for module in TARGETS[target].capabilities:
        answers.update(import_module(module).CAPABILITIES)
    return answers  # type: ignore[return-value]
