"""The one layout of a mesh: without options, and without a change to what is read from the text.

Offsets are in code points. Two spaces per level, a space around `=`, blank lines one at most; what stands on one line
stays there up to 120 columns, what stands over lines stays so. Statements keep their order, comments their words.
"""

from __future__ import annotations

from meshc.source import SourceFile
from meshc.syntax.format.change import Change, Edit, applied, trimmed
from meshc.syntax.format.engine import lay_out
from meshc.syntax.format.on_type import on_type_indent
from meshc.syntax.format.part import within_lines
from meshc.syntax.format.refusal import is_refused, refusals
from meshc.syntax.format.shape import shape_of
from meshc.syntax.format.suppressions import MARK, without_harm
from meshc.syntax.parser import parse

__all__ = ["Edit", "format_edits", "format_range", "format_text", "on_type_indent", "refusals"]


def format_text(text: str) -> str | None:
    """The text in its layout; None where it has syntax errors, which `refusals` tells."""
    changes = _changes(text)
    return None if changes is None else applied(text, (change.edit for change in changes))


def format_edits(text: str) -> list[Edit]:
    """What makes `format_text(text)` of a text, in order; nothing where it has syntax errors.

    An edit replaces blanks, line ends, commas or semicolons alone, but for the few comments that have to move.
    """
    return [trimmed(text, change).edit for change in _changes(text) or ()]


def format_range(text: str, start: int, end: int) -> list[Edit]:
    """Those edits of `format_edits` that lie in the lines of a range; nothing where the text has syntax errors.

    A range that ends where a line begins ends with the line before.
    """
    changes = _changes(text)
    if not changes:
        return []
    return [change.edit for change in within_lines(text, changes, start, end)]


def _changes(text: str) -> list[Change] | None:
    if is_refused(parse(SourceFile("", text))):
        return None
    shape = shape_of(text)
    changes = lay_out(shape)
    return without_harm(shape, changes) if MARK in text else changes
