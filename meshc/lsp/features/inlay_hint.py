"""What holds and is not written, between the lines."""

from __future__ import annotations

from lsprotocol import types

from meshc.editor.inlay import HintPart, hints
from meshc.lsp.origins import location
from meshc.lsp.session import Document, Session


def answer(session: Session, params: types.InlayHintParams) -> list[types.InlayHint]:
    """The hints of a range; the places that values come from can be gone to."""
    document = session.document(params.text_document.uri)
    if document is None:
        return []
    # Many hints have the same parts, which are converted once.
    labels: dict[tuple[HintPart, ...], list[types.InlayHintLabelPart]] = {}
    found = hints(document.view, *document.positions.offsets(params.range))
    for parts in {hint.parts for hint in found}:
        labels[parts] = [_part(document, part) for part in parts]
    at = document.positions.position
    return [types.InlayHint(at(hint.offset), labels[hint.parts], padding_left=True) for hint in found]


def _part(document: Document, part: HintPart) -> types.InlayHintLabelPart:
    place = location(document, part.origin) if part.origin is not None else None
    return types.InlayHintLabelPart(part.text, part.tooltip or None, place)


HANDLERS = {types.TEXT_DOCUMENT_INLAY_HINT: (types.InlayHintOptions(), answer)}
