"""The two streams of a command: data goes to standard output, everything said to a person to standard error."""

from __future__ import annotations

import os
import sys

from meshc.cli.errors import CommandError

TYPE_CHECKING = False  # as in meshc.cli.main
if TYPE_CHECKING:
    from typing import TextIO

_PLAIN_SIGNS = {"·": "-", "→": "->", "…": "...", "×": "x", "≤": "<=", "≥": ">=", "–": "-", "—": "-"}


class Console:
    """Where a command writes. A reader that stops reading, such as `head`, is no error."""

    def __init__(self, out: TextIO | None, err: TextIO | None, *, colored: bool = False, live: bool = False) -> None:
        """`colored`: whether standard error takes colours. `live`: whether it takes a line that is overwritten."""
        self._out = out
        self._err = err
        self.colored = colored
        self.live = live

    @staticmethod
    def of_process() -> Console:
        """The streams of this process; colours only on a terminal, and not under NO_COLOR."""
        # A character that the encoding of the stream lacks must not end a command.
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="backslashreplace")
        terminal = sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        return Console(sys.stdout, sys.stderr, colored=terminal and not os.environ.get("NO_COLOR"), live=terminal)

    def data(self, data: str | bytes) -> None:
        """Write to standard output; bytes are written as they are. CommandError if that fails, as on a full disk."""
        if self._out is None:
            return
        try:
            if isinstance(data, str):
                self._out.write(_drawable(data, self._out))
            else:
                self._out.flush()
                buffer = getattr(self._out, "buffer", None)
                if buffer is None:
                    self._out.write(data.decode("utf-8"))
                else:
                    buffer.write(data)
            self._out.flush()
        except BrokenPipeError:
            _abandon(self._out)
            self._out = None
        except OSError as error:
            _abandon(self._out)
            self._out = None
            from meshc.output.errors import reason

            raise CommandError(f"cannot write to standard output: {reason(error)}") from error

    def say(self, text: str) -> None:
        """Write a text, which ends with a newline, to standard error; without one there is nobody to tell."""
        if self._err is None:
            return
        try:
            self._err.write(_drawable(text, self._err))
            self._err.flush()
        except OSError:
            _abandon(self._err)
            self._err = None

    def error(self, message: str, help: str = "") -> None:
        """Say what ended the command."""
        from meshc.diagnostics.render.cells import safe

        begin, end = ("\x1b[1;31m", "\x1b[0m") if self.colored else ("", "")
        self.say(f"{begin}error{end}: {safe(message)}\n")
        if help:
            self.say(f"  = help: {safe(help)}\n")


def _drawable(text: str, stream: TextIO) -> str:
    """The text with signs of our own replaced where the encoding of the stream lacks them."""
    if text.isascii():
        return text
    encoding = getattr(stream, "encoding", None) or "utf-8"
    for sign, plain in _PLAIN_SIGNS.items():
        if sign in text:
            try:
                sign.encode(encoding)
            except UnicodeEncodeError:
                text = text.replace(sign, plain)
    return text


def _abandon(stream: TextIO) -> None:
    """Point a broken stream to nowhere, so that what is left in its buffer fails no second time at exit."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        pass
