"""What parsing gives: one record per top-level statement, each independent of where it stands in the file."""

from __future__ import annotations

from typing import NamedTuple

from meshc.diagnostics.model import Diagnostic
from meshc.source import Item, SourceFile
from meshc.syntax.ast import Statement


class Token(NamedTuple):
    """A piece of the item's text; comments, blanks, line ends and damage are tokens too."""

    type: str
    start: int
    end: int


class ParsedItem(NamedTuple):
    """One top-level statement with every token of its text; concatenated, the tokens are the text.

    The text of an item reaches from the end of the statement before it, so comments above a block belong to it; the
    last item of a file holds what trails, and the first what stands above the last blank line before a statement,
    unless a comment there lets a warning pass. `statements` has one entry, none (only comments, or damage), and more
    than one only where `;` puts several on a line.
    """

    item: Item
    statements: tuple[Statement, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def tokens(self) -> tuple[Token, ...]:
        """Every token of the text; cut when asked for, because only a formatter or an editor wants them."""
        from meshc.syntax.lexer import tokenize

        return tokenize(self.item.text)


class ParseResult(NamedTuple):
    """A file parsed: its items with their offsets in the file, in order. The items' texts concatenated are the file."""

    file: SourceFile
    items: tuple[tuple[int, ParsedItem], ...]
