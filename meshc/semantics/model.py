"""From parsed files to the IR: binding, overlays, parameters, names, lowering."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from meshc.diagnostics.model import Diagnostic, Label
from meshc.diagnostics.suggest import did_you_mean
from meshc.ir.base import Origins
from meshc.ir.mesh import Mesh
from meshc.language.kinds import Kind
from meshc.language.table import TOP_LEVEL
from meshc.semantics import codes
from meshc.semantics.binder import BoundItem, bind
from meshc.semantics.bound import BoundBlock
from meshc.semantics.keeper import Keeper
from meshc.semantics.loader import LoadError
from meshc.semantics.lower.context import Context
from meshc.semantics.lower.mesh import find_unused, lower_parameters, lower_target, lower_test
from meshc.semantics.lower.policies import lower_policy
from meshc.semantics.lower.workloads import MeshWide
from meshc.semantics.memory import Memory, Mentions, ReadFile
from meshc.semantics.overlay import apply
from meshc.semantics.parameters import ACCOUNT_FACTS, given_name, read_parameters
from meshc.semantics.scope import Scope, gather
from meshc.source import BUILT_IN, Item
from meshc.syntax.result import ParsedItem, ParseResult

_WORD = re.compile(r"\w[\w-]*")
_ROOT = Kind("mesh files", "", kinds=TOP_LEVEL)


class SemanticModel(NamedTuple):
    """A mesh with its meaning; `mesh` is None where the files hold no mesh at all."""

    mesh: Mesh | None
    findings: tuple[Diagnostic, ...]
    overlay_items: frozenset[Item]
    """Items that hold overlays: what they say does not bind the mesh as such."""
    idle_items: frozenset[Item]
    """Those of overlays that are not applied."""
    overlays: tuple[str, ...]
    """Names of the overlays that the files hold."""
    memory: Memory


def analyse(
    parsed: Sequence[ParseResult],
    *,
    overlays: Sequence[str],
    given: Mapping[str, object],
    expected: Collection[str] = (),
    read_file: ReadFile,
    incomplete: bool = False,
    earlier: Memory | None = None,
) -> SemanticModel:
    """The meaning of parsed files under the overlays and parameter values given.

    `expected` names the given values that the mesh must have a parameter for; others may be left over. `incomplete`
    says that a file could not be read, so that what is missing may stand there. Raises LoadError for an overlay or
    parameter that the mesh does not have.
    """
    analysis = _Analysis(overlays, given, read_file, earlier or Memory())
    analysis.damaged = incomplete
    analysis.expected = expected
    return analysis.run(parsed)


class _Analysis:
    def __init__(
        self, overlays: Sequence[str], given: Mapping[str, object], read_file: ReadFile, earlier: Memory
    ) -> None:
        self.overlays = overlays
        self.given = given
        self.read_file = read_file
        self.earlier = earlier
        self.memory = Memory()
        self.overlay_items: tuple[Item, ...] = ()
        self.findings: list[Diagnostic] = []
        self.uncertain: set[str] = set()
        self.damaged = False
        self.expected: Collection[str] = ()

    def run(self, parsed: Sequence[ParseResult]) -> SemanticModel:
        blocks = self._bind(parsed)
        overlay_blocks = blocks.pop("overlay", [])
        root = BoundBlock(_ROOT, (), {}, {}, blocks, BUILT_IN)
        self._once(root, "mesh")
        self._once(root, "defaults")
        for kind in ("param", "target", "test"):
            self._distinct(root, kind)
        root = self._overlaid(root, overlay_blocks)
        items = {block.origin.item: block.name for block in overlay_blocks if block.origin.item}
        self.overlay_items = tuple(items)
        mesh = self._lower(root)
        idle = frozenset(item for item, name in items.items() if name not in self.overlays)
        names = tuple(dict.fromkeys(block.name for block in overlay_blocks))
        return SemanticModel(mesh, tuple(self.findings), frozenset(items), idle, names, self.memory)

    def _bind(self, parsed: Sequence[ParseResult]) -> dict[str, list[BoundBlock]]:
        blocks: dict[str, list[BoundBlock]] = {}
        for result in parsed:
            for _, item in result.items:
                if not item.statements and not item.diagnostics:
                    continue
                bound = self.earlier.bound.get(item.item) or bind(item)
                self.memory.bound[item.item] = bound
                if bound.findings or item.diagnostics:
                    self.findings += bound.findings
                    self._note_damage(item, bound)
                for block in bound.blocks:
                    blocks.setdefault(block.kind.name, []).append(block)
        return blocks

    def _note_damage(self, item: ParsedItem, bound: BoundItem) -> None:
        if item.diagnostics or (bound.findings and len(bound.blocks) < len(item.statements)):
            self.damaged = True
            self.uncertain.update(_WORD.findall(item.item.text))
        elif bound.findings:
            self.uncertain.update(
                word
                for finding in bound.findings
                if finding.primary
                for word in _WORD.findall(_around(item.item.text, finding.primary.origin.start))
            )

    def _once(self, root: BoundBlock, kind: str) -> None:
        several = root.blocks.get(kind, [])
        for extra in several[1:]:
            self.findings.append(
                codes.NO_MESH.at(
                    extra.origin,
                    f"the mesh has a second `{kind}` block",
                    label="again here",
                    secondary=(Label(several[0].origin, "first here"),),
                    help="merge the two: it stands once in all files of a mesh",
                )
            )
        if len(several) > 1:
            root.blocks[kind] = several[:1]

    def _distinct(self, root: BoundBlock, kind: str) -> None:
        first: dict[tuple[str, ...], BoundBlock] = {}
        for block in root.blocks.get(kind, ()):
            if block.key in first:
                self.findings.append(
                    codes.DUPLICATE_NAME.at(
                        block.origin,
                        f"{kind} `{block.name}` is declared twice",
                        label="again here",
                        secondary=(Label(first[block.key].origin, "first here"),),
                        help="merge the two, or rename one",
                    )
                )
            first.setdefault(block.key, block)
        if first:
            root.blocks[kind] = list(first.values())

    def _overlaid(self, root: BoundBlock, overlays: list[BoundBlock]) -> BoundBlock:
        by_name: dict[str, BoundBlock] = {}
        for overlay in overlays:
            first = by_name.get(overlay.name)
            by_name[overlay.name] = overlay if first is None else self._together(first, overlay)
        for name in self.overlays:
            if name not in by_name and not self.damaged:
                known = ", ".join(f"`{known}`" for known in by_name)
                hint = did_you_mean(name, by_name) or (f"the mesh has {known}" if known else "the mesh has none")
                raise LoadError(f"overlay `{name}` is not defined; {hint}")
        for name, overlay in by_name.items():
            if name not in self.overlays:
                # An overlay that is not asked for is checked all the same: it will be some day.
                apply(root, overlay, self.findings)
        for name in self.overlays:
            if name in by_name:
                root = apply(root, by_name[name], self.findings)
        return root

    def _together(self, first: BoundBlock, again: BoundBlock) -> BoundBlock:
        """Overlays of one name as one: each part of a mesh may hold what it changes. No two change the same block."""
        blocks = {kind: list(several) for kind, several in first.blocks.items()}
        for kind, several in again.blocks.items():
            known = {block.key: block for block in blocks.setdefault(kind, [])}
            for block in several:
                if block.key in known:
                    named = f"{kind} `{block.name}`" if block.labels else f"`{kind}`"
                    self.findings.append(
                        codes.DUPLICATE_NAME.at(
                            block.origin,
                            f"overlay `{first.name}` changes {named} in two places",
                            label="again here",
                            secondary=(Label(known[block.key].origin, "first here"),),
                            help="write all of it in one of them",
                        )
                    )
                else:
                    blocks[kind].append(block)
        return first._replace(blocks=blocks, damaged=first.damaged or again.damaged)

    def _lower(self, root: BoundBlock) -> Mesh | None:
        blocks = root.blocks
        parameters = read_parameters(blocks.get("param", []), self.given, self.findings)
        self._check_given(parameters.declared)
        earlier, memory = self.earlier, self.memory
        uncertain = frozenset(self.uncertain)
        scope = gather(blocks, parameters, uncertain, self.findings, earlier.declared, memory.declared)
        keeper = Keeper(scope, earlier, memory, self.read_file, self.findings)
        mesh_block = next(iter(blocks.get("mesh", ())), None)
        fields = keeper.mesh(mesh_block) or self._without_mesh(Context(scope, self.findings), keeper.wide)
        for kind, field_name in (
            ("service", "services"),
            ("gateway", "gateways"),
            ("external", "externals"),
            ("client", "clients"),
        ):
            fields[field_name] = keeper.named(kind, blocks.get(kind, ()))
        for defaults in blocks.get("defaults", ())[:1]:
            fields["defaults"] = keeper.lowered(defaults, partial(lower_policy, block=defaults))
        for policy in blocks.get("policy", ()):
            # Its findings are worth having even where nothing uses it.
            if policy.name not in scope.used_policies:
                keeper.lowered(policy, partial(lower_policy, block=policy))
        targets = sorted(blocks.get("target", ()), key=_name)
        fields["targets"] = tuple(keeper.lowered(block, partial(lower_target, block=block)) for block in targets)
        tests = sorted(blocks.get("test", ()), key=_name)
        lowered = [keeper.lowered(block, partial(lower_test, block=block)) for block in tests]
        fields["tests"] = tuple(test for test in lowered if test is not None)
        self._read_unused_overlays(scope)
        fields["parameters"] = lower_parameters(scope)
        find_unused(scope, self.findings)
        mesh = Mesh.model_validate(fields)
        keeper.remember(mesh)
        return mesh if mesh_block is not None else None

    def _without_mesh(self, context: Context, wide: MeshWide) -> dict[str, Any]:
        if not self.damaged:
            self.findings.append(
                codes.NO_MESH.at(None, "no file holds a `mesh` block", help="add `mesh NAME { … }`, once in all files")
            )
        nothing = Origins({"": BUILT_IN})
        return {
            "name": "mesh",
            "namespace": {"name": "mesh.local", "origins": nothing},
            "discovery": {"type": "http", "origins": nothing},
            "ecs": wide.ecs(context, None),
        }

    def _check_given(self, declared: Mapping[str, Any]) -> None:
        taken = {given_name(name, self.expected) for name in declared}
        for name in self.expected:
            if name not in taken and name not in ACCOUNT_FACTS and not self.damaged:
                known = (*declared, *ACCOUNT_FACTS)
                hint = did_you_mean(name, known) or "declare it with `param`"
                raise LoadError(f"the mesh has no parameter `{name}`; {hint}")

    def _read_unused_overlays(self, scope: Scope) -> None:
        """Counts what overlays use, and what they replace: neither is unused because of what is built just now."""
        searched = (frozenset(scope.parameters.declared), frozenset(scope.policies))
        for item in self.memory.bound if self.overlays else self.overlay_items:
            found = self.earlier.mentions.get(item)
            if found is None or found.searched != searched:
                found = _mentions(item.text, *searched)
            self.memory.mentions[item] = found
            scope.parameters.used |= found.parameters
            scope.used_policies |= found.policies


def _mentions(text: str, parameters: frozenset[str], policies: frozenset[str]) -> Mentions:
    return Mentions(
        frozenset(name for name in parameters if f"param.{name}" in text),
        frozenset(name for name in policies if re.search(rf"\buse\s+{re.escape(name)}\b", text)),
        (parameters, policies),
    )


def _name(block: BoundBlock) -> str:
    return block.name


def _around(text: str, offset: int) -> str:
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    return text[start : end if end >= 0 else len(text)]
