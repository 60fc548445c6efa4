"""What a rule is: a code with its page and examples, and a function that looks at a mesh."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from meshc.diagnostics.model import Code, Diagnostic, Label
from meshc.lint.context import Context
from meshc.source import Origin


@dataclass(frozen=True, slots=True)
class Rule:
    """One check of the IR. `check` yields its findings in the order of the mesh; it never raises on a valid Mesh."""

    code: Code
    check: Callable[[Context], Iterable[Diagnostic]]


def labels(*places: tuple[Origin, str]) -> tuple[Label, ...]:
    """Labels for those places that somebody wrote; a default has no place to point at."""
    return tuple(Label(origin, message) for origin, message in places if origin.item is not None)
