"""Calls to the system that fail, or end the process, at a chosen moment."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

CHANGES = ("open", "write", "fsync", "replace", "unlink", "rmdir", "mkdir")


class Killed(BaseException):
    """The process is dead: nothing that it would do from here on happens."""


class Faults:
    """Counts the calls that change a file system; from the one with number `at` on, they do not happen."""

    def __init__(self, at: int, failure: str) -> None:
        self.at = at
        self.failure = failure
        self.calls = 0

    def wrap(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            self.calls += 1
            if self.failure == "kill" and self.calls >= self.at:
                if name == "write" and self.calls == self.at:
                    real(args[0], bytes(args[1])[: len(args[1]) // 2])
                raise Killed
            if self.failure == "error once" and self.calls == self.at:
                raise OSError(errno.EIO, "the device failed")
            if self.failure == "disk full" and self.calls >= self.at and name in ("write", "mkdir", "fsync"):
                raise OSError(errno.ENOSPC, "No space left on device")
            # What is written is seen at once; flushing it as well would only make the tests slow.
            return None if name == "fsync" else real(*args, **kwargs)

        return call


@contextmanager
def faults(monkeypatch: pytest.MonkeyPatch, at: int = 0, failure: str = "none") -> Iterator[Faults]:
    injected = Faults(at, failure)
    with monkeypatch.context() as patch:
        for name in CHANGES:
            patch.setattr(os, name, injected.wrap(name, getattr(os, name)))
        yield injected
