"""Services, gateways, externals and clients."""

from __future__ import annotations

from typing import Any

from meshc.ir.base import Origins
from meshc.semantics import codes
from meshc.semantics.bound import INVALID, BoundBlock, merged
from meshc.semantics.lower.context import Context
from meshc.semantics.lower.policies import lower_policy
from meshc.semantics.lower.routes import callees, lower_calls, lower_routes
from meshc.semantics.lower.weights import relative_weights
from meshc.semantics.lower.workloads import MeshWide, lower_workload
from meshc.source import BUILT_IN, Origin

_PORT_FIELDS = {"port": "number", "client-port": "client_port", "protocol": "protocol", "stream": "stream"}


def lower_service(context: Context, block: BoundBlock, wide: MeshWide) -> dict[str, Any]:
    """A service."""
    context.callees = callees(block)
    calls = lower_calls(context, block)
    routes = lower_routes(context, block)
    result: dict[str, Any] = {
        "name": block.name,
        "ports": _ports(context, block),
        "versions": _versions(context, block, wide, routes),
        "policy": lower_policy(context, block),
    }
    origins = Origins({"": block.origin, "name": block.labels[0].origin})
    result["origins"] = origins
    if routes:
        result["routes"] = routes
    if calls:
        result["calls"] = calls
    _own_fields(context, block, result, ("unmatched", "alias", "mesh"), ("tls", "discovery"))
    if "mesh" in result:
        result["mesh"] = result["mesh"] == "on"
    return result


def lower_gateway(context: Context, block: BoundBlock, wide: MeshWide) -> dict[str, Any] | None:
    """A gateway; None after a finding that leaves nothing of it."""
    context.callees = callees(block)
    calls = lower_calls(context, block)
    ports = _ports(context, block)
    if not ports:
        if not block.damaged:
            context.findings.append(
                codes.MISSING_SETTING.at(
                    block.origin, f"gateway `{block.name}` needs `port`", help="`port` is the port that it listens on"
                )
            )
        return None
    result: dict[str, Any] = {
        "name": block.name,
        "ports": ports,
        "workload": lower_workload(context, block, wide),
        "policy": lower_policy(context, block),
        "routes": lower_routes(context, block),
        "calls": calls,
        "origins": Origins({"": block.origin, "name": block.labels[0].origin}),
    }
    _own_fields(context, block, result, ("unmatched", "http3"), ("tls", "expose", "discovery"))
    return result


def _own_fields(
    context: Context, block: BoundBlock, result: dict[str, Any], settings: tuple[str, ...], kinds: tuple[str, ...]
) -> None:
    origins: Origins = result["origins"]
    for name in settings:
        bound = block.settings.get(name)
        if bound is not None and bound.spec is not None:
            value = context.value(bound)
            if value is not INVALID:
                result[bound.spec.ir_field] = value
                origins[bound.spec.ir_field] = bound.origin
    for kind in kinds:
        child = block.one(kind)
        if child is not None:
            result[kind] = context.fields(child)
            origins[kind] = child.origin


def _ports(context: Context, block: BoundBlock) -> tuple[dict[str, Any], ...]:
    ports = []
    if "port" in block.settings:
        origin = block.settings["port"].origin
        port: dict[str, Any] = {"protocol": "http"}
        origins = Origins({"": origin, "protocol": BUILT_IN})
        for setting, field in _PORT_FIELDS.items():
            value = context.get(block, setting)
            if value is not None:
                port[field] = value
                origins[field] = block.settings[setting].origin
        if "number" in port:
            ports.append({**port, "origins": origins})
    else:
        for setting in ("protocol", "client-port", "stream"):
            if setting in block.settings and not block.damaged:
                context.findings.append(
                    codes.MISSING_SETTING.at(
                        block.settings[setting].key,
                        f"`{setting}` says something of a port that `{block.name}` does not have",
                        help="write it inside `port NAME { }`" if "port" in block.blocks else "add `port = …`",
                    )
                )
    for child in block.blocks.get("port", ()):
        if "port" in block.settings:
            context.findings.append(
                codes.DUPLICATE_SETTING.at(
                    child.origin,
                    f"`{block.name}` has `port = …` and a block `port {child.name}`",
                    help="write every port as a block when there are several",
                )
            )
            break
        fields = context.labelled(child)
        if "number" in fields and "protocol" in fields:
            ports.append(fields)
    return tuple(ports)


