"""What holds and is not written, shown between the lines: timeout and retries of a call, the protocol of a port."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from meshc.compilation import Compilation
from meshc.editor.model.owners import calls_of, has_proxy, owners
from meshc.editor.model.whence import whence
from meshc.editor.tree import OWNERS, head_of, label_of, word_of
from meshc.editor.view import View
from meshc.ir.mesh import External
from meshc.ir.workload import Gateway, Port, Service
from meshc.shown import duration
from meshc.source import Item, Origin
from meshc.syntax.ast import Block, Setting

if TYPE_CHECKING:
    from meshc.incremental.snapshot import Owner
    from meshc.ir.traffic import TrafficPolicy
    from meshc.syntax.result import ParsedItem


class HintPart(NamedTuple):
    """A piece of a hint."""

    text: str
    tooltip: str = ""
    """Where the value comes from."""
    origin: Origin | None = None
    """The same for an editor that can go there; None where it is not written."""


class Hint(NamedTuple):
    """What stands at an offset without being written there."""

    offset: int
    parts: tuple[HintPart, ...]


def hints(view: View, start: int, end: int) -> list[Hint]:
    """The hints at offsets from `start` to `end`, both included, in the order of the file."""
    mesh = view.compilation.mesh
    if mesh is None:
        return []
    looking = _Looking(view.compilation, {owner.name: owner for _, owner in owners(mesh)}, {})
    found = (
        hint
        for offset, parsed in view.items
        if offset <= end and offset + len(parsed.item.text) >= start
        for hint in _of_item(looking, offset, parsed)
    )
    return [hint for hint in found if start <= hint.offset <= end]


class _Looking(NamedTuple):
    """What the hints of one file have in common."""

    compilation: Compilation
    owners: Mapping[str, Owner]
    parts: dict[tuple[int, bool, bool], tuple[HintPart, ...]]
    """What was told of policies so far: many calls share one. By its id, and whether each part is written."""

    def told(self, policy: TrafficPolicy, written: Collection[str]) -> tuple[HintPart, ...]:
        """What is not written of a policy in force."""
        key = (id(policy), "timeout" in written, "retry" in written)
        found = self.parts.get(key)
        if found is None:
            found = self.parts[key] = tuple(_parts(self.compilation, policy, written))
        return found


def _of_item(looking: _Looking, offset: int, parsed: ParsedItem) -> Iterator[Hint]:
    for block in parsed.statements:
        if not isinstance(block, Block) or block.kind.text not in OWNERS:
            continue
        owner = looking.owners.get(label_of(block))
        # Of two blocks of one name the mesh has one.
        if owner is None or owner.origin() != head_of(parsed.item, block):
            continue
        for statement in block.body or ():
            if isinstance(statement, Block) and statement.kind.text == "calls" and has_proxy(owner):
                yield from _of_call(looking, offset, parsed.item, statement, owner)
            elif isinstance(statement, Setting) and word_of(statement) == "port":
                yield from _of_port(offset, statement, block, owner)


def _of_call(looking: _Looking, offset: int, item: Item, block: Block, caller: Owner) -> Iterator[Hint]:
    place = head_of(item, block)
    call = next((call for call in calls_of(caller) if call.origin() == place), None)
    callee = looking.owners.get(call.to) if call is not None else None
    if call is None or (isinstance(callee, External) and callee.tls):
        # An application that speaks TLS to something outside does so past its proxy.
        return
    written = {word_of(statement) for statement in block.body or ()}
    parts = looking.told(looking.compilation.policies.call(call), written)
    if parts:
        yield Hint(offset + block.head.end, parts)


def _parts(compilation: Compilation, policy: TrafficPolicy, written: Collection[str]) -> Iterator[HintPart]:
    retry = policy.retry
    between = False
    for word, told in (("timeout", _timeout(policy)), ("retry", _retries(policy))):
        if told and word not in written:
            origin = retry.origin("max") if word == "retry" and retry != "off" and retry else policy.origin(word)
            if between:
                yield HintPart(" · ")
            yield HintPart(told, whence(compilation, origin), origin if origin.written else None)
            between = True


def _timeout(policy: TrafficPolicy) -> str:
    timeout = policy.timeout
    if timeout is None or (timeout == "off" and not policy.origin("timeout").written):
        return ""
    return f"timeout {timeout if timeout == 'off' else duration(timeout)}"


def _retries(policy: TrafficPolicy) -> str:
    retry = policy.retry
    if retry is None or (retry == "off" and not policy.origin("retry").written):
        return ""
    most = 0 if retry == "off" else retry.max
    return "" if most is None else f"{most} {'retry' if most == 1 else 'retries'}" if most else "no retries"


def _of_port(offset: int, setting: Setting, block: Block, owner: Owner) -> Iterator[Hint]:
    if any(word_of(statement) == "protocol" for statement in block.body or ()):
        return
    place: External | Port | None = owner if isinstance(owner, External) else None
    if isinstance(owner, Service | Gateway) and len(owner.ports) == 1:
        place = owner.ports[0]
    if place is not None and not place.origin("protocol").written:
        yield Hint(offset + setting.span.end, (HintPart(f"protocol {place.protocol}", "built-in default"),))
