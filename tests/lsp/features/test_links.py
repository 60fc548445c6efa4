"""Links to files."""

from __future__ import annotations

from lsprotocol import types

from tests.lsp.features.asked import asked
from tests.lsp.features.places import FILES, path_of, text_of
from tests.lsp.harness import identifier, opened

TOOLTIPS = types.ClientCapabilities(
    text_document=types.TextDocumentClientCapabilities(
        document_link=types.DocumentLinkClientCapabilities(tooltip_support=True)
    )
)


def test_an_import_is_a_link() -> None:
    session = opened(FILES, capabilities=TOOLTIPS)
    (link,) = asked(session, types.TEXT_DOCUMENT_DOCUMENT_LINK, types.DocumentLinkParams(identifier("main.mesh")))
    assert text_of(session, "main.mesh", link["range"]) == "./team"
    assert path_of(link["target"]) == "team/user.mesh"
    assert link["tooltip"] == "imports team/user.mesh"
