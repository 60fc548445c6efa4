"""Calls in and out."""

from __future__ import annotations

from typing import Any

from lsprotocol import converters, types

from meshc.lsp.session import Session
from tests.lsp.features.asked import asked
from tests.lsp.features.places import FILES, at, text_of
from tests.lsp.harness import opened


def item(session: Session, path: str, part: str) -> types.CallHierarchyItem:
    params = types.CallHierarchyPrepareParams(**at(session, path, part))
    (found,) = asked(session, types.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY, params)
    return converters.get_converter().structure(found, types.CallHierarchyItem)


def test_calls_in() -> None:
    session = opened(FILES)
    params = types.CallHierarchyIncomingCallsParams(item(session, "main.mesh", "契約"))
    (call,) = asked(session, types.CALL_HIERARCHY_INCOMING_CALLS, params)
    assert call["from"]["name"] == "user"
    assert [text_of(session, "team/user.mesh", range_) for range_ in call["fromRanges"]] == ["calls 契約"]


def test_calls_out() -> None:
    session = opened(FILES)
    params = types.CallHierarchyOutgoingCallsParams(item(session, "team/user.mesh", "user"))
    (call,) = asked(session, types.CALL_HIERARCHY_OUTGOING_CALLS, params)
    assert (call["to"]["name"], call["to"]["detail"]) == ("契約", "service")
    assert [text_of(session, "team/user.mesh", range_) for range_ in call["fromRanges"]] == ["calls 契約"]


def test_nobody() -> None:
    session = opened(FILES)
    nobody: Any = types.CallHierarchyPrepareParams(**at(session, "main.mesh", "demo"))
    assert asked(session, types.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY, nobody) is None
