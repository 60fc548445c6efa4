"""Cut a file where its top-level statements seem to begin: at words in column 0.

A cut is a guess from the layout, which has no meaning in the language. The parser takes pieces together again where
a block goes on past a cut, and cuts further where several statements stand in one piece.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

_LINE_WITH_WORD = re.compile(r"\n(?=[^\W\d])")
_HEAD = re.compile(r"\ufeff?(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*\r?\n(?=(?:[ \t]*#[^\n]*\n)*[^\W\d])")
_QUOTED = re.compile(
    r'(?:"""[^"\\]*+(?:(?:\\[\s\S]|"(?!""))[^"\\]*+)*""")'
    r'|"(?!"")[^"\\\n]*+(?:\\[^\n][^"\\\n]*+)*"'
    r"|#[^\n]*+"
    r"|(?:/\*[^*]*+(?:\*(?!/)[^*]*+)*\*/)"
)
_INDENTED_BODY = re.compile(r"\{[^\n]*\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]+[^\s#]")


def boundaries(text: str, *, is_file: bool = True) -> list[int]:
    """Where the pieces begin, in order, and last the length of the text. Comments above a word belong to its piece.

    What trails the last statement is a piece of its own; so is what stands at the beginning of a whole file, up to the
    last blank line before the first word, so that a change of it changes no statement.
    """
    bounds = [0]
    first = last = int(text.startswith("\ufeff"))  # a byte order mark is no line above a comment
    for match in _LINE_WITH_WORD.finditer(text):
        word_at = match.end()
        start = _before_comments(text, word_at, last)
        if start > max(bounds[-1], first):
            bounds.append(start)
        last = word_at
    if is_file:
        head = _end_of_head(text)
        if first < head < (bounds[1] if len(bounds) > 1 else len(text)):
            bounds.insert(1, head)
    size = len(text)
    if size:
        trail = size if text.endswith("\n") else text.rfind("\n", last) + 1
        if trail == size or (trail > last and _is_trivia(text[trail:])):
            trail = _before_comments(text, trail, last)
            if max(bounds[-1], first) < trail < size:
                bounds.append(trail)
        bounds.append(size)
    return _without_cuts_in_quotes(text, bounds)


def _end_of_head(text: str) -> int:
    """Where the last blank line ends before the first word in column 0; 0 where a comment says something of that."""
    match = _HEAD.match(text)
    return match.end() if match is not None and "meshc:" not in match[0] else 0


def _is_trivia(line: str) -> bool:
    stripped = line.strip()
    return not stripped or stripped[0] == "#"


def _before_comments(text: str, line_start: int, limit: int) -> int:
    """The start of the comments and blank lines above a line, not further up than `limit`."""
    while line_start > limit:
        above = max(text.rfind("\n", limit, line_start - 1) + 1, limit)
        if not _is_trivia(text[above:line_start]):
            break
        line_start = above
    return line_start


def _without_cuts_in_quotes(text: str, bounds: list[int]) -> list[int]:
    """The cuts that do not stand inside a block string or a comment of another language."""
    last_block, last_comment = text.rfind('"""'), text.rfind("*/")
    if last_block < 0 and last_comment < 0:
        return bounds
    kept = []
    piece, last_piece = 0, len(bounds) - 1
    while piece < last_piece:
        start = bounds[piece]
        kept.append(start)
        piece += 1
        if not (
            0 <= text.find('"""', start, bounds[piece]) < last_block
            or 0 <= text.find("/*", start, bounds[piece]) < last_comment
        ):
            continue
        match = _QUOTED.search(text, start)
        while match is not None and match.start() < bounds[piece]:
            if match.end() > bounds[piece]:
                piece = bisect_left(bounds, match.end())
            match = _QUOTED.search(text, match.end())
    kept.append(bounds[-1])
    return kept


def has_indented_body(text: str) -> bool:
    """Whether the lines in the first block of a piece stand deeper than its head."""
    return _INDENTED_BODY.search(text) is not None


def closing_pieces(depths: Sequence[int]) -> dict[int, int]:
    """Per piece that leaves brackets open: the later piece that closes them. `depths` is what each piece adds."""
    closes: dict[int, int] = {}
    open_pieces: list[tuple[int, int]] = []
    depth = 0
    for piece, change in enumerate(depths):
        before = depth
        depth += change
        while open_pieces and depth <= open_pieces[-1][1]:
            closes[open_pieces.pop()[0]] = piece
        if change > 0:
            open_pieces.append((piece, before))
    return closes
