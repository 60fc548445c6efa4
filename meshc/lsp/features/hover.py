"""What there is to say of the word under the pointer."""

from __future__ import annotations

from lsprotocol import types

from meshc.editor.hover import hover
from meshc.editor.hover.markup import MARKDOWN, PLAIN
from meshc.lsp.session import Session


def answer(session: Session, params: types.HoverParams) -> types.Hover | None:
    """The text, as Markdown where the client shows that."""
    document = session.document(params.text_document.uri)
    if document is None:
        return None
    kind = _kind(session)
    markup = MARKDOWN if kind is types.MarkupKind.Markdown else PLAIN
    found = hover(document.view, document.positions.offset(params.position), markup)
    if found is None:
        return None
    return types.Hover(types.MarkupContent(kind, found.text), document.positions.range(found.start, found.end))


def _kind(session: Session) -> types.MarkupKind:
    """What the client shows; the first that it names is the one that it likes best."""
    client = session.capabilities.text_document
    formats = (client.hover.content_format if client and client.hover else None) or ()
    markdown = types.MarkupKind.Markdown
    return markdown if markdown in formats else types.MarkupKind.PlainText


HANDLERS = {types.TEXT_DOCUMENT_HOVER: (types.HoverOptions(), answer)}
