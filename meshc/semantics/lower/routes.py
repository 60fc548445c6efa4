"""Routes and calls: what matches, and where it goes."""

from __future__ import annotations

from typing import Any

from meshc.diagnostics.model import Diagnostic
from meshc.ir.base import Origins
from meshc.semantics import codes
from meshc.semantics.bound import INVALID, BoundBlock, BoundValue
from meshc.semantics.lower.context import Context
from meshc.semantics.lower.policies import lower_policy
from meshc.semantics.lower.weights import relative_weights
from meshc.semantics.scope import Named
from meshc.source import Origin

_CONDITIONS = ("exact", "prefix", "suffix", "contains", "regex", "range", "present")


def lower_routes(context: Context, block: BoundBlock) -> tuple[dict[str, Any], ...]:
    """The routes of a service or gateway, in order."""
    return tuple(_route(context, route) for route in block.blocks.get("route", ()))


def _route(context: Context, block: BoundBlock) -> dict[str, Any]:
    origins = Origins({"": block.origin})
    path = context.value(block.labels[0])
    origins["path"] = block.labels[0].origin
    if path is INVALID:
        path = {"kind": "prefix", "value": ""}
    result: dict[str, Any] = {"path": {**path, "origins": Origins({"": block.labels[0].origin})}}
    if len(block.labels) > 1:
        result["name"] = block.labels[1].value
        origins["name"] = block.labels[1].origin
    for setting, field in (("host", "host"), ("method", "methods"), ("stream", "stream")):
        value = context.get(block, setting)
        if value is not None:
            result[field] = value
            origins[field] = block.settings[setting].origin
    for kind, field in (("header", "headers"), ("query", "query")):
        matches = [_match(context, match) for match in block.blocks.get(kind, ())]
        if matches:
            result[field] = tuple(match for match in matches if match is not None)
            origins[field] = block.blocks[kind][0].origin
    destinations = _destinations(context, block)
    if destinations:
        result["destinations"] = destinations
        origins["destinations"] = destinations[0]["origins"][""]
    result["policy"] = lower_policy(context, block)
    result["origins"] = origins
    return result


def _match(context: Context, block: BoundBlock) -> dict[str, Any] | None:
    written = [name for name in _CONDITIONS if name in block.settings]
    if len(written) != 1:
        if not block.damaged:
            several = " and ".join(f"`{name}`" for name in written)
            context.findings.append(
                codes.BAD_VALUE.at(
                    block.origin,
                    f"{block.kind.name} `{block.name}` has {several}"
                    if written
                    else f"{block.kind.name} `{block.name}` says nothing",
                    help="give exactly one of " + ", ".join(f"`{name}`" for name in _CONDITIONS),
                )
            )
        return None
    kind = written[0]
    value = context.get(block, kind)
    negate = bool(context.get(block, "not"))
    origin = block.settings[kind].origin
    if value is None:
        return None
    origins = Origins({"": block.origin, "name": block.labels[0].origin, "value": origin, "kind": origin})
    if "not" in block.settings:
        origins["negate"] = block.settings["not"].origin
    if kind == "present":
        return {"name": block.name, "kind": "present", "negate": negate != (value is False), "origins": origins}
    if kind == "range" and not _is_range(value):
        context.findings.append(
            codes.BAD_VALUE.at(origin, f"`{value}` is not a range", help='write two whole numbers: `range = "1..10"`')
        )
        return None
    return {"name": block.name, "kind": kind, "value": value, "negate": negate, "origins": origins}


def _is_range(value: str) -> bool:
    low, _, high = value.partition("..")
    try:
        return int(low) < int(high)
    except ValueError:
        return False


def _destinations(context: Context, block: BoundBlock) -> tuple[dict[str, Any], ...]:
    to = block.settings.get("to")
    split = block.one("split")
    if to is not None and split is not None:
        context.findings.append(
            codes.DUPLICATE_SETTING.at(split.origin, "a route has `to` and `split`", help="keep one of them")
        )
        return ()
    if to is not None:
        found = _destination(context, to, to.value)
        return () if found is None else (found,)
    if split is None:
        return ()
    weights: dict[str, tuple[Any, Origin]] = {}
    for name, bound in split.entries.items():
        value = context.value(bound)
        if value is not INVALID:
            weights[name] = (value, bound.origin)
    relative = relative_weights(weights, split.origin, "the split", context.findings)
    result: list[dict[str, Any]] = []
    for name, weight in relative.items():
        bound = split.entries[name]
        found = _destination(context, bound._replace(origin=bound.key), name)
        if found is not None and any(_same_place(found, other) for other in result):
            context.findings.append(
                codes.DUPLICATE_SETTING.at(
                    bound.key, f"the split names `{name}` twice", help="add the two parts together"
                )
            )
        elif found is not None:
            found["weight"] = weight
            found["origins"]["weight"] = bound.origin
            result.append(found)
    return tuple(result)


