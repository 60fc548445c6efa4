"""Traffic policies: the lines of a block, on top of the policies that it uses."""

from __future__ import annotations

from typing import Any

from meshc.ir.traffic import NO_POLICY
from meshc.semantics import codes
from meshc.semantics.bound import BoundBlock, merged
from meshc.semantics.lower.context import Context


def lower_policy(context: Context, block: BoundBlock) -> Any:
    """The policy of a block, as fields of `TrafficPolicy`; the shared empty one where the block says nothing."""
    if "use" in block.blocks:
        block = _with_used(context, block, ())
    elif not _says_something(block):
        return NO_POLICY
    fields = context.fields(block, "policy")
    _check_mirror(context, block, fields)
    return fields


def _says_something(block: BoundBlock) -> bool:
    return any(bound.spec is not None and bound.spec.group == "policy" for bound in block.settings.values()) or any(
        several[0].kind.group == "policy" for several in block.blocks.values()
    )


def _check_mirror(context: Context, block: BoundBlock, fields: dict[str, Any]) -> None:
    mirror = block.one("mirror")
    if mirror is None or "to" not in mirror.settings:
        return
    if context.reference(mirror.settings["to"], "service", context.scope.of_kind("service")) is None:
        fields.pop("mirror", None)


def _with_used(context: Context, block: BoundBlock, trail: tuple[str, ...]) -> BoundBlock:
    """The block with the lines of the policies that it uses below its own."""
    base: BoundBlock | None = None
    seen: dict[str, str] = {}
    for use in block.blocks.get("use", ()):
        name = use.name
        policy = context.scope.policies.get(name)
        if policy is None:
            known = list(context.scope.policies)
            context.findings += context.scope.undefined(use.labels[0].origin, "policy", name, known)
            continue
        context.scope.used_policies.add(name)
        if name in trail:
            context.findings.append(
                codes.POLICY_CONFLICT.at(use.labels[0].origin, f"policy `{name}` uses itself", help="remove this `use`")
            )
            continue
        if "use" in policy.blocks:
            policy = _with_used(context, policy, (*trail, name))
        for path in _paths(policy, ""):
            clash = next((other for other in seen if _overlap(path, other)), None)
            if clash is not None:
                context.findings.append(
                    codes.POLICY_CONFLICT.at(
                        use.labels[0].origin,
                        f"policies `{seen[clash]}` and `{name}` both set `{path}`",
                        help=f"remove `{path}` from one of the two, or use only one of them here",
                    )
                )
            seen.setdefault(path, name)
        base = policy if base is None else merged(base, policy)
    own = block._replace(blocks={kind: several for kind, several in block.blocks.items() if kind != "use"})
    return own if base is None else merged(base, own)._replace(kind=block.kind, labels=block.labels)


def _overlap(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


def _paths(block: BoundBlock, prefix: str) -> list[str]:
    paths = [prefix + name for name in (*block.settings, *block.entries)]
    for kind, several in block.blocks.items():
        for child in several:
            paths += _paths(child, f"{prefix}{kind}.")
    return paths
