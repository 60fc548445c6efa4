"""Findings as the protocol has them, by the file in which they stand.

They are made of plain values: a mesh may have thousands of findings, and to make each of them of checked objects and
these of plain values again would take longer than to find them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from lsprotocol import types

from meshc.compilation import Compilation, LoadError
from meshc.diagnostics.model import Diagnostic, Label, Severity
from meshc.lsp.meshes import OpenMesh
from meshc.source import Origin

if TYPE_CHECKING:
    from meshc.lsp.session import Document, Mesh, Session

SOURCE = "meshc"
Plain: TypeAlias = dict[str, Any]


class Report(NamedTuple):
    """The findings of one file."""

    version: int | None
    """Of the buffer; None where the file is not open."""
    items: list[Plain]
    """As the client has them."""
    findings: list[Diagnostic]
    """The same, in the same order, but for those that only another mesh has in the file."""


Told: TypeAlias = dict[str, Report]
"""Reports by the URI of the file; every file of a mesh has one."""

_SEVERITIES: Mapping[Severity, int] = {
    Severity.ERROR: types.DiagnosticSeverity.Error.value,
    Severity.WARNING: types.DiagnosticSeverity.Warning.value,
    Severity.NOTE: types.DiagnosticSeverity.Information.value,
}
_UNUSED = frozenset({"MC401", "MC402", "MC403", "MC421", "MC435", "MC436", "MC437", "MC493", "MC505"})
_ENDED = frozenset({"MC511"})
_TAGS = {
    types.DiagnosticTag.Unnecessary.value: _UNUSED,
    types.DiagnosticTag.Deprecated.value: _ENDED,
}
"""The codes of what is without use, and of what AWS has ended."""


class Place(NamedTuple):
    """Where a finding is shown."""

    path: str
    start: int
    end: int
    line: int | None = None
    """Set where only a line of the file is known, counted from 0; the offsets say nothing then."""


def place(compilation: Compilation, label: Label | None) -> Place | None:
    """Where a label stands; for none, where the mesh is declared. None outside the files of the mesh."""
    origin = label.origin if label is not None else _of_mesh(compilation)
    item = origin.item if origin is not None else None
    if origin is None or item is None or item.path not in compilation.files:
        return None
    if item.line is not None:
        return Place(item.path, 0, 0, item.line - 1)
    path, start = compilation.source_map.offset(origin)
    return Place(path, start, start + origin.end - origin.start)


class Findings:
    """The findings of all open meshes, worked out once for each version of each."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[OpenMesh, tuple[Compilation, Told]] = {}
        self.of_new_meshes = 0
        """How often a mesh was seen for the first time."""

    def everywhere(self) -> Told:
        """The reports of every file of every open mesh; what several meshes find in one file is told once."""
        told: Told = {}
        meshes = list(self._session.meshes())
        for mesh in meshes:
            for uri, report in self._of(mesh).items():
                before = told.get(uri)
                if before is None:
                    told[uri] = report
                elif report.items != before.items:
                    more = [item for item in report.items if item not in before.items]
                    told[uri] = before._replace(items=before.items + more)
        open_now = {mesh.state for mesh in meshes}
        self._known = {state: known for state, known in self._known.items() if state in open_now}
        return told

    def of(self, uri: str) -> Report | None:
        """The report of one file, open or not; None where it belongs to no mesh."""
        document = self._session.document(uri)
        if document is None:
            return None
        told = self.everywhere()
        if document.uri not in told:
            mesh = self._session.mesh(uri)
            assert mesh is not None
            told = self._of(mesh)
        return told[document.uri]

    def in_mesh(self, mesh: Mesh, uri: str) -> Report | None:
        """What one mesh finds in one of its files; None for a file that is none of them."""
        return self._of(mesh).get(uri)

    def _of(self, mesh: Mesh) -> Told:
        known = self._known.get(mesh.state)
        if known is None:
            self.of_new_meshes += 1
        elif known[0] is mesh.compilation:
            return known[1]
        told = _told(mesh)
        self._known[mesh.state] = mesh.compilation, told
        return told


def _found(mesh: Mesh) -> tuple[Mesh, tuple[Diagnostic, ...]]:
    """The findings, and the mesh that has them: without rules from outside where those cannot be loaded."""
    try:
        return mesh, mesh.compilation.diagnostics()
    except Exception as error:
        rules = mesh.compilation.options.rules
        if not rules:
            raise
        running = not isinstance(error, LoadError)
        names = ", ".join(f"`{name}`" for name in rules)
        why = f"a rule of {names} fails: {type(error).__name__}: {error}" if running else str(error)
        without = mesh.session.without_rules(mesh, why)
        return (without, without.compilation.diagnostics()) if without else (mesh, ())


def _told(mesh: Mesh) -> Told:
    mesh, found = _found(mesh)
    files = _Files(mesh)
    told: Told = {mesh.uri(path): Report(mesh.version(path), [], []) for path in mesh.compilation.files}
    for finding in found:
        at = place(mesh.compilation, finding.primary) or Place(next(iter(mesh.compilation.files), ""), 0, 0, 0)
        report = told[files.uri(at.path)]
        report.items.append(_plain(files, finding, at))
        report.findings.append(finding)
    return told


class _Files:
    """The files of a mesh, each looked for once."""

    def __init__(self, mesh: Mesh) -> None:
        self.mesh = mesh
        self.compilation = mesh.compilation
        self._documents: dict[str, Document] = {}
        session = mesh.session.capabilities.text_document
        told = session.diagnostic or session.publish_diagnostics if session else None
        self.related = bool(told and told.related_information)
        tags = told.tag_support if told else None
        self.tags = frozenset(tag.value for tag in tags.value_set) if tags else frozenset()

    def uri(self, path: str) -> str:
        return self._document(path).uri

    def range(self, at: Place) -> Plain:
        if at.line is not None:
            return {"start": {"line": at.line, "character": 0}, "end": {"line": at.line, "character": 0}}
        positions = self._document(at.path).positions
        start_line, start = positions.place(at.start)
        end_line, end = positions.place(at.end)
        return {"start": {"line": start_line, "character": start}, "end": {"line": end_line, "character": end}}

    def _document(self, path: str) -> Document:
        found = self._documents.get(path)
        if found is None:
            found = self.mesh.document(path)
            assert found is not None, path
            self._documents[path] = found
        return found


def _plain(files: _Files, finding: Diagnostic, at: Place) -> Plain:
    told: Plain = {
        "range": files.range(at),
        "severity": _SEVERITIES[finding.severity],
        "code": finding.code,
        "source": SOURCE,
        "message": f"{finding.message}\n{finding.help}" if finding.help else finding.message,
    }
    tags = [tag for tag, codes in _TAGS.items() if finding.code in codes and tag in files.tags]
    if tags:
        told["tags"] = tags
    if finding.secondary and files.related:
        related = [one for label in finding.secondary if (one := _related(files, label)) is not None]
        if related:
            told["relatedInformation"] = related
    return told


def _related(files: _Files, label: Label) -> Plain | None:
    at = place(files.compilation, label)
    if at is None:
        return None
    return {"location": {"uri": files.uri(at.path), "range": files.range(at)}, "message": label.message or "here"}


def _of_mesh(compilation: Compilation) -> Origin | None:
    return compilation.mesh.origin() if compilation.mesh is not None else None
