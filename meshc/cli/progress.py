"""A line that says what a long build is doing, on a terminal only; it leaves no trace."""

from __future__ import annotations

from threading import Event, Lock, Thread
from types import TracebackType

from meshc.cli.console import Console

_CLEAR = "\r\x1b[K"


class Progress:
    """Shows the current stage once a build has taken longer than `patience` seconds."""

    def __init__(self, console: Console, patience: float = 1.0) -> None:
        self._console = console
        self._patience = patience
        self._stage = ""
        self._shown = ""
        self._drawing = Lock()
        self._end = Event()
        self._thread: Thread | None = None

    def __enter__(self) -> Progress:
        if self._console.live:
            self._thread = Thread(target=self._watch, daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.hide()
        self._end.set()
        if self._thread is not None:
            self._thread.join()

    def stage(self, words: str) -> None:
        """What is being done from now on."""
        self._stage = words

    def hide(self) -> None:
        """Take the line away, until the next stage."""
        with self._drawing:
            self._stage = ""
            self._draw()

    def _watch(self) -> None:
        wait = self._patience
        while not self._end.wait(wait):
            wait = 0.2
            with self._drawing:
                self._draw()

    def _draw(self) -> None:
        if self._stage != self._shown:
            self._shown = self._stage
            self._console.say(f"{_CLEAR}{self._shown} …" if self._shown else _CLEAR)
