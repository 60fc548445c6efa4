"""What ends a command with exit code 2: a wrong argument, a file that cannot be read."""

from __future__ import annotations

from meshc.project.errors import ProjectError


class CommandError(ProjectError):
    """The command cannot be carried out; `message` is a sentence for a person, `help` says what to do instead."""
