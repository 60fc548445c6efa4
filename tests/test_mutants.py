"""Every damaged version of example 01 ends with a finding that helps, never with a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from meshc.compilation import Compilation
from meshc.diagnostics.model import Diagnostic, Severity
from tests.mutants import Mutant, mutants

MESH = (Path(__file__).parent.parent / "examples/01-demo/main.mesh").read_text(encoding="utf-8")
KINDS = ("deleted", "doubled", "misspelt", "swapped")


def helps(mutant: Mutant, compilation: Compilation, findings: tuple[Diagnostic, ...]) -> bool:
    """Whether one of the first three findings is on the damaged line or names a block left open."""
    for finding in findings[:3]:
        for label in (finding.primary, *finding.secondary):
            location = compilation.source_map.locate(label.origin) if label else None
            if location and location.start.line <= mutant.line <= max(location.end.line, location.start.line):
                return True
        if any(f"`{block}`" in finding.message for block in mutant.blocks):
            return True
    return False


@pytest.mark.parametrize("kind", KINDS)
def test_findings_about_a_damaged_mesh_help(kind: str, record_property: pytest.RecordProperty) -> None:
    bound, told, missed = 0, 0, []
    for mutant in mutants(MESH):
        if mutant.kind != kind:
            continue
        compilation = Compilation.of({"main.mesh": mutant.text})
        findings = tuple(f for f in compilation.diagnostics(()) if f.severity is not Severity.NOTE)
        if not findings:
            bound += 1
        elif helps(mutant, compilation, findings):
            told += 1
        else:
            missed.append((mutant, findings))
    share = told / (told + len(missed))
    record_property("summary", f"mutants {kind}: {bound} still bind, {told} of {told + len(missed)} told ({share:.1%})")
    misses = "\n".join(f"{m.line}: {m.token!r} {[(f.code, f.message) for f in fs[:3]]}" for m, fs in missed)
    assert share >= 0.95, f"{share:.1%}\n{misses}"