def _versions(
    context: Context, block: BoundBlock, wide: MeshWide, routes: tuple[dict[str, Any], ...]
) -> tuple[dict[str, Any], ...]:
    versions = block.blocks.get("version")
    if not versions:
        workload = lower_workload(context, block, wide)
        return ({"weight": 100.0, "workload": workload, "origins": Origins({"": block.origin})},)
    weights: dict[str, tuple[Any, Origin]] = {}
    for version in versions:
        bound = version.settings.get("weight")
        if bound is not None:
            value = context.value(bound)
            if value is not INVALID:
                weights[version.name] = (value, bound.origin)
    if len(versions) == 1 and not weights:
        relative = {versions[0].name: 100.0}
    else:
        what = f"the weights of the versions of `{block.name}`"
        relative = relative_weights(weights, weights[next(iter(weights))][1], what, context.findings) if weights else {}
        if weights and not relative:
            # A finding was made about the sum; equal parts keep it from drawing others after it.
            relative = dict.fromkeys(weights, 1.0)
    _find_unused(context, block, versions, relative, routes)
    template = block._replace(blocks={k: v for k, v in block.blocks.items() if k not in ("discovery", "version")})
    return tuple(_version(context, template, version, wide, relative) for version in versions)


def _version(
    context: Context, template: BoundBlock, version: BoundBlock, wide: MeshWide, relative: dict[str, float]
) -> dict[str, Any]:
    whole = merged(template, version)
    origins = Origins({"": version.origin, "name": version.labels[0].origin})
    result: dict[str, Any] = {"name": version.name, "origins": origins}
    if version.name in relative:
        result["weight"] = relative[version.name]
        if "weight" in version.settings:
            origins["weight"] = version.settings["weight"].origin
    if version.get("deploy") == "off":
        result["deployed"] = False
        origins["deployed"] = version.settings["deploy"].origin
        whole = whole._replace(settings={k: v for k, v in whole.settings.items() if k != "deploy"})
    result["workload"] = lower_workload(context, whole, wide)
    discovery = version.one("discovery")
    if discovery is not None:
        result["discovery"] = context.fields(discovery)
        origins["discovery"] = discovery.origin
    return result


def _find_unused(
    context: Context,
    block: BoundBlock,
    versions: list[BoundBlock],
    relative: dict[str, float],
    routes: tuple[dict[str, Any], ...],
) -> None:
    routed = {destination.get("version") for route in routes for destination in route.get("destinations", ())}
    routed |= context.scope.routed.get(block.name, set())
    for version in versions:
        if version.name not in relative and version.name not in routed and not block.damaged:
            context.findings.append(
                codes.UNUSED_VERSION.at(
                    version.origin,
                    f"version `{version.name}` of `{block.name}` gets no traffic",
                    help=f"give it a `weight`, or a route with `to = {version.name}`",
                )
            )


def lower_external(context: Context, block: BoundBlock) -> dict[str, Any] | None:
    """An external; None after a finding that leaves nothing of it."""
    fields = context.fields(block, "")
    if "host" not in fields or "port" not in fields:
        return None
    fields["name"] = block.name
    fields["origins"]["name"] = block.labels[0].origin
    fields["policy"] = lower_policy(context, block)
    return fields


def lower_client(context: Context, block: BoundBlock) -> dict[str, Any] | None:
    """A client; None after a finding that leaves nothing of it."""
    fields = context.fields(block._replace(blocks={}))
    if "type" not in fields:
        return None
    fields["name"] = block.name
    fields["calls"] = lower_calls(context, block)
    return fields
