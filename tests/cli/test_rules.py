"""`meshc rules`: every kind of finding, and what it counts as in a project."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from meshc import catalogue

from .running import inside as inside
from .running import meshc, only_error


def listed(*words: str) -> dict[str, dict[str, object]]:
    ran = meshc("rules", *words, "--output-format", "json")
    assert (ran.code, ran.err) == (0, "")
    return {rule["code"]: rule for rule in json.loads(ran.out)["rules"]}


def test_every_code_is_listed(inside: Path) -> None:
    assert list(listed()) == sorted(catalogue.codes())
    text = meshc("rules").out.splitlines()
    assert text[0].split() == ["code", "name", "here", "ignorable", "fix", "summary"]
    assert [line.split()[0] for line in text[1:]] == sorted(catalogue.codes())


def test_the_settings_of_the_project_are_applied(inside: Path) -> None:
    (inside / "shop").mkdir()
    (inside / "pyproject.toml").write_text(
        '[tool.meshc.lint]\nignore = ["account-id"]\n[tool.meshc.lint.severity]\nimage-tag = "error"\n'
    )
    for words in ((), ("shop",), ("pyproject.toml",)):
        here = listed(*words)
        assert (here["MC432"]["severity"], here["MC432"]["default"]) == ("error", "warning")
        ignored = next(rule for rule in here.values() if rule["name"] == "account-id")
        assert (ignored["severity"], ignored["ignorable"]) == ("off", True)
    assert "MC432  image-tag" in meshc("rules").out
    assert " error (warning) " in next(line for line in meshc("rules").out.splitlines() if "image-tag" in line)


def test_errors_and_losses_are_not_ignorable(inside: Path) -> None:
    here = listed()
    assert not here["MC201"]["ignorable"]
    assert not here["MC503"]["ignorable"]


def test_rules_from_outside_are_listed(inside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (inside / "acme_rule.py").write_text(
        "from meshc.diagnostics.model import Code, Severity\n"
        "CODE = Code('ACME1', 'acme', 'What Acme wants.', '', '', '', Severity.WARNING)\n"
        "def check(context):\n    return iter(())\n"
    )
    monkeypatch.syspath_prepend(inside)
    (inside / "meshc.toml").write_text('[extensions]\nrules = ["acme_rule"]\n')
    assert listed()["ACME1"]["module"] == "acme_rule"


def test_what_is_not_there(inside: Path) -> None:
    assert "there is no file or folder `nowhere`" in only_error(meshc("rules", "nowhere"))
