"""Names of targets in a mesh: known, planned, or misspelt."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from meshc.diagnostics.model import Diagnostic, Severity
from meshc.diagnostics.respelling import respelled
from meshc.ir.mesh import Mesh
from meshc.source import Origin
from meshc.targets.table import PLANNED, TARGETS


def unknown_targets(mesh: Mesh, chosen: Collection[str]) -> Iterator[Diagnostic]:
    """A finding for each target that the mesh names and meshc does not build.

    A planned one is an error only where it would be built: named in `build`, and none `chosen` instead.
    """
    for name in mesh.build:
        if name not in TARGETS:
            yield _unknown(name, mesh.origin("build"), Severity.WARNING if chosen else Severity.ERROR)
    for settings in mesh.targets:
        if settings.name not in TARGETS:
            yield _unknown(settings.name, settings.origin("name"), Severity.WARNING)


def _unknown(name: str, origin: Origin, planned: Severity) -> Diagnostic:
    from meshc.targets.codes import UNKNOWN_TARGET

    known = f"the targets are {', '.join(TARGETS)}"
    if name in PLANNED:
        return UNKNOWN_TARGET.at(
            origin, f"target `{name}` is planned, but this meshc does not build it yet", help=known, severity=planned
        )
    near = respelled(origin, name, TARGETS, known)
    return UNKNOWN_TARGET.at(origin, f"`{name}` is not a target that meshc builds", help=near.help, fix=near.fix)
