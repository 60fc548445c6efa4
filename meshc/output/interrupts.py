"""Interrupts that wait for a moment at which stopping does no harm."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any


class Interrupts:
    """While entered, SIGINT and SIGTERM are noted, and become a KeyboardInterrupt in `check` or at the end.

    An exception that leaves the block goes first. Only the main thread can do this; in others nothing changes.
    A signal that is ignored stays ignored.
    """

    def __init__(self) -> None:
        self._is_noted = False
        self._previous: list[tuple[signal.Signals, Callable[[int, FrameType | None], Any] | int]] = []

    def __enter__(self) -> Interrupts:
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                previous = signal.getsignal(number)
                if previous is not None and previous != signal.SIG_IGN:
                    signal.signal(number, self._note)
                    self._previous.append((number, previous))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, previous in self._previous:
            signal.signal(number, previous)
        if kind is None:
            self.check()

    def check(self) -> None:
        """Raise the KeyboardInterrupt that has been waiting, if one has."""
        if self._is_noted:
            raise KeyboardInterrupt

    def _note(self, number: int, frame: FrameType | None) -> None:
        self._is_noted = True
