"""What a mesh asks for, kept owner by owner: an owner is asked again only when it or what it calls has changed."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import NamedTuple

from meshc.incremental.snapshot import Owner, Snapshot
from meshc.ir.call_graph import CallCycle, cycles
from meshc.ir.effective import EffectivePolicies
from meshc.ir.feature import Use
from meshc.ir.features import OwnerUses, Told, of_cycles
from meshc.ir.mesh import Client, External
from meshc.ir.workload import Gateway, Service
from meshc.targets.gate import Accept, Answered, accepted, answered


class _Asked(NamedTuple):
    """What one owner asks for."""

    keys: tuple[Hashable, ...]
    """By use: what it is told under once for all owners; None for what is told of each."""
    uses: tuple[Use, ...]


class _Differing(NamedTuple):
    """What of that a target has otherwise."""

    asked: _Asked
    entries: tuple[tuple[Hashable, Answered], ...]


class Used:
    """The uses of the latest version of one mesh."""

    def __init__(self) -> None:
        self._snapshot: Snapshot | None = None
        self._owners: dict[str, _Asked] = {}
        self._registered: frozenset[str] = frozenset()
        self._called: frozenset[str] = frozenset()
        self._of_mesh: tuple[Use, ...] = ()
        self._cycles: tuple[CallCycle, ...] = ()
        self._targets: dict[str, tuple[tuple[Accept, ...], dict[str, _Differing]]] = {}

    def update(self, snapshot: Snapshot, policies: EffectivePolicies, *, anew: bool) -> None:
        """Takes another version; `anew` without regard to the one before."""
        earlier = self._snapshot
        if earlier is snapshot:
            return
        if anew:
            earlier = None
        known = self._owners if earlier is not None and snapshot.is_alike_around(earlier) else {}
        told = Told()
        asking = OwnerUses(snapshot.mesh, policies, told)
        mesh, proxies = snapshot.mesh, asking.proxies
        registered, called = proxies.registered, proxies.called
        changed: frozenset[str] = frozenset()
        if earlier is not None:
            changed = snapshot.differing(earlier) | (registered ^ self._registered) | (called ^ self._called)
        self._registered, self._called = registered, called
        self._owners = {}
        ask: tuple[tuple[Iterable[Owner], Callable[..., Iterator[Use]]], ...] = (
            (mesh.gateways, asking.gateway),
            (mesh.services, asking.service),
            (mesh.externals, asking.external),
            (mesh.clients, asking.client),
        )
        references = snapshot.references
        for several, uses in ask:
            for owner in several:
                name = owner.name
                found = known.get(name)
                if found is None or name in changed or not references[name].isdisjoint(changed):
                    told.forget()
                    keyed = [(use, told.take()) for use in uses(owner)]
                    found = _Asked(tuple(key for _, key in keyed), tuple(use for use, _ in keyed))
                self._owners[name] = found
        self._of_mesh = tuple(asking.of_mesh())
        if earlier is None or self._cycles or _circles(earlier, snapshot):
            self._cycles = cycles(mesh)
        self._snapshot = snapshot

    @property
    def cycles(self) -> tuple[CallCycle, ...]:
        """Services that wait for each other."""
        return self._cycles

    def all(self) -> Iterator[Use]:
        """Everything that the mesh asks for, in its order."""
        told: set[Hashable] = set()
        yield from self._of_mesh
        for asked in self._owners.values():
            for key, use in zip(asked.keys, asked.uses, strict=True):
                if key is None:
                    yield use
                elif key not in told:
                    told.add(key)
                    yield use
        yield from of_cycles(self._cycles)

    def differing(self, target: str) -> list[Answered]:
        """What of that the target has otherwise than it is asked for."""
        assert self._snapshot is not None
        accepts = accepted(target, self._snapshot.mesh)
        known = self._targets.get(target)
        before = known[1] if known is not None and known[0] == accepts else {}
        now: dict[str, _Differing] = {}
        found = [entry for entry in answered(target, self._of_mesh, accepts) if entry.differs]
        told: set[Hashable] = set()
        for name, asked in self._owners.items():
            differing = before.get(name)
            if differing is None or differing.asked is not asked:
                differing = _Differing(asked, tuple(_differing(target, asked, accepts)))
            now[name] = differing
            for key, entry in differing.entries:
                if key is None:
                    found.append(entry)
                elif key not in told:
                    told.add(key)
                    found.append(entry)
        found += (entry for entry in answered(target, of_cycles(self._cycles), accepts) if entry.differs)
        self._targets[target] = accepts, now
        return found


def _differing(target: str, asked: _Asked, accepts: Iterable[Accept]) -> Iterator[tuple[Hashable, Answered]]:
    keys = {id(use): key for use, key in zip(asked.uses, asked.keys, strict=True)}
    for entry in answered(target, asked.uses, accepts):
        if entry.differs:
            yield keys[id(entry.use)], entry


def _circles(before: Snapshot, after: Snapshot) -> bool:
    """Whether calls may close a circle now that did not before."""
    return any(_calls(before.owners.get(name)) != _calls(after.owners.get(name)) for name in before.differing(after))


def _calls(owner: Owner | None) -> object:
    if owner is None or isinstance(owner, External | Client):
        return None
    if isinstance(owner, Gateway):
        led_to = [one.service for route in owner.routes for one in route.destinations]
        return [call.to for call in owner.calls], led_to
    assert isinstance(owner, Service)
    return owner.mesh, [call.to for call in owner.calls]
