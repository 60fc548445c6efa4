"""Lowers the blocks of a mesh, and keeps from an earlier version what rests on nothing that has changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from operator import itemgetter
from typing import Any

from meshc.diagnostics.model import Diagnostic
from meshc.ir.base import Node
from meshc.ir.mesh import Mesh
from meshc.semantics.bound import BoundBlock
from meshc.semantics.lower.context import Context
from meshc.semantics.lower.mesh import lower_mesh_block
from meshc.semantics.lower.services import lower_client, lower_external, lower_gateway, lower_service
from meshc.semantics.lower.workloads import MeshWide
from meshc.semantics.memory import Changes, Kept, Memory, ReadFile, changes
from meshc.semantics.scope import Named, Scope

_LOWER: Mapping[str, Callable[..., Any]] = {
    "service": lower_service,
    "gateway": lower_gateway,
    "external": lambda context, block, wide: lower_external(context, block),
    "client": lambda context, block, wide: lower_client(context, block),
}


class Keeper:
    """One version of a mesh while its blocks are lowered."""

    def __init__(
        self, scope: Scope, earlier: Memory, memory: Memory, read_file: ReadFile, findings: list[Diagnostic]
    ) -> None:
        """`memory` gets what a later version may keep; `findings` what is found."""
        self._scope = scope
        self._earlier = earlier
        self._memory = memory
        self._read_file = read_file
        self._findings = findings
        self._fresh: list[BoundBlock] = []
        scope.asked()
        memory.scope, memory.given = scope, scope.parameters.fingerprint()
        self._changes: Changes | None = changes(earlier.scope, scope) if memory.given == earlier.given else None
        self.wide = MeshWide(None, read_file)

    def mesh(self, block: BoundBlock | None) -> dict[str, Any] | None:
        """The fields of the mesh block, where there is one; to be asked for before everything else."""
        wide = self._earlier.wide
        known = wide is not None and wide.mesh is block and self._changes is not None
        if known and (block is None or self._kept(block) is not None):
            assert wide is not None
            wide.read_file = self._read_file
        else:
            self._changes = None
            wide = MeshWide(block, self._read_file)
        self.wide = self._memory.wide = wide
        if block is None:
            return None
        return dict(self.lowered(block, lambda context: lower_mesh_block(context, block, wide)))

    def named(self, kind: str, blocks: Sequence[BoundBlock]) -> tuple[Any, ...]:
        """The services, gateways, externals or clients."""
        result = []
        seen: set[str] = set()
        names: Mapping[str, Named] = dict(self._scope.named)
        # By name, because the order of blocks and files means nothing.
        for name, block in sorted(((block.name, block) for block in blocks), key=itemgetter(0)):
            named = names.get(name)
            if named is None or named.kind != kind or name in seen:
                continue
            seen.add(name)
            value = self.lowered(block, partial(_LOWER[kind], block=block, wide=self.wide), named)
            if value is not None:
                result.append(value)
        return tuple(result)

    def lowered(self, block: BoundBlock, lower: Callable[[Context], Any], owner: Named | None = None) -> Any:
        """The value of a block, kept from the earlier version where nothing that it rests on has changed."""
        kept, scope, wide = self._kept(block), self._scope, self.wide
        if kept is None:
            findings: list[Diagnostic] = []
            outer = (scope.parameters.used, scope.used_policies)
            scope.parameters.used, scope.used_policies = set(), set()
            wide.read.clear()
            value = lower(Context(scope, findings, owner))
            kept = Kept(
                block,
                value,
                # The versions of a service share lines, which are read once for each.
                tuple(dict.fromkeys(findings)),
                frozenset(scope.parameters.used),
                frozenset(scope.used_policies),
                *scope.asked(),
                tuple(wide.read),
            )
            scope.parameters.used, scope.used_policies = outer
            self._fresh.append(block)
        self._memory.lowered[id(block)] = kept
        if kept.findings:
            self._findings += kept.findings
        if kept.used_parameters:
            scope.parameters.used |= kept.used_parameters
        if kept.used_policies:
            scope.used_policies |= kept.used_policies
        return kept.value

    def _kept(self, block: BoundBlock) -> Kept | None:
        kept = self._earlier.lowered.get(id(block)) if self._changes is not None else None
        if kept is None or kept.block is not block or (self._changes is not None and self._changes.concern(kept)):
            return None
        if kept.read and any(self._read_file(path, named) != content for path, named, content in kept.read):
            return None
        return kept

    def remember(self, mesh: Mesh) -> None:
        """Keeps the validated nodes, so that the next version need not validate them again."""
        of_kind: Mapping[str, Sequence[Node]] = {
            "service": mesh.services,
            "gateway": mesh.gateways,
            "external": mesh.externals,
            "client": mesh.clients,
            "target": mesh.targets,
            "test": mesh.tests,
        }
        named = {
            kind: {node.name: node for node in of_kind[kind]}  # type: ignore[attr-defined]
            for kind in {block.kind.name for block in self._fresh} & of_kind.keys()
        }
        lowered = self._memory.lowered
        for block in self._fresh:
            kept, kind = lowered[id(block)], block.kind.name
            if kept.value is None:
                continue
            value: Any = None
            if kind in named:
                value = named[kind].get(block.name)
            elif kind == "defaults":
                value = mesh.defaults
            elif kind == "mesh":
                value = {name: old if name == "origins" else getattr(mesh, name) for name, old in kept.value.items()}
            if value is not None:
                lowered[id(block)] = kept._replace(value=value)
