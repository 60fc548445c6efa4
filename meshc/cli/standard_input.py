"""What comes by standard input."""

from __future__ import annotations

from meshc.cli.errors import CommandError

STDIN = "<stdin>"
"""What findings call a text from standard input that nobody gave a name."""


def read_stdin() -> bytes:
    """All of it; CommandError where it cannot be read."""
    import sys

    if sys.stdin is None:
        raise CommandError("there is no standard input to read a mesh from")
    try:
        return sys.stdin.buffer.read()
    except OSError as error:
        from meshc.output.errors import reason

        raise CommandError(f"cannot read standard input: {reason(error)}") from error
