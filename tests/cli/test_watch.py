"""`--watch`: the findings again after each change, whatever becomes of the files, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .running import ROOT
from .running import inside as inside

MESH = 'mesh demo\nservice api {\n  image = "acme/api:1"\n  port = 8080\n}\n'


class Watching:
    """`meshc validate --watch` in a folder."""

    def __init__(self, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "meshc.cli", "validate", "--watch", *words],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )

    def told(self) -> str:
        """What is said until it waits again."""
        assert self.process.stdout
        said = []
        for line in self.process.stdout:
            if line.startswith("watching "):
                return "".join(said)
            said.append(line)
        raise AssertionError(f"it ended: {''.join(said)}")

    def end(self) -> int:
        """Ctrl-C, and the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(10)


@pytest.fixture
def watching(inside: Path) -> Iterator[Watching]:
    """A watch over a mesh without findings that matter."""
    (inside / "main.mesh").write_text(MESH)
    watching = Watching("--output-format", "concise")
    assert "error" not in watching.told()
    yield watching
    watching.process.kill()
    watching.process.wait()
    assert watching.process.stdout
    watching.process.stdout.close()


def test_changes_are_told(watching: Watching, inside: Path) -> None:
    (inside / "main.mesh").write_text(MESH.replace("8080", "99999"))
    assert "main.mesh:4:" in watching.told()
    (inside / "more.mesh").write_text("service web { calls apo }\n")
    assert "more.mesh:1:" in watching.told()
    (inside / "more.mesh").unlink()
    assert "more.mesh" not in watching.told()
    (inside / "main.mesh").write_text(MESH)
    assert "error" not in watching.told()
    assert watching.end() == 0


def test_what_cannot_be_read_is_waited_for(watching: Watching, inside: Path) -> None:
    (inside / "meshc.toml").write_text("[lint\n")
    assert "meshc.toml" in watching.told()
    (inside / "meshc.toml").unlink()
    assert "error" not in watching.told()
    (inside / "main.mesh").unlink()
    assert "holds no `.mesh` files" in watching.told()
    assert watching.end() == 2


def test_the_exit_code_is_that_of_the_last_time(watching: Watching, inside: Path) -> None:
    (inside / "main.mesh").write_text(MESH.replace("8080", "99999"))
    assert "error" in watching.told()
    assert watching.end() == 1
