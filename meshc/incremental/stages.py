"""Stages of what is found behind the model, and what of the whole mesh each could be concerned by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from meshc.diagnostics.model import Diagnostic
from meshc.incremental.parts import Part
from meshc.incremental.snapshot import Owner
from meshc.incremental.tally import Key, tally, units_of
from meshc.ir.mesh import Client, External
from meshc.ir.workload import Gateway, Service
from meshc.lint.registry import rules, run
from meshc.lint.rule import Rule
from meshc.survey import has_error


def nothing(_owner: Owner) -> object:
    """No facet of an owner concerns others than its neighbours."""
    return None


class Stage(NamedTuple):
    """Something that is found in a mesh or a part of it."""

    name: str
    find: Callable[[Part], tuple[Diagnostic, ...]]
    facet: Callable[[Owner], object] = nothing
    """What of an owner may concern others than its neighbours: where it changes, the whole mesh is looked at."""
    tally: Callable[[Part], Counter[Key]] | None = None
    """What is counted across the whole mesh."""
    may_ask: Callable[[Part], bool] = lambda _part: True
    """Whether a part can be asked."""
    whole: bool = False
    """Whether a part of a mesh says nothing: this looks at all of it, and only where a facet has changed."""


def paths(owner: Owner) -> object:
    """What of an owner says how requests go on their way through the mesh."""
    if isinstance(owner, Service):
        return owner.mesh, owner.ports, owner.routes, owner.policy, owner.calls
    if isinstance(owner, Gateway):
        return owner.ports, owner.routes, owner.policy, owner.calls
    return owner.calls if isinstance(owner, Client) else None


def names(owner: Owner) -> object:
    """What of an owner is a name, or decides what name it takes."""
    if isinstance(owner, Service):
        versions = [(version.name, version.discovery) for version in owner.versions]
        return "service", owner.name, owner.discovery, owner.aliases, owner.ports if owner.aliases else (), versions
    if isinstance(owner, Client):
        return "client", owner.name
    return type(owner).__name__, owner.name, owner.discovery


def as_caller(owner: Owner) -> object:
    """What of an owner makes a difference to those it leads to."""
    if isinstance(owner, Service):
        return owner.mesh, owner.calls, [route.policy.mirror for route in owner.routes], owner.policy.mirror
    if isinstance(owner, Gateway):
        return owner.calls, owner.routes, owner.policy, owner.ports, owner.workload.task is None
    return owner if isinstance(owner, External | Client) else None


def of_target(target: str) -> tuple[Stage, ...]:
    """The stages of a target, in the order in which an error ends them."""

    def checkable(part: Part) -> bool:
        return not has_error(part.survey(target).reached)

    def writable(part: Part) -> bool:
        return checkable(part) and not has_error(part.survey(target).checked)

    return (
        Stage(f"{target} reached", lambda part: part.survey(target).reached),
        Stage(
            f"{target} checked",
            lambda part: part.survey(target).checked,
            may_ask=checkable,
            tally=lambda part: units_of(part.survey(target).lowering),
        ),
        Stage(f"{target} refused", lambda part: part.survey(target).refused, may_ask=writable),
        Stage(
            f"{target} limited",
            lambda part: part.survey(target).limited,
            may_ask=lambda part: writable(part) and not part.survey(target).refused,
            tally=lambda part: tally(part.survey(target).documents),
        ),
    )


def of_rules(further: Sequence[Rule]) -> tuple[Stage, ...]:
    """The stages of the rules; `further` are those from outside, which may look at anything."""
    wide = [rule for rule in rules() if rule.code.code in _WIDE]
    near = [rule for rule in rules() if rule.code.code not in _WIDE]
    return (
        Stage("rules", lambda part: run(part.context, near)),
        *(Stage(rule.code.code, partial(_run, rule), facet=_WIDE[rule.code.code], whole=True) for rule in wide),
        *(Stage(f"rules {rule.code.code}", partial(_run, rule), facet=_anything, whole=True) for rule in further),
    )


def _run(rule: Rule, part: Part) -> tuple[Diagnostic, ...]:
    return run(part.context, (rule,))


def _anything(_owner: Owner) -> object:
    return object()


_WIDE: Mapping[str, Callable[[Owner], object]] = {"MC254": names, "MC423": paths, "MC424": paths}
"""Rules that compare owners that are no neighbours, with what of an owner they look at."""


def told_by(code: str) -> Callable[[Owner], object]:
    """What of an owner may change the words of such a finding at a line that is nobody's own.

    Most such findings are told once, in the words of the first owner that gives rise to them.
    """
    return _TOLD_BY.get(code, _all)


def _all(owner: Owner) -> object:
    return owner


_TOLD_BY: Mapping[str, Callable[[Owner], object]] = {
    **dict.fromkeys(("MC422", "MC425", "MC426", "MC427", "MC429"), paths),
    # Of these the words are the mesh's: a namespace without a name, egress that is left open.
    **dict.fromkeys(("MC330", "MC524"), nothing),
}

NAMING_ALL = frozenset({"MC250"})
"""Codes whose help names one of all the names of a mesh."""
