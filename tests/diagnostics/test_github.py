from __future__ import annotations

from meshc.diagnostics.model import Diagnostic, Label, Severity
from meshc.diagnostics.render.github import render
from meshc.source import Item, Origin, SourceMap

from .places import Texts


def command(finding: Diagnostic, sources: SourceMap, prefix: str = "") -> str:
    return render([finding], sources, prefix=prefix).decode()


def test_a_finding_in_full() -> None:
    texts = Texts(main="service api\n  calls ap\n")
    finding = Diagnostic(
        "MC201",
        "undefined-name",
        Severity.ERROR,
        "100 %: `ap`, gone",
        texts.label("ap\n"),
        help="did you\r\nmean `api`?",
    )
    assert command(finding, texts.sources, "a,b:c%/") == (
        "::error file=a%2Cb%3Ac%25/main.mesh,line=2,endLine=2,title=MC201 undefined-name"
        "::100 %25: `ap`, gone%0Adid you%0D%0Amean `api`?\n"
    )


def test_columns_are_told_of_one_line_only() -> None:
    texts = Texts(main="a 在庫\nb c\n")
    one = Diagnostic("MC1", "x", Severity.WARNING, "m", texts.label("在庫"))
    two = Diagnostic("MC1", "x", Severity.NOTE, "m", texts.label("在庫", end="b"))
    assert command(one, texts.sources) == "::warning file=main.mesh,line=1,endLine=1,col=3,endColumn=5,title=MC1 x::m\n"
    assert command(two, texts.sources) == "::notice file=main.mesh,line=1,endLine=2,title=MC1 x::m\n"


def test_places_that_are_not_known() -> None:
    line = Label(Origin(Item("a.json", "", line=7), 0, 0))
    none = SourceMap({}, {})
    assert command(Diagnostic("MC1", "x", Severity.ERROR, "m", line), none) == (
        "::error file=a.json,line=7,endLine=7,title=MC1 x::m\n"
    )
    assert command(Diagnostic("MC1", "x", Severity.ERROR, "m"), none) == "::error title=MC1 x::m\n"


def test_a_message_cannot_begin_another_command() -> None:
    finding = Diagnostic("MC1", "x", Severity.ERROR, "a\n::stop-commands::x", help="b\r::add-mask::y")
    assert command(finding, SourceMap({}, {})).count("\n") == 1
