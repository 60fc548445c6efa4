"""Which mesh a file belongs to."""

from __future__ import annotations

from pathlib import Path

import pytest

from meshc.project.membership import place_of_file
from meshc.project.place import Place
from meshc.project.reader import InputReader

from ..cli.running import inside as inside


def fill(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_name(f"{path.name}.mesh").write_text(text)


def test_the_mesh_of_its_folder(inside: Path) -> None:
    fill(inside, shop__main="mesh demo\n", shop__api="", other="mesh other\n")
    expected = Place(str(inside / "shop"), ".", "shop/")
    assert expected == place_of_file("shop/api.mesh")
    assert Place(str(inside / "shop"), "new.mesh", "shop/") == place_of_file("shop/new.mesh")
    assert expected == place_of_file("shop/new.mesh", lambda root: InputReader(root, "new.mesh", b""))
    assert expected == place_of_file(str(inside / "shop" / "main.mesh"))


def test_the_mesh_above_that_imports_it(inside: Path) -> None:
    fill(inside, shop__main='mesh demo\nimport "./teams/a"\n', shop__teams__a__x="", shop__teams__b__y="")
    assert Place(str(inside / "shop"), ".", "shop/") == place_of_file("shop/teams/a/x.mesh")
    assert Place(str(inside / "shop/teams/b"), ".", "shop/teams/b/") == place_of_file("shop/teams/b/y.mesh")


def test_nothing_above_the_project_is_asked(inside: Path) -> None:
    fill(inside, main='mesh demo\nimport "./shop"\n', shop__x="")
    (inside / "shop" / "meshc.toml").write_text("")
    assert Place(str(inside / "shop"), ".", "shop/") == place_of_file("shop/x.mesh")
    (inside / "shop" / "meshc.toml").unlink()
    (inside / "meshc.toml").write_text("")
    assert Place(str(inside), ".", "") == place_of_file("shop/x.mesh")


def test_a_file_outside_the_current_folder(inside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(inside, away__main='mesh demo\nimport "./x"\n', away__x__y="", here__z="")
    monkeypatch.chdir(inside / "here")
    assert place_of_file("../away/x/y.mesh").root == str(inside / "away/x")


def test_a_file_of_another_ending_is_a_mesh_of_its_own(inside: Path) -> None:
    (inside / "notes.txt").write_text("mesh demo\n")
    assert Place(str(inside), "notes.txt", "") == place_of_file("notes.txt")
