"""`--select` and `--ignore`, several PATHs, files by the mesh that holds them, and standard input under a name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .running import inside as inside
from .running import meshc, only_error

MESH = 'mesh demo\nimport "./team"\ntarget service-connect { accept = [retry] }\n'
API = 'service api {\n  image = "acme/api"\n  port = 8080\n}\n'
WEB = 'service web {\n  image = "acme/web:1"\n  calls api\n}\n'


@pytest.fixture
def shop(inside: Path) -> Path:
    """A mesh of two folders, with a warning in the second."""
    (inside / "shop/team").mkdir(parents=True)
    (inside / "shop/main.mesh").write_text(MESH)
    (inside / "shop/web.mesh").write_text(WEB)
    (inside / "shop/team/api.mesh").write_text(API)
    return inside / "shop"


def found(*words: str, stdin: str = "") -> tuple[int, list[tuple[str, str]]]:
    ran = meshc("validate", "--output-format", "concise", *words, stdin=stdin.encode())
    lines = [line.split(": ") for line in ran.out.splitlines()]
    return ran.code, [(line[0].rpartition(":")[0], line[1]) for line in lines]


TAG = ("shop/team/api.mesh:2", "warning[MC432]")


def test_select_and_ignore(shop: Path) -> None:
    assert found("shop") == (0, [TAG])
    assert found("shop", "--ignore", "image-tag") == (0, [])
    assert found("shop", "--ignore", "MC421,", "--ignore", "mc43") == (0, [])
    assert found("shop", "--select", "MC42") == (0, [])
    assert found("shop", "--select", "MC42,MC432") == (0, [TAG])
    (shop / "meshc.toml").write_text('[lint]\nignore = ["MC432"]\n')
    assert found("shop") == (0, [])
    assert found("shop", "--select", "ALL") == (0, [TAG])
    (shop / "meshc.toml").write_text('[lint.severity]\nMC432 = "error"\n')
    assert found("shop") == (1, [(TAG[0], "error[MC432]")])
    assert meshc("build", "shop").code == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["shop", "--ignore", "MC201"], "`--ignore`: `MC201` is an error, which cannot be ignored"),
        (["shop", "--ignore", "feature-lost"], "tells what a target loses, which cannot be ignored"),
        (["shop", "--select", "imge-tag"], "did you mean `image-tag`?"),
        (["--update-baseline"], "`--update-baseline` needs `--baseline FILE`"),
        (["-", "shop"], "`-` does not go together with other paths"),
        (["shop", "--stdin-filename", "a.mesh"], "`--stdin-filename` does not go together with other paths"),
        (["--stdin-filename", "nowhere/a.mesh"], "there is no folder for `nowhere/a.mesh`"),
        (["-", "--watch"], "`--watch` does not go together with standard input"),
        (["--watch", "--fix"], "`--watch` does not go together with `--fix`"),
        (["--watch", "--update-baseline", "--baseline", "x"], "does not go together with `--update-baseline`"),
        (["--watch", "--output-format", "json"], "`--watch` does not go together with `--output-format json`"),
        (["--fix", "--baseline", "x", "--update-baseline"], "`--fix` does not go together with `--update-baseline`"),
        (["-", "--fix", "--output-format", "json"], "both print to standard output"),
        (["--diff", "--output-format", "json"], "`--diff` does not go together with `--output-format json`"),
        (["--containing", "nowhere.mesh"], "there is no file or folder `nowhere.mesh`"),
    ],
)
def test_what_is_refused(shop: Path, words: list[str], said: str) -> None:
    assert said in only_error(meshc("validate", *words, stdin=MESH.encode()))


def test_settings_that_are_wrong_are_told_with_their_line(shop: Path) -> None:
    (shop / "meshc.toml").write_text('[lint]\nignore = ["MC201"]\n')
    said = only_error(meshc("validate", "shop"))
    assert "meshc.toml`, line 2: `lint.ignore`: `MC201` is an error, which cannot be ignored\n" in said


def test_several_meshes_make_one_report(shop: Path) -> None:
    (shop.parent / "alone.mesh").write_text("mesh alone\n" + API)
    code, listed = found("shop", "alone.mesh", "./shop")
    assert (code, [one for one in listed if one[0]]) == (0, [TAG, ("alone.mesh:3", "warning[MC432]")])
    ran = meshc("validate", "shop", "alone.mesh", "--output-format", "json")
    paths = [found["primary"]["location"]["path"] for found in json.loads(ran.out)["diagnostics"] if found["primary"]]
    assert set(paths) == {"shop/team/api.mesh", "alone.mesh"}
    assert meshc("validate", "shop", "alone.mesh").err.count("warning[MC432]") == 2


def test_files_stand_for_the_meshes_that_hold_them(shop: Path) -> None:
    assert found("shop/web.mesh")[0] == 1
    assert found("--containing", "shop/web.mesh") == (0, [TAG])
    assert found("--containing", "shop/team/api.mesh", "shop/web.mesh", "shop") == (0, [TAG])
    (shop / "meshc.toml").write_text("")
    assert found("--containing", "shop/meshc.toml") == (0, [TAG])
    (shop.parent / "meshc.toml").write_text("")
    (shop / "meshc.toml").unlink()
    assert found("--containing", "meshc.toml") == (0, [TAG])


def test_standard_input_takes_the_place_of_a_file(shop: Path) -> None:
    fixed = API.replace("acme/api", "acme/api:1")
    for words in (["--stdin-filename", "shop/team/api.mesh"], ["-", "--stdin-filename", "shop/team/api.mesh"]):
        assert found(*words, stdin=fixed) == (0, [])
    broken = API.replace("service api", "service ap")
    code, listed = found("--stdin-filename", "shop/team/api.mesh", stdin=broken)
    assert (code, listed) == (1, [("shop/web.mesh:3", "error[MC201]"), TAG])
    assert (shop / "team/api.mesh").read_text() == API


def test_standard_input_may_be_a_file_that_is_not_there_yet(shop: Path) -> None:
    new = API.replace("service api", "service new")
    listed = found("--stdin-filename", "shop/new.mesh", stdin=new)[1]
    assert sorted(listed) == sorted([("shop/new.mesh:2", "warning[MC432]"), TAG])


def test_settings_of_the_project_hold_for_standard_input(inside: Path) -> None:
    mesh = 'mesh demo\nservice api { image = "acme/api" }\n'
    (inside / "below").mkdir()
    (inside / "meshc.toml").write_text('[lint]\nignore = ["image-tag"]\n')
    assert found("-", stdin=mesh) == (0, [])


def test_fmt_names_standard_input() -> None:
    ran = meshc("fmt", "--stdin-filename", "shop/a.mesh", "--diff", stdin=b"a=1\n")
    assert ran.out.startswith("--- a/shop/a.mesh\n+++ b/shop/a.mesh\n")
    assert meshc("fmt", "-", "--stdin-filename", "a.mesh", stdin=b"a=1\n") == (0, "a = 1\n", "")
    assert "does not go together" in only_error(meshc("fmt", "a.mesh", "--stdin-filename", "a.mesh"))
