"""Lines above blocks: who calls a service, and what each target loses of it.

To a client that offers `meshc.showReferences` a line leads to the places that it is about. Of a file with many lines
they are sent once the client asks for those of a line, because few lines are in sight. To another client a line is only
text; its command is empty, which every client takes for one that does nothing.
"""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from meshc.editor.lens import Lens, lenses
from meshc.lsp.origins import location
from meshc.lsp.session import Document, Session

SHOW = "meshc.showReferences"
"""A command of the client: show these locations of what stands at this position of this file."""

_MANY = 100
"""Lines of a file from which on places are sent when they are asked for: a round trip for each costs more below."""


def answer(session: Session, params: types.CodeLensParams) -> list[types.CodeLens]:
    """The lines of a file."""
    document = session.document(params.text_document.uri)
    if document is None:
        return []
    found = lenses(document.view)
    if SHOW in session.commands and len(found) >= _MANY:
        return [_later(document, lens) for lens in found]
    return [_whole(document, lens, can_show=SHOW in session.commands) for lens in found]


def resolve(session: Session, lens: types.CodeLens) -> types.CodeLens:
    """A line with its places, as they are now."""
    data: Any = lens.data
    title, uri = str(data["title"]), str(data["uri"])
    document = session.document(uri)
    if document is not None:
        start = document.positions.offset(lens.range.start)
        found = next((one for one in lenses(document.view) if one.start == start and one.title == title), None)
        if found is not None:
            return _whole(document, found, can_show=True)
    return types.CodeLens(lens.range, types.Command(title, ""))


def _later(document: Document, lens: Lens) -> types.CodeLens:
    data = {"uri": document.uri, "title": lens.title}
    return types.CodeLens(document.positions.range(lens.start, lens.end), data=data)


def _whole(document: Document, lens: Lens, *, can_show: bool) -> types.CodeLens:
    range_ = document.positions.range(lens.start, lens.end)
    found = (location(document, origin) for origin in lens.places) if can_show else ()
    places = [place for place in found if place is not None]
    if not places:
        return types.CodeLens(range_, types.Command(lens.title, ""))
    return types.CodeLens(range_, types.Command(lens.title, SHOW, arguments=[document.uri, range_.start, places]))


HANDLERS = {
    types.TEXT_DOCUMENT_CODE_LENS: (types.CodeLensOptions(resolve_provider=True), answer),
    types.CODE_LENS_RESOLVE: (None, resolve),
}
