"""The layout of a file, of some of its lines, and of the line on which somebody types."""

from __future__ import annotations

from collections.abc import Iterable

from lsprotocol import types

from meshc.lsp.session import Document, Session
from meshc.syntax.format import Edit, format_edits, format_range, on_type_indent


def whole(session: Session, params: types.DocumentFormattingParams) -> list[types.TextEdit]:
    """What brings a file into its layout; nothing where it has syntax errors."""
    document = session.document(params.text_document.uri)
    return _edits(document, format_edits(document.view.file.text)) if document else []


def lines(session: Session, params: types.DocumentRangeFormattingParams) -> list[types.TextEdit]:
    """What of that lies in the lines of a range."""
    document = session.document(params.text_document.uri)
    if document is None:
        return []
    return _edits(document, format_range(document.view.file.text, *document.positions.offsets(params.range)))


def typed(session: Session, params: types.DocumentOnTypeFormattingParams) -> list[types.TextEdit]:
    """The indentation of a line that has just been begun or closed."""
    document = session.document(params.text_document.uri)
    if document is None:
        return []
    offset = document.positions.offset(params.position)
    return _edits(document, on_type_indent(document.view.file.text, offset, params.ch))


def _edits(document: Document, edits: Iterable[Edit]) -> list[types.TextEdit]:
    """Without those that only take a carriage return from the end of a line: there the editor decides."""
    found = ((document.positions.range(start, end), text) for start, end, text in edits)
    return [types.TextEdit(at, text) for at, text in found if text or at.start != at.end]


HANDLERS = {
    types.TEXT_DOCUMENT_FORMATTING: (types.DocumentFormattingOptions(), whole),
    types.TEXT_DOCUMENT_RANGE_FORMATTING: (types.DocumentRangeFormattingOptions(), lines),
    types.TEXT_DOCUMENT_ON_TYPE_FORMATTING: (
        types.DocumentOnTypeFormattingOptions(first_trigger_character="\n", more_trigger_character=["}", "]", ")"]),
        typed,
    ),
}
