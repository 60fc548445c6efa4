"""Times in the spelling of App Mesh."""

from __future__ import annotations

from meshc.backends.appmesh.model import Duration


def duration(milliseconds: int) -> Duration:
    """Seconds where the time is a whole number of them, else milliseconds."""
    seconds, rest = divmod(milliseconds, 1000)
    return {"unit": "ms", "value": milliseconds} if rest else {"unit": "s", "value": seconds}
