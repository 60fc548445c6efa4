"""What ends a command with exit code 2: a wrong argument, a file that cannot be read."""

from __future__ import annotations


class CommandError(Exception):
    """The command cannot be carried out; `message` is a sentence for a person, `help` says what to do instead."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.help = help
