"""Where a name is declared, and what a path leads to."""

from __future__ import annotations

from lsprotocol import types

from meshc.editor.names.definition import definition
from meshc.lsp.places import location, range_of
from meshc.lsp.session import Session


def answer(session: Session, params: types.DefinitionParams) -> list[types.LocationLink] | list[types.Location] | None:
    """Links with the whole block for clients that can show it, else locations of the name."""
    document = session.document(params.text_document.uri)
    if document is None:
        return None
    found = definition(document.view, document.positions.offset(params.position))
    if found is None:
        return None
    if not _takes_links(session):
        return [location(document, name) for name, _ in found.targets]
    origin = document.positions.range(found.start, found.end)
    return [
        types.LocationLink(
            session.uri_of(document, name.path), range_of(document, block), range_of(document, name), origin
        )
        for name, block in found.targets
    ]


def _takes_links(session: Session) -> bool:
    text = session.capabilities.text_document
    return bool(text and text.definition and text.definition.link_support)


HANDLERS = {types.TEXT_DOCUMENT_DEFINITION: (types.DefinitionOptions(), answer)}
