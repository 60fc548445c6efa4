"""What keeps a mesh or its project from being read."""

from __future__ import annotations


class ProjectError(Exception):
    """Something on the disk cannot be used; `message` is a sentence for a person, `help` says what to do instead."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.help = help
