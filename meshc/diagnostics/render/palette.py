"""The colours of findings in a terminal."""

from __future__ import annotations

from typing import NamedTuple

from meshc.diagnostics.model import Severity


class Palette(NamedTuple):
    """Escape sequences that begin a role; `reset` ends every one. All empty: no colour."""

    error: str = ""
    warning: str = ""
    note: str = ""
    strong: str = ""
    """The message of a finding."""
    frame: str = ""
    """Line numbers, arrows and secondary labels."""
    reset: str = ""

    def severity(self, severity: Severity) -> str:
        """The colour of a severity."""
        if severity is Severity.ERROR:
            return self.error
        return self.warning if severity is Severity.WARNING else self.note

    def paint(self, role: str, text: str) -> str:
        """The text in a colour of this palette."""
        return f"{role}{text}{self.reset}" if role and text else text


PLAIN = Palette()
COLORED = Palette(
    error="\x1b[1;31m",
    warning="\x1b[1;33m",
    note="\x1b[1;36m",
    strong="\x1b[1m",
    frame="\x1b[1;34m",
    reset="\x1b[0m",
)
