from __future__ import annotations

import os
from pathlib import Path

import pytest

from meshc.project.errors import ProjectError
from meshc.project.place import Place, locate
from meshc.project.reader import DiskReader

from ..cli.running import inside as inside


def fill(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("mesh demo\n")


def test_a_folder_is_its_own_root(inside: Path) -> None:
    fill(inside, "main.mesh", "shop/main.mesh")
    assert Place(str(inside), ".", "") == locate(".")
    assert Place(str(inside / "shop"), ".", "shop/") == locate("shop")
    assert Place(str(inside / "shop"), ".", "shop/") == locate("shop/")
    assert Place(str(inside / "shop"), ".", "shop/") == locate(str(inside / "shop"))


def test_the_root_of_a_file_is_its_folder(inside: Path) -> None:
    fill(inside, "main.mesh", "shop/main.mesh")
    assert Place(str(inside), "main.mesh", "") == locate("main.mesh")
    assert Place(str(inside / "shop"), "main.mesh", "shop/") == locate("./shop/main.mesh")


def test_a_project_is_the_root_of_what_is_below_it(inside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(inside, "meshc.toml", "teams/shop/main.mesh")
    assert Place(str(inside), "teams/shop", "") == locate("teams/shop")
    assert Place(str(inside), "teams/shop/main.mesh", "") == locate("teams/shop/main.mesh")
    monkeypatch.chdir(inside / "teams")
    assert Place(str(inside), "teams/shop", "../") == locate("shop")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("nowhere", "there is no file or folder `nowhere`"),
        ("empty", "folder `empty` holds no `.mesh` files"),
        ("main.mesh/x", "there is no file or folder `main.mesh/x`"),
        ("a\0b", "`a\0b` is not a path"),
        ("x" * 5000, f"cannot read `{'x' * 5000}`: the path is too long"),
    ],
)
def test_what_is_not_there_is_said(inside: Path, path: str, message: str) -> None:
    fill(inside, "main.mesh")
    (inside / "empty").mkdir()
    with pytest.raises(ProjectError) as caught:
        locate(path)
    assert message == caught.value.message


def test_the_reader_gives_names_in_order_and_no_hidden_ones(inside: Path) -> None:
    fill(inside, "b.mesh", "a.mesh", ".c.mesh", "d.txt", "team/e.mesh")
    reader = DiskReader(str(inside))
    assert reader.meshes(".") == ["a.mesh", "b.mesh"]
    assert reader.meshes("team") == ["e.mesh"]
    assert reader.meshes("nowhere") is None
    assert reader.meshes("a.mesh") is None
    assert reader.read("a.mesh") == b"mesh demo\n"
    assert reader.read("nowhere") is None
    assert reader.read("team") is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_the_reader_does_not_wait_for_a_pipe(inside: Path) -> None:
    os.mkfifo(inside / "pipe.mesh")
    with pytest.raises(OSError, match="not a regular file"):
        DiskReader(str(inside)).read("pipe.mesh")
