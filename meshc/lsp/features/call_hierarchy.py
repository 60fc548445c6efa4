"""Who calls whom."""

from __future__ import annotations

from lsprotocol import types

from meshc.editor.names import call_hierarchy as editor
from meshc.lsp.features.symbols import KINDS
from meshc.lsp.places import location, range_of
from meshc.lsp.session import Document, Session


def prepare(session: Session, params: types.CallHierarchyPrepareParams) -> list[types.CallHierarchyItem] | None:
    """The service, gateway, external or client at a place."""
    document = session.document(params.text_document.uri)
    if document is None:
        return None
    party = editor.party_at(document.view, document.positions.offset(params.position))
    return [_item(document, party)] if party is not None else None


def incoming(
    session: Session, params: types.CallHierarchyIncomingCallsParams
) -> list[types.CallHierarchyIncomingCall] | None:
    """Who calls it."""
    document = session.document(params.item.uri)
    if document is None:
        return None
    calls = editor.incoming(document.compilation, params.item.name)
    return [types.CallHierarchyIncomingCall(_item(document, call.other), _ranges(document, call)) for call in calls]


def outgoing(
    session: Session, params: types.CallHierarchyOutgoingCallsParams
) -> list[types.CallHierarchyOutgoingCall] | None:
    """Whom it calls."""
    document = session.document(params.item.uri)
    if document is None:
        return None
    calls = editor.outgoing(document.compilation, params.item.name, document.path)
    return [types.CallHierarchyOutgoingCall(_item(document, call.other), _ranges(document, call)) for call in calls]


def _item(document: Document, party: editor.Party) -> types.CallHierarchyItem:
    block = location(document, party.block)
    return types.CallHierarchyItem(
        name=party.name,
        kind=KINDS[party.word],
        uri=block.uri,
        range=block.range,
        selection_range=range_of(document, party.head),
        detail=party.word,
    )


def _ranges(document: Document, call: editor.Call) -> list[types.Range]:
    return [range_of(document, place) for place in call.at]


HANDLERS = {
    types.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY: (types.CallHierarchyOptions(), prepare),
    types.CALL_HIERARCHY_INCOMING_CALLS: (None, incoming),
    types.CALL_HIERARCHY_OUTGOING_CALLS: (None, outgoing),
}
