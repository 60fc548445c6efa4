"""A mesh from text, and what was found in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from meshc.compilation import TextReader
from meshc.ir.mesh import Mesh
from meshc.semantics.loader import load
from meshc.semantics.model import SemanticModel, analyse


def model(
    text: str | Mapping[str, str], overlays: Sequence[str] = (), given: Mapping[str, object] | None = None
) -> SemanticModel:
    """The meaning of a mesh; `mesh demo` is added where no text has a `mesh` block."""
    files = {"main.mesh": text} if isinstance(text, str) else dict(text)
    if not any(content.lstrip().startswith("mesh ") for content in files.values()):
        files["main.mesh"] = "mesh demo\n" + files["main.mesh"]
    reader = TextReader(files)
    loaded = load(sorted(name for name in files if name.endswith(".mesh") and "/" not in name), reader)
    syntax = [finding for result in loaded.parsed for _, item in result.items for finding in item.diagnostics]
    result = analyse(
        loaded.parsed,
        overlays=overlays,
        given=given or {},
        expected=tuple(given or ()),
        read_file=lambda path, named: reader.read(named) or "does not exist",
    )
    findings = (*loaded.findings, *syntax, *result.findings)
    return result._replace(findings=findings)


def mesh(
    text: str | Mapping[str, str], overlays: Sequence[str] = (), given: Mapping[str, object] | None = None
) -> Mesh:
    """The IR of a mesh in which nothing is wrong."""
    found = model(text, overlays, given)
    assert [(finding.code, finding.message) for finding in found.findings] == []
    assert found.mesh is not None
    return found.mesh


def codes(text: str | Mapping[str, str], overlays: Sequence[str] = ()) -> list[str]:
    """The codes found in a mesh, in order."""
    return [finding.code for finding in model(text, overlays).findings]


def messages(text: str | Mapping[str, str]) -> list[str]:
    """What was found, as a person reads it: message and help."""
    return [f"{finding.message} | {finding.help}" for finding in model(text).findings]
