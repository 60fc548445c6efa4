"""What a command loads: the start is most of what a small mesh costs, so what it does not need stays out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

MESH = """\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1.4.2"
  cpu = 0.25
  memory = 512MiB
  port = 8080
}
target service-connect { accept = [retry] }
"""

_SCRIPT = """\
import sys
from meshc.cli.main import main
code = main(sys.argv[1:])
print(*sorted(sys.modules), file=open("loaded", "w"))
sys.exit(code)
"""


def _loaded(folder: Path, *arguments: str) -> set[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, *arguments], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return set((folder / "loaded").read_text().split())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a small mesh that has nothing wrong."""
    (tmp_path / "main.mesh").write_text(MESH, encoding="utf-8")
    return tmp_path


NEVER = {"lark", "jsonschema", "yaml", "hypothesis", "pygls", "lsprotocol", "botocore", "boto3", "shtab", "pytest"}


def test_validate_loads_no_library_that_it_has_no_use_for(folder: Path) -> None:
    loaded = _loaded(folder, "validate")
    assert "pydantic" in loaded
    assert not loaded & NEVER


def test_validate_does_not_look_for_plugins_of_pydantic(folder: Path) -> None:
    assert not _loaded(folder, "validate") & {"importlib.metadata", "zipfile"}


def test_validate_of_a_mesh_without_a_mistake_loads_nothing_for_mistakes(folder: Path) -> None:
    assert not _loaded(folder, "validate") & {"difflib", "meshc.syntax.recovery", "meshc.syntax.damage"}


def test_validate_writes_nothing_and_loads_nothing_for_it(folder: Path) -> None:
    assert not _loaded(folder, "validate") & {"meshc.output.transaction", "meshc.cli.writing", "meshc.cli.summary"}


def test_build_loads_no_library_that_it_has_no_use_for(folder: Path) -> None:
    assert not _loaded(folder, "build", "-o", "built") & NEVER


@pytest.mark.parametrize("arguments", [("--version",), ("--help",)])
def test_version_and_help_load_next_to_nothing(folder: Path, arguments: tuple[str, ...]) -> None:
    loaded = _loaded(folder, *arguments)
    assert not loaded & {"pydantic", "pydantic_core", "argparse", "re", "dataclasses", "orjson", "json"}
    beside = {name for name in loaded if name.startswith("meshc.") and not name.startswith("meshc.cli")}
    assert beside == {"meshc.project", "meshc.project.errors"}
