"""`--fix`, `--unsafe-fixes` and `--diff`."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import pytest

from meshc.diagnostics.model import Applicability, Code, Diagnostic, Edit, Fix
from meshc.output import replacement
from meshc.output.errors import OutputError
from meshc.source import Origin

from .running import inside as inside
from .running import meshc, only_error

HEAD = 'mesh demo\nimport "./api.mesh"\ntarget service-connect { accept = [retry] }\n'
WEB = "service web {\n  image 'acme/web:1'\n  memory = 512MB\n  calls api\n}\n"
API = 'service api {\n  image: "acme/api:1"\n  port = 8080\n}\n'
NEAT_WEB = 'service web {\n  image = "acme/web:1"\n  memory = 512MiB\n  calls api\n}\n'
NEAT_API = API.replace("image:", "image =")


@pytest.fixture
def shop(inside: Path) -> Path:
    """A mesh with three safe fixes, of which one shows only after another, and an unsafe one."""
    (inside / "main.mesh").write_text(HEAD + WEB)
    (inside / "api.mesh").write_text(API)
    return inside


def texts(folder: Path) -> list[str]:
    return [(folder / name).read_text().removeprefix(HEAD) for name in ("main.mesh", "api.mesh")]


def test_safe_fixes_are_made_and_the_rest_is_told(shop: Path) -> None:
    ran = meshc("validate", "--fix")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.endswith(
        "1 error (`meshc explain MC121` tells more)\n"
        "1 finding more can be fixed with `--unsafe-fixes`, which may change the meaning\n"
        "fixed 3 findings in 2 files\n"
    )
    assert texts(shop) == [NEAT_WEB.replace("512MiB", "512MB"), NEAT_API]
    assert "fixed" not in meshc("validate", "--fix").err.replace("can be fixed", "")


def test_unsafe_fixes_too(shop: Path) -> None:
    ran = meshc("validate", "--fix", "--unsafe-fixes")
    assert ran == (0, "", "no findings\nfixed 4 findings in 2 files\n")
    assert texts(shop) == [NEAT_WEB, NEAT_API]


def test_without_fix_it_is_said_what_could_be(shop: Path) -> None:
    assert meshc("validate").err.endswith("\n3 findings can be fixed with `--fix`, 1 more with `--unsafe-fixes`\n")
    assert meshc("validate", "--unsafe-fixes").err.endswith("4 findings can be fixed with `--fix --unsafe-fixes`\n")
    assert "can be fixed" not in meshc("validate", "--output-format", "concise").err
    (shop / "main.mesh").write_text(HEAD + NEAT_WEB.replace("512MiB", "512MB"))
    (shop / "api.mesh").write_text(NEAT_API)
    assert meshc("validate").err.endswith("1 finding can be fixed with `--fix --unsafe-fixes`\n")
    assert texts(shop) == [NEAT_WEB.replace("512MiB", "512MB"), NEAT_API]


def test_other_formats_tell_what_is_left(shop: Path) -> None:
    ran = meshc("validate", "--fix", "--output-format", "concise")
    assert (ran.out.startswith("main.mesh:6:12: error[MC121]"), ran.err) == (True, "fixed 3 findings in 2 files\n")


def test_a_diff_writes_nothing(shop: Path) -> None:
    ran = meshc("validate", "--diff")
    assert (ran.code, ran.err) == (1, "would fix 3 findings in 2 files\n")
    assert "--- a/main.mesh\n+++ b/main.mesh\n" in ran.out
    assert '\n-  image: "acme/api:1"\n+  image = "acme/api:1"\n' in ran.out
    assert "512MiB" not in ran.out
    assert "\n+  memory = 512MiB\n" in meshc("validate", "--diff", "--unsafe-fixes").out
    assert texts(shop) == [WEB, API]
    meshc("validate", "--fix")
    assert meshc("validate", "--diff") == (0, "", "")


def test_line_ends_and_a_mark_at_the_start_stay(inside: Path) -> None:
    text = "\ufeff" + (HEAD.replace('import "./api.mesh"\n', "") + API).replace("\n", "\r\n")
    (inside / "main.mesh").write_bytes(text.encode())
    assert meshc("validate", "--fix").code == 0
    assert (inside / "main.mesh").read_bytes() == text.replace("image:", "image =").encode()


def test_standard_input_goes_to_standard_output(shop: Path) -> None:
    mesh = HEAD.replace('import "./api.mesh"\n', "")
    ran = meshc("validate", "-", "--fix", stdin=(mesh + API).encode())
    assert ran == (0, mesh + NEAT_API, "no findings\nfixed 1 finding in 1 file\n")
    assert meshc("validate", "-", "--fix", stdin=(mesh + NEAT_API).encode()).out == mesh + NEAT_API
    assert meshc("validate", "-", "--diff", stdin=(mesh + API).encode()).out.startswith("--- a/<stdin>\n")


def test_only_the_file_of_standard_input_is_fixed(shop: Path) -> None:
    ran = meshc("validate", "--stdin-filename", "api.mesh", "--fix", stdin=API.encode())
    assert (ran.code, ran.out) == (1, NEAT_API)
    assert texts(shop) == [WEB, API]


def test_what_cannot_be_read_as_text_comes_back_as_it_was(inside: Path) -> None:
    with patch("meshc.cli.console.Console.data") as data:
        assert meshc("validate", "-", "--fix", stdin=b"caf\xe9").code == 1
    data.assert_called_once_with(b"caf\xe9")


def test_an_ir_document_is_not_fixed(shop: Path) -> None:
    meshc("validate", "--fix", "--unsafe-fixes")
    (shop / "mesh.ir.json").write_text(meshc("build", "--emit", "ir").out)
    assert "`mesh.ir.json` is an IR document, which cannot be fixed" in only_error(
        meshc("validate", "--fix", "mesh.ir.json")
    )


def test_meshes_that_share_a_file_fix_it_once(shop: Path) -> None:
    (shop / "other").mkdir()
    (shop / "meshc.toml").write_text("")
    (shop / "other/main.mesh").write_text(HEAD.replace("./api", "../api"))
    ran = meshc("validate", "--fix", ".", "other")
    assert ran.err.endswith("fixed 3 findings in 2 files\n")
    assert texts(shop)[1] == NEAT_API


def test_a_file_that_cannot_be_written(shop: Path) -> None:
    with patch.object(replacement, "replace_file", side_effect=OutputError("cannot write it")):
        assert only_error(meshc("validate", "--fix")) == "error: cannot write it\n  = help: nothing was changed\n"
    real = replacement.replace_file

    def fail_at_main(path: str, content: bytes) -> None:
        if path == "main.mesh":
            raise KeyboardInterrupt
        real(path, content)

    with patch.object(replacement, "replace_file", fail_at_main):
        assert "interrupted: 1 file fixed, the rest was not changed" in only_error(meshc("validate", "--fix"))
    assert texts(shop) == [WEB, NEAT_API]


CODE = Code("ACME1", "acme", "", "", "", "")


@pytest.mark.parametrize(("text", "expected"), [("{ {", WEB), ("  ", f"{WEB[:-2]}{'  ' * 20}}}\n")])
def test_fixes_that_harm_are_not_made_and_those_that_never_end_do(shop: Path, text: str, expected: str) -> None:
    from meshc.compilation import Compilation

    (shop / "main.mesh").write_text(HEAD + NEAT_WEB)
    (shop / "api.mesh").write_text(NEAT_API)
    expected = expected.replace(WEB[:-2], NEAT_WEB[:-2])
    real = Compilation.diagnostics

    def with_fix(self: Compilation, targets: object = None) -> tuple[Diagnostic, ...]:
        (_, parsed) = next(one for one in self.files["main.mesh"].items if one[1].item.text.startswith("service"))
        at = Origin(parsed.item, len(parsed.item.text) - 2, len(parsed.item.text) - 2)
        return (*real(self), CODE.at(at, "it", fix=Fix("do it", (Edit(at, text),), Applicability.SAFE)))

    with patch.object(Compilation, "diagnostics", with_fix):
        meshc("validate", "--fix")
    assert texts(shop)[0] == (expected if text == "  " else NEAT_WEB)
