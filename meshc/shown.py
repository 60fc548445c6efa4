"""The effective value of everything in a mesh, with the place that it comes from: what `meshc show` prints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from meshc.ir.base import Node
from meshc.ir.effective import EffectivePolicies
from meshc.ir.mesh import Mesh
from meshc.ir.text import AddressPart, Late, Secret, Template
from meshc.ir.traffic import NO_POLICY, Call, Route, TrafficPolicy
from meshc.ir.workload import Port, Variable
from meshc.source import Origin

_WORDS = {
    "aliases": "alias",
    "methods": "method",
    "mounts": "mount",
    "volumes": "volume",
    "ulimits": "ulimit",
    "sidecars": "container",
    "deployment": "deploy",
    "minimum_healthy": "minimum",
    "capacity_providers": "capacity-provider",
}
"""Fields whose name in the language is another."""


class ShownValue(NamedTuple):
    """One value: `path` reads like the mesh, `text` is for people, `value` is JSON."""

    path: str
    text: str
    value: Any
    origin: Origin


def show(mesh: Mesh, policies: EffectivePolicies) -> tuple[ShownValue, ...]:
    """Every value in force, in the order of the mesh."""
    return tuple(_mesh(mesh, policies))


def _mesh(mesh: Mesh, policies: EffectivePolicies) -> Iterator[ShownValue]:
    for field in ("namespace", "vpc", "discovery", "build", "egress"):
        yield from _field(mesh, field, f"mesh {mesh.name}")
    for service in mesh.services:
        at = f"service {service.name}"
        for port in service.ports:
            name = f"{at} / port {port.name}" if port.name else at
            yield from _port(port, name)
            yield from _policy(policies.provider(service, port), name)
        for version in service.versions:
            name = f"{at} / version {version.name}" if version.name else at
            if version.name:
                yield from _field(version, "weight", name)
                if not version.deployed:
                    yield ShownValue(f"{name} / deploy", "off", "off", version.origin("deployed"))
                yield from _field(version, "discovery", name)
            yield from _node(version.workload, name)
        for field in ("unmatched", "tls", "discovery", "aliases"):
            yield from _field(service, field, at)
        part = "on" if service.mesh else "off"
        yield ShownValue(f"{at} / mesh", part, part, service.origin("mesh"))
        first = service.ports[0] if service.ports else None
        for index, route in enumerate(service.routes):
            yield from _route(route, policies.route(service, first, route), index, at)
        yield from _calls(service.calls, at, mesh, policies)
    for gateway in mesh.gateways:
        at = f"gateway {gateway.name}"
        for port in gateway.ports:
            yield from _port(port, f"{at} / port {port.name}" if port.name else at)
        yield from _node(gateway.workload, at)
        for field in ("expose", "unmatched", "tls"):
            yield from _field(gateway, field, at)
        for index, route in enumerate(gateway.routes):
            yield from _route(route, policies.route(gateway, gateway.ports[0], route), index, at)
        yield from _calls(gateway.calls, at, mesh, policies)
    for external in mesh.externals:
        yield from _node(external, f"external {external.name}", skip=("name", "policy"))
        yield from _policy(policies.provider(external, None), f"external {external.name}")
    for client in mesh.clients:
        at = f"client {client.name}"
        yield from _node(client, at, skip=("name", "calls"))
        yield from _calls(client.calls, at, mesh, policies)
    for target in mesh.targets:
        yield from _field(target, "accept", f"target {target.name}")


def _port(port: Port, at: str) -> Iterator[ShownValue]:
    word = "number" if port.name else "port"
    yield ShownValue(f"{at} / {word}", str(port.number), port.number, port.origin("number"))
    yield from _node(port, at, skip=("name", "number"))


def _calls(calls: tuple[Call, ...], at: str, mesh: Mesh, policies: EffectivePolicies) -> Iterator[ShownValue]:
    services = {service.name: service for service in mesh.services}
    for call in calls:
        name = f"{at} / calls {call.to}" + (f".{call.port}" if call.port else "")
        yield from _policy(policies.call(call), name)
        callee = services.get(call.to)
        for index, route in enumerate(callee.routes if callee else ()):
            yield from _policy(policies.call_route(call, route), f"{name} / {_route_name(route, index)}")


def _route_name(route: Route, index: int) -> str:
    return f"route {route.name or index + 1}"


def _route(route: Route, policy: TrafficPolicy, index: int, at: str) -> Iterator[ShownValue]:
    name = f"{at} / {_route_name(route, index)}"
    yield from _node(route, name, skip=("name", "policy"))
    yield from _policy(policy, name)


def _policy(policy: TrafficPolicy, at: str) -> Iterator[ShownValue]:
    if policy is not NO_POLICY:
        yield from _node(policy, at)


def _node(node: Node, at: str, skip: tuple[str, ...] = ()) -> Iterator[ShownValue]:
    for field in type(node).model_fields:
        if field != "origins" and field not in skip:
            yield from _field(node, field, at)


def _field(node: Node, field: str, at: str) -> Iterator[ShownValue]:
    value = getattr(node, field)
    if value is None or value == ():
        return
    name = f"{at} / {_WORDS.get(field, field.replace('_', '-'))}"
    origin = node.origin(field)
    if isinstance(value, Node) and not isinstance(value, Template | Late | AddressPart | Secret):
        yield from _node(value, name)
    elif isinstance(value, tuple) and any(isinstance(item, Variable) for item in value):
        for item in value:
            yield ShownValue(f"{name} / {item.name}", as_text(item.value), _json(item.value), item.origin("value"))
    elif isinstance(value, tuple) and any(isinstance(item, Node) and not isinstance(item, Template) for item in value):
        for index, item in enumerate(value):
            yield from _node(item, f"{name} / {getattr(item, 'name', None) or index + 1}", skip=("name",))
    elif field != "body":
        yield ShownValue(name, _unit(node, field, value), _json(value), origin)


def _unit(node: Node, field: str, value: Any) -> str:
    text = as_text(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return text
    described = next((m.description for m in (type(node).model_fields[field],) if m.description), "")
    return {
        "milliseconds": duration(value),
        "MiB": f"{text}MiB",
        "GiB": f"{text}GiB",
        "percent": f"{text}%",
    }.get(described or _annotated(node, field), text)


def _annotated(node: Node, field: str) -> str:
    annotation = str(type(node).model_fields[field].annotation)
    for unit in ("milliseconds", "MiB", "GiB", "percent"):
        if f"description='{unit}'" in annotation:
            return unit
    return ""


def duration(milliseconds: float) -> str:
    """A time as it is written in a mesh: in seconds where it is whole seconds."""
    whole = int(milliseconds)
    return f"{whole // 1000}s" if whole % 1000 == 0 and whole else f"{whole}ms"


def as_text(value: Any) -> str:
    """A value as a person would write it in a mesh."""
    if isinstance(value, Template):
        return "".join(part if isinstance(part, str) else f"${{{as_text(part)}}}" for part in value.template)
    if isinstance(value, Late):
        return value.late
    if isinstance(value, AddressPart):
        return ".".join(part for part in (value.address, value.port, value.attribute) if part)
    if isinstance(value, Secret):
        call = "ssm" if value.store == "ssm" else "secret"
        return f'{call}("{as_text(value.name)}"' + (f', "{value.key}")' if value.key else ")")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "[" + ", ".join(as_text(item) for item in value) + "]"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _json(value: Any) -> Any:
    if isinstance(value, Node):
        return value.model_dump(mode="json", exclude_defaults=True)
    if isinstance(value, tuple):
        return [_json(item) for item in value]
    return value
