from __future__ import annotations

import json
from pathlib import Path

import pytest

from meshc.cli import writing
from meshc.diagnostics.model import Severity
from meshc.output.transaction import OutputError, commit

from .emitting import MESH, Emission
from .emitting import emission as emission
from .running import inside as inside
from .running import meshc, only_error


@pytest.fixture
def shop(inside: Path) -> Path:
    """A folder with a mesh."""
    (inside / "main.mesh").write_text(MESH)
    return inside


def written(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "main.mesh"
    }


def test_a_build_writes_and_tells(shop: Path, emission: Emission) -> None:
    summary = """\
demo · service-connect · 1 service, 0 calls
  exact 0   fixed 0   emulated 0   lost 0
  wrote 2, unchanged 0, removed 0 in build/service-connect
"""
    assert meshc("build") == (0, "", summary)
    assert list(written(shop)) == ["build/service-connect/ecs/api.json", "build/service-connect/manifest.json"]
    assert "wrote 0, unchanged 2, removed 0" in meshc("build").err
    emission.files = {"ecs/new.json": b"{}\n"}
    assert "wrote 2, unchanged 0, removed 1 in build/service-connect\n" in meshc("build").err
    assert list(written(shop)) == ["build/service-connect/ecs/new.json", "build/service-connect/manifest.json"]


def test_folders_are_chosen_by_options(shop: Path, emission: Emission) -> None:
    (shop / "main.mesh").write_text(MESH + "overlay prod { service api { replicas = 2 } }\noverlay eu { }\n")
    words = ("-q", "--target", "service-discovery", "--target=service-connect", "--target=service-connect")
    assert meshc("build", *words, "-o", "out/", "--overlay", "prod", "--overlay", "eu") == (0, "", "")
    folders = {path.rpartition("/")[0] for path in written(shop)}
    assert folders == {
        "out/prod+eu/service-connect",
        "out/prod+eu/service-connect/ecs",
        "out/prod+eu/service-discovery",
        "out/prod+eu/service-discovery/ecs",
    }


def test_an_error_in_one_target_writes_none(shop: Path, emission: Emission) -> None:
    emission.findings["service-discovery"] = [(Severity.ERROR, "it is lost")]
    ran = meshc("build", "--target", "service-connect", "--target", "service-discovery")
    assert (ran.code, ran.out) == (1, "")
    assert (
        ran.err
        == """\
error[MC599]: it is lost
 --> main.mesh:2:1
  |
2 | service api { image = "acme/api:1" ; port = 8080 ; protocol = http }
  | ^^^^^^^^^^^

1 error (`meshc explain MC599` tells more)
nothing was written
"""
    )
    assert written(shop) == {}


def test_what_was_there_stays_after_an_error(shop: Path, emission: Emission) -> None:
    meshc("build")
    before = written(shop)
    emission.findings["service-connect"] = [(Severity.ERROR, "it is lost")]
    emission.files = {}
    assert meshc("build").code == 1
    assert written(shop) == before


def test_warnings_are_told_and_may_be_denied(shop: Path, emission: Emission) -> None:
    emission.findings["service-connect"] = [(Severity.WARNING, "odd"), (Severity.NOTE, "by the way")]
    ran = meshc("build", "--deny", "warnings", "-q")
    assert ran.code == 1
    assert "warning[MC599]: odd" in ran.err and "nothing was written" not in ran.err
    assert written(shop) == {}
    ran = meshc("build")
    assert ran.code == 0
    assert "note[MC599]: by the way" in ran.err
    assert written(shop)


def test_notes_are_not_denied(shop: Path, emission: Emission) -> None:
    emission.findings["service-connect"] = [(Severity.NOTE, "by the way")]
    assert meshc("build", "--deny", "warnings").code == 0


def test_check_tells_what_differs(shop: Path, emission: Emission) -> None:
    ran = meshc("build", "--check")
    assert (ran.code, ran.out) == (
        1,
        "missing: build/service-connect/ecs/api.json\nmissing: build/service-connect/manifest.json\n",
    )
    assert ran.err == "2 files are not what would be built: run `meshc build`\n"
    assert written(shop) == {}
    meshc("build")
    assert meshc("build", "--check") == (0, "", "")
    (shop / "build/service-connect/ecs/api.json").write_text("edited")
    expected = "1 file is not what would be built: run `meshc build`\n"
    assert meshc("build", "--check") == (1, "changed: build/service-connect/ecs/api.json\n", expected)
    assert meshc("build", "--check", "-q") == (1, "changed: build/service-connect/ecs/api.json\n", "")
    emission.files = {}
    assert "left over: build/service-connect/ecs/api.json\n" in meshc("build", "--check").out


def test_the_ir_goes_to_standard_output(shop: Path, emission: Emission) -> None:
    emission.findings["service-connect"] = [(Severity.ERROR, "it is lost")]
    ran = meshc("build", "--emit", "ir")
    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out)["mesh"]["name"] == "demo"
    assert written(shop) == {}
    assert meshc("build", "--emit", "ir", "--target", "service-connect").code == 1


