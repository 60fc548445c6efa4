from __future__ import annotations

import json
from functools import cache

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from meshc import data
from meshc.diagnostics.model import Applicability, Diagnostic, Edit, Fix, Label, Severity
from meshc.diagnostics.render.json import document_of, render
from meshc.source import BUILT_IN, Item, Origin, SourceFile, SourceMap

from .places import Texts


@cache
def validator() -> Draft202012Validator:
    schema = json.loads(data.read_text("schemas/diagnostic.schema.json"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def test_a_finding_in_full() -> None:
    texts = Texts(main='# 在庫\nservice api {}\n  route "/b" { to = ap }\n')
    finding = Diagnostic(
        "MC201",
        "undefined-name",
        Severity.ERROR,
        "service `ap` is not defined",
        texts.label("ap", "not found", occurrence=2),
        (texts.label("api", "this one?"),),
        "did you mean `api`?",
        Fix("write `api`", (Edit(texts.origin("ap", occurrence=2), "api"),), Applicability.UNSAFE),
    )
    place = {
        "path": "main.mesh",
        "start": {"line": 3, "column": 21, "offset": 40},
        "end": {"line": 3, "column": 23, "offset": 42},
    }
    expected = {
        "version": 1,
        "diagnostics": [
            {
                "code": "MC201",
                "name": "undefined-name",
                "severity": "error",
                "message": "service `ap` is not defined",
                "help": "did you mean `api`?",
                "primary": {"location": place, "message": "not found"},
                "secondary": [
                    {
                        "location": {
                            "path": "main.mesh",
                            "start": {"line": 2, "column": 9, "offset": 13},
                            "end": {"line": 2, "column": 12, "offset": 16},
                        },
                        "message": "this one?",
                    }
                ],
                "fix": {
                    "title": "write `api`",
                    "applicability": "unsafe",
                    "edits": [{"location": place, "text": "api"}],
                },
            }
        ],
    }
    printed = render([finding], texts.sources)
    assert expected == json.loads(printed)
    assert printed.endswith(b"}\n")
    validator().validate(json.loads(printed))


def test_only_a_line_is_known() -> None:
    origin = Origin(Item("team/main.mesh", "", line=12), 0, 0)
    finding = Diagnostic("MC601", "x", Severity.NOTE, "m", Label(origin))
    (shown,) = document_of([finding], SourceMap({}, {}))["diagnostics"]
    point = {"line": 12, "column": 1, "offset": None}
    assert {"path": "team/main.mesh", "start": point, "end": point} == shown["primary"]["location"]


def test_a_fix_that_cannot_be_placed_is_no_fix() -> None:
    fix = Fix("t", (Edit(BUILT_IN, "x"),), Applicability.SAFE)
    finding = Diagnostic("MC601", "x", Severity.NOTE, "m", Label(BUILT_IN), (Label(BUILT_IN),), fix=fix)
    (shown,) = document_of([finding], SourceMap({}, {}))["diagnostics"]
    assert (shown["primary"], shown["secondary"], shown["fix"]) == (None, (), None)


def test_no_findings() -> None:
    assert json.loads(render([], SourceMap({}, {}))) == {"version": 1, "diagnostics": []}


@given(text=st.text(st.characters(), max_size=100), data=st.data())
def test_every_document_follows_the_schema(text: str, data: st.DataObject) -> None:
    item = Item("main.mesh", text)
    sources = SourceMap({"main.mesh": SourceFile("main.mesh", text)}, {item: 0})

    def origin() -> Origin:
        start = data.draw(st.integers(0, len(text)))
        return Origin(item, start, data.draw(st.integers(start, len(text))))

    fix = Fix(text, (Edit(origin(), text), Edit(origin(), text)), data.draw(st.sampled_from(Applicability)))
    severity = data.draw(st.sampled_from(Severity))
    finding = Diagnostic("MC999", "x", severity, text, Label(origin(), text), (Label(origin()),), text, fix)
    shown = json.loads(render([finding], sources))
    validator().validate(shown)
    primary = shown["diagnostics"][0]["primary"]["location"]
    lines = text[: primary["start"]["offset"]].split("\n")
    assert (len(lines), len(lines[-1]) + 1) == (primary["start"]["line"], primary["start"]["column"])
