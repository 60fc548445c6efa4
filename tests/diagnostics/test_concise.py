from __future__ import annotations

from meshc.diagnostics.model import Diagnostic, Label, Severity
from meshc.diagnostics.render.concise import render
from meshc.source import Item, Origin, SourceMap

from .places import Texts


def test_a_line_for_each_finding() -> None:
    texts = Texts(main='# 在庫\nenv { "在庫" = ap }\n')
    findings = [
        Diagnostic("MC201", "x", Severity.ERROR, "`ap` is not defined", texts.label("ap"), help="did you mean `api`?"),
        Diagnostic("MC436", "y", Severity.WARNING, "odd", Label(Origin(Item("a.json", "", line=7), 0, 0))),
        Diagnostic("MC601", "z", Severity.NOTE, "no mesh", help="write one,\nor name a folder"),
    ]
    assert render(findings, texts.sources, prefix="shop/").decode() == (
        "shop/main.mesh:2:18: error[MC201]: `ap` is not defined; did you mean `api`?\n"
        "shop/a.json:7:1: warning[MC436]: odd\n"
        "note[MC601]: no mesh; write one, or name a folder\n"
    )


def test_nothing_in_a_mesh_can_steer_the_terminal_or_begin_a_line() -> None:
    finding = Diagnostic("MC201", "x", Severity.ERROR, "a\x1b[31m\nb\r\u202e", help="c\x07")
    assert render([finding], SourceMap({}, {}), prefix="").decode() == "error[MC201]: a␛[31m␊b␍\ufffd; c␇\n"
