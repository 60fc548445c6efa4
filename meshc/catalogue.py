"""What the compiler knows beside meshes: the codes of its findings, its targets and its limits.

Nothing is imported before it is asked for, because a build without a finding needs none of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from meshc.backends.answers import Answer
    from meshc.backends.limits import Limit
    from meshc.diagnostics.model import Code
    from meshc.ir.feature import Feature
    from meshc.targets.table import Target

_CODES = (
    "meshc.syntax.codes",
    "meshc.semantics.codes",
    "meshc.targets.codes",
    "meshc.targets.sunset",
    "meshc.backends.ecs.codes",
    "meshc.backends.service_connect.codes",
    "meshc.backends.envoy.bootstrap_codes",
    "meshc.backends.envoy.codes",
    "meshc.backends.appmesh.codes",
    "meshc.verification",
)
"""Modules with `CODES`; those of the rules are gathered by the registry of the rules."""


@cache
def codes() -> Mapping[str, Code]:
    """Every kind of finding by its code, sorted."""
    from meshc.lint import registry

    found = [code for module in _CODES for code in import_module(module).CODES]
    return {code.code: code for code in sorted((*found, *registry.codes()), key=lambda code: code.code)}


def code(word: str) -> Code | None:
    """The kind of finding of that code or name, in either case."""
    if word.upper() in codes():
        return codes()[word.upper()]
    return next((code for code in codes().values() if code.name == word.lower()), None)


def targets() -> Mapping[str, Target]:
    """The targets that can be built, by name, in the order in which they are listed."""
    from meshc.targets.table import TARGETS

    return TARGETS


def planned_targets() -> tuple[str, ...]:
    """Names of targets that cannot be built yet."""
    from meshc.targets.table import PLANNED

    return PLANNED


def answers(target: str, *, unproxied: bool = False) -> Mapping[Feature, Answer]:
    """What a target answers to every feature, in the order of the features; or to what no proxy minds of it."""
    from meshc.backends.answers import typical
    from meshc.ir.feature import Feature
    from meshc.targets.table import capabilities

    of_target = capabilities(target)
    return {feature: typical(feature, of_target, unproxied=unproxied) for feature in Feature}


def limits() -> tuple[Limit, ...]:
    """Every limit of every backend, in a fixed order."""
    from meshc.backends.limits import all_limits

    return all_limits()
