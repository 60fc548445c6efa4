"""Scripts that others run in their CI, run here: in a repository with a mistake, with the meshc of this checkout."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "01-demo" / "main.mesh"


def loaded(path: str) -> Any:
    """A YAML file of this repository."""
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A folder with example 01 in `deploy/shop`, in which a service is called by a name that it does not have."""
    folder = tmp_path / "repository with blanks"
    (folder / "deploy" / "shop").mkdir(parents=True)
    text = EXAMPLE.read_text(encoding="utf-8")
    assert text.count("calls contract\n") == 1
    broken = text.replace("calls contract\n", "calls contrat\n")
    (folder / "deploy" / "shop" / "main.mesh").write_text(broken, encoding="utf-8")
    return folder


def mend(repository: Path) -> None:
    """Put the mistake right."""
    (repository / "deploy" / "shop" / "main.mesh").write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder for the path of a shell: `meshc` is that of this checkout."""
    folder = tmp_path / "programs"
    folder.mkdir()
    program(folder, "meshc", f'PYTHONPATH="{ROOT}" exec "{sys.executable}" -m meshc.cli "$@"')
    return folder


def program(folder: Path, name: str, script: str) -> None:
    """Put a shell script among the programs."""
    (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (folder / name).chmod(0o755)


def bash(
    script: str, cwd: Path, programs: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a script as GitHub runs one with `shell: bash`."""
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script],
        cwd=cwd,
        env={"PATH": f"{programs}:{os.environ['PATH']}", **(environment or {})},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