def _same_place(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(one.get(field) == other.get(field) for field in ("service", "version", "port", "external"))


def _destination(context: Context, bound: BoundValue, written: Any) -> dict[str, Any] | None:
    """Where a name leads: from a service to one of its versions, from a gateway to anything in the mesh."""
    owner = context.owner
    if owner is None or not isinstance(written, str):
        return None
    origins = Origins({"": bound.origin})
    if owner.kind == "service":
        name = written.removeprefix(f"{owner.name}.")
        if name not in owner.versions:
            context.findings += context.scope.undefined(
                bound.origin, "version", name, owner.versions, of=owner.name, help=_elsewhere(context, name, owner)
            )
            return None
        return {"version": name, "origins": origins}
    head, _, member = written.partition(".")
    named = context.scope.named.get(head)
    if named is None or named.kind not in ("service", "external"):
        context.findings += context.scope.no_callee(bound.origin, head)
        return None
    if named.kind == "external":
        if member:
            context.findings.append(_no_member(head, member, bound.origin))
            return None
        return {"external": head, "origins": origins}
    if member in named.versions:
        return {"service": head, "version": member, "origins": origins}
    port = _port(context, named, member, bound.origin)
    return None if port is INVALID else {"service": head, "port": port, "origins": origins}


def _no_member(name: str, member: str, origin: Origin) -> Diagnostic:
    return codes.UNDEFINED_NAME.at(
        origin, f"`{name}` is an external, which has no `{member}`", help=f"write `{name}`: an external has one port"
    )


def _elsewhere(context: Context, name: str, owner: Named) -> str:
    if name == owner.name:
        return "leave `to` out: the weights of the versions decide then"
    if name in context.scope.named:
        return f"a service routes among its own versions; `{owner.name}` reaches `{name}` by calling it"
    return ""


def _port(context: Context, named: Named, member: str, origin: Origin) -> Any:
    """The port that a name with a dot means; None for the only one."""
    names = [name for name, _ in named.ports if name]
    if member:
        if member not in names:
            if member in named.versions:
                context.findings.append(
                    codes.UNDEFINED_NAME.at(
                        origin,
                        f"`{named.name}.{member}` is a version, and calls go to the whole service",
                        help=f"call `{named.name}`; its routes and weights choose the version",
                    )
                )
            else:
                known = [*names, *named.versions]
                context.findings += context.scope.undefined(origin, "port", member, known, of=named.name)
            return INVALID
        return member
    if len(named.ports) > 1:
        context.findings.append(
            codes.AMBIGUOUS_PORT.at(
                origin,
                f"`{named.name}` has several ports: {', '.join(names)}",
                help="write " + " or ".join(f"`{named.name}.{name}`" for name in names),
            )
        )
        return INVALID
    return None


def lower_calls(context: Context, block: BoundBlock) -> tuple[dict[str, Any], ...]:
    """The calls of a service, gateway or client."""
    result = []
    for call in block.blocks.get("calls", ()):
        lowered = _call(context, call)
        if lowered is not None:
            result.append(lowered)
    return tuple(result)


def callees(block: BoundBlock) -> dict[str, set[str]]:
    """What a block calls, right or wrong: names, each with the ports that are named."""
    found: dict[str, set[str]] = {}
    for call in block.blocks.get("calls", ()):
        name, _, port = call.name.partition(".")
        found.setdefault(name, set()).add(port)
    return found


def _call(context: Context, block: BoundBlock) -> dict[str, Any] | None:
    head, _, member = block.name.partition(".")
    origin = block.labels[0].origin
    policy = lower_policy(context, block)
    named = context.scope.named.get(head)
    if named is None or named.kind not in ("service", "external"):
        context.has_unknown_call = True
        known = [
            name
            for name in context.scope.of_kind("service", "external")
            if context.owner is None or name != context.owner.name
        ]
        if named is not None:
            context.findings.append(
                codes.UNDEFINED_NAME.at(
                    origin, f"`{head}` is a {named.kind}, and only services and externals are called"
                )
            )
        else:
            context.findings += context.scope.undefined(origin, "service or external", head, known)
        return None
    if named.kind == "external" and member:
        context.findings.append(_no_member(head, member, origin))
        return None
    port = _port(context, named, member, origin) if named.kind == "service" else None
    if port is INVALID:
        return None
    if named.kind == "service" and not named.ports and not context.scope.is_uncertain(head):
        context.findings.append(
            codes.UNDEFINED_NAME.at(
                origin, f"`{head}` has no port that could be called", help=f"give `{head}` a `port`"
            )
        )
        return None
    routes = []
    for route in block.blocks.get("route", ()):
        name = route.name
        if name not in named.routes:
            context.findings += context.scope.undefined(route.labels[0].origin, "route", name, named.routes, of=head)
            continue
        routes.append(
            {
                "name": name,
                "policy": lower_policy(context, route),
                "origins": Origins({"": route.origin, "name": route.labels[0].origin}),
            }
        )
    result: dict[str, Any] = {"to": head, "policy": policy, "origins": Origins({"": block.origin, "to": origin})}
    if port is not None:
        result["port"] = port
    if routes:
        result["routes"] = tuple(routes)
    return result
