"""What is in force where something is written: values of the model with their origins, found by the table's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from meshc.compilation import Compilation
from meshc.editor.caret.trail import Step, Trail
from meshc.editor.model.owners import called, calls_of, owner, owners
from meshc.editor.tree import head_of, text_of, word_of
from meshc.ir.base import Node
from meshc.ir.mesh import Client, External, Mesh
from meshc.ir.traffic import Call, Headers, Route
from meshc.ir.workload import Gateway, Service, Workload
from meshc.language.kinds import Kind
from meshc.language.values import DurationType, EnumType, ShareType, SizeType, ValueType, WeightType
from meshc.shown import as_text, duration
from meshc.source import Item, Origin
from meshc.syntax.ast import Block

if TYPE_CHECKING:
    from meshc.incremental.snapshot import Owner
    from meshc.ir.effective import EffectivePolicies

_FIELDS = {"method": "methods", "header": "headers", "port": "ports", "container": "sidecars"}
"""Fields of the IR that neither their word nor the table names."""

_ELSEWHERE = {"container": ("application", "name"), "deploy": ("version", "deployed")}
"""Settings for which the model has another place than the table says: the name of the application's container, and
`deploy = off`."""

_GROUPS = {"container": "workload"}
"""Groups in which the model has another place for a block than the table says."""


_CONCERNING = frozenset({"defaults", "policy", "service", "external"})
"""Blocks at the top of a file whose lines about traffic hold for calls."""


class InForce(NamedTuple):
    """A value that holds."""

    subject: str
    """What it holds for, such as `service contract version v2`."""
    text: str
    """As a person would write it."""
    origin: Origin


class _Part(NamedTuple):
    """A part of the model."""

    subject: str
    node: Node


_Parts = Mapping[str, list[_Part]]
"""The parts that the lines of one block feed, by the group of the table."""


def in_force(compilation: Compilation, trail: Trail) -> list[InForce]:
    """What holds for the setting of a trail; nothing where the model does not know the block."""
    if trail.setting is None:
        return []
    parts = _parts(compilation, trail.inner, trail.item)
    kind = trail.inner[-1].kind if trail.inner else None
    if not parts or kind is None:
        return []
    if kind.entries is not None:
        return _entry(parts.get("", ()), word_of(trail.setting), kind)
    spec = trail.spec
    if spec is None:
        return []
    group, field = _ELSEWHERE.get(spec.name, (spec.group, spec.ir_field))
    values = _values(_of_group(parts, group), field, spec.type)
    return _shares(compilation, trail, values) if isinstance(spec.type, WeightType) else values


def _shares(compilation: Compilation, trail: Trail, weights: list[InForce]) -> list[InForce]:
    """The weights of versions as parts of all traffic."""
    found = owner(compilation.mesh, trail.inner[0].name) if compilation.mesh is not None else None
    versions = found[1].versions if found is not None and isinstance(found[1], Service) else ()
    total = sum(version.weight or 0 for version in versions)
    if not total:
        return []
    return [weight._replace(text=f"{float(weight.text) * 100 / total:.4g}%") for weight in weights]


def in_block(compilation: Compilation, trail: Trail) -> dict[str, list[InForce]]:
    """What holds for every setting of a block that stands once in its parent, by name; without what nobody says."""
    kind = trail.inner[-1].kind if trail.inner else None
    if kind is None or not kind.once or kind.entries is not None:
        return {}
    parts = _parts(compilation, trail.inner, trail.item)
    found = {
        name: _values(_of_group(parts, spec.group), spec.ir_field, spec.type) for name, spec in kind.settings.items()
    }
    return {name: values for name, values in found.items() if values}


def _values(parts: Iterable[_Part], field: str, type_: Any) -> list[InForce]:
    found: list[InForce] = []
    field = "methods" if field == "method" else field
    for subject, node in parts:
        value = getattr(node, field, None)
        if value is not None and value != ():
            origin = node.origin(field)
            found.append(InForce(subject, _text(value, origin, type_), origin))
    return found


def _text(value: Any, origin: Origin, type_: Any) -> str:
    if isinstance(value, bool) and isinstance(type_, EnumType):
        return "on" if value else "off"
    if isinstance(value, Node) and type(value).__name__ not in ("Template", "Late", "Secret"):
        # What a call such as `pem(…)` has become is told in its own words.
        return " ".join(origin.item.text[origin.start : origin.end].split()) if origin.item else "…"
    return as_written(value, type_)


def as_written(value: Any, type_: ValueType | None = None) -> str:
    """A value with the unit of its type."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        if isinstance(type_, DurationType):
            return duration(value)
        if isinstance(type_, SizeType):
            return f"{value:g}{type_.unit}"
        if isinstance(type_, ShareType):
            return f"{value:g}%"
    return as_text(value)


