"""The comment that lets a warning pass, written where it covers the warning and nothing more than it must."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from meshc import catalogue
from meshc.diagnostics.model import Diagnostic, Severity
from meshc.editor.tree import around
from meshc.editor.view import View

REASON = "why this is right here"
"""Stands for the reason until the person writes one."""
_ABOUT_COMMENTS = frozenset({"MC490", "MC491", "MC492", "MC493"})


class Allowing(NamedTuple):
    """A line that is put in at an offset: what stands before the reason, and behind it."""

    at: int
    before: str
    after: str


def allowing(view: View, finding: Diagnostic) -> Allowing | None:
    """The comment that lets a finding of the file pass; None for one that only can be put right."""
    origin = finding.primary.origin if finding.primary else None
    if origin is None or origin.item is None or not _can_pass(finding):
        return None
    path, at = view.compilation.source_map.offset(origin)
    placed = view.item_at(at - origin.start)
    if path != view.path or placed is None or placed[1].item is not origin.item:
        return None
    offset, parsed = placed
    text = view.file.text
    innermost = deque(around(parsed.statements, origin.start), maxlen=1)
    begins = innermost[0].span.start if innermost else origin.start
    start = _line_start(text, offset + begins)
    blanks = start
    while text[blanks : blanks + 1] in (" ", "\t"):
        blanks += 1
    end = "\r\n" if "\r\n" in text else "\n"
    return Allowing(start, f"{text[start:blanks]}# meshc: allow {finding.name} -- ", end)


def _can_pass(finding: Diagnostic) -> bool:
    known = catalogue.codes().get(finding.code)
    severity = known.severity if known is not None else finding.severity
    return severity is Severity.WARNING and finding.code not in _ABOUT_COMMENTS


def _line_start(text: str, offset: int) -> int:
    start = text.rfind("\n", 0, offset) + 1
    return start + 1 if text.startswith("\ufeff", start) else start
