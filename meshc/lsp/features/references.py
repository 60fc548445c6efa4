"""Every place that names a thing: in the whole mesh, and in the file at hand."""

from __future__ import annotations

from lsprotocol import types

from meshc.editor.names.references import highlights, references
from meshc.lsp.places import location
from meshc.lsp.session import Session


def in_mesh(session: Session, params: types.ReferenceParams) -> list[types.Location] | None:
    """The references, with the declarations where they are wanted."""
    document = session.document(params.text_document.uri)
    if document is None:
        return None
    offset = document.positions.offset(params.position)
    found = references(document.view, offset, declaration=params.context.include_declaration)
    return [location(document, place) for place in found]


def in_file(session: Session, params: types.DocumentHighlightParams) -> list[types.DocumentHighlight] | None:
    """The same in one file, declarations as what writes."""
    document = session.document(params.text_document.uri)
    if document is None:
        return None
    kinds = types.DocumentHighlightKind
    return [
        types.DocumentHighlight(document.positions.range(start, end), kinds.Write if writes else kinds.Read)
        for start, end, writes in highlights(document.view, document.positions.offset(params.position))
    ]


HANDLERS = {
    types.TEXT_DOCUMENT_REFERENCES: (types.ReferenceOptions(), in_mesh),
    types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT: (types.DocumentHighlightOptions(), in_file),
}
