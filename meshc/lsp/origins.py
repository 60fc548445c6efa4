"""Origins of values as locations of the protocol."""

from __future__ import annotations

from lsprotocol import types

from meshc.lsp.session import Document
from meshc.source import Origin


def location(document: Document, origin: Origin) -> types.Location | None:
    """Where a value of the document's mesh is written; None for a default."""
    item = origin.item
    if item is None or item.line is not None:
        return None
    other = document if item.path == document.path else document.session.document_at(document, item.path)
    if other is None:
        return None
    _, start = document.compilation.source_map.offset(origin)
    return types.Location(other.uri, other.positions.range(start, start + origin.end - origin.start))
