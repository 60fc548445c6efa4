from __future__ import annotations

import threading

from meshc.cli.console import Console
from meshc.cli.progress import Progress


class Heard(Console):
    """A console that keeps what is said and tells when something was."""

    def __init__(self, *, live: bool) -> None:
        super().__init__(None, None, live=live)
        self.said: list[str] = []
        self.heard = threading.Event()

    def say(self, text: str) -> None:
        self.said.append(text)
        self.heard.set()


def test_a_long_stage_is_shown_and_taken_away() -> None:
    console = Heard(live=True)
    with Progress(console, patience=0) as progress:
        progress.stage("reading")
        assert console.heard.wait(30)
        progress.hide()
    assert console.said == ["\r\x1b[Kreading …", "\r\x1b[K"]


def test_a_short_build_shows_nothing() -> None:
    console = Heard(live=True)
    with Progress(console, patience=1000) as progress:
        progress.stage("reading")
    assert console.said == []


def test_no_line_is_drawn_where_there_is_no_terminal() -> None:
    console = Heard(live=False)
    with Progress(console, patience=0) as progress:
        progress.stage("reading")
        assert not console.heard.wait(0.05)
    assert console.said == []
