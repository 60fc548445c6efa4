"""The lines of a text as the Language Server Protocol counts them.

A line ends at a line feed, a carriage return, or both, and at nothing else.
https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/#textDocuments
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate

_END = re.compile(r"\r\n|\r|\n")


class Lines:
    """A text that knows where its lines begin."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def starts(self) -> list[int]:
        """Offset of the first character of each line; the last line may be empty."""
        text = self.text
        if text.count("\r") != text.count("\r\n"):
            return [0, *(found.end() for found in _END.finditer(text))]
        return list(accumulate((len(line) + 1 for line in text.split("\n")[:-1]), initial=0))

    def line(self, offset: int) -> int:
        """The line of an offset, counted from 0."""
        return bisect_right(self.starts, offset) - 1

    def end(self, line: int) -> int:
        """The offset at which the words of a line end, before its line ending; that of the text past the last line."""
        starts = self.starts
        if line + 1 >= len(starts):
            return len(self.text)
        end = starts[line + 1]
        return end - 2 if self.text[end - 2 : end] == "\r\n" else end - 1

    def replaced(self, start: int, end: int, new: str) -> Lines:
        """The text with another piece from `start` to `end`, which costs little where the piece is small."""
        text = self.text
        lines = Lines(f"{text[:start]}{new}{text[end:]}")
        if "\r" not in new and "\r" not in text[max(0, start - 1) : end + 1] and "starts" in self.__dict__:
            starts = self.starts
            first, last = bisect_right(starts, start), bisect_right(starts, end)
            moved = len(new) - (end - start)
            inner = [start + at for at in Lines(new).starts[1:]]
            after = starts[last:] if not moved else [at + moved for at in starts[last:]]
            lines.__dict__["starts"] = [*starts[:first], *inner, *after]
        return lines
