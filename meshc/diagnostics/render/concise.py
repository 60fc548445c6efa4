"""Findings as one line each: `main.mesh:3:21: error[MC201]: service \\`ap\\` is not defined; did you mean \\`api\\`?`.

The column counts bytes of UTF-8 from 1, as Vim's `%c` does (https://vimhelp.org/quickfix.txt.html#errorformat); its
errorformat for these lines is `%f:%l:%c:\\ %t%*[^[][%*[^]]]:\\ %m`. Where only the line is known the column is 1, and
a finding about the mesh as a whole begins with its severity.
"""

from __future__ import annotations

from collections.abc import Iterable

from meshc.diagnostics.model import Diagnostic
from meshc.diagnostics.render.cells import safe
from meshc.diagnostics.render.places import byte_column, primary_place
from meshc.diagnostics.render.wording import sentence
from meshc.source import SourceMap


def render(findings: Iterable[Diagnostic], sources: SourceMap, *, prefix: str) -> bytes:
    """The lines as UTF-8; characters that would steer a terminal are replaced."""
    return "".join(_line(finding, sources, prefix) for finding in findings).encode()


def _line(finding: Diagnostic, sources: SourceMap, prefix: str) -> str:
    said = f"{finding.severity.value}[{finding.code}]: {safe(sentence(finding))}\n"
    place = primary_place(finding, sources, prefix)
    if place is None:
        return said
    column = byte_column(place.file, place.start) if place.file is not None else 1
    return f"{safe(place.path)}:{place.start.line}:{column}: {said}"
