from __future__ import annotations

import pytest

from meshc.cli.console import Console

from .running import Stream


def test_what_an_encoding_lacks_is_replaced() -> None:
    out, err = Stream("ascii"), Stream("ascii")
    for stream in (out, err):
        stream.reconfigure(errors="backslashreplace")
    console = Console(out, err)
    console.data("a · b → 在\n")
    console.say("x … y\n")
    assert (out.written(), err.written()) == ("a - b -> \\u5728\n", "x ... y\n")


def test_bytes_are_written_as_they_are() -> None:
    out = Stream("latin-1")
    Console(out, None).data("在\n".encode())
    assert "在\n".encode() == out.buffer.getvalue()  # type: ignore[attr-defined]


def test_without_streams_nothing_is_written() -> None:
    console = Console(None, None)
    console.data("x")
    console.say("y")
    console.error("z")


@pytest.mark.parametrize(
    ("tty", "environment", "colored"),
    [
        (True, {}, True),
        (True, {"NO_COLOR": ""}, True),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"TERM": "dumb"}, False),
        (False, {}, False),
    ],
)
def test_colors_only_on_a_terminal(
    tty: bool, environment: dict[str, str], colored: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for key, value in environment.items():
        monkeypatch.setenv(key, value)
    monkeypatch.setattr("sys.stdout", Stream("utf-8"))
    monkeypatch.setattr("sys.stderr", Stream("utf-8", tty=tty))
    assert Console.of_process().colored is colored


def test_an_error_cannot_steer_the_terminal() -> None:
    err = Stream("utf-8")
    Console(None, err).error("no file `a\x1b[31m\nb`", "look\x07")
    assert err.written() == "error: no file `a␛[31m␊b`\n  = help: look␇\n"
