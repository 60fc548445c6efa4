"""Folds, in lines and to the character."""

from __future__ import annotations

from lsprotocol import types

from tests.lsp.features.asked import asked
from tests.lsp.features.places import FILES, text_of
from tests.lsp.harness import identifier, opened

PARAMS = types.FoldingRangeParams(identifier("team/user.mesh"))


def capabilities(limit: int | None = None) -> types.ClientCapabilities:
    folding = types.FoldingRangeClientCapabilities(line_folding_only=True, range_limit=limit)
    return types.ClientCapabilities(text_document=types.TextDocumentClientCapabilities(folding_range=folding))


def test_whole_lines() -> None:
    found = asked(opened(FILES, capabilities=capabilities()), types.TEXT_DOCUMENT_FOLDING_RANGE, PARAMS)
    assert [(fold["startLine"], fold["endLine"]) for fold in found] == [(0, 2), (5, 6)]


def test_no_more_than_the_client_takes() -> None:
    found = asked(opened(FILES, capabilities=capabilities(1)), types.TEXT_DOCUMENT_FOLDING_RANGE, PARAMS)
    assert [(fold["startLine"], fold["endLine"]) for fold in found] == [(0, 2)]


def test_to_the_character() -> None:
    session = opened(FILES)
    found = asked(session, types.TEXT_DOCUMENT_FOLDING_RANGE, PARAMS)
    for fold in found:
        start = {"line": fold["startLine"], "character": fold["startCharacter"]}
        inside = text_of(
            session,
            "team/user.mesh",
            {"start": start, "end": {"line": fold["endLine"], "character": fold["endCharacter"]}},
        )
        assert inside.startswith("\n")
        assert inside.endswith("\n")


def test_comments_are_told_apart() -> None:
    found = asked(opened(FILES), types.TEXT_DOCUMENT_FOLDING_RANGE, types.FoldingRangeParams(identifier("main.mesh")))
    assert [fold["kind"] for fold in found] == ["comment", "region"]
