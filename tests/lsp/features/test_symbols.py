"""Symbols of a file, as a tree and as a list, and of all open meshes."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from meshc.language.table import TOP_LEVEL
from meshc.lsp.features.symbols import KINDS
from tests.lsp.features.asked import asked
from tests.lsp.features.places import FILES, path_of, text_of
from tests.lsp.harness import identifier, opened

TREES = types.ClientCapabilities(
    text_document=types.TextDocumentClientCapabilities(
        document_symbol=types.DocumentSymbolClientCapabilities(hierarchical_document_symbol_support=True)
    )
)
PARAMS = types.DocumentSymbolParams(identifier("team/user.mesh"))


def names(symbols: list[dict[str, Any]]) -> list[Any]:
    return [(symbol["name"], names(symbol["children"])) for symbol in symbols]


def test_a_tree() -> None:
    session = opened(FILES, capabilities=TREES)
    found = asked(session, types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, PARAMS)
    assert names(found) == [("user", [("env", []), ("契約", [])]), ("prod", [("契約", [])])]
    assert [symbol["detail"] for symbol in found] == ["service", "overlay"]
    assert text_of(session, "team/user.mesh", found[0]["children"][1]["range"]) == "calls 契約"


def test_a_list() -> None:
    found = asked(opened(FILES), types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, PARAMS)
    assert [(symbol["name"], symbol.get("containerName")) for symbol in found] == [
        ("user", None),
        ("env", "user"),
        ("契約", "user"),
        ("prod", None),
        ("契約", "prod"),
    ]


def test_names_of_open_meshes() -> None:
    session = opened(FILES)
    found = asked(session, types.WORKSPACE_SYMBOL, types.WorkspaceSymbolParams("契"))
    assert [symbol["name"] for symbol in found] == ["契約"]
    assert path_of(found[0]["location"]["uri"]) == "main.mesh"
    assert asked(opened({}), types.WORKSPACE_SYMBOL, types.WorkspaceSymbolParams("")) == []


def test_every_kind_at_the_top_of_a_file_has_a_sign() -> None:
    assert TOP_LEVEL.keys() <= KINDS.keys()