def _entry(parts: Iterable[_Part], key: str, kind: Kind) -> list[InForce]:
    found: list[InForce] = []
    for subject, node in parts:
        value = getattr(node, "value", None)
        if getattr(node, "name", None) == key and value is not None:
            origin = node.origin("value")
            found.append(InForce(subject, _text(value, origin, kind.entries), origin))
    return found


def _parts(compilation: Compilation, steps: tuple[Step, ...], item: Item) -> _Parts:
    mesh = compilation.mesh
    if mesh is None or not steps:
        return {}
    top = steps[0]
    if top.kind.name == "mesh":
        walk, parts = _Walk(compilation.policies, mesh, None, item), _one("the mesh", mesh)
    else:
        found = owner(mesh, top.name)
        if found is None or found[0] != top.kind.name:
            return {}
        walk = _Walk(compilation.policies, mesh, found[1], item)
        parts = walk.of_owner(*found)
    for step in steps[1:]:
        parts = walk.inside(parts, step)
    return parts


def _of_group(parts: _Parts, group: str) -> list[_Part]:
    return parts.get(group) or parts.get("", [])


def _one(subject: str, node: Node) -> _Parts:
    return {"": [_Part(subject, node)]}


def _of_workloads(several: Iterable[tuple[str, Workload]]) -> _Parts:
    found = list(several)
    return {
        "workload": [_Part(subject, workload) for subject, workload in found],
        "application": [_Part(subject, workload.application) for subject, workload in found],
        "ecs": [_Part(subject, workload.ecs) for subject, workload in found],
    }


