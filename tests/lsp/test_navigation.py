"""The ways through a mesh, asked of a real process, as an editor asks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_lsp
from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams
from pytest_lsp import LanguageClient

from tests.lsp.conftest import SERVER, connect

pytestmark = pytest.mark.asyncio(loop_scope="module")

TEXTS = {
    "main.mesh": 'mesh demo\nimport "./team"\n\nservice contract {\n  port = 80\n}\n',
    "team/user.mesh": "service user {\n  calls contract\n}\n",
}


@pytest_lsp.fixture(config=SERVER, scope="module")  # type: ignore[untyped-decorator]
async def editor(lsp_client: LanguageClient, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[None]:
    """One client for all questions, with a mesh of two files of which one is open."""
    folder = tmp_path_factory.mktemp("shop")
    (folder / "team").mkdir()
    for path, text in TEXTS.items():
        (folder / path).write_text(text, encoding="utf-8")
    await connect(lsp_client, "visual_studio_code@1.65.2", folder)
    lsp_client.folder = folder  # type: ignore[attr-defined]
    item = types.TextDocumentItem((folder / "main.mesh").as_uri(), "mesh", 1, TEXTS["main.mesh"])
    lsp_client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    yield
    await lsp_client.shutdown_session()


def uri(client: LanguageClient, path: str = "main.mesh") -> str:
    folder: Path = client.folder  # type: ignore[attr-defined]
    return (folder / path).as_uri()


def here(client: LanguageClient, line: int = 3, character: int = 10) -> dict[str, Any]:
    """A place of `main.mesh`: the name of the service."""
    return {
        "text_document": types.TextDocumentIdentifier(uri(client)),
        "position": types.Position(line, character),
    }


async def test_definition(editor: LanguageClient) -> None:
    found = await editor.text_document_definition_async(types.DefinitionParams(**here(editor)))
    assert isinstance(found, list | tuple)
    (link,) = found
    assert isinstance(link, types.LocationLink)
    assert link.target_range == types.Range(types.Position(3, 0), types.Position(5, 1))


async def test_references(editor: LanguageClient) -> None:
    params = types.ReferenceParams(types.ReferenceContext(include_declaration=False), **here(editor))
    (found,) = await editor.text_document_references_async(params) or ()
    assert found.uri == uri(editor, "team/user.mesh")


async def test_document_highlight(editor: LanguageClient) -> None:
    params = types.DocumentHighlightParams(**here(editor))
    (found,) = await editor.text_document_document_highlight_async(params) or ()
    assert found.kind is types.DocumentHighlightKind.Write


async def test_prepare_rename(editor: LanguageClient) -> None:
    found = await editor.text_document_prepare_rename_async(types.PrepareRenameParams(**here(editor)))
    assert isinstance(found, types.PrepareRenamePlaceholder)
    assert found.placeholder == "contract"


async def test_rename(editor: LanguageClient) -> None:
    edit = await editor.text_document_rename_async(types.RenameParams(**here(editor), new_name="deal"))
    assert edit is not None
    changes = [change for change in edit.document_changes or () if isinstance(change, types.TextDocumentEdit)]
    assert [(change.text_document.uri, change.text_document.version) for change in changes] == [
        (uri(editor), 1),
        (uri(editor, "team/user.mesh"), None),
    ]


async def test_rename_says_why_not(editor: LanguageClient) -> None:
    with pytest.raises(JsonRpcInvalidParams, match="there is a service `user` already"):
        await editor.text_document_rename_async(types.RenameParams(**here(editor), new_name="user"))


async def test_document_symbol(editor: LanguageClient) -> None:
    params = types.DocumentSymbolParams(types.TextDocumentIdentifier(uri(editor)))
    found = await editor.text_document_document_symbol_async(params)
    assert [symbol.name for symbol in found or ()] == ["demo", "./team", "contract"]


async def test_workspace_symbol(editor: LanguageClient) -> None:
    found = await editor.workspace_symbol_async(types.WorkspaceSymbolParams("use"))
    assert [symbol.name for symbol in found or ()] == ["user"]


async def test_call_hierarchy(editor: LanguageClient) -> None:
    items = await editor.text_document_prepare_call_hierarchy_async(types.CallHierarchyPrepareParams(**here(editor)))
    (item,) = items or ()
    (call,) = await editor.call_hierarchy_incoming_calls_async(types.CallHierarchyIncomingCallsParams(item)) or ()
    assert call.from_.name == "user"
    back = types.CallHierarchyOutgoingCallsParams(call.from_)
    (called,) = await editor.call_hierarchy_outgoing_calls_async(back) or ()
    assert called.to.name == "contract"


async def test_document_link(editor: LanguageClient) -> None:
    params = types.DocumentLinkParams(types.TextDocumentIdentifier(uri(editor)))
    (link,) = await editor.text_document_document_link_async(params) or ()
    assert link.target == uri(editor, "team/user.mesh")


async def test_folding_range(editor: LanguageClient) -> None:
    params = types.FoldingRangeParams(types.TextDocumentIdentifier(uri(editor)))
    (fold,) = await editor.text_document_folding_range_async(params) or ()
    assert (fold.start_line, fold.end_line) == (3, 4)


async def test_selection_range(editor: LanguageClient) -> None:
    params = types.SelectionRangeParams(types.TextDocumentIdentifier(uri(editor)), [types.Position(3, 10)])
    (found,) = await editor.text_document_selection_range_async(params) or ()
    assert found.range == types.Range(types.Position(3, 8), types.Position(3, 16))
