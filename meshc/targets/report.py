"""What becomes of every feature that a mesh uses, under one target."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from meshc.backends.answers import AnswerKind
from meshc.source import Origin


class Entry(NamedTuple):
    """One feature and one answer to it, with everything of the mesh that it concerns, in the order of the mesh.

    `subjects`, `origins` and `values` are as long as each other.
    """

    feature: str
    answer: AnswerKind
    detail: str
    source: str
    subjects: tuple[str, ...]
    origins: tuple[Origin, ...]
    values: tuple[object, ...]
    differs: bool = False
    """Whether something asked for is not had: it is lost, or fixed to something else."""
    accepted: str | None = None
    """The name in `accept` that covers the difference."""
    accepted_at: Origin | None = None

    @property
    def written(self) -> bool:
        """Whether the author asked for any of it."""
        return any(origin.written for origin in self.origins)


@dataclass(frozen=True)
class LossReport:
    """Every feature that a mesh uses and what a target answers, in the order of the features."""

    target: str
    entries: tuple[Entry, ...]

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many features got each answer, worst answer of a feature first: exact, fixed, emulated, lost."""
        worst: dict[str, AnswerKind] = {}
        for entry in self.entries:
            before = worst.get(entry.feature)
            if before is None or _RANK[entry.answer] > _RANK[before]:
                worst[entry.feature] = entry.answer
        return {kind.value: sum(1 for found in worst.values() if found is kind) for kind in AnswerKind}

    def accepted(self, answer: AnswerKind) -> tuple[tuple[str, Origin], ...]:
        """The names in `accept` that cover something with that answer, each once, with where they stand."""
        found: dict[str, Origin] = {}
        for entry in self.entries:
            if entry.answer is answer and entry.accepted is not None and entry.accepted_at is not None:
                found.setdefault(entry.accepted, entry.accepted_at)
        return tuple(found.items())

    def as_json(self, describe: Callable[[Origin], str]) -> list[dict[str, object]]:
        """The entries for a manifest; a place is `file:line`, or the name of a default."""
        return [
            {
                "feature": entry.feature,
                "answer": entry.answer.value,
                "detail": entry.detail,
                "source": entry.source,
                "accepted": entry.accepted,
                "uses": [
                    {"subject": subject, "origin": describe(origin), "value": value}
                    for subject, origin, value in zip(entry.subjects, entry.origins, entry.values, strict=True)
                ],
            }
            for entry in self.entries
        ]


_RANK = {kind: rank for rank, kind in enumerate(AnswerKind)}
