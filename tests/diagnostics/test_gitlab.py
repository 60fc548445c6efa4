from __future__ import annotations

import json
from typing import Any

from meshc.diagnostics.model import Diagnostic, Severity
from meshc.diagnostics.render.gitlab import render

from .places import Texts


def report(texts: Texts, *parts: str) -> list[dict[str, Any]]:
    findings = [Diagnostic("MC201", "x", Severity.WARNING, "m", texts.label(part), help="do") for part in parts]
    found = json.loads(render(findings, texts.sources, prefix="shop/"))
    assert isinstance(found, list)
    return found


def test_a_finding_in_full() -> None:
    (issue,) = report(Texts(main="a\nb\nc"), "a\nb\n")
    assert len(issue.pop("fingerprint")) == 64
    assert issue == {
        "description": "m; do",
        "check_name": "MC201",
        "severity": "minor",
        "location": {"path": "shop/main.mesh", "lines": {"begin": 1, "end": 2}},
    }


def test_fingerprints_are_unique_and_stay_when_lines_move() -> None:
    before = [issue["fingerprint"] for issue in report(Texts(main="a b"), "a", "b")]
    after = [issue["fingerprint"] for issue in report(Texts(main="# more\n\nb\na"), "a", "b")]
    assert before == after
    assert len(set(before)) == 2
