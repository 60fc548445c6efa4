"""The whole mesh, from the blocks of all files."""

from __future__ import annotations

from typing import Any

from meshc.diagnostics.model import Diagnostic
from meshc.ir.base import Origins
from meshc.semantics import codes
from meshc.semantics.bound import BoundBlock
from meshc.semantics.lower.context import Context, is_whole
from meshc.semantics.lower.workloads import MeshWide
from meshc.semantics.scope import Scope
from meshc.source import BUILT_IN


def lower_mesh_block(context: Context, block: BoundBlock, wide: MeshWide) -> dict[str, Any]:
    """The fields of `Mesh` that the `mesh` block gives."""
    origins = Origins({"": block.origin, "name": block.labels[0].origin})
    result: dict[str, Any] = {"name": block.name, "origins": origins}
    for name in ("vpc", "egress", "build", "owner"):
        value = context.get(block, name)
        if value is not None:
            result[name] = value
            origins[name] = block.settings[name].origin
    namespace = context.get(block, "namespace")
    if namespace is None:
        result["namespace"] = {"name": f"{block.name}.local", "origins": Origins({"": BUILT_IN})}
    else:
        origin = block.settings["namespace"].origin
        result["namespace"] = {**namespace, "origins": Origins({"": origin})}
        origins["namespace"] = origin
    discovery = block.one("discovery")
    fields: dict[str, Any] = context.fields(discovery) if discovery else {"origins": Origins({"": BUILT_IN})}
    if "type" not in fields:
        # Without a VPC a private zone cannot be made; the API answers everywhere.
        by_dns = "vpc" in result or (namespace is not None and "existing" in namespace)
        fields["type"] = "private-dns" if by_dns else "http"
        fields["origins"]["type"] = BUILT_IN
    result["discovery"] = fields
    result["ecs"] = wide.ecs(context, None)
    for name in ("proxy", "access-log", "metrics", "tracing"):
        child = block.one(name)
        fields = context.fields(child) if child is not None else {}
        if child is not None and is_whole(child.kind, fields):
            field = name.replace("-", "_")
            result[field] = fields
            origins[field] = child.origin
    return result


def lower_target(context: Context, block: BoundBlock) -> dict[str, Any]:
    """What the author says of a target."""
    origins = Origins({"": block.origin, "name": block.labels[0].origin})
    if "accept" in block.settings:
        origins["accept"] = block.settings["accept"].origin
    return {"name": block.name, "accept": context.get(block, "accept") or (), "origins": origins}


def lower_parameters(scope: Scope) -> tuple[dict[str, Any], ...]:
    """The late parameters."""
    return tuple(
        {
            "name": parameter.name,
            "type": parameter.type if parameter.type in ("number", "boolean", "list(string)") else "string",
            "description": parameter.description if isinstance(parameter.description, str) else None,
            "origins": Origins({"": parameter.origin}),
        }
        for _name, parameter in sorted(scope.parameters.declared.items())
        if parameter.late
    )


def lower_test(context: Context, block: BoundBlock) -> dict[str, Any] | None:
    """A test; None after a finding that leaves nothing of it."""
    scope = context.scope
    if "from" not in block.settings:
        return None
    source = context.reference(
        block.settings["from"], "service, gateway or client", scope.of_kind("service", "gateway", "client")
    )
    request, expect = block.one("request"), block.one("expect")
    if expect is None:
        if not block.damaged:
            context.findings.append(
                codes.MISSING_SETTING.at(
                    block.origin, f"test `{block.name}` expects nothing", help="add `expect { … }`"
                )
            )
        return None
    to = None
    if "to" in block.settings:
        to = context.reference(block.settings["to"], "service", scope.of_kind("service", "external"))
    expectation = _expectation(context, expect)
    if source is None or expectation is None:
        return None
    result: dict[str, Any] = {
        "name": block.name,
        "source": source,
        "to": to,
        "request": context.fields(request) if request else {},
        "expect": expectation,
        "origins": Origins({"": block.origin}),
    }
    return result


def _expectation(context: Context, block: BoundBlock) -> dict[str, Any] | None:
    fields = context.fields(block)
    written = fields.pop("to", None)
    origins: Origins = fields["origins"]
    if written is None:
        return fields
    origin = origins.pop("to", block.origin)
    head, _, member = str(written).partition(".")
    named = context.scope.named.get(head)
    if named is None or named.kind not in ("service", "external"):
        context.findings += context.scope.undefined(
            origin, "service or external", head, context.scope.of_kind("service", "external")
        )
        return None
    fields[named.kind] = head
    origins[named.kind] = origin
    if member:
        if member not in named.versions:
            context.findings += context.scope.undefined(origin, "version", member, named.versions, of=head)
            return None
        fields["version"] = member
        origins["version"] = origin
    return fields


def find_unused(scope: Scope, findings: list[Diagnostic]) -> None:
    """Parameters and policies that nothing uses."""
    for name, parameter in scope.parameters.declared.items():
        if name not in scope.parameters.used and name not in scope.uncertain:
            findings.append(
                codes.UNUSED_PARAMETER.at(parameter.origin, f"parameter `{name}` is never used", help="remove it")
            )
    for name, policy in scope.policies.items():
        if name not in scope.used_policies and name not in scope.uncertain:
            findings.append(
                codes.UNUSED_POLICY.at(
                    policy.origin, f"policy `{name}` is never used", help=f"write `use {name}`, or remove it"
                )
            )
