"""`--baseline` and `--update-baseline`: known findings are left out, new ones count, and a moved line is no new one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from .running import inside as inside
from .running import meshc, only_error

ROOT = Path(__file__).resolve().parents[2]
HEAD = 'mesh demo\ntarget service-connect { accept = [retry] }\nservice web { image = "acme/web:1" ; calls api }\n'
API = 'service api {\n  image = "acme/api"\n  port = 8080\n}\n'
KNOWN = ("--baseline", "known.json")


@pytest.fixture
def shop(inside: Path) -> Path:
    """A mesh with a warning, which a baseline knows."""
    (inside / "main.mesh").write_text(HEAD + API)
    ran = meshc("validate", *KNOWN, "--update-baseline")
    assert ran == (0, "", "wrote 1 finding to `known.json`\n")
    return inside


def test_what_is_known_is_left_out(shop: Path) -> None:
    assert meshc("validate", *KNOWN) == (0, "", "no findings\n1 finding of the baseline left out\n")
    assert meshc("validate", *KNOWN, "--deny", "warnings").code == 0
    assert meshc("validate", "--deny", "warnings").code == 1
    listed = json.loads(meshc("validate", *KNOWN, "--output-format", "json").out)
    assert listed["diagnostics"] == []


def test_a_finding_that_moves_stays_known(shop: Path) -> None:
    (shop / "main.mesh").write_text(API + "\n# more\n" + HEAD)
    assert meshc("validate", *KNOWN).err.startswith("no findings\n")


def test_what_is_new_counts(shop: Path) -> None:
    (shop / "main.mesh").write_text(HEAD + API + API.replace("api", "new"))
    ran = meshc("validate", *KNOWN, "--deny", "warnings", "--output-format", "concise")
    assert (ran.code, ran.out.count("\n"), "main.mesh:9:" in ran.out) == (1, 1, True)
    (shop / "main.mesh").write_text(HEAD + API.replace("8080", "99999"))
    assert meshc("validate", *KNOWN).code == 1
    assert "wrote 3 findings" in meshc("validate", *KNOWN, "--update-baseline").err
    assert meshc("validate", *KNOWN).code == 0
    assert meshc("build").code == 1


def test_what_is_gone_is_told_until_the_baseline_is_updated(shop: Path) -> None:
    (shop / "main.mesh").write_text(HEAD + API.replace("acme/api", "acme/api:1"))
    ran = meshc("validate", *KNOWN)
    assert ran.code == 0
    assert "no longer occurs: main.mesh: MC432: " in ran.err
    assert "`--update-baseline` removes it from `known.json`\n" in ran.err
    meshc("validate", *KNOWN, "--update-baseline")
    assert meshc("validate", *KNOWN) == (0, "", "no findings\n")


def test_meshes_that_are_not_looked_at_keep_their_entries(shop: Path) -> None:
    (shop / "other").mkdir()
    (shop / "other/main.mesh").write_text("mesh other\n" + API)
    meshc("validate", "other", *KNOWN, "--update-baseline")
    paths = [entry["path"] for entry in json.loads((shop / "known.json").read_text())["findings"]]
    assert set(paths) == {"main.mesh", "other", "other/main.mesh"}
    assert "no longer occurs" not in meshc("validate", *KNOWN).err


def test_it_is_a_document_that_people_can_review(shop: Path) -> None:
    text = (shop / "known.json").read_text()
    schema = json.loads((ROOT / "schemas/baseline.schema.json").read_text())
    Draft202012Validator(schema).validate(json.loads(text))
    meshc("validate", *KNOWN, "--update-baseline")
    assert (shop / "known.json").read_text() == text
    assert [sorted(entry) for entry in json.loads(text)["findings"]] == [["code", "fingerprint", "message", "path"]]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": 1}', '{"version": 1, "findings": [1]}', "[" * 100_000])
def test_what_is_no_baseline_is_refused(shop: Path, content: str) -> None:
    (shop / "known.json").write_text(content)
    assert "`known.json` is not" in only_error(meshc("validate", *KNOWN))


def test_a_baseline_that_is_not_there_or_not_of_this_version(shop: Path) -> None:
    assert "there is no baseline `nowhere.json`" in only_error(meshc("validate", "--baseline", "nowhere.json"))
    (shop / "known.json").write_text('{"version": 2, "findings": []}')
    assert "of another version" in only_error(meshc("validate", *KNOWN))
    assert "cannot write `nowhere/b.json`" in only_error(
        meshc("validate", "--baseline", "nowhere/b.json", "--update-baseline")
    )
