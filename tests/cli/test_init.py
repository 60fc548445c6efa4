from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from meshc import catalogue, data

from .emitting import Emission
from .emitting import emission as emission
from .running import inside as inside
from .running import meshc, only_error
from .test_taskdef import DESCRIBED, SETTINGS, definition


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_the_first_mesh_validates(inside: Path, emission: Emission) -> None:
    assert meshc("init") == (0, "", "wrote main.mesh\n")
    assert meshc("validate") == (0, "", "no findings\n")


def test_the_first_mesh_builds_for_every_target(inside: Path) -> None:
    meshc("init")
    alive = [target for target, row in catalogue.targets().items() if not row.ended]
    ran = meshc("build", "--deny", "warnings", *(word for target in alive for word in ("--target", target)))
    assert ran.code == 0
    assert "error[" not in ran.err and "warning[" not in ran.err
    for target in alive:
        manifest = json.loads((inside / "build" / target / "manifest.json").read_text())
        Draft202012Validator(json.loads(data.read_text("schemas/manifest.schema.json"))).validate(manifest)


def test_a_task_definition_builds(inside: Path) -> None:
    write(inside, DESCRIBED)
    meshc("init", "--from-taskdef", "user.json")
    assert SETTINGS in (inside / "main.mesh").read_text()
    assert meshc("build", "--deny", "warnings").code == 0


def test_a_folder_is_made(inside: Path) -> None:
    assert meshc("init", "a/b") == (0, "", "wrote a/b/main.mesh\n")
    assert names(inside) == ["a/b/main.mesh"]


def test_nothing_is_overwritten(inside: Path) -> None:
    (inside / "main.mesh").write_text("mine")
    assert only_error(meshc("init")) == (
        "error: `main.mesh` exists already\n  = help: choose another folder, or remove it\n"
    )
    assert (inside / "main.mesh").read_text() == "mine"
    (inside / "main.mesh").unlink()
    (inside / "main.mesh").symlink_to(inside / "nowhere")
    assert "exists already" in only_error(meshc("init"))


def test_a_file_in_place_of_the_folder(inside: Path) -> None:
    (inside / "x").write_text("")
    assert "cannot write into `x`" in only_error(meshc("init", "x"))


def write(folder: Path, document: Any, name: str = "user.json") -> None:
    (folder / name).write_text(json.dumps(document))


def test_a_service_out_of_a_task_definition(inside: Path, emission: Emission) -> None:
    write(inside, DESCRIBED)
    assert meshc("init", "shop", "--from-taskdef", "user.json") == (0, "", "wrote shop/main.mesh\n")
    assert (inside / "shop/main.mesh").read_text().endswith(SETTINGS)
    assert meshc("validate", "shop") == (0, "", "no findings\n")


def test_a_definition_that_says_more_than_the_language_is_kept(inside: Path, emission: Emission) -> None:
    rich = definition(container={"dockerSecurityOptions": ["no-new-privileges"]})
    write(inside, rich)
    assert meshc("init", "shop", "--from-taskdef", "user.json") == (
        0,
        "",
        "wrote shop/my_user.taskdef.json\nwrote shop/main.mesh\n",
    )
    assert json.loads((inside / "shop/my_user.taskdef.json").read_text()) == rich
    assert '  task = file("my_user.taskdef.json")\n' in (inside / "shop/main.mesh").read_text()
    assert meshc("validate", "shop").code == 0


def test_a_definition_in_the_folder_is_named_where_it_is(inside: Path, emission: Emission) -> None:
    (inside / "tasks").mkdir()
    write(inside, definition(networkMode=None, pidMode="task"), "tasks/user.json")
    assert meshc("init", "--from-taskdef", "tasks/user.json") == (0, "", "wrote main.mesh\n")
    assert '  task = file("tasks/user.json")\n' in (inside / "main.mesh").read_text()
    assert names(inside) == ["main.mesh", "tasks/user.json"]


def test_a_definition_whose_settings_have_findings_is_kept(inside: Path, emission: Emission) -> None:
    secret = definition(container={"environment": [{"name": "DB_PASSWORD", "value": "hunter2hunter2"}]})
    write(inside, secret)
    assert meshc("init", "--from-taskdef", "user.json").code == 0
    assert "hunter2" not in (inside / "main.mesh").read_text()


def test_a_copy_does_not_overwrite(inside: Path, emission: Emission) -> None:
    write(inside, definition(pidMode="task"))
    (inside / "shop").mkdir()
    (inside / "shop/my_user.taskdef.json").write_text("mine")
    assert "it exists already" in only_error(meshc("init", "shop", "--from-taskdef", "user.json"))
    assert names(inside) == ["shop/my_user.taskdef.json", "user.json"]
    assert (inside / "shop/my_user.taskdef.json").read_text() == "mine"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"[]", "`user.json` is no task definition: it is not a JSON object"),
        (b"{", "`user.json` is not JSON: "),
        (b"\xff", "`user.json` is not "),
        (b"[" * 100_000, "`user.json` is nested too deeply"),
    ],
)
def test_what_is_no_task_definition(inside: Path, content: bytes, message: str) -> None:
    (inside / "user.json").write_bytes(content)
    assert message in only_error(meshc("init", "--from-taskdef", "user.json"))
    assert names(inside) == ["user.json"]


def test_a_task_definition_that_is_not_there(inside: Path) -> None:
    expected = "error: cannot read the task definition in `nowhere.json`: no such file or folder\n"
    assert only_error(meshc("init", "--from-taskdef", "nowhere.json")) == expected
