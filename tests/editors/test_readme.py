"""A person's path: the commands of editors/README.md, example 01, three mistakes, and a quick fix for each."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.editors.editing import ROOT, Desk

README = ROOT / "editors" / "README.md"
EXAMPLE = ROOT / "examples" / "01-demo" / "main.mesh"


def commands(heading: str) -> str:
    """The shell commands below a heading."""
    part = README.read_text(encoding="utf-8").split(f"\n### {heading}\n")[1]
    found = re.search(r"^```sh\n(.*?)^```$", part, re.DOTALL | re.MULTILINE)
    assert found
    return found[1]


@pytest.mark.parametrize("name", ("system", "bundled"))
def test_three_mistakes_in_neovim(name: str, desk: Desk) -> None:
    for folder in (".local", ".vim"):
        shutil.rmtree(desk.home / folder)
    subprocess.run(["sh", "-e", "-c", commands("Neovim")], cwd=ROOT, env={"HOME": str(desk.home)}, check=True)
    desk.write("main.mesh", EXAMPLE.read_text(encoding="utf-8"))
    seen = json.loads(desk.neovim(name, "three_mistakes.lua"))
    assert seen["errors"] == 0
    assert seen["original"] == seen["left"]
    assert len(seen["titles"]) == 3


def test_vim_is_installed_the_same_way(tmp_path: Path) -> None:
    subprocess.run(["sh", "-e", "-c", commands("Vim")], cwd=ROOT, env={"HOME": str(tmp_path)}, check=True)
    assert (tmp_path / ".vim/pack/meshc/start/meshc/syntax/mesh.vim").exists()


def test_helix_starts_the_server() -> None:
    settings = tomllib.loads((ROOT / "editors" / "helix" / "languages.toml").read_text(encoding="utf-8"))
    (language,) = settings["language"]
    assert (language["name"], language["file-types"]) == ("mesh", ["mesh"])
    assert settings["language-server"] == {language["language-servers"][0]: {"command": "meshc", "args": ["lsp"]}}


@pytest.mark.parametrize(
    "page", [README, *sorted((ROOT / "editors").glob("*/README.md"))], ids=lambda page: page.parent.name
)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s#]+)[^)\s]*\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []
