"""What of a file can be folded away."""

from __future__ import annotations

from lsprotocol import types

from meshc.editor.structure.folding import Fold, folds
from meshc.lsp.convert import Positions
from meshc.lsp.session import Session


def answer(session: Session, params: types.FoldingRangeParams) -> list[types.FoldingRange] | None:
    """The folds of a file: of whole lines where the client knows no others, and as many as it takes."""
    document = session.document(params.text_document.uri)
    if document is None:
        return None
    text = session.capabilities.text_document
    client = text.folding_range if text and text.folding_range else types.FoldingRangeClientCapabilities()
    convert = _lines if client.line_folding_only else _range
    found = [convert(document.positions, fold) for fold in folds(document.view)]
    return [fold for fold in found if fold.start_line < fold.end_line][: client.range_limit]


def _lines(positions: Positions, fold: Fold) -> types.FoldingRange:
    start, last = positions.place(fold.start), positions.place(fold.last)
    return types.FoldingRange(start[0], last[0], kind=fold.kind.value)


def _range(positions: Positions, fold: Fold) -> types.FoldingRange:
    (start, start_character), (end, end_character) = positions.place(fold.start), positions.place(fold.end)
    return types.FoldingRange(start, end, start_character, end_character, fold.kind.value)


HANDLERS = {types.TEXT_DOCUMENT_FOLDING_RANGE: (types.FoldingRangeOptions(), answer)}
