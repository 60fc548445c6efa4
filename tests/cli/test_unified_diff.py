from __future__ import annotations

import difflib
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meshc.cli.unified_diff import unified_diff
from meshc.source import SourceFile
from meshc.syntax.format import format_edits, format_text

from ..syntax.format.layouts import laid_out
from ..syntax.meshes import SHOP


def diff(text: str) -> str:
    return unified_diff(SourceFile("main.mesh", text), format_edits(text))


def lines(text: str) -> list[str]:
    """The lines of a text with their ends, which are line feeds alone."""
    pieces = text.split("\n")
    return [*(f"{line}\n" for line in pieces[:-1]), *([pieces[-1]] if pieces[-1] else [])]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a = 1\n",
        "a=1\n",
        "a=1",
        "a = 1\nb = 2\nc = 3\nd = 4\ne=5\nf = 6\ng = 7\nh = 8\ni=9\n",
        "a=1\nb = 2\nc = 3\nd = 4\ne = 5\nf = 6\ng = 7\nh = 8\ni=9",
        "a = 1\r\nb = 2\r\n",
        "# \u00a0\u3000 \n",
        "a {\n" + "\tb = 1\n" * 20 + "}\n",
    ],
)
def test_it_is_as_difflib_has_it(text: str) -> None:
    new = format_text(text)
    if new is None:
        pytest.fail("it has syntax errors")
    expected = difflib.unified_diff(lines(text), lines(new), "a/main.mesh", "b/main.mesh")
    whole = "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in expected)
    assert diff(text) == whole


@pytest.mark.skipif(shutil.which("patch") is None, reason="needs patch")
@given(st.just(SHOP).flatmap(laid_out))
@settings(max_examples=20, deadline=None)
def test_patch_applies_it(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("patched")
    target: Path = folder / "main.mesh"
    target.write_bytes(text.encode())
    command = ["patch", "--binary", "--silent", "-p1"]
    subprocess.run(command, cwd=folder, input=diff(text).encode(), check=True, capture_output=True)
    assert target.read_bytes().decode() == format_text(text)
