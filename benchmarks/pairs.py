"""Processes measured as the kernel accounts for them: CPU time of user and system, peak memory."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent

PASS = [sys.executable, "-c", "pass"]

# The lines of the console script; the package is found in the folder that the process starts in.
_SCRIPT = "import sys; from meshc.cli.main import main; sys.exit(main())"

_MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024


class Usage(NamedTuple):
    """What a process used."""

    cpu: float
    """Milliseconds, user and system."""
    memory: int
    """Peak of the resident set, bytes."""
    output: bytes
    """Standard output."""


def meshc(*arguments: str) -> list[str]:
    """The command line of meshc as its console script runs it."""
    return [sys.executable, "-c", _SCRIPT, *arguments]


def run(command: Sequence[str]) -> Usage:
    """Run a command in the checkout to its end. RuntimeError, with what it printed, if its exit code is not 0."""
    read_end, write_end = os.pipe()
    error_read, error_write = os.pipe()
    pid = os.posix_spawn(
        command[0],
        list(command),
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_DUP2, write_end, 1),
            (os.POSIX_SPAWN_DUP2, error_write, 2),
            *((os.POSIX_SPAWN_CLOSE, end) for end in (read_end, write_end, error_read, error_write)),
        ],
    )
    os.close(write_end)
    os.close(error_write)
    output, errors = _drain(read_end, error_read)
    _, status, usage = os.wait4(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if code:
        raise RuntimeError(f"{' '.join(command)} ended with {code}: {errors.decode(errors='replace')[-2000:]}")
    return Usage((usage.ru_utime + usage.ru_stime) * 1000, usage.ru_maxrss * _MAXRSS_UNIT, output)


def _drain(*ends: int) -> tuple[bytes, ...]:
    """All that comes out of the pipes; both are read as it comes, for a full one would stop the process."""
    from selectors import EVENT_READ, DefaultSelector

    chunks: dict[int, list[bytes]] = {end: [] for end in ends}
    with DefaultSelector() as selector:
        for end in ends:
            selector.register(end, EVENT_READ)
        while selector.get_map():
            for key, _ in selector.select():
                chunk = os.read(key.fd, 1 << 16)
                if chunk:
                    chunks[key.fd].append(chunk)
                else:
                    selector.unregister(key.fd)
                    os.close(key.fd)
    return tuple(b"".join(chunks[end]) for end in ends)


class Pair(NamedTuple):
    """Means of two things measured in turn, so that a slow moment of the host strikes both; milliseconds."""

    base: float
    subject: float

    @property
    def ratio(self) -> float:
        """How many times the base the subject costs."""
        return self.subject / self.base


def paired(base: Callable[[], float], subject: Callable[[], float], times: int) -> Pair:
    """The means of both over that many turns, after one that does not count: it warms the caches of the host."""
    base()
    subject()
    turns = [(base(), subject()) for _ in range(times)]
    return Pair(sum(turn[0] for turn in turns) / times, sum(turn[1] for turn in turns) / times)
