from __future__ import annotations

from textwrap import dedent

from meshc.diagnostics.model import Diagnostic, Severity
from meshc.diagnostics.render.checkstyle import render

from .places import Texts


def test_errors_stand_by_file() -> None:
    texts = Texts(main='"在庫" = <ap>\n', team="x")
    findings = [
        Diagnostic("MC201", "x", Severity.ERROR, "`<ap>`\t&\n", texts.label("<ap>"), help="do"),
        Diagnostic("MC436", "y", Severity.WARNING, "w", texts.label("x", file="team")),
        Diagnostic("MC601", "z", Severity.NOTE, "n"),
    ]
    expected = """
        <?xml version="1.0" encoding="UTF-8"?>
        <checkstyle version="4.3">
          <file name="main.mesh">
            <error line="1" column="8" severity="error" message="`&lt;ap&gt;`&#9;&amp;&#10;; do" source="meshc.MC201"/>
            <error line="0" severity="info" message="n" source="meshc.MC601"/>
          </file>
          <file name="team.mesh">
            <error line="1" column="1" severity="warning" message="w" source="meshc.MC436"/>
          </file>
        </checkstyle>
        """
    assert render(findings, texts.sources, prefix="").decode() == dedent(expected).lstrip("\n")
