"""Findings as workflow commands, of which GitHub Actions makes annotations.

The commands and their parameters: https://docs.github.com/actions/reference/workflow-commands-for-github-actions.
What is escaped: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts. The runner drops columns of
an annotation of several lines:
https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs (`ValidateLinesAndColumns`).

Columns count code points from 1, and `endColumn` is past the last character.
"""

from __future__ import annotations

from collections.abc import Iterable

from meshc.diagnostics.model import Diagnostic, Severity
from meshc.diagnostics.render.places import Place, primary_place
from meshc.diagnostics.render.wording import paragraphs, title
from meshc.source import SourceMap

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}

_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def render(findings: Iterable[Diagnostic], sources: SourceMap, *, prefix: str) -> bytes:
    """A command on each line, as UTF-8. `prefix` must lead from the workspace."""
    lines = (_command(finding, primary_place(finding, sources, prefix)) for finding in findings)
    return "".join(lines).encode("utf-8", "backslashreplace")


def _command(finding: Diagnostic, place: Place | None) -> str:
    properties = {**(_where(place) if place is not None else {}), "title": title(finding)}
    given = ",".join(f"{name}={str(value).translate(_PROPERTY)}" for name, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {given}::{paragraphs(finding, chr(10)).translate(_DATA)}\n"


def _where(place: Place) -> dict[str, str | int]:
    where: dict[str, str | int] = {"file": place.path, "line": place.start.line, "endLine": place.last_line}
    if place.file is not None and place.start.line == place.end.line:
        where |= {"col": place.start.column, "endColumn": place.end.column}
    return where
