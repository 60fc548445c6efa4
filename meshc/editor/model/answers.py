"""What the targets of a mesh make of what it asks for: taken from what the findings of this version rest on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from meshc.compilation import Compilation
from meshc.diagnostics.model import Severity
from meshc.editor.model.owners import owners
from meshc.editor.tree import OWNERS
from meshc.source import Item, Origin

if TYPE_CHECKING:
    from meshc.ir.feature import Use
    from meshc.ir.mesh import Mesh
    from meshc.targets.gate import Answered


def known_targets(compilation: Compilation) -> tuple[str, ...]:
    """The targets that can be asked; none without a mesh."""
    from meshc.targets.table import TARGETS

    return tuple(target for target in compilation.targets if target in TARGETS) if compilation.mesh is not None else ()


def in_error(compilation: Compilation) -> frozenset[Item | None]:
    """The statements with errors that no target brings about, None for an error about none of them.

    What such a statement asks for is not wholly known.
    """
    errors = (found for found in compilation.own_findings if found.severity is Severity.ERROR)
    return frozenset(found.primary.origin.item if found.primary else None for found in errors)


def uses_within(compilation: Compilation, place: Origin) -> list[Use]:
    """What the mesh asks for in a range of its text, in the order of the mesh."""
    return [
        use
        for use in compilation.uses()
        if use.origin.item is place.item and place.start <= use.origin.start and use.origin.end <= place.end
    ]


def uses_of(compilation: Compilation, call: str) -> list[Use]:
    """What a call asks for, named as `user → contract`."""
    return [use for use in compilation.uses() if use.subject == call or use.subject.startswith(f"{call} route ")]


def answers_to(compilation: Compilation, target: str, uses: list[Use]) -> list[Answered]:
    """What a target makes of some uses."""
    from meshc.targets.gate import accepted, answered

    assert compilation.mesh is not None
    return answered(target, uses, accepted(target, compilation.mesh))


def differing(compilation: Compilation, target: str) -> list[Answered]:
    """All that a target has otherwise than the author asks for it, accepted or not."""
    return [entry for entry in compilation.differing(target) if entry.use.written]


def counted(entries: Iterable[Answered]) -> str:
    """How many features are lost, how many fixed to something else, and how many of either are accepted."""
    words: dict[str, set[str]] = {"lost": set(), "fixed": set(), "accepted": set()}
    for entry in entries:
        word = "accepted" if entry.accept is not None else entry.answer.kind.value
        words.setdefault(word, set()).add(entry.use.feature)
    return ", ".join(f"{len(features)} {word}" for word, features in words.items() if features)


def by_owner(mesh: Mesh, entries: list[Answered]) -> Mapping[str, list[Answered]]:
    """The entries by the name of the service, gateway, external or client that asks for them."""
    names = {owner.name for _, owner in owners(mesh)}
    found: dict[str, list[Answered]] = {}
    for entry in entries:
        name = _owner(entry.use.subject, names)
        if name is not None:
            found.setdefault(name, []).append(entry)
    return found


def _owner(subject: str, names: set[str]) -> str | None:
    """The owner in a subject such as `service contract version v2` or `user → contract route search`."""
    caller, arrow, _ = subject.partition(" → ")
    if arrow and caller in names:
        return caller
    kind, _, words = subject.partition(" ")
    return next((name for name in _shorter(words) if name in names), None) if kind in OWNERS else None


def _shorter(words: str) -> Iterator[str]:
    while words:
        yield words
        words = words.rpartition(" ")[0]
