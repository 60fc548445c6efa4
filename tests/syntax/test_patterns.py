"""Patterns mean the same on every Python that meshc runs on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = (ROOT / "grammar/mesh.lark", *sorted((ROOT / "meshc/syntax").glob("*.py")))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_group_is_repeated_possessively(path: Path) -> None:
    """Python before 3.11.5 reads `(?:ab)*+` wrongly (cpython issue 106052); single characters are safe."""
    assert re.findall(r"\)[*+?]\+", path.read_text(encoding="utf-8")) == []