def test_an_ir_document_builds(shop: Path, emission: Emission) -> None:
    (shop / "mesh.ir.json").write_text(meshc("build", "--emit", "ir").out)
    ran = meshc("build", "mesh.ir.json")
    assert ran.code == 0
    assert ran.err.startswith("demo · service-connect · 1 service, 0 calls\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--emit", "ir", "--check"], "error: `--emit` and `--check` do not go together\n"),
        (["--format", "cloudformation"], "error: unknown format `cloudformation`; known are `api`\n"),
        (["--target", "service-conect"], "  = help: did you mean `service-connect`?\n"),
        (["--target", "elb"], "error: target `elb` cannot be built yet\n"),
        (["--set", "tag"], "error: `tag` is not of the form NAME=VALUE\n"),
        (["--deny", "errors"], "error: unknown kind of finding to deny `errors`; known are `warnings`\n"),
        (["--params", "nowhere.yaml"], "error: cannot read the parameters in `nowhere.yaml`: no such file"),
        (["--overlay", "prd"], "error: "),
        (["nowhere"], "error: there is no file or folder `nowhere`\n"),
        (["-o"], "error: -o/--output: expected one argument\n"),
    ],
)
def test_usage_errors(shop: Path, emission: Emission, words: list[str], message: str) -> None:
    assert message in only_error(meshc("build", *words))
    assert written(shop) == {}


def test_parameters_come_from_both_places(shop: Path, emission: Emission) -> None:
    (shop / "main.mesh").write_text(
        "mesh demo\nparam tag\nparam n { type = number }\n"
        'service api { image = "acme/api:${param.tag}" ; port = 8080 ; protocol = http ; replicas = param.n }\n'
    )
    (shop / "params.yaml").write_text("tag: 1.10\nn: 3\n")
    mesh = json.loads(meshc("build", "--emit", "ir", "--params", "params.yaml", "--set", "n=4").out)["mesh"]
    workload = mesh["services"][0]["versions"][0]["workload"]
    assert (workload["application"]["image"], workload["replicas"]) == ("acme/api:1.10", 4)


def test_findings_lead_to_files_from_the_current_folder(
    shop: Path, emission: Emission, monkeypatch: pytest.MonkeyPatch
) -> None:
    emission.findings["service-connect"] = [(Severity.WARNING, "odd")]
    monkeypatch.chdir(shop.parent)
    assert f" --> {shop.name}/main.mesh:2:1\n" in meshc("build", shop.name, "--check").err


def test_an_output_folder_that_cannot_be_written(shop: Path, emission: Emission) -> None:
    (shop / "build").write_text("a file")
    assert "is not a folder" in only_error(meshc("build"))
    assert (shop / "build").read_text() == "a file"
    assert meshc("build", "--check").code == 1


def test_a_foreign_file_is_not_touched(shop: Path, emission: Emission) -> None:
    own = shop / "build/service-connect/ecs/api.json"
    own.parent.mkdir(parents=True)
    own.write_text("mine")
    assert "was not written by meshc" in only_error(meshc("build"))
    assert written(shop) == {"build/service-connect/ecs/api.json": b"mine"}


def test_a_failure_tells_which_targets_are_done(
    shop: Path, emission: Emission, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(folder: Path, *rest: object, **named: object) -> object:
        if folder.name == "service-discovery":
            raise OutputError("no space left on device")
        return commit(folder, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(writing, "commit", failing)
    expected = (
        "error: no space left on device\n  = help: `build/service-connect` is up to date, the rest was not changed\n"
    )
    words = ("--target", "service-connect", "--target", "service-discovery")
    assert only_error(meshc("build", *words)) == expected


@pytest.mark.parametrize("late", [False, True])
def test_an_interrupt_tells_the_truth(
    shop: Path, emission: Emission, monkeypatch: pytest.MonkeyPatch, late: bool
) -> None:
    def interrupted(*rest: object, **named: object) -> None:
        if late:
            commit(*rest, **named)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(writing, "commit", interrupted)
    told = "`build/service-connect` is up to date, the rest was not changed" if late else "nothing was changed"
    assert only_error(meshc("build")) == f"error: interrupted: {told}\n"
    assert bool(written(shop)) is late


def test_an_interrupt_before_writing(shop: Path, emission: Emission) -> None:
    emission.fault = KeyboardInterrupt()
    assert meshc("build") == (2, "", "interrupted: nothing was changed\n")


def test_a_fault_in_a_backend_is_told_as_ours(shop: Path, emission: Emission) -> None:
    emission.fault = KeyError("x")
    assert "internal error: KeyError: 'x'" in only_error(meshc("build"))
    assert written(shop) == {}


def test_colors_only_on_a_terminal(shop: Path, emission: Emission, monkeypatch: pytest.MonkeyPatch) -> None:
    emission.findings["service-connect"] = [(Severity.ERROR, "it is lost")]
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b[1;31merror[MC599]" in meshc("build", tty=True).err
    assert "\x1b" not in meshc("build").err
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in meshc("build", tty=True).err


def test_a_terminal_without_unicode(shop: Path, emission: Emission) -> None:
    assert meshc("build", encoding="ascii").err.startswith("demo - service-connect - 1 service, 0 calls\n")
