"""Ranges around a place, each in the next."""

from __future__ import annotations

from lsprotocol import types

from meshc.editor.structure.selection import selection
from meshc.lsp.session import Document, Session


def answer(session: Session, params: types.SelectionRangeParams) -> list[types.SelectionRange] | None:
    """For each position the smallest range, which knows the one around it."""
    document = session.document(params.text_document.uri)
    if document is None:
        return None
    return [_nested(document, document.positions.offset(position)) for position in params.positions]


def _nested(document: Document, offset: int) -> types.SelectionRange:
    smallest: types.SelectionRange | None = None
    for start, end in reversed(selection(document.view, offset)):
        smallest = types.SelectionRange(document.positions.range(start, end), smallest)
    assert smallest is not None
    return smallest


HANDLERS = {types.TEXT_DOCUMENT_SELECTION_RANGE: (types.SelectionRangeOptions(), answer)}
