"""The GitHub Action: its scripts, run as GitHub runs them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.diagnostics.readers import READERS

from .shell import ROOT, bash, loaded, mend, program
from .shell import programs as programs
from .shell import repository as repository


def inputs() -> dict[str, str]:
    """The environment of the step that validates, with the defaults of the inputs."""
    defaults = {name: str(given["default"]) for name, given in loaded("action.yml")["inputs"].items()}
    environment = loaded("action.yml")["runs"]["steps"][1]["env"]
    found = {}
    for variable, value in environment.items():
        match = re.fullmatch(r"\$\{\{ inputs\.([a-z-]+) \}\}", value)
        assert match, value
        found[variable] = defaults[match[1]]
    return found


def validate(repository: Path, programs: Path, **given: str) -> subprocess.CompletedProcess[str]:
    script = loaded("action.yml")["runs"]["steps"][1]["run"]
    return bash(script, repository, programs, inputs() | given)


def test_no_script_of_the_action_holds_an_expression() -> None:
    steps = loaded("action.yml")["runs"]["steps"]
    assert [step["shell"] for step in steps] == ["bash", "bash"]
    assert all("${{" not in step["run"] for step in steps)


def test_every_input_of_the_action_is_described_and_used() -> None:
    action = loaded("action.yml")
    used = {value for step in action["runs"]["steps"] for value in step["env"].values()}
    assert {f"${{{{ inputs.{name} }}}}" for name in action["inputs"]} <= used
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    for name, given in action["inputs"].items():
        assert given["description"] and isinstance(given["default"], str)
        assert f"| `{name}` |" in page


def test_the_action_annotates(repository: Path, programs: Path) -> None:
    ran = validate(repository, programs, MESHC_PATH="deploy/shop")
    assert (ran.returncode, ran.stderr) == (1, "")
    (error,) = [read for read in READERS["github"](ran.stdout.encode()) if read.severity == "error"]
    line = (
        (repository / error.path if error.path else repository)
        .read_text(encoding="utf-8")
        .split("\n")[(error.line or 0) - 1]
    )
    assert (error.code, error.path) == ("MC201", "deploy/shop/main.mesh")
    assert line[(error.column or 0) - 1 :] == "contrat"
    assert error.message == "service or external `contrat` is not defined\ndid you mean `contract`?"


def test_the_action_passes_without_mistakes(repository: Path, programs: Path) -> None:
    mend(repository)
    ran = validate(repository, programs, MESHC_PATH="deploy/shop")
    assert (ran.returncode, ran.stderr) == (0, "")


def test_the_action_writes_sarif_beside(repository: Path, programs: Path) -> None:
    ran = validate(repository, programs, MESHC_PATH="deploy/shop", MESHC_SARIF_FILE="a b.sarif")
    assert ran.returncode == 1
    written = READERS["sarif"]((repository / "a b.sarif").read_bytes())
    assert [(read.severity, read.code, read.path) for read in written if read.severity == "error"] == [
        ("error", "MC201", "deploy/shop/main.mesh")
    ]


def test_the_action_takes_targets_arguments_and_warnings(repository: Path, programs: Path) -> None:
    program(programs, "meshc", 'printf "%s\\n" "$@"')
    ran = validate(
        repository,
        programs,
        MESHC_PATH="a b",
        MESHC_TARGET="envoy\nservice-connect",
        MESHC_ARGS="--overlay prod  --set tag=*",
        MESHC_DENY_WARNINGS="true",
    )
    assert ran.stdout.splitlines() == [
        *("validate", "--output-format", "github", "--target", "envoy", "--target", "service-connect"),
        *("--deny", "warnings", "--overlay", "prod", "--set", "tag=*", "--", "a b"),
    ]


@pytest.mark.parametrize("word", ['"; touch stolen; "', "$(touch stolen)", "`touch stolen`", "'; touch stolen #", "-h"])
def test_nothing_in_an_input_is_a_command(repository: Path, programs: Path, word: str) -> None:
    for variable in inputs():
        ran = validate(repository, programs, **({"MESHC_PATH": "deploy/shop"} | {variable: word}))
        assert "Traceback" not in ran.stderr
    assert not (repository / "stolen").exists()


def test_the_action_fails_where_the_command_goes_wrong(repository: Path, programs: Path) -> None:
    for sarif in ("", "out.sarif"):
        ran = validate(repository, programs, MESHC_PATH="nowhere", MESHC_SARIF_FILE=sarif)
        assert ran.returncode != 0
        assert "there is no file or folder `nowhere`" in ran.stderr


@pytest.mark.parametrize("version", ["", "0.1.0"])
def test_the_action_installs(tmp_path: Path, programs: Path, version: str) -> None:
    """pip itself is not run: it would need the network."""
    step = loaded("action.yml")["runs"]["steps"][0]
    asked = tmp_path / "asked"
    program(
        programs,
        "python3",
        'if [ "$1" = -c ]; then exit 0; fi\n'
        'if [ "$2" = venv ]; then mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; exit 0; fi\n'
        f'printf "%s\\n" "$@" > "{asked}"',
    )
    environment = {
        "RUNNER_TEMP": str(tmp_path / "temp"),
        "GITHUB_PATH": str(tmp_path / "path"),
        "MESHC_SOURCE": "/the action",
        "MESHC_VERSION": version,
    }
    ran = bash(step["run"], tmp_path, programs, environment)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    assert asked.read_text().splitlines()[-1] == (f"meshc=={version}" if version else "/the action")
    assert (tmp_path / "path").read_text() == f"{tmp_path}/temp/meshc/bin\n"


def test_the_action_says_that_python_is_too_old(tmp_path: Path, programs: Path) -> None:
    program(programs, "python3", "exit 1")
    ran = bash(loaded("action.yml")["runs"]["steps"][0]["run"], tmp_path, programs)
    assert ran.returncode == 1
    assert ran.stdout.startswith("::error title=meshc::meshc needs Python 3.11 or newer%0A")
