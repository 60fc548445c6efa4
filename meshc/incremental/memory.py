"""What a version of a mesh hands on to the next: what was found, and in which mesh."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from meshc.diagnostics.model import Diagnostic
from meshc.incremental.parts import Names, Part, around, part_of
from meshc.incremental.snapshot import Snapshot
from meshc.incremental.stages import NAMING_ALL, Stage, as_caller, told_by
from meshc.incremental.tally import Key, exceeded
from meshc.incremental.used import Used
from meshc.ir.mesh import Mesh
from meshc.ir.workload import Service
from meshc.source import Item, Origin


@dataclass
class Sizes:
    """When parts are worth their while; tests change that."""

    fewest: int = 40
    """Owners of a mesh that is always looked at as a whole."""
    largest: float = 0.3
    """Share of the owners that a part may have."""


SIZES = Sizes()


class _Found(NamedTuple):
    """What a stage found last."""

    snapshot: Snapshot
    findings: tuple[Diagnostic, ...]
    tally: Counter[Key]


class _PartKey(NamedTuple):
    mesh: int
    names: Names


class Memory:
    """Findings of the latest versions of one mesh. A chain of versions shares one, which does not grow."""

    def __init__(self) -> None:
        self.used = Used()
        self._found: dict[str, _Found] = {}
        self._parts: dict[_PartKey, Part] = {}
        self._outlines: dict[int, tuple[Service, Service]] = {}
        self._surroundings: object = None
        self._snapshot: Snapshot | None = None

    def look(
        self, whole: Part, live: Collection[Item], facts: Mapping[str, str], overlay_items: frozenset[Item]
    ) -> Look:
        """A version of the mesh, `live` being the statements of its files."""
        surroundings = (dict(facts), overlay_items)
        if self._surroundings != surroundings:
            self._surroundings = surroundings
            self._found.clear()
            self._parts.clear()
        if self._snapshot is None or self._snapshot.mesh is not whole.mesh:
            self._snapshot = Snapshot(whole.mesh, self._snapshot)
        return Look(self, self._snapshot, whole, live, facts, overlay_items)

    def tidy(self) -> None:
        """Forgets the parts that no later version has a use for."""
        meshes = {id(found.snapshot.mesh) for found in self._found.values()}
        self._parts = {key: part for key, part in self._parts.items() if key.mesh in meshes}
        services = {id(service) for part in self._parts.values() for service in part.mesh.services}
        self._outlines = {key: both for key, both in self._outlines.items() if id(both[1]) in services}


class Look:
    """One version of a mesh, with the memory of those before it."""

    def __init__(
        self,
        memory: Memory,
        snapshot: Snapshot,
        whole: Part,
        live: Collection[Item],
        facts: Mapping[str, str],
        overlay_items: frozenset[Item],
    ) -> None:
        self._memory = memory
        self._snapshot = snapshot
        self._whole = whole
        self._live = live
        self._facts = facts
        self._overlay_items = overlay_items
        # By the id of the snapshot that this one is held against, which a stage keeps alive meanwhile.
        self._alike: dict[int, bool] = {}
        self._differing: dict[int, frozenset[str]] = {}
        self._names: dict[tuple[int, frozenset[str]], Names] = {}

    @property
    def mesh(self) -> Mesh:
        """The mesh of this version."""
        return self._snapshot.mesh

    @property
    def used(self) -> Used:
        """What the mesh asks for."""
        small = len(self._snapshot.owners) <= SIZES.fewest
        self._memory.used.update(self._snapshot, self._whole.policies, anew=small)
        return self._memory.used

    def find(self, stage: Stage) -> tuple[Diagnostic, ...]:
        """What a stage finds in the mesh."""
        memory = self._memory
        earlier = memory._found.get(stage.name)
        if earlier is not None and earlier.snapshot is self._snapshot:
            return earlier.findings
        found = self._from_earlier(stage, earlier) if earlier is not None else None
        if found is None:
            findings = stage.find(self._whole)
            small = len(self._snapshot.owners) <= SIZES.fewest
            counted = stage.tally(self._whole) if stage.tally is not None and not small else Counter[Key]()
            found = _Found(self._snapshot, findings, counted)
        memory._found[stage.name] = found
        return found.findings

    def end(self) -> None:
        """Forgets what no later version needs."""
        self._memory.tidy()

    def _from_earlier(self, stage: Stage, earlier: _Found) -> _Found | None:
        """What is found now, worked out from what was found before; None where that cannot be done, or not cheaply."""
        now, before = self._snapshot, earlier.snapshot
        if len(now.owners) <= SIZES.fewest or len(before.owners) <= SIZES.fewest or not self._is_alike(before):
            return None
        changed = self._changed(before)
        if len(changed) > self._most:
            return None
        if _differ(stage.facet, changed, before, now):
            return None
        if stage.whole:
            return self._checked(earlier.findings, earlier.tally)
        core = changed
        if _differ(as_caller, changed, before, now):
            core |= _led_to(changed, before, now)
        while True:
            names = self._around(core, before)
            if len(names.whole) + len(names.outlined) / 4 > self._most:
                return None
            old, new = self._part(before, names), self._part(now, names)
            if not (stage.may_ask(old) and stage.may_ask(new)):
                return None
            was, is_now = stage.find(old), stage.find(new)
            if self._reworded((*was, *is_now), changed, before, now):
                return None
            removed, added = _difference(was, is_now)
            missing = self._elsewhere((*removed, *added), core, before, now)
            if missing is None:
                return None
            if missing:
                core |= missing
                continue
            findings = _without(earlier.findings, removed)
            if findings is not None:
                counted = _exchanged(earlier.tally, stage, old, new)
                if counted is None:
                    return None
                found = self._checked((*findings, *added.elements()), counted)
                if found is not None:
                    return found
            further = core | _led_to(changed, before, now)
            if further == core:
                return None
            core = further

    def _is_alike(self, before: Snapshot) -> bool:
        found = self._alike.get(id(before))
        if found is None:
            found = self._alike[id(before)] = self._snapshot.is_alike_around(before)
        return found

    def _changed(self, before: Snapshot) -> frozenset[str]:
        found = self._differing.get(id(before))
        if found is None:
            found = self._differing[id(before)] = self._snapshot.differing(before)
        return found

    def _around(self, core: frozenset[str], before: Snapshot) -> Names:
        key = (id(before), core)
        found = self._names.get(key)
        if found is None:
            found = self._names[key] = around(core, (before, self._snapshot))
        return found

    @property
    def _most(self) -> float:
        return max(1.0, SIZES.largest * len(self._snapshot.owners))

    def _part(self, snapshot: Snapshot, names: Names) -> Part:
        memory = self._memory
        key = _PartKey(id(snapshot.mesh), names)
        part = memory._parts.get(key)
        if part is None:
            mesh = part_of(snapshot.mesh, names, memory._outlines)
            part = memory._parts[key] = Part(mesh, self._facts, self._overlay_items, of=snapshot.mesh)
        return part

    def _reworded(
        self, findings: Iterable[Diagnostic], changed: Iterable[str], before: Snapshot, now: Snapshot
    ) -> bool:
        """Whether a change may be behind the words of a finding at a line that is no owner's."""
        shared = {
            finding.code
            for finding in findings
            if finding.primary is None
            or finding.primary.origin.item is None
            or (now.owner_at(finding.primary.origin.item) or before.owner_at(finding.primary.origin.item)) is None
        }
        return any(_differ(told_by(code), changed, before, now) for code in shared)

    def _elsewhere(
        self, findings: Iterable[Diagnostic], core: frozenset[str], before: Snapshot, now: Snapshot
    ) -> frozenset[str] | None:
        """Owners outside the core at whose lines something comes or goes; None where that is in nobody's lines."""
        inside = before.items(core) | now.items(core)
        outside: set[str] = set()
        for finding in findings:
            item = finding.primary.origin.item if finding.primary is not None else None
            if item is None or finding.code in NAMING_ALL:
                return None
            if item in inside:
                continue
            owner = now.owner_at(item) or before.owner_at(item)
            if owner is None:
                return None
            outside.add(owner)
        return frozenset(outside)

    def _checked(self, findings: tuple[Diagnostic, ...], counted: Counter[Key]) -> _Found | None:
        """The findings, where each is about what is still there."""
        live = self._live
        for finding in findings:
            for origin in _places(finding):
                if origin.item is not None and origin.item not in live:
                    return None
        return _Found(self._snapshot, findings, counted)


