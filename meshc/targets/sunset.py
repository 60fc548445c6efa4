"""What to say of a target that AWS has ended: when, where to move, and what this mesh would lose there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from meshc.diagnostics.model import Code, Diagnostic, Severity
from meshc.ir.mesh import Mesh
from meshc.targets.gate import Answered, accepted, covers
from meshc.targets.table import TARGETS

_SERVICE = 'service api { image = "acme/api:1" ; port = 8080 }\n'

TARGET_ENDED = Code(
    "MC511",
    "target-ended",
    "AWS has ended the service that a target builds for",
    "AWS ended App Mesh on 2026-09-30: since then neither its console nor its resources can be reached. meshc still "
    "builds for it, so that what runs elsewhere, or ran, can be compared with what takes its place. The finding names "
    "the targets to move to, and what of this mesh each of them loses or does with numbers of its own. "
    "https://docs.aws.amazon.com/app-mesh/latest/userguide/what-is-app-mesh.html",
    f'mesh demo {{ build = [app-mesh] ; vpc = "vpc-1" }}\n{_SERVICE}',
    f'mesh demo {{ build = [envoy] ; vpc = "vpc-1" }}\n{_SERVICE}',
    severity=Severity.WARNING,
)

CODES = (TARGET_ENDED,)
"""Findings about targets that have ended."""

_Words: TypeAlias = dict[str, dict[str, None]]
"""Subjects by the word that is told of them."""
_LONGEST = 60
"""Characters of a subject that is told; a circle of calls may be any length."""


def ended(target: str, mesh: Mesh, differing: Callable[[str], Iterable[Answered]]) -> Iterator[Diagnostic]:
    """One warning where AWS has ended a target. Raises KeyError for a target that is not in the table.

    `differing` gives what of the mesh another target has otherwise than it is asked for.
    """
    row = TARGETS[target]
    if not row.ended:
        return
    moves = [f"`{successor}`, which {_lost(differing(successor), successor, mesh)}" for successor in row.successors]
    yield TARGET_ENDED.at(
        mesh.origin("build") if target in mesh.build else None,
        f"AWS ended {row.title} on {row.ended}: what this build writes cannot be deployed any more",
        help=f"build for {', or for '.join(moves)}",
    )


def _lost(differing: Iterable[Answered], successor: str, mesh: Mesh) -> str:
    """What becomes there of what the author wrote: what the successor does not have, by the first word of the features.

    That it has everything says nothing of names and networks, of which its own build tells.

    A subject stands behind the word where there is one, else how many there are. What the mesh accepts of that target
    already is told apart, as it is no news to its author.
    """
    names = [accept.name for accept in accepted(successor, mesh)]
    lost: _Words = {}
    taken: _Words = {}
    for entry in differing:
        if entry.use.written:
            words = taken if any(covers(name, entry.use.feature) for name in names) else lost
            words.setdefault(entry.use.feature.partition(".")[0], {})[entry.use.subject] = None
    if not lost:
        return f"loses only what you have accepted: {_told(taken)}" if taken else "has every feature of this mesh"
    return f"loses {_told(lost)}" + (f" beside what you have accepted: {_told(taken)}" if taken else "")


def _told(words: _Words) -> str:
    told = [f"{word} ({_subjects(tuple(subjects))})" for word, subjects in words.items()]
    return f"{', '.join(told[:-1])} and {told[-1]}" if len(told) > 1 else "".join(told)


def _subjects(subjects: tuple[str, ...]) -> str:
    if len(subjects) > 1:
        return f"{len(subjects)} times"
    return subjects[0] if len(subjects[0]) <= _LONGEST else "once"
