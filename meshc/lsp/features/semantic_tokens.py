"""What the words of a file mean, for colours: whole, in part, and as the difference to the last answer.

Numbers are put together for each statement once, so that after a keystroke little more is done than to copy them.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from typing import NamedTuple
from weakref import WeakKeyDictionary

from lsprotocol import types

from meshc.editor.kept import Kept
from meshc.editor.semantic_tokens import Meaning, coloured
from meshc.lsp.convert import UTF_8, UTF_16, UTF_32, Positions
from meshc.lsp.lines import Lines
from meshc.lsp.protocol import Ready
from meshc.lsp.session import Document, Session
from meshc.syntax.result import ParsedItem

LEGEND = types.SemanticTokensLegend([meaning.value for meaning in Meaning], ["declaration"])
_TYPES = {meaning: number for number, meaning in enumerate(Meaning)}
_DECLARATION = 1
_MOST_ANSWERS = 16
"""How many files' last answers are kept for a client."""


class _Chunk(NamedTuple):
    """The numbers of a statement, the first line counted from where it begins."""

    numbers: array[int]
    last: int
    """The line of the last token."""


class _Answers:
    """What a client was told last of each file."""

    def __init__(self) -> None:
        self.number = 0
        self.by_uri: dict[str, tuple[str, array[int]]] = {}

    def remember(self, uri: str, data: array[int]) -> str:
        """The name of an answer."""
        self.number += 1
        self.by_uri.pop(uri, None)
        while len(self.by_uri) >= _MOST_ANSWERS:
            del self.by_uri[next(iter(self.by_uri))]
        self.by_uri[uri] = str(self.number), data
        return str(self.number)


_answers: WeakKeyDictionary[Session, _Answers] = WeakKeyDictionary()


def full(session: Session, params: types.SemanticTokensParams) -> Ready | None:
    """The tokens of a file."""
    document = session.document(params.text_document.uri)
    return None if document is None else _whole(session, document, _numbers(document))


def delta(session: Session, params: types.SemanticTokensDeltaParams) -> Ready | None:
    """What is different in the tokens of a file since an answer; all of them where that is forgotten."""
    document = session.document(params.text_document.uri)
    if document is None:
        return None
    new = _numbers(document)
    known = _answers.setdefault(session, _Answers()).by_uri.get(document.uri)
    if known is None or known[0] != params.previous_result_id:
        return _whole(session, document, new)
    old = known[1]
    before, after = _common(old, new)
    edits = []
    if before + after < max(len(old), len(new)):
        changed = new[before : len(new) - after]
        edits.append({"start": before, "deleteCount": len(old) - after - before, "data": changed.tolist()})
    name = _answers[session].remember(document.uri, new) if edits else known[0]
    return Ready({"resultId": name, "edits": edits})


def part(session: Session, params: types.SemanticTokensRangeParams) -> Ready | None:
    """The tokens of the statements that a range touches."""
    document = session.document(params.text_document.uri)
    if document is None:
        return None
    return Ready({"data": _numbers(document, *document.positions.offsets(params.range)).tolist()})


def _whole(session: Session, document: Document, data: array[int]) -> Ready:
    name = _answers.setdefault(session, _Answers()).remember(document.uri, data)
    return Ready({"resultId": name, "data": data.tolist()})


def _numbers(document: Document, start: int = 0, end: int | None = None) -> array[int]:
    """The numbers of the statements that reach into a range, as the protocol wants them: each from the one before."""
    lines = document.positions.lines
    kept = _kept[document.positions.encoding]
    items = document.view.items
    kept.expect(len(items))
    data = array("I")
    told = 0
    for offset, parsed in items:
        if end is not None and offset > end:
            break
        if offset + len(parsed.item.text) < start:
            continue
        chunk = kept.of(parsed)
        if chunk.numbers:
            at, line = len(data), lines.line(offset)
            data += chunk.numbers
            data[at] += line - told
            told = line + chunk.last
    return data


def _chunk_in(encoding: str) -> Callable[[ParsedItem], _Chunk]:
    def chunk(parsed: ParsedItem) -> _Chunk:
        lines = Lines(parsed.item.text)
        positions = Positions(lines, encoding)
        numbers = array("I")
        last_line = last_start = 0
        for token in coloured(parsed):
            line, start = positions.place(token.start)
            length = positions.place(token.end)[1] - start
            moved = line - last_line
            numbers.extend(
                (
                    moved,
                    start if moved else start - last_start,
                    length,
                    _TYPES[token.meaning],
                    _DECLARATION * token.declares,
                )
            )
            last_line, last_start = line, start
        return _Chunk(numbers, last_line)

    return chunk


_kept: dict[str, Kept[_Chunk]] = {encoding: Kept(_chunk_in(encoding)) for encoding in (UTF_8, UTF_16, UTF_32)}


def _common(old: Sequence[int], new: Sequence[int]) -> tuple[int, int]:
    """How many numbers are equal at the beginning, and of the rest at the end."""
    most = min(len(old), len(new))
    before = _longest(most, lambda count: old[:count] == new[:count])
    after = _longest(most - before, lambda count: old[len(old) - count :] == new[len(new) - count :])
    return before, after


def _longest(most: int, holds: Callable[[int], bool]) -> int:
    """The greatest number up to `most` that something holds for; it holds for all below that."""
    low = 0
    while low < most:
        middle = (low + most + 1) // 2
        if holds(middle):
            low = middle
        else:
            most = middle - 1
    return low


HANDLERS = {
    types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL: (LEGEND, full),
    types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA: (None, delta),
    types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE: (None, part),
}
