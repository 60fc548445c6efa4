"""Definitions, as links and as locations."""

from __future__ import annotations

import pytest
from lsprotocol import types

from tests.lsp.features.asked import asked
from tests.lsp.features.places import FILES, at, path_of, text_of
from tests.lsp.harness import opened

LINKS = types.ClientCapabilities(
    text_document=types.TextDocumentClientCapabilities(definition=types.DefinitionClientCapabilities(link_support=True))
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_a_client_that_takes_links_gets_the_whole_block(encoding: str) -> None:
    session = opened(FILES, encoding=encoding, capabilities=LINKS)
    params = types.DefinitionParams(**at(session, "team/user.mesh", "契約.url"))
    (link,) = asked(session, types.TEXT_DOCUMENT_DEFINITION, params)
    assert path_of(link["targetUri"]) == "main.mesh"
    assert text_of(session, "team/user.mesh", link["originSelectionRange"]) == "契約"
    assert text_of(session, "main.mesh", link["targetSelectionRange"]) == "契約"
    assert text_of(session, "main.mesh", link["targetRange"]) == "service 契約 {\n}"


def test_another_client_gets_locations() -> None:
    session = opened(FILES)
    params = types.DefinitionParams(**at(session, "team/user.mesh", "契約.url"))
    (location,) = asked(session, types.TEXT_DOCUMENT_DEFINITION, params)
    assert text_of(session, path_of(location["uri"]), location["range"]) == "契約"


def test_a_folder_leads_to_its_files() -> None:
    session = opened(FILES)
    params = types.DefinitionParams(**at(session, "main.mesh", "./team"))
    (location,) = asked(session, types.TEXT_DOCUMENT_DEFINITION, params)
    assert path_of(location["uri"]) == "team/user.mesh"


def test_nothing_leads_nowhere() -> None:
    session = opened(FILES)
    assert (
        asked(session, types.TEXT_DOCUMENT_DEFINITION, types.DefinitionParams(**at(session, "main.mesh", "#"))) is None
    )
    missing = types.DefinitionParams(types.TextDocumentIdentifier("file:///nowhere/a.mesh"), types.Position(0, 0))
    assert asked(session, types.TEXT_DOCUMENT_DEFINITION, missing) is None
