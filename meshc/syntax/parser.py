"""Text to syntax tree, one top-level statement at a time. Never raises, whatever the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from meshc.source import Item, SourceFile
from meshc.syntax import split, table
from meshc.syntax.ast import Statement
from meshc.syntax.depth import depth_of
from meshc.syntax.driver import drive
from meshc.syntax.findings import Findings
from meshc.syntax.lexer import Lexemes, has_invisible, lex
from meshc.syntax.limits import MOST_LEVELS
from meshc.syntax.result import ParsedItem, ParseResult


def parse(
    file: SourceFile, reuse: Mapping[str, Sequence[ParsedItem]] | None = None, *, is_file: bool = True
) -> ParseResult:
    """Parse a file into its top-level items.

    `reuse` gives the parsed items of an earlier version of the same file by their text; an item whose text is the
    same keeps its identity. Each is used at most once. Where `is_file` is false, the text is a later part of a file.
    """
    return ParseResult(file, _FileParser(file, reuse or {}, is_file=is_file).run())


class _FileParser:
    __slots__ = ("_bounds", "_closes", "_file", "_items", "_reuse", "_text", "_used")

    def __init__(self, file: SourceFile, reuse: Mapping[str, Sequence[ParsedItem]], *, is_file: bool) -> None:
        self._file = file
        self._text = file.text
        self._reuse = reuse
        self._used: dict[str, int] = {}
        self._items: list[tuple[int, ParsedItem]] = []
        self._bounds = split.boundaries(file.text, is_file=is_file)
        self._closes: dict[int, int] | None = None

    def run(self) -> tuple[tuple[int, ParsedItem], ...]:
        text, bounds, items, reuse = self._text, self._bounds, self._items, self._reuse
        piece, last_piece = 0, len(bounds) - 1
        apart_before = 0
        while piece < last_piece:
            start, end = bounds[piece], bounds[piece + 1]
            piece_text = text[start:end]
            if piece_text in reuse:
                old = self._earlier(piece_text, sound=True)
                if old is not None:
                    items.append((start, old))
                    piece += 1
                    continue
            tokens = lex(piece_text)
            if piece >= apart_before and _leaves_open(tokens) > 0:
                last = self._closing_piece(piece)
                if last is not None:
                    whole = text[start : bounds[last + 1]]
                    if not split.has_indented_body(piece_text) or _is_sound(whole):
                        self._add(start, whole, lex(whole))
                        piece = last + 1
                        continue
                    apart_before = last + 1
            self._add(start, piece_text, tokens)
            piece += 1
        return tuple(items)

    def _earlier(self, text: str, *, sound: bool) -> ParsedItem | None:
        """The next unused item of an earlier version with this text."""
        known = self._reuse.get(text, ())
        used = self._used.get(text, 0)
        if used >= len(known) or (sound and known[used].diagnostics):
            return None
        self._used[text] = used + 1
        return known[used]

    def _closing_piece(self, piece: int) -> int | None:
        """The later piece in which what `piece` leaves open is closed."""
        if self._closes is None:
            text, bounds = self._text, self._bounds
            # What stands before the first open piece is closed, so it adds nothing.
            depths = [0] * piece
            for number in range(piece, len(bounds) - 1):
                piece_text = text[bounds[number] : bounds[number + 1]]
                known = self._reuse.get(piece_text)
                depths.append(0 if known and not known[0].diagnostics else _leaves_open(lex(piece_text)))
            self._closes = split.closing_pieces(depths)
        return self._closes.get(piece)

    def _add(self, start: int, text: str, tokens: Lexemes) -> None:
        """Append the items of a piece: one, or one per line where statements that are not in column 0 begin."""
        item = Item(self._file.path, text)
        findings = Findings(item)
        statements = drive_sound(text, tokens, findings)
        if statements is not None and len(statements) > 1:
            cuts = _line_cuts(text, statements)
            if cuts:
                for first, last in zip([0, *cuts], [*cuts, len(text)], strict=True):
                    part = text[first:last]
                    self._add(start + first, part, lex(part))
                return
        old = self._earlier(text, sound=False)
        if old is not None:
            self._items.append((start, old))
            return
        if statements is None:
            from meshc.syntax.recovery import parse_damaged

            findings = Findings(item)
            statements = parse_damaged(text, tokens, findings)
        elif findings.losses:
            from meshc.syntax.recovery import mark_damage

            statements = mark_damage(statements, findings.losses)
        self._items.append((start, ParsedItem(item, tuple(statements), tuple(findings.diagnostics))))


def drive_sound(text: str, tokens: Lexemes, findings: Findings) -> list[Statement] | None:
    """The statements of a text without a syntax error, or None."""
    kinds = tokens.kinds
    opening, closing = _count_brackets(kinds)
    if opening != closing or max(kinds) > table.END or has_invisible(text):
        return None
    if opening > MOST_LEVELS and depth_of(kinds) > MOST_LEVELS:
        return None
    return drive(text, tokens, findings)


def _count_brackets(kinds: list[int]) -> tuple[int, int]:
    count = bytes(kinds).count  # counting in bytes is a search in C, in a list a comparison of objects
    return (
        count(table.LBRACE) + count(table.LSQB) + count(table.LPAR),
        count(table.RBRACE) + count(table.RSQB) + count(table.RPAR),
    )


def _is_sound(text: str) -> bool:
    return drive_sound(text, lex(text), Findings(Item("", text))) is not None


def _leaves_open(tokens: Lexemes) -> int:
    """How many more brackets open than close."""
    opening, closing = _count_brackets(tokens.kinds)
    return opening - closing


def _line_cuts(text: str, statements: Sequence[Statement]) -> list[int]:
    """The ends of the lines between statements that stand on different lines."""
    cuts = []
    for statement, following in pairwise(statements):
        line_end = text.find("\n", statement.span.end, following.span.start)
        if line_end >= 0:
            cuts.append(line_end + 1)
    return cuts