def _places(finding: Diagnostic) -> Iterator[Origin]:
    if finding.primary is not None:
        yield finding.primary.origin
    for label in finding.secondary:
        yield label.origin
    if finding.fix is not None:
        for edit in finding.fix.edits:
            yield edit.origin


def _differ(facet: object, changed: Iterable[str], before: Snapshot, now: Snapshot) -> bool:
    assert callable(facet)
    for name in changed:
        old, new = before.owners.get(name), now.owners.get(name)
        if (old is None) != (new is None):
            if facet(old if new is None else new) is not None:
                return True
        elif facet(old) != facet(new):
            return True
    return False


def _led_to(names: Iterable[str], *snapshots: Snapshot) -> frozenset[str]:
    return frozenset(
        led_to
        for snapshot in snapshots
        for name in names
        for led_to in snapshot.references.get(name, ())
        if led_to in snapshot.owners
    )


def _difference(
    before: tuple[Diagnostic, ...], after: tuple[Diagnostic, ...]
) -> tuple[Counter[Diagnostic], Counter[Diagnostic]]:
    old, new = Counter(before), Counter(after)
    return old - new, new - old


def _without(findings: tuple[Diagnostic, ...], removed: Counter[Diagnostic]) -> tuple[Diagnostic, ...] | None:
    """The findings but for those removed; None where one of these is not among them."""
    if not removed:
        return findings
    messages = {finding.message for finding in removed}
    left = Counter(removed)
    kept = []
    for finding in findings:
        if finding.message in messages and left[finding] > 0:
            left[finding] -= 1
        else:
            kept.append(finding)
    return None if any(left.values()) else tuple(kept)


def _exchanged(counted: Counter[Key], stage: Stage, old: Part, new: Part) -> Counter[Key] | None:
    """What is counted with one part in place of another; None where a limit may have something to say of that."""
    if stage.tally is None:
        return counted
    before, after = stage.tally(old), stage.tally(new)
    if before == after:
        return counted
    result = Counter(counted)
    for key in before.keys() | after.keys():
        change = after[key] - before[key]
        if not change:
            continue
        if exceeded(key, result[key]) or exceeded(key, result[key] + change):
            return None
        result[key] += change
    return result
