from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from meshc.diagnostics.model import Applicability, Diagnostic, Edit, Fix, Label, Severity
from meshc.diagnostics.render.sarif import render
from meshc.source import BUILT_IN, Item, Origin, SourceFile, SourceMap

from .places import Texts
from .readers import ABOUT

SCHEMA = Path(__file__).resolve().parents[1] / "schemas" / "sarif-2.1.0.json"


@cache
def validator() -> Draft202012Validator:
    """The schema of the standard."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert schema["title"].startswith("Static Analysis Results Format (SARIF) Version 2.1.0")
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def run_of(findings: Sequence[Diagnostic], sources: SourceMap, prefix: str = "") -> dict[str, Any]:
    document = json.loads(render(findings, sources, prefix=prefix, about=ABOUT))
    validator().validate(document)
    (run,) = document["runs"]
    assert isinstance(run, dict)
    return run


def error(message: str, primary: Label | None = None, *secondary: Label, **fields: object) -> Diagnostic:
    return Diagnostic("MC201", "undefined-name", Severity.ERROR, message, primary, secondary, **fields)  # type: ignore[arg-type]


def test_a_finding_in_full() -> None:
    texts = Texts(main='# 在庫\nservice api {}\n  route "/b" { to = ap }\n')
    finding = error(
        "service `ap` is not defined",
        texts.label("ap", "not found", occurrence=2),
        texts.label("api", "this one?"),
        texts.label("service"),
        help="did you mean `api`?",
        fix=Fix("write `api`", (Edit(texts.origin("ap", occurrence=2), "api"),), Applicability.UNSAFE),
    )
    run = run_of([finding], texts.sources, "在庫/")
    place = {"uri": "%E5%9C%A8%E5%BA%AB/main.mesh", "uriBaseId": "%SRCROOT%"}
    region = {"startLine": 3, "startColumn": 21, "endLine": 3, "endColumn": 23}
    (result,) = run["results"]
    assert len(result.pop("partialFingerprints")["meshcFinding/v1"]) == 64
    assert result == {
        "ruleId": "MC201",
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": "service `ap` is not defined\n\ndid you mean `api`?"},
        "locations": [
            {"physicalLocation": {"artifactLocation": place, "region": region}, "message": {"text": "not found"}}
        ],
        "relatedLocations": [
            {
                "physicalLocation": {
                    "artifactLocation": place,
                    "region": {"startLine": 2, "startColumn": 9, "endLine": 2, "endColumn": 12},
                },
                "message": {"text": "this one?"},
            },
            {
                "physicalLocation": {
                    "artifactLocation": place,
                    "region": {"startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 8},
                }
            },
        ],
        "fixes": [
            {
                "description": {"text": "write `api`"},
                "artifactChanges": [
                    {
                        "artifactLocation": place,
                        "replacements": [{"deletedRegion": region, "insertedContent": {"text": "api"}}],
                    }
                ],
                "properties": {"applicability": "unsafe"},
            }
        ],
    }


def test_the_rules_are_those_of_the_findings() -> None:
    texts = Texts(main="a")
    findings = [
        Diagnostic("MC430", "literal-secret", Severity.ERROR, "m", texts.label("a")),
        error("m", texts.label("a")),
        Diagnostic("XX999", "of-a-plugin", Severity.WARNING, "m", texts.label("a")),
        error("n", texts.label("a")),
    ]
    run = run_of(findings, texts.sources)
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["MC201", "MC430", "XX999"]
    assert [result["ruleIndex"] for result in run["results"]] == [1, 0, 2, 0]
    assert rules[0]["name"] == "undefined-name"
    assert set(rules[0]) == {"id", "name", "shortDescription", "fullDescription", "help", "defaultConfiguration"}
    assert rules[1]["defaultConfiguration"] == {"level": "warning"}
    assert rules[2] == {"id": "XX999", "name": "of-a-plugin"}


def test_every_rule_can_be_described() -> None:
    from meshc import catalogue

    findings = [Diagnostic(code.code, code.name, code.severity, "m") for code in catalogue.codes().values()]
    run = run_of(findings, SourceMap({}, {}))
    assert len(run["tool"]["driver"]["rules"]) == len(findings)


@pytest.mark.parametrize("text", ["abcd\r\nlmn\r\n", "在庫\n😀\n"])
def test_the_end_of_a_file_lies_on_its_last_line(text: str) -> None:
    texts = Texts(main=text)
    run = run_of([error("m", Label(texts.at_end()))], texts.sources)
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    column = len(text.split("\n")[1]) + 2
    assert region == {"startLine": 2, "startColumn": column, "endLine": 2, "endColumn": column}


@pytest.mark.parametrize(("text", "column"), [("", 1), ("a", 2)])
def test_the_end_of_a_file_without_a_line_end(text: str, column: int) -> None:
    texts = Texts(main=text)
    run = run_of([error("m", Label(texts.at_end()))], texts.sources)
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 1, "startColumn": column, "endLine": 1, "endColumn": column}


def test_a_fix_of_several_files_is_in_order() -> None:
    texts = Texts(main="a b c", other="d")
    edits = (
        Edit(texts.origin("d", "other"), "1"),
        Edit(texts.origin("c"), "2"),
        Edit(texts.origin("a"), ""),
    )
    run = run_of([error("m", texts.label("a"), fix=Fix("t", edits, Applicability.SAFE))], texts.sources)
    (fix,) = run["results"][0]["fixes"]
    changes = [
        (change["artifactLocation"]["uri"], [edit["insertedContent"]["text"] for edit in change["replacements"]])
        for change in fix["artifactChanges"]
    ]
    assert changes == [("main.mesh", ["", "2"]), ("other.mesh", ["1"])]


def test_a_fix_that_cannot_be_made_is_none() -> None:
    texts = Texts(main="a")
    shown = Fix("t", (Edit(texts.origin("a"), "b"),), Applicability.DISPLAY_ONLY)
    nowhere = Fix("t", (Edit(BUILT_IN, "b"),), Applicability.SAFE)
    line = Fix("t", (Edit(Origin(Item("a.json", "", line=3), 0, 0), "b"),), Applicability.SAFE)
    for fix in (shown, nowhere, line, Fix("t", (), Applicability.SAFE)):
        assert "fixes" not in run_of([error("m", texts.label("a"), fix=fix)], texts.sources)["results"][0]


def marks(findings: Sequence[Diagnostic], sources: SourceMap, prefix: str = "") -> list[str]:
    return [result["partialFingerprints"]["meshcFinding/v1"] for result in run_of(findings, sources, prefix)["results"]]


def test_a_fingerprint_stays_when_lines_move() -> None:
    before, after = Texts(main="a\nb a"), Texts(main="# more\n\na\nb   a")
    of_before = marks([error("m", before.label("a")), error("m", before.label("a", occurrence=2))], before.sources)
    of_after = marks([error("m", after.label("a")), error("m", after.label("a", occurrence=2))], after.sources)
    assert of_before == of_after
    assert len(set(of_before)) == 2


def test_fingerprints_differ_by_code_path_and_message() -> None:
    texts = Texts(main="a", other="a")
    findings = [
        error("m", texts.label("a")),
        error("n", texts.label("a")),
        error("m", texts.label("a", file="other")),
        Diagnostic("MC202", "x", Severity.ERROR, "m", texts.label("a")),
        error("m"),
    ]
    assert len(set(marks(findings, texts.sources))) == len(findings)


def test_an_absolute_prefix_gives_absolute_uris() -> None:
    item = Item("a b.mesh", "a")
    sources = SourceMap({"a b.mesh": SourceFile("a b.mesh", "a")}, {item: 0})
    for prefix, uri in (("/srv/在/", "file:///srv/%E5%9C%A8/a%20b.mesh"), ("C:/x/", "file:///C:/x/a%20b.mesh")):
        run = run_of([error("m", Label(Origin(item, 0, 1)))], sources, prefix)
        assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": uri}
