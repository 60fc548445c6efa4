"""Which findings a project wants to hear of, and how much each matters to it.

Errors and what a target loses stay what they are: nothing is dropped in silence because a line of settings says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from meshc.diagnostics.model import Code, Diagnostic, Severity
from meshc.diagnostics.suggest import did_you_mean

ALL = "ALL"
"""Stands for every code."""

_LOSS = "tells what a target loses"
_ACCEPT = "accept the loss: `target NAME { accept = [FEATURE] }`"
_COMMENT = "let it pass where it stands: `# meshc: allow NAME -- why this is right here`"

ALWAYS_TOLD: Mapping[str, tuple[str, str]] = {
    "MC130": ("tells that there are more errors", "put the errors right"),
    "MC501": (_LOSS, _ACCEPT),
    "MC502": (_LOSS, _ACCEPT),
    "MC503": (_LOSS, _ACCEPT),
    "MC506": (_LOSS, _ACCEPT),
    "MC524": (_LOSS, "leave out what the target cannot do"),
    "MC531": (_LOSS, _COMMENT),
    "MC535": (_LOSS, _COMMENT),
    "MC545": (_LOSS, _COMMENT),
}
"""Codes that are told as no less than what they are, beside errors: why, and what to do instead of hiding them."""

AT_TIMES_WARNINGS = frozenset({"MC510", "MC602"})
"""Codes of errors that are warnings in some cases, such as a limit that AWS lifts when asked; those can be hidden."""

_EXACT = 1_000
"""How exactly a whole code or a name says what is meant; a beginning says it as exactly as it is long."""

_RANKS = tuple(Severity)
"""From what matters most."""


class Selection(NamedTuple):
    """Codes by their code or name; a code's beginning, such as `MC4`, stands for all that begin so, `ALL` for all.

    Where several of them stand for a code, the longest decides; `ignore` beats a `select` of the same length.
    """

    select: tuple[str, ...] = ()
    """Where this is not empty, only these warnings and notes are told."""
    ignore: tuple[str, ...] = ()
    """Warnings and notes that are not told."""
    severities: Mapping[str, Severity] = {}
    """What warnings and notes count as."""


EVERYTHING = Selection()


class Refusal(NamedTuple):
    """Why a word cannot be used, as a sentence, and what to do instead."""

    message: str
    help: str = ""


def apply(findings: Iterable[Diagnostic], selection: Selection) -> tuple[Diagnostic, ...]:
    """The findings that are told, with the severity that they have for the project."""
    if selection == EVERYTHING:
        return tuple(findings)
    known: dict[tuple[str, Severity], Severity | None] = {}
    told = []
    for finding in findings:
        key = finding.code, finding.severity
        if key not in known:
            known[key] = severity_of(finding.code, finding.name, finding.severity, selection)
        severity = known[key]
        if severity is not None:
            told.append(finding if severity is finding.severity else replace(finding, severity=severity))
    return tuple(told)


def severity_of(code: str, name: str, own: Severity, selection: Selection) -> Severity | None:
    """What a finding counts as, whose own severity is `own`; None where it is not told."""
    if own is Severity.ERROR:
        return own
    wanted = max(selection.severities, key=lambda word: exactness(word, code, name), default="")
    severity = selection.severities[wanted] if wanted and exactness(wanted, code, name) >= 0 else own
    if code in ALWAYS_TOLD:
        return min(own, severity, key=_RANKS.index)
    select = max((exactness(word, code, name) for word in selection.select), default=0)
    ignore = max((exactness(word, code, name) for word in selection.ignore), default=-1)
    return severity if select > ignore else None


def spelt(word: str, codes: Iterable[Code]) -> str | None:
    """A word as a `Selection` has it, from one in either case; None where it stands for none of the codes."""
    upper, lower = word.upper(), word.lower()
    if upper == ALL:
        return ALL
    for code in codes:
        if upper and code.code.upper().startswith(upper):
            return code.code[: len(upper)]
        if code.name == lower:
            return lower
    return None


def refusal(word: str, codes: Iterable[Code], counts_as: Severity | None) -> Refusal | None:
    """Why the findings that a word stands for cannot count as that, or, with None, cannot be hidden; None if they can.

    Of several, those that cannot stay as they are; where nothing would come of it, the word is refused.
    """
    codes = tuple(codes)
    meant = [code for code in codes if exactness(word, code.code, code.name) >= 0]
    if not meant:
        known = [known for code in codes for known in (code.code, code.name)]
        return Refusal(f"there is no finding called `{word}`", did_you_mean(word, known) or "`meshc rules` lists them")
    fit = [code for code in meant if _may_count(code, counts_as)]
    if len(fit) == len(meant) or any(code.severity is not counts_as for code in fit):
        return None
    cannot = "be ignored" if counts_as is None else f"count as a {counts_as.value}"
    if len(meant) > 1:
        return Refusal(
            f"no finding that `{word}` stands for can {cannot}: they are errors, or tell what a target loses"
        )
    if meant[0].code in ALWAYS_TOLD:
        why, help = ALWAYS_TOLD[meant[0].code]
        return Refusal(f"`{word}` {why}, which cannot {cannot}", help)
    return Refusal(f"`{word}` is an error, which cannot {cannot}", "put right what it finds")


def can_be_ignored(code: Code) -> bool:
    """Whether findings of this kind can be hidden, or some of them."""
    return _may_count(code, None)


def _may_count(code: Code, counts_as: Severity | None) -> bool:
    if counts_as is not None and _RANKS.index(counts_as) <= _RANKS.index(code.severity):
        return True
    if code.code in ALWAYS_TOLD:
        return False
    return code.severity is not Severity.ERROR or code.code in AT_TIMES_WARNINGS


def exactness(word: str, code: str, name: str) -> int:
    """How exactly a word stands for a code; -1 where it does not."""
    if word in (code, name):
        return _EXACT
    if word == ALL:
        return 0
    return len(word) if code.startswith(word) else -1
