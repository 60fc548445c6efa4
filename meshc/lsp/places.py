"""Places of a mesh as the protocol has them."""

from __future__ import annotations

from lsprotocol import types

from meshc.editor.names.index import Place
from meshc.lsp.session import Document, Mesh


def range_of(document: Document, place: Place) -> types.Range:
    """The range of a place in any file of the document's mesh; the beginning of a file that is none of it."""
    other = document if place.path == document.path else document.session.document_at(document, place.path)
    return other.positions.range(place.start, place.end) if other is not None else _BEGINNING


def location(document: Document, place: Place) -> types.Location:
    """The place with the URI of its file."""
    return types.Location(document.session.uri_of(document, place.path), range_of(document, place))


def location_in(mesh: Mesh, place: Place) -> types.Location:
    """The same of an open mesh."""
    document = mesh.document(place.path)
    return types.Location(mesh.uri(place.path), range_of(document, place) if document is not None else _BEGINNING)


_BEGINNING = types.Range(types.Position(0, 0), types.Position(0, 0))
