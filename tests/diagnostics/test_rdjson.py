from __future__ import annotations

import json
from typing import Any

import pytest

from meshc.diagnostics.model import Applicability, Diagnostic, Edit, Fix, Label, Severity
from meshc.diagnostics.render.rdjson import render
from meshc.source import BUILT_IN

from .places import Texts


def diagnostic(texts: Texts, finding: Diagnostic) -> dict[str, Any]:
    document = json.loads(render([finding], texts.sources, prefix="shop/"))
    assert document["source"] == {"name": "meshc"}
    (found,) = document["diagnostics"]
    assert isinstance(found, dict)
    return found


def test_a_finding_in_full() -> None:
    texts = Texts(main="a𐐀b\n在庫")
    fix = Fix("t", (Edit(texts.origin("庫"), "荷"),), Applicability.SAFE)
    finding = Diagnostic(
        "MC201",
        "x",
        Severity.NOTE,
        "m",
        texts.label("𐐀b\n在", "here"),
        (texts.label("b", "there"), Label(BUILT_IN)),
        "do",
        fix,
    )
    at = {"start": {"line": 1, "column": 2}, "end": {"line": 2, "column": 4}}
    assert diagnostic(texts, finding) == {
        "message": "m\ndo",
        "location": {"path": "shop/main.mesh", "range": at},
        "severity": "INFO",
        "code": {"value": "MC201"},
        "suggestions": [
            {"range": {"start": {"line": 2, "column": 4}, "end": {"line": 2, "column": 7}}, "text": "荷"},
        ],
        "related_locations": [
            {
                "message": "there",
                "location": {
                    "path": "shop/main.mesh",
                    "range": {"start": {"line": 1, "column": 6}, "end": {"line": 1, "column": 7}},
                },
            }
        ],
    }


@pytest.mark.parametrize("kind", ["two edits", "another file", "display only", "nowhere"])
def test_a_fix_that_is_no_suggestion(kind: str) -> None:
    texts = Texts(main="a b", other="a")
    a, b = Edit(texts.origin("a"), ""), Edit(texts.origin("b"), "")
    fixes = {
        "two edits": Fix("t", (a, b), Applicability.SAFE),
        "another file": Fix("t", (Edit(texts.origin("a", "other"), ""),), Applicability.SAFE),
        "display only": Fix("t", (a,), Applicability.DISPLAY_ONLY),
        "nowhere": Fix("t", (Edit(BUILT_IN, ""),), Applicability.SAFE),
    }
    finding = Diagnostic("MC201", "x", Severity.ERROR, "m", texts.label("a"), fix=fixes[kind])
    assert "suggestions" not in diagnostic(texts, finding)
