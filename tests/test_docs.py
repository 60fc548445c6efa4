"""What is generated and committed is what it would be, and the reference of the language leaves nothing out."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from meshc.compilation import Compilation
from meshc.diagnostics.model import Severity
from meshc.language.kinds import Kind
from meshc.language.table import TOP_LEVEL

ROOT = Path(__file__).resolve().parent.parent
GENERATORS = sorted(path.name for path in (ROOT / "scripts").glob("generate_*.py"))


@pytest.mark.parametrize("name", GENERATORS)
def test_what_is_generated_is_current(name: str) -> None:
    ran = subprocess.run(
        [sys.executable, ROOT / "scripts" / name, "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout + ran.stderr) == (0, ""), "run `make generate`"


def test_make_runs_every_generator() -> None:
    (line,) = (
        line
        for line in (ROOT / "Makefile").read_text().replace("\\\n", "").splitlines()
        if line.startswith("GENERATORS :=")
    )
    assert sorted(f"{name}.py" for name in line.split()[2:]) == GENERATORS


def words(kinds: Mapping[str, Kind]) -> Iterator[tuple[str, str]]:
    """Name and documentation of every setting and block, however deep."""
    for kind in kinds.values():
        yield kind.name, kind.doc
        yield from ((setting.name, setting.doc) for setting in kind.settings.values())
        yield from words(kind.kinds)


def test_every_word_of_the_language_is_in_the_reference() -> None:
    rows = (ROOT / "docs" / "language.md").read_text(encoding="utf-8").splitlines()
    below = {name: kind for name, kind in TOP_LEVEL.items() if name != "overlay"}
    inner = {name: child for kind in below.values() for name, child in kind.kinds.items()}
    missing = {
        name
        for name, doc in words(inner)
        if not any(row.startswith((f"| `{name}`", f"| `{name} ")) and row.endswith(f"| {doc} |") for row in rows)
    }
    headings = {name for name in below if not any(row.startswith((f"## `{name}`", f"## `{name} ")) for row in rows)}
    assert (missing, headings) == (set(), set())


BLOCK = re.compile(r"^```\n(mesh .*?)^```$", re.DOTALL | re.MULTILINE)
MESHES = [
    pytest.param(block[1], id=f"{page.name}-{number}")
    for page in sorted((ROOT / "docs").glob("*.md"))
    for number, block in enumerate(BLOCK.finditer(page.read_text(encoding="utf-8")), 1)
]


@pytest.mark.parametrize("text", MESHES)
def test_a_mesh_in_a_page_is_one(text: str) -> None:
    errors = (found for found in Compilation.of({"main.mesh": text}).diagnostics() if found.severity is Severity.ERROR)
    of_language = [f"{found.code} {found.message}" for found in errors if found.code < "MC500"]
    assert of_language == []
