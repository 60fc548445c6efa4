"""Running a command line in this process, with streams that are kept."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import pytest

from meshc.cli.main import main

ROOT = Path(__file__).resolve().parents[2]


class Ran(NamedTuple):
    """What a command line left behind."""

    code: int
    out: str
    err: str


def meshc(*words: str, stdin: bytes = b"", tty: bool = False, encoding: str = "utf-8") -> Ran:
    """Run a command line in this process."""
    out, err = Stream(encoding), Stream(encoding, tty=tty)
    given = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    with patch.object(sys, "stdout", out), patch.object(sys, "stderr", err), patch.object(sys, "stdin", given):
        code = main(words)
    return Ran(code, out.written(), err.written())


def spawn(*words: str, cwd: Path, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command line in a process of its own."""
    kept = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "SYSTEMROOT")}
    return subprocess.run(
        [sys.executable, "-m", "meshc.cli", *words],
        cwd=cwd,
        env={**kept, "PYTHONPATH": str(ROOT), **environment},
        input=stdin,
        capture_output=True,
        check=False,
    )


class Stream(io.TextIOWrapper):
    """A text stream of an encoding that may say that it is a terminal."""

    def __init__(self, encoding: str, *, tty: bool = False) -> None:
        super().__init__(io.BytesIO(), encoding=encoding)
        self._tty = tty

    def isatty(self) -> bool:
        return self._tty

    def written(self) -> str:
        """All that was written."""
        self.flush()
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode(self.encoding)


def only_error(ran: Ran) -> str:
    """The message of a command that ended with 2, without a traceback and without data."""
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: ")
    assert "Traceback" not in ran.err
    return ran.err


@pytest.fixture
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
