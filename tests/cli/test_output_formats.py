from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from meshc.diagnostics.render.formats import FORMATS, NAMES
from tests.diagnostics.readers import READERS

from .running import ROOT, meshc, only_error, spawn
from .running import inside as inside

BROKEN = 'mesh demo\nservice web { image = "acme/在庫:1" ; calls ap }\nservice api { image = "a:1" }\n'
GOOD = 'mesh demo\nservice web { image = "acme/web:1" }\n'


@pytest.mark.parametrize("name", READERS)
def test_a_format_goes_to_standard_output(inside: Path, name: str) -> None:
    (inside / "shop").mkdir()
    (inside / "shop" / "main.mesh").write_text(BROKEN, encoding="utf-8")
    ran = meshc("validate", "--output-format", name, "shop")
    assert (ran.code, ran.err) == (1, "")
    (found,) = [found for found in READERS[name](ran.out.encode()) if found.severity == "error"]
    assert (found.code, found.path, found.line) == ("MC201", "shop/main.mesh", 2)


@pytest.mark.parametrize("name", READERS)
def test_a_format_does_not_depend_on_the_locale(inside: Path, name: str) -> None:
    (inside / "在庫.mesh").write_text(BROKEN, encoding="utf-8")
    ran = spawn("validate", "--output-format", name, "在庫.mesh", cwd=inside, LC_ALL="C", PYTHONIOENCODING="ascii")
    assert (ran.returncode, ran.stderr) == (1, b"")
    assert READERS[name](ran.stdout)[0].path == "在庫.mesh"


@pytest.mark.parametrize("name", READERS)
def test_a_mesh_from_standard_input(name: str) -> None:
    ran = meshc("validate", "--output-format", name, "-", stdin=BROKEN.encode())
    assert READERS[name](ran.out.encode())[0].path == "<stdin>"


@pytest.mark.parametrize("name", FORMATS)
def test_the_exit_code_is_that_of_the_text(inside: Path, name: str) -> None:
    (inside / "main.mesh").write_text(GOOD)
    assert meshc("validate", "--output-format", name).code == meshc("validate").code == 0
    warned = GOOD.replace(":1", ":latest")
    (inside / "main.mesh").write_text(warned)
    assert meshc("validate", "--output-format", name).code == 0
    assert meshc("validate", "--output-format", name, "--deny", "warnings").code == 1


def test_a_format_that_is_not_known(inside: Path) -> None:
    assert "unknown output format `sarf`" in only_error(meshc("validate", "--output-format", "sarf"))
    assert "did you mean `sarif`?" in only_error(meshc("validate", "--output-format", "sarf"))


def test_the_help_lists_the_formats() -> None:
    assert f"{{{','.join(NAMES)}}}" in meshc("validate", "-h").out


def test_only_the_format_that_is_asked_for_is_loaded(inside: Path) -> None:
    (inside / "main.mesh").write_text(BROKEN, encoding="utf-8")
    script = "import sys; from meshc.cli.main import main; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    formats = {f"meshc.diagnostics.render.{format.module}" for format in FORMATS.values()}
    github = {"meshc.diagnostics.render.github"}
    for words, expected in (((), set()), (("--output-format", "github"), github)):
        ran = subprocess.run(
            [sys.executable, "-c", script, "validate", *words],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
        )
        loaded = set(ran.stderr.split())
        assert loaded & formats == expected
