"""What is wrong with a mesh under a target."""

from __future__ import annotations

from meshc.diagnostics.model import Diagnostic
from meshc.incremental.memory import Look
from meshc.incremental.stages import of_target
from meshc.survey import has_error
from meshc.targets.gate import accepted, losses
from meshc.targets.sunset import ended


def findings(look: Look, target: str) -> tuple[Diagnostic, ...]:
    """The findings of one target. Raises KeyError for a target that is not in the table."""
    used, mesh = look.used, look.mesh
    reached, *others = of_target(target)
    found = [*losses(target, used.differing(target), lambda: used.cycles, accepted(target, mesh)), *look.find(reached)]
    found += ended(target, mesh, used.differing)
    for stage in others:
        if has_error(found):
            break
        found += look.find(stage)
    return tuple(found)
