"""Names of targets in a mesh: known, planned, or misspelt."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.diagnostics.model import Diagnostic
from meshc.diagnostics.suggest import did_you_mean
from meshc.ir.mesh import Mesh
from meshc.source import Origin
from meshc.targets.table import TARGETS


def unknown_targets(mesh: Mesh) -> Iterator[Diagnostic]:
    """A finding for each target that the mesh names and meshc does not build."""
    for name in mesh.build:
        if name not in TARGETS:
            yield _unknown(name, mesh.origin("build"))
    for settings in mesh.targets:
        if settings.name not in TARGETS:
            yield _unknown(settings.name, settings.origin("name"))


def _unknown(name: str, origin: Origin) -> Diagnostic:
    from meshc.targets.codes import UNKNOWN_TARGET

    known = ", ".join(TARGETS)
    return UNKNOWN_TARGET.at(
        origin, f"`{name}` is not a target that meshc builds", help=did_you_mean(name, TARGETS) or f"the targets are {known}"
    )
