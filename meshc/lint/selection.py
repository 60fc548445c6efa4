"""Which findings a project wants to hear of, and how much each matters to it.

Errors and what a target loses stay what they are: nothing is dropped in silence because a line of settings says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from meshc.diagnostics.model import Diagnostic, Severity


class Selection(NamedTuple):
    """Codes by their code or name; a code's beginning, such as `MC4`, stands for all that begin so."""

    select: tuple[str, ...] = ()
    """Where this is not empty, only these warnings and notes are told."""
    ignore: tuple[str, ...] = ()
    """Warnings and notes that are not told."""
    severities: Mapping[str, Severity] = {}
    """What warnings and notes count as."""


EVERYTHING = Selection()


def apply(findings: Iterable[Diagnostic], selection: Selection) -> tuple[Diagnostic, ...]:
    """The findings that are told, with the severity that they have for the project."""
    return tuple(findings)
