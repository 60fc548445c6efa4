"""The hooks for pre-commit: their commands, run as pre-commit runs them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

from .shell import bash, loaded, mend
from .shell import programs as programs
from .shell import repository as repository


def hooks() -> dict[str, dict[str, Any]]:
    return {hook["id"]: hook for hook in loaded(".pre-commit-hooks.yaml")}


def run_hook(name: str, cwd: Path, programs: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return bash(" ".join([hooks()[name]["entry"], *words]), cwd, programs)


def test_the_hooks() -> None:
    assert list(hooks()) == ["meshc-validate", "meshc-fmt", "meshc-build-check"]
    for hook in hooks().values():
        assert hook["language"] == "python"
        assert hook["name"] and hook["description"]


def test_the_hook_that_validates(repository: Path, programs: Path) -> None:
    changed = sorted(str(path.relative_to(repository)) for path in repository.rglob("*.mesh"))
    ran = run_hook("meshc-validate", repository, programs, *changed)
    assert (ran.returncode, "error[MC201]" in ran.stderr) == (1, True)
    mend(repository)
    assert run_hook("meshc-validate", repository, programs, *changed).returncode == 0


def test_the_hook_that_formats(repository: Path, programs: Path) -> None:
    mend(repository)
    path = repository / "deploy" / "shop" / "main.mesh"
    formatted = path.read_text(encoding="utf-8")
    path.write_text(formatted.replace("\n  ", "\n       "), encoding="utf-8")
    (repository / "other.mesh").write_text("mesh   demo\n", encoding="utf-8")
    ran = run_hook("meshc-fmt", repository, programs, "deploy/shop/main.mesh", "other.mesh")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert (repository / "other.mesh").read_text(encoding="utf-8") == "mesh demo\n"
    assert path.read_text(encoding="utf-8") == formatted


def test_the_hook_that_builds(repository: Path, programs: Path) -> None:
    mend(repository)
    words = ("deploy/shop", "--output", "deploy/shop/build")
    assert run_hook("meshc-build-check", repository, programs, *words).returncode == 1
    assert bash("meshc build -q " + " ".join(words), repository, programs).returncode == 0
    assert run_hook("meshc-build-check", repository, programs, *words).returncode == 0


def test_files_that_concern_a_mesh() -> None:
    validate, fmt = (re.compile(hooks()[name]["files"]) for name in ("meshc-validate", "meshc-fmt"))
    assert all(validate.search(path) for path in ("main.mesh", "在庫/a.mesh", "meshc.toml", "shop/meshc.toml"))
    assert not any(validate.search(path) for path in ("main.mesh.bak", "notmeshc.toml"))
    assert fmt.search("a/main.mesh") and not fmt.search("meshc.toml")
