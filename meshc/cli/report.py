"""The findings of one mesh or of several, as one report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from meshc.cli.mesh_arguments import Loaded
from meshc.diagnostics.model import Diagnostic, Edit, Label, Severity
from meshc.source import Item, Origin, SourceFile, SourceMap


class Report(NamedTuple):
    """Findings, and how to find the places that they are about."""

    findings: tuple[Diagnostic, ...]
    sources: SourceMap
    prefix: str
    """What leads from the current folder to the paths of the findings."""
    meshes: tuple[str, ...]
    """For each finding, the folder of its mesh, from the current folder."""

    def without(self, hidden: Sequence[bool]) -> Report:
        """The report without those findings for which there is True."""
        kept = [index for index, is_hidden in enumerate(hidden) if not is_hidden]
        return self._replace(
            findings=tuple(self.findings[index] for index in kept), meshes=tuple(self.meshes[index] for index in kept)
        )


def report(loaded: Sequence[Loaded]) -> Report:
    """What there is to say about the meshes; of what they share it is said once."""
    if len(loaded) == 1:
        compilation, prefix = loaded[0]
        findings = compilation.diagnostics()
        return Report(findings, compilation.source_map, prefix, (_mesh(loaded[0]),) * len(findings))
    joined = _Joined()
    found: dict[object, tuple[Diagnostic, str]] = {}
    for one in loaded:
        for finding in joined.add(one):
            found.setdefault(joined.identity(finding), (finding, _mesh(one)))
    ordered = sorted(found.values(), key=lambda pair: _rank(pair[0]))
    return Report(tuple(pair[0] for pair in ordered), joined.sources, "", tuple(pair[1] for pair in ordered))


_RANKS = tuple(Severity)


def _rank(finding: Diagnostic) -> int:
    """As `Compilation.diagnostics` orders the findings of a mesh, which stay in their order."""
    return -1 if finding.code.startswith("MC1") else _RANKS.index(finding.severity)


def _mesh(one: Loaded) -> str:
    return (one.prefix + one.compilation.entries[0]).rpartition("/")[0] or "."


class _Joined:
    """Several meshes under paths from the current folder."""

    def __init__(self) -> None:
        self._files: dict[str, SourceFile] = {}
        self._offsets: dict[Item, int] = {}
        self._items: dict[int, tuple[Item, Item]] = {}
        self.sources = SourceMap(self._files, self._offsets)

    def add(self, one: Loaded) -> list[Diagnostic]:
        """The findings of a mesh, with places in the joined sources."""
        compilation, prefix = one
        for path, file in compilation.source_map.files.items():
            self._files.setdefault(prefix + path, SourceFile(prefix + path, file.text))
        return [self._moved(finding, compilation.source_map, prefix) for finding in compilation.diagnostics()]

    def identity(self, finding: Diagnostic) -> object:
        """What makes findings of two meshes one."""
        place = self.sources.locate(finding.primary.origin) if finding.primary is not None else None
        return (finding.code, finding.message, place) if place is not None else finding

    def _moved(self, finding: Diagnostic, sources: SourceMap, prefix: str) -> Diagnostic:
        def label(of: Label) -> Label:
            return replace(of, origin=self._origin(of.origin, sources, prefix))

        fix = finding.fix
        if fix is not None:
            edits = (Edit(self._origin(edit.origin, sources, prefix), edit.text) for edit in fix.edits)
            fix = replace(fix, edits=tuple(edits))
        primary = label(finding.primary) if finding.primary is not None else None
        return replace(finding, primary=primary, secondary=tuple(map(label, finding.secondary)), fix=fix)

    def _origin(self, origin: Origin, sources: SourceMap, prefix: str) -> Origin:
        item = origin.item
        if item is None:
            return origin
        if id(item) not in self._items:
            moved = Item(prefix + item.path, item.text, item.line)
            self._items[id(item)] = item, moved
            if item.line is None:
                self._offsets[moved] = sources.offset(Origin(item, 0, 0))[1]
        return origin._replace(item=self._items[id(item)][1])
