"""Processes measured as the kernel accounts for them: CPU time of user and system, peak memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent

# The lines of the console script; the package is found in the folder that the process starts in.
_SCRIPT = "import sys; from meshc.cli.main import main; sys.exit(main())"

# A user's Python keeps the bytecode of what it has imported once, and takes no time to show its own imports.
_ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if name not in ("PYTHONDONTWRITEBYTECODE", "PYTHONPROFILEIMPORTTIME", "PYTHONDEVMODE", "PYTHONTRACEMALLOC")
}

_MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024


class Usage(NamedTuple):
    """What a process used."""

    cpu: float
    """Milliseconds, user and system."""
    memory: int
    """Peak of the resident set, bytes; at least that of the process that started it."""
    output: str
    """Standard output."""


def python(code: str) -> list[str]:
    """The command line of a line of Python."""
    return [sys.executable, "-c", code]


def meshc(*arguments: str | Path) -> list[str]:
    """The command line of meshc as its console script runs it."""
    return [*python(_SCRIPT), *map(str, arguments)]


def run(command: Sequence[str | Path]) -> Usage:
    """Run a command in the checkout to its end. RuntimeError, with what it printed, where its exit code is not 0."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            command, cwd=ROOT, env=_ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=output, stderr=errors
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if process.returncode:
            words = " ".join(map(str, command))
            raise RuntimeError(f"`{words}` ended with {process.returncode}: {errors.read(2000).decode()}")
        cpu = (usage.ru_utime + usage.ru_stime) * 1000
        return Usage(cpu, usage.ru_maxrss * _MAXRSS_UNIT, output.read().decode())


class Pair(NamedTuple):
    """Means of two things measured in turn, so that a slow moment of the host strikes both; milliseconds."""

    base: float
    subject: float

    @property
    def ratio(self) -> float:
        """How many times the base the subject costs."""
        return self.subject / self.base


def paired(base: Callable[[], float], subject: Callable[[], float], *, turns: int, warm: bool = True) -> Pair:
    """The means of both over that many turns, by default after one that does not count: it warms the host's caches."""
    if warm:
        base()
        subject()
    found = [(base(), subject()) for _ in range(turns)]
    return Pair(sum(base for base, _ in found) / turns, sum(subject for _, subject in found) / turns)
