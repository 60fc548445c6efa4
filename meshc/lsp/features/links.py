"""Strings that name files: imports, and what is read when compiling."""

from __future__ import annotations

from lsprotocol import types

from meshc.editor.links import FileLink, links
from meshc.lsp.session import Session


def answer(session: Session, params: types.DocumentLinkParams) -> list[types.DocumentLink] | None:
    """The links of a file; one that leads to a folder opens its first file."""
    document = session.document(params.text_document.uri)
    if document is None:
        return None
    return [
        types.DocumentLink(
            document.positions.range(link.start, link.end),
            target=session.uri_of(document, link.paths[0]),
            tooltip=_tooltip(link) if _takes_tooltips(session) else None,
        )
        for link in links(document.view)
    ]


def _tooltip(link: FileLink) -> str:
    if not link.imported:
        return f"{link.paths[0]}, read when compiling"
    return f"imports {', '.join(link.paths)}"


def _takes_tooltips(session: Session) -> bool:
    text = session.capabilities.text_document
    return bool(text and text.document_link and text.document_link.tooltip_support)


HANDLERS = {types.TEXT_DOCUMENT_DOCUMENT_LINK: (types.DocumentLinkOptions(resolve_provider=False), answer)}