class _Walk:
    """The way into the model along the blocks of the language."""

    def __init__(self, policies: EffectivePolicies, mesh: Mesh, top: Owner | None, item: Item) -> None:
        self._policies = policies
        self._mesh = mesh
        self._top = top
        self._item = item

    def of_owner(self, kind: str, found: Owner) -> _Parts:
        """The parts that the lines of an owner's block feed."""
        subject = f"{kind} {found.name}"
        if isinstance(found, Service):
            return {
                "service": [_Part(subject, found)],
                "port": [_Part(subject, port) for port in found.ports[:1]],
                "policy": [
                    _Part(_member(subject, "port", port.name if port else None), self._policies.provider(found, port))
                    for port in found.ports or (None,)
                ],
                **_of_workloads(
                    (_member(subject, "version", version.name), version.workload) for version in found.versions
                ),
            }
        if isinstance(found, Gateway):
            return {
                "service": [_Part(subject, found)],
                "port": [_Part(subject, found.ports[0])],
                "policy": [_Part(subject, found.policy)],
                **_of_workloads([(subject, found.workload)]),
            }
        if isinstance(found, External):
            policy = self._policies.provider(found, None)
            return {**_one(subject, found), "policy": [_Part(subject, policy)]}
        return _one(subject, found)

    def inside(self, parts: _Parts, step: Step) -> _Parts:
        """The parts that the lines of a block inside feed."""
        name, top = step.kind.name, self._top
        if name == "route" and "call" in parts:
            return self._call_route(parts["call"][0], step)
        if name == "calls" and isinstance(top, Service | Gateway | Client):
            return self._call(top, step)
        if name == "route" and isinstance(top, Service | Gateway):
            return self._route(top, step)
        if name == "version" and isinstance(top, Service):
            return self._version(top, step)
        several = (
            _Part(subject, one)
            for subject, node in _of_group(parts, _GROUPS.get(name, step.kind.group))
            for one in _nodes(getattr(node, _FIELDS.get(name, step.kind.ir_field), None))
            if step.kind.once or getattr(one, step.kind.label_field, None) == step.name
        )
        return {"": list(several)}

    def _call(self, top: Service | Gateway | Client, step: Step) -> _Parts:
        call = next((call for call in top.calls if called(call) == step.name), None)
        if call is None:
            return {}
        subject = f"{top.name} → {step.name}"
        return {"policy": [_Part(subject, self._policies.call(call))], "call": [_Part(subject, call)]}

    def _call_route(self, calling: _Part, step: Step) -> _Parts:
        subject, call = calling
        assert isinstance(call, Call)
        callee = next((service for service in self._mesh.services if service.name == call.to), None)
        for route in callee.routes if callee is not None else ():
            if route.name == step.name:
                return {"policy": [_Part(f"{subject} route {step.name}", self._policies.call_route(call, route))]}
        return {}

    def _route(self, top: Service | Gateway, step: Step) -> _Parts:
        route = route_of(top, step.block, self._item)
        if route is None:
            return {}
        subject = f"{top.name} route {route.name or route.path.written}"
        port = top.ports[0] if top.ports else None
        policy = self._policies.route(top, port, route) if isinstance(top, Service) else route.policy
        return {**_one(subject, route), "policy": [_Part(subject, policy)]}

    def _version(self, top: Service, step: Step) -> _Parts:
        for version in top.versions:
            if version.name == step.name:
                subject = f"service {top.name} version {version.name}"
                return {"version": [_Part(subject, version)], **_of_workloads([(subject, version.workload)])}
        return {}


def route_of(top: Service | Gateway, block: Block, item: Item) -> Route | None:
    """The route that a block makes or, in an overlay, changes."""
    place = head_of(item, block)
    found = next((route for route in top.routes if route.origin() == place), None)
    if found is not None or not block.labels:
        return found
    label = text_of(block.labels[-1])
    return next((route for route in top.routes if label and label in (route.name, route.path.written)), None)


def _nodes(value: object) -> tuple[Node, ...]:
    if isinstance(value, Headers):
        return (value,) if value.request is None else (value, value.request)
    if isinstance(value, Node):
        return (value,)
    return tuple(one for one in value if isinstance(one, Node)) if isinstance(value, tuple) else ()


def _member(subject: str, kind: str, name: str | None) -> str:
    return f"{subject} {kind} {name}" if name else subject


def of_calls(compilation: Compilation, trail: Trail) -> list[InForce]:
    """What holds for each call that a line of traffic policy concerns: of `defaults`, a policy, or what is called."""
    mesh, steps = compilation.mesh, trail.inner
    if mesh is None or trail.setting is None or not steps:
        return []
    top, spec = steps[0], trail.spec
    if spec is None or (len(steps) == 1 and spec.group != "policy") or top.kind.name not in _CONCERNING:
        return []
    if len(steps) > 1 and steps[1].kind.group != "policy":
        return []
    found: list[InForce] = []
    for _, caller in owners(mesh):
        for call in calls_of(caller):
            if top.kind.name in ("defaults", "policy") or call.to == top.name:
                node: object = compilation.policies.call(call)
                for step in steps[1:]:
                    node = getattr(node, step.kind.ir_field, None)
                if isinstance(node, Node):
                    subject = f"{caller.name} → {called(call)}"
                    found += _values([_Part(subject, node)], spec.ir_field, spec.type)
    if top.kind.name == "policy":
        here = Origin(trail.item, trail.setting.value.span[0], trail.setting.value.span[1])
        found = [value for value in found if value.origin == here]
    return found
