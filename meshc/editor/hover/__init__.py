"""What an editor tells of the word under the pointer.

Of a word of the language its line in the table; of a setting what is in force and where that comes from; of a name
what it names; and of what a target could make something else, what each target chosen makes of it.
"""

from __future__ import annotations

from typing import NamedTuple

from meshc.editor.caret.context import Context, Part, context_of_word
from meshc.editor.hover.markup import MARKDOWN, Plain
from meshc.editor.hover.names import of_name
from meshc.editor.hover.remarks import of_suppression
from meshc.editor.hover.words import of_word
from meshc.editor.names.index import Names
from meshc.editor.view import View

__all__ = ["Hover", "hover"]


class Hover(NamedTuple):
    """A text about a range of a file."""

    start: int
    end: int
    text: str


def hover(view: View, offset: int, markup: Plain = MARKDOWN) -> Hover | None:
    """What there is to say of the word at an offset; None where it is none, or means nothing."""
    here = context_of_word(view, offset)
    if here.part is Part.COMMENT:
        return _told(*of_suppression(view, offset, here, markup))
    if here.part is Part.NOTHING and not here.word:
        return None
    placed = Names(view.compilation).at(view, offset)
    if placed is not None and placed.mention.start != placed.mention.end:
        found = of_name(view, placed, markup)
        if found:
            # The quotes around a name belong to it.
            return _told(min(placed.place.start, offset), max(placed.place.end, offset), found)
    return _told(*_range(here, offset), of_word(view, offset, here, markup))


def _range(here: Context, offset: int) -> tuple[int, int]:
    return (here.start, here.end) if here.start <= offset <= here.end else (offset, offset)


def _told(start: int, end: int, paragraphs: list[str]) -> Hover | None:
    text = "\n\n".join(filter(None, paragraphs))
    return Hover(start, end, text) if text and start < end else None
