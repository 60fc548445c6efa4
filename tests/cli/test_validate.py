from __future__ import annotations

import json
from pathlib import Path

import pytest

from meshc.diagnostics.model import Severity

from .emitting import MESH, Emission
from .emitting import emission as emission
from .running import inside as inside
from .running import meshc

BROKEN = MESH + 'service web { image = "acme/web:1" ; calls ap }\n'


def test_a_mesh_without_findings(inside: Path, emission: Emission) -> None:
    (inside / "main.mesh").write_text(MESH)
    assert meshc("validate") == (0, "", "no findings\n")
    assert meshc("validate", "main.mesh") == (0, "", "no findings\n")
    assert [path.name for path in inside.iterdir()] == ["main.mesh"]


def test_a_mesh_with_an_error(inside: Path, emission: Emission) -> None:
    (inside / "main.mesh").write_text(BROKEN)
    ran = meshc("validate")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("error[MC201]: ")
    assert ran.err.endswith(
        "\n\n1 error (`meshc explain MC201` tells more)\n1 finding can be fixed with `--fix --unsafe-fixes`\n"
    )


def test_a_mesh_from_standard_input(emission: Emission) -> None:
    assert meshc("validate", "-", stdin=MESH.encode()) == (0, "", "no findings\n")
    assert " --> <stdin>:3:" in meshc("validate", "-", stdin=BROKEN.encode()).err
    assert meshc("validate", "-", stdin=b"").code == 1
    assert "is not UTF-8" in meshc("validate", "-", stdin=b"a \xff").err


def test_a_mesh_from_standard_input_may_name_files(inside: Path, emission: Emission) -> None:
    (inside / "team.mesh").write_text('service web { image = "acme/web:1" ; calls api }\n')
    mesh = MESH + 'import "./team.mesh"\n'
    assert meshc("validate", "-", stdin=mesh.encode()) == (0, "", "no findings\n")


def test_findings_as_json(inside: Path, emission: Emission) -> None:
    (inside / "main.mesh").write_text(BROKEN)
    ran = meshc("validate", "--output-format", "json")
    assert (ran.code, ran.err) == (1, "")
    (finding,) = json.loads(ran.out)["diagnostics"]
    assert (finding["code"], finding["primary"]["location"]["path"]) == ("MC201", "main.mesh")


def test_targets_take_part(inside: Path, emission: Emission) -> None:
    (inside / "main.mesh").write_text(MESH)
    emission.findings["service-discovery"] = [(Severity.WARNING, "odd")]
    assert meshc("validate").err == "no findings\n"
    assert meshc("validate", "--target", "service-discovery").code == 0
    assert meshc("validate", "--target", "service-discovery", "--deny", "warnings").code == 1


@pytest.mark.parametrize("content", [b"\xff\xfe", b"\x00\x01\x02", b"{" * 2000, b"a " * 20000, b"\xef\xbb\xbf", b"\r"])
def test_any_bytes_end_in_findings(inside: Path, emission: Emission, content: bytes) -> None:
    (inside / "main.mesh").write_bytes(content)
    ran = meshc("validate")
    assert (ran.code, ran.out) == (1, "")
    assert "internal error" not in ran.err


def test_a_parameter_of_a_file_that_the_mesh_does_not_have(inside: Path) -> None:
    (inside / "main.mesh").write_text(
        'mesh demo\nparam tag { default = "1" }\nservice a { image = "a:${param.tag}" }\n'
    )
    (inside / "typo.yaml").write_text("tga: 5\n")
    (inside / "outputs.json").write_text('{"other": {"value": 1, "type": "number"}}')
    ran = meshc("validate", "--params", "typo.yaml")
    assert (ran.code, "did you mean `tag`?" in ran.err) == (2, True)
    assert meshc("validate", "--params", "outputs.json").code == 0
