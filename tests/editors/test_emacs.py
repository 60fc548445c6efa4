"""Emacs in batch mode: the mode itself, and Eglot with the real language server."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.editors.editing import COLOURS, EXAMPLES, TYPED, Desk, findings, without_indentation
from tests.editors.meshes import FORMATTED, MENDED


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a person saw."""
    desk = Desk(tmp_path_factory.mktemp("session"))
    seen: dict[str, Any] = json.loads(desk.emacs("session.el"))
    seen["expected"] = findings(desk.mesh)
    return seen


def test_nothing_fails(session: dict[str, Any]) -> None:
    assert session.get("fault") is None
    assert (session["mode"], session["server"]) == ("mesh-mode", "meshc")


def test_findings_are_those_of_the_command_line(session: dict[str, Any]) -> None:
    kinds = {"error": "eglot-error", "warning": "eglot-warning", "note": "eglot-note"}
    expected = [
        [found.line, found.start, found.end, kinds[found.severity], f"meshc [{found.code}]: {found.message}"]
        for found in session["expected"]
    ]
    assert expected == sorted(session["diagnostics"])


def test_quick_fix(session: dict[str, Any]) -> None:
    assert MENDED.splitlines()[4] == session["mended"]


def test_hover(session: dict[str, Any]) -> None:
    assert "memory" in session["hover"]


def test_definition(session: dict[str, Any]) -> None:
    assert session["definition"] == [5, "在庫"]


def test_completion(session: dict[str, Any]) -> None:
    assert "patient" in session["completion"]


def test_rename_and_format(session: dict[str, Any]) -> None:
    new = FORMATTED.replace("service 在庫", "service stock").replace("calls 在庫", "calls stock")
    assert new.split("\n") == session["formatted"]


def test_colours(desk: Desk) -> None:
    desk.write("sample.mesh", (COLOURS / "sample.mesh").read_text(encoding="utf-8"))
    assert desk.emacs("colours.el") == (COLOURS / "emacs.txt").read_text(encoding="utf-8")


def test_indentation_of_the_examples(desk: Desk) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in EXAMPLES)
    desk.write("main.mesh", without_indentation(text))
    assert text == desk.emacs("indentation.el")


def test_mode(desk: Desk) -> None:
    told = json.loads(desk.emacs("mode.el"))
    assert told["said"] == []
    assert told["services"] == ["在庫", "web"]
    assert told["server"] == ["meshc", "lsp"]
    assert told["missing"] == ('meshc is not found, so there are colours alone; install it: pip install "meshc[lsp]"')
    assert told["typed"] == TYPED
    assert told["comment"] == '# mesh demo { namespace = "demo.local" }'
