"""Hovers in the words and the units of a client."""

from __future__ import annotations

import pytest
from lsprotocol import types

from tests.lsp.features.asked import asked
from tests.lsp.features.places import FILES, at, text_of
from tests.lsp.harness import identifier, opened


def capabilities(*formats: types.MarkupKind) -> types.ClientCapabilities:
    hover = types.HoverClientCapabilities(content_format=list(formats))
    return types.ClientCapabilities(text_document=types.TextDocumentClientCapabilities(hover=hover))


MARKDOWN = capabilities(types.MarkupKind.Markdown, types.MarkupKind.PlainText)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_the_range_is_the_word(encoding: str) -> None:
    session = opened(FILES, encoding=encoding, capabilities=MARKDOWN)
    found = asked(session, types.TEXT_DOCUMENT_HOVER, types.HoverParams(**at(session, "team/user.mesh", "契約.url")))
    assert text_of(session, "team/user.mesh", found["range"]) == "契約"
    assert found["contents"]["kind"] == "markdown"


def test_markdown_for_clients_that_show_it() -> None:
    session = opened(FILES, capabilities=MARKDOWN)
    found = asked(session, types.TEXT_DOCUMENT_HOVER, types.HoverParams(**at(session, "team/user.mesh", "replicas")))
    assert found["contents"] == {
        "kind": "markdown",
        "value": "**replicas**: whole number, 0 or more\n\nTasks, of each version.\n\nDefault: `1`",
    }


@pytest.mark.parametrize(
    "given", [types.ClientCapabilities(), capabilities(types.MarkupKind.PlainText), capabilities()]
)
def test_plain_text_for_others(given: types.ClientCapabilities) -> None:
    session = opened(FILES, capabilities=given)
    found = asked(session, types.TEXT_DOCUMENT_HOVER, types.HoverParams(**at(session, "team/user.mesh", "replicas")))
    assert found["contents"]["kind"] == "plaintext"
    assert found["contents"]["value"].startswith("replicas: whole number")


def test_nothing_where_there_is_no_word_and_no_mesh() -> None:
    session = opened(FILES)
    nowhere = types.HoverParams(identifier("team/user.mesh"), types.Position(99, 99))
    assert asked(session, types.TEXT_DOCUMENT_HOVER, nowhere) is None
    missing = types.HoverParams(identifier("other/missing.mesh", "/nowhere"), types.Position(0, 0))
    assert asked(session, types.TEXT_DOCUMENT_HOVER, missing) is None
