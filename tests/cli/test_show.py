from __future__ import annotations

import json
from pathlib import Path

from .emitting import MESH, Emission
from .emitting import emission as emission
from .running import inside as inside
from .running import meshc


def test_values_stand_with_where_they_come_from(inside: Path, emission: Emission) -> None:
    (inside / "main.mesh").write_text(MESH + "defaults { timeout = 2s }\n")
    ran = meshc("show")
    assert (ran.code, ran.err) == (0, "")
    rows = {tuple(line.split()) for line in ran.out.splitlines()}
    assert ("service", "api", "/", "timeout", "2s", "main.mesh:3") in rows
    assert ("service", "api", "/", "port", "8080", "main.mesh:2") in rows


def test_values_as_json(inside: Path, emission: Emission) -> None:
    (inside / "main.mesh").write_text(MESH)
    values = json.loads(meshc("show", "--output-format", "json").out)
    by_path = {value["path"]: value for value in values["values"]}
    assert values["version"] == 1
    assert by_path["service api / port"]["value"] == 8080
    assert by_path["service api / port"]["location"]["start"]["line"] == 2
    assert by_path["service api / timeout"]["default"] == "built-in"
    assert by_path["service api / timeout"]["location"] is None


def test_a_mesh_with_errors_shows_findings_instead(inside: Path, emission: Emission) -> None:
    (inside / "main.mesh").write_text(MESH + "servce b {}\n")
    ran = meshc("show")
    assert (ran.code, ran.out) == (1, "")
    assert "error[" in ran.err and "1 error" in ran.err
