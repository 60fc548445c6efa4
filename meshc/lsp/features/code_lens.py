"""Lines above blocks: who calls a service, and what each target loses of it.

A client that offers `meshc.showReferences` gets each line with the places that it is about, once it asks for them:
they are many, and few lines are in sight. To another client a line is only text; its command is empty, which every
client takes for one that does nothing.
"""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from meshc.editor.lens import Lens, lenses
from meshc.lsp.origins import location
from meshc.lsp.session import Document, Session

SHOW = "meshc.showReferences"
"""A command of the client: show these locations of what stands at this position of this file."""


def answer(session: Session, params: types.CodeLensParams) -> list[types.CodeLens]:
    """The lines of a file."""
    document = session.document(params.text_document.uri)
    if document is None:
        return []
    can_show = SHOW in session.commands
    return [_lens(document, lens, can_show=can_show) for lens in lenses(document.view)]


def _lens(document: Document, lens: Lens, *, can_show: bool) -> types.CodeLens:
    range_ = document.positions.range(lens.start, lens.end)
    if can_show and lens.places:
        return types.CodeLens(range_, data={"uri": document.uri, "title": lens.title})
    return types.CodeLens(range_, types.Command(lens.title, ""))


def resolve(session: Session, lens: types.CodeLens) -> types.CodeLens:
    """A line with its places, as they are now."""
    data: Any = lens.data
    title, uri = str(data["title"]), str(data["uri"])
    document = session.document(uri)
    places = _places(document, lens, title) if document is not None else []
    if not places:
        return types.CodeLens(lens.range, types.Command(title, ""))
    return types.CodeLens(lens.range, types.Command(title, SHOW, arguments=[uri, lens.range.start, places]))


def _places(document: Document, lens: types.CodeLens, title: str) -> list[types.Location]:
    start = document.positions.offset(lens.range.start)
    found = next((one for one in lenses(document.view) if one.start == start and one.title == title), None)
    places = (location(document, origin) for origin in found.places) if found is not None else ()
    return [place for place in places if place is not None]


HANDLERS = {
    types.TEXT_DOCUMENT_CODE_LENS: (types.CodeLensOptions(resolve_provider=True), answer),
    types.CODE_LENS_RESOLVE: (None, resolve),
}
