from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from meshc import __version__
from meshc.cli import main as module
from meshc.cli.main import COMMANDS

from .running import ROOT, meshc, only_error, spawn


def test_the_version_is_that_of_the_package() -> None:
    assert meshc("--version") == meshc("-V") == (0, f"meshc {__version__}\n", "")


def test_the_version_needs_no_other_module() -> None:
    code = "import sys\nfrom meshc.cli.main import main\nmain(['--version'])\nprint(sorted(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in run.stdout.replace("'", " ").replace(",", " ").split()}
    assert not loaded & {"argparse", "json", "re", "enum", "typing", "pathlib", "dataclasses", "pydantic", "yaml"}


def test_help_lists_every_command() -> None:
    ran = meshc("-h")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == meshc("--help").out == meshc("help").out
    for name, summary in COMMANDS.items():
        assert f"  {name:<10}  {summary}\n" in ran.out


def test_no_command_is_a_usage_error_with_the_help() -> None:
    assert (2, meshc("-h").out, "") == meshc()


def test_commands_are_those_that_have_a_module() -> None:
    modules = {path.stem for path in (ROOT / "meshc/cli/commands").glob("*.py")} - {"__init__"}
    assert modules == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str) -> None:
    ran = meshc(name, "-h")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"usage: meshc {name}")
    assert f"example:\n  meshc {name}" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 110


def test_a_misspelt_command_gets_a_hint() -> None:
    assert only_error(meshc("biuld")) == "error: unknown command `biuld`\n  = help: did you mean `build`?\n"
    assert only_error(meshc("x")) == "error: unknown command `x`\n  = help: `meshc -h` lists all\n"
    assert "unknown option `--wat`" in only_error(meshc("--wat"))


def test_a_misspelt_option_gets_a_hint() -> None:
    expected = "error: unknown option `--fromat` of `meshc limits`\n  = help: did you mean `--format`?\n"
    assert expected == only_error(meshc("limits", "--fromat=json"))
    assert "`meshc limits -h` shows what it takes" in only_error(meshc("limits", "--zzz"))


def test_an_option_is_not_shortened() -> None:
    assert "unknown option `--form`" in only_error(meshc("limits", "--form=json"))


def test_a_misspelt_word_gets_a_hint() -> None:
    expected = "error: unknown format `jsno`; known are `json`, `markdown`, `text`\n  = help: did you mean `json`?\n"
    assert expected == only_error(meshc("limits", "--format", "jsno"))


def test_one_argument_too_many() -> None:
    assert "error: `y` is one argument too many for `meshc init`" in only_error(meshc("init", "x", "y"))


def test_an_option_without_its_value() -> None:
    assert "error: --format: expected one argument\n" in only_error(meshc("limits", "--format"))


def failing(error: BaseException) -> ModuleType:
    class Command(ModuleType):
        """A command that fails."""

        EXAMPLE = "meshc build"

        def configure(self, parser: object) -> None: ...

        def run(self, arguments: object, console: object) -> int:
            raise error

    return Command("failing", "A command that fails.")


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.delenv(module.TRACEBACK, raising=False)
    return monkeypatch


def test_a_fault_is_one_sentence(faulty: pytest.MonkeyPatch) -> None:
    faulty.setattr(module, "load_command", lambda name: failing(KeyError("user")))
    err = only_error(meshc("build"))
    assert err[: err.index("\n") + 1] == "error: internal error: KeyError: 'user'; nothing more was done\n"
    assert "please report it" in err


def test_a_fault_shows_its_place_on_request(faulty: pytest.MonkeyPatch) -> None:
    faulty.setattr(module, "load_command", lambda name: failing(RecursionError()))
    faulty.setenv(module.TRACEBACK, "1")
    ran = meshc("build")
    assert ran.code == 2
    assert "internal error: RecursionError; nothing" in ran.err
    assert "Traceback (most recent call last)" in ran.err


def test_an_interrupt_is_one_line(faulty: pytest.MonkeyPatch) -> None:
    faulty.setattr(module, "load_command", lambda name: failing(KeyboardInterrupt()))
    assert meshc("build") == (2, "", "interrupted: nothing was changed\n")


def test_a_reader_that_stops_is_no_error() -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as pipe:
        run = subprocess.run(
            [sys.executable, "-m", "meshc.cli", "-h"], cwd=ROOT, stdout=pipe, stderr=subprocess.PIPE, check=False
        )
    assert (run.returncode, run.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_standard_output_is_an_error() -> None:
    with Path("/dev/full").open("wb") as full:
        run = subprocess.run(
            [sys.executable, "-m", "meshc.cli", "-h"], cwd=ROOT, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert (run.returncode, run.stderr) == (2, b"error: cannot write to standard output: no space left on device\n")


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
def test_closed_streams_are_no_fault() -> None:
    script = f"cd '{ROOT}' && '{sys.executable}' -m meshc.cli -h >&- 2>&- </dev/null"
    assert subprocess.run(["sh", "-c", script], check=False).returncode == 0


def test_exit_codes_reach_the_process(tmp_path: Path) -> None:
    assert spawn("--version", cwd=tmp_path).returncode == 0
    assert spawn("nonsense", cwd=tmp_path).returncode == 2
    assert spawn("limits", "--format", "x", cwd=tmp_path).returncode == 2


def test_a_stream_that_lacks_a_sign_gets_another(tmp_path: Path) -> None:
    run = spawn("-h", cwd=tmp_path, PYTHONIOENCODING="ascii")
    assert run.returncode == 0
    assert b"usage: meshc COMMAND ..." in run.stdout
