"""What of a file can be folded away."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from meshc.editor.kept import Kept
from meshc.editor.view import View
from meshc.syntax import ast
from meshc.syntax.result import ParsedItem, Token

_CLOSING = {"LBRACE": "RBRACE", "LSQB": "RSQB", "LPAR": "RPAR"}


class FoldKind(StrEnum):
    """What is folded; an editor can fold all comments, or all imports, at once."""

    REGION = "region"
    COMMENT = "comment"
    IMPORTS = "imports"


class Fold(NamedTuple):
    """A range of the file that spans several lines, in code points."""

    start: int
    end: int
    kind: FoldKind
    last: int
    """Offset in the last line that goes out of sight where only whole lines can be hidden: what closes stays."""


class _Pieces(NamedTuple):
    """What can be folded in one item."""

    regions: tuple[tuple[int, int], ...]
    comments: tuple[tuple[tuple[int, int], ...], ...]
    """Comments in lines that follow each other."""


def folds(view: View) -> list[Fold]:
    """The folds of a file, in the order of their beginnings."""
    found: list[Fold] = []
    imports: list[tuple[int, int]] = []
    _kept.expect(len(view.items))
    for offset, parsed in view.items:
        pieces = _kept.of(parsed)
        found += (_fold(view, offset + start, offset + end, FoldKind.REGION) for start, end in pieces.regions)
        for run in pieces.comments:
            found.append(_fold(view, offset + run[0][0], offset + run[-1][1], FoldKind.COMMENT))
        place = _import(parsed)
        if place is not None:
            imports.append((offset + place[0], offset + place[1]))
        elif parsed.statements:
            found += _imports(view, imports)
            imports = []
    found += _imports(view, imports)
    line = view.file.line
    return sorted(fold for fold in found if line(fold.start) < line(fold.end))


def _fold(view: View, start: int, end: int, kind: FoldKind) -> Fold:
    text = view.file.text
    line_start = text.rfind("\n", 0, end) + 1
    last = line_start - 1 if kind is FoldKind.REGION and not text[line_start:end].strip() and line_start else end
    return Fold(start, end, kind, max(last, start))


def _import(parsed: ParsedItem) -> tuple[int, int] | None:
    nodes = parsed.statements
    if not nodes or not all(isinstance(node, ast.Block) and node.kind.text == "import" for node in nodes):
        return None
    return nodes[0].span.start, nodes[-1].span.end


def _imports(view: View, places: list[tuple[int, int]]) -> Iterator[Fold]:
    if len(places) > 1:
        yield _fold(view, places[0][0], places[-1][1], FoldKind.IMPORTS)


def _of_item(parsed: ParsedItem) -> _Pieces:
    tokens = parsed.tokens
    return _Pieces(tuple(_regions(parsed.item.text, tokens)), tuple(_comments(tokens)))


def _regions(text: str, tokens: tuple[Token, ...]) -> Iterator[tuple[int, int]]:
    """What stands between brackets, and in strings of several lines, without what opens and closes it."""
    opened: list[Token] = []
    for token in tokens:
        if token.type in _CLOSING:
            opened.append(token)
        elif token.type == "BLOCK_STRING":
            if "\n" in text[token.start : token.end]:
                yield token.start + 3, token.end - 3
        elif token.type in ("RBRACE", "RSQB", "RPAR"):
            matching = next((other for other in reversed(opened) if _CLOSING[other.type] == token.type), None)
            if matching is not None:
                # What was opened since then is not closed at all.
                del opened[opened.index(matching) :]
                if "\n" in text[matching.end : token.start]:
                    yield matching.end, token.start


def _comments(tokens: tuple[Token, ...]) -> Iterator[tuple[tuple[int, int], ...]]:
    run: list[tuple[int, int]] = []
    fresh, lines = True, 0
    for token in tokens:
        if token.type == "NEWLINE":
            fresh, lines = True, lines + 1
            if lines > 1 and run:
                yield tuple(run)
                run = []
        elif token.type == "COMMENT" and fresh:
            run.append((token.start, token.end))
            fresh, lines = False, 0
        elif token.type not in ("BLANKS", "BOM"):
            if run:
                yield tuple(run)
                run = []
            fresh, lines = False, 0
    if run:
        yield tuple(run)


_kept = Kept(_of_item)
