"""`meshc lsp` as a command: what it needs, and who does without it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from meshc.cli.main import main

ROOT = Path(__file__).parents[2]
SERVER = ("pygls", "lsprotocol", "attrs", "cattrs", "asyncio")


def test_without_its_libraries_it_says_what_to_install() -> None:
    script = (
        "import sys\nfrom meshc.cli.main import main\n"
        "sys.modules.update(dict.fromkeys(['pygls', 'lsprotocol']))\nsys.exit(main(['lsp']))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "error: the language server needs libraries that are not installed\n  = help: run `pip install 'meshc[lsp]'`\n"
    )


def test_an_argument_that_it_does_not_know_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lsp", "--port", "7"]) == 2
    assert "--port" in capsys.readouterr().err


def test_somebody_who_starts_it_by_hand_is_told_what_it_waits_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("meshc.lsp.server.main", lambda: 0)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    assert main(["lsp"]) == 0
    assert capsys.readouterr().err == "waiting for an editor at standard input; Ctrl+C ends it\n"


def test_without_streams_there_is_nobody_to_serve(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert main(["lsp", "--stdio"]) == 2
    assert "no standard input" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["validate", "fmt --check", "show"])
def test_no_other_command_loads_what_the_server_needs(command: str) -> None:
    script = (
        "import sys\nfrom meshc.cli.main import main\n"
        f"main({command.split()} + [{str(ROOT / 'examples/01-demo')!r}])\n"
        f"print(sorted({{name.split('.')[0] for name in sys.modules}} & set({SERVER!r})))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
