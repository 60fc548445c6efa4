"""What the compiler has to say: a frozen record per finding, and the code that each finding carries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from meshc.source import Origin


class Severity(StrEnum):
    """How much a finding matters: an error stops the build, a warning may, a note never does."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Applicability(StrEnum):
    """Whether a fix keeps the meaning (safe), may change it (unsafe), or only shows what to write."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    DISPLAY_ONLY = "display-only"


@dataclass(frozen=True, slots=True)
class Label:
    """A place with a word about it."""

    origin: Origin
    message: str = ""
    concealed: bool = False
    """Whether the text at the place must not be shown, because it is a secret."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text at a place."""

    origin: Origin
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that remove the cause of a finding."""

    title: str
    edits: tuple[Edit, ...]
    applicability: Applicability


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `message` states the problem and names the user's thing; `help` says what to do."""

    code: str
    name: str
    severity: Severity
    message: str
    primary: Label | None = None
    secondary: tuple[Label, ...] = ()
    help: str = ""
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of finding: its permanent code and name, its page, and the examples that the suite runs.

    An example is the text of a mesh, or texts by path where it takes several files. `bad` gives the finding and
    `good`, the same mesh put right, does not.
    """

    code: str
    name: str
    summary: str
    explanation: str
    bad: str | Mapping[str, str]
    good: str | Mapping[str, str]
    severity: Severity = Severity.ERROR
    options: Mapping[str, str] = field(default_factory=dict)

    def at(
        self,
        origin: Origin | None,
        message: str,
        *,
        label: str = "",
        concealed: bool = False,
        secondary: tuple[Label, ...] = (),
        help: str = "",
        fix: Fix | None = None,
        severity: Severity | None = None,
    ) -> Diagnostic:
        """A finding of this kind at a place."""
        primary = Label(origin, label, concealed) if origin is not None and origin.item is not None else None
        return Diagnostic(self.code, self.name, severity or self.severity, message, primary, secondary, help, fix)
