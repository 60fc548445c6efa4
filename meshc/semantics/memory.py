"""What lowering keeps from one version of a mesh to the next: results that depend on what did not change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from meshc.diagnostics.model import Diagnostic
from meshc.semantics.binder import BoundItem
from meshc.semantics.bound import BoundBlock
from meshc.semantics.lower.workloads import MeshWide
from meshc.semantics.scope import Declared, Scope
from meshc.source import Item

ReadFile = Callable[[str, str], bytes | str]
"""Content of a file named in the mesh file at a path, or a sentence that says why it cannot be had."""


class Mentions(NamedTuple):
    """Parameters and policies that the text of an item names, and those that it was searched for."""

    parameters: frozenset[str]
    policies: frozenset[str]
    searched: tuple[frozenset[str], frozenset[str]]


class Kept(NamedTuple):
    """One block lowered, with all that the result depends on beside the block itself."""

    block: BoundBlock
    value: Any
    findings: tuple[Diagnostic, ...]
    used_parameters: frozenset[str]
    used_policies: frozenset[str]
    names: frozenset[str]
    """Names of services and their like that were looked up."""
    policies: frozenset[str]
    """Names of policies that were looked up."""
    everything: bool
    """Whether it depends on every name: a finding that suggests a name does."""
    read: tuple[tuple[str, str, bytes | str], ...] = ()
    """Files that were read: where they are named, how, and the content."""


@dataclass(slots=True)
class Memory:
    """One version of a mesh, as the next may look at it. Nothing in it leads to the version before."""

    bound: dict[Item, BoundItem] = field(default_factory=dict)
    declared: dict[int, Declared] = field(default_factory=dict)
    """By the id of the block."""
    lowered: dict[int, Kept] = field(default_factory=dict)
    """By the id of the block."""
    mentions: dict[Item, Mentions] = field(default_factory=dict)
    scope: Scope | None = None
    wide: MeshWide | None = None
    given: tuple[Any, ...] = ()
    """Fingerprint of the parameters."""


class Changes(NamedTuple):
    """In which names two versions of a mesh differ."""

    names: frozenset[str]
    policies: frozenset[str]
    routed: frozenset[str]
    """Services to whose versions the routes of gateways lead in another way."""
    none: bool
    """Whether the names are all the same, in the same order, and the same words are uncertain."""

    def concern(self, kept: Kept) -> bool:
        """Whether the result might be another now."""
        if self.none:
            return False
        return (
            kept.everything
            or not kept.names.isdisjoint(self.names)
            or not kept.policies.isdisjoint(self.policies)
            or kept.block.name in self.routed
        )


def changes(before: Scope | None, after: Scope) -> Changes | None:
    """What of the names differs; None where there is nothing to compare with."""
    if before is None:
        return None
    names = _differing(before.named, after.named)
    policies = _differing(before.policies, after.policies, by_identity=True)
    routed: frozenset[str] = frozenset()
    if before.routed != after.routed:
        every = before.routed.keys() | after.routed.keys()
        routed = frozenset(name for name in every if before.routed.get(name) != after.routed.get(name))
    none = not (names or policies or routed) and before.uncertain == after.uncertain
    if none:
        none = list(before.named) == list(after.named) and list(before.policies) == list(after.policies)
    return Changes(names, policies, routed, none)


def _differing(before: Mapping[str, Any], after: Mapping[str, Any], *, by_identity: bool = False) -> frozenset[str]:
    old, new = dict(before), dict(after)
    found = {
        name for name, value in new.items() if (known := old.get(name)) is not value and (by_identity or known != value)
    }
    return frozenset(found | (old.keys() - new.keys()))
