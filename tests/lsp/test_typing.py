"""What helps while one types, asked of a real process: completion, signatures and colours."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import LanguageClient

from tests.lsp.conftest import SERVER, connect

pytestmark = pytest.mark.asyncio(loop_scope="module")

TEXT = 'mesh demo\nimport "./"\n\nservice 契約 {\n  env { X = ssm("/a") }\n  \n'


@pytest_lsp.fixture(config=SERVER, scope="module", params=["neovim-0.11", "emacs"])  # type: ignore[untyped-decorator]
async def editor(
    lsp_client: LanguageClient, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[None]:
    """A client for all questions, with one file open that is not finished."""
    folder = tmp_path_factory.mktemp("shop")
    (folder / "team").mkdir()
    await connect(lsp_client, request.param, folder)
    lsp_client.uri = (folder / "main.mesh").as_uri()  # type: ignore[attr-defined]
    (folder / "main.mesh").write_text(TEXT, encoding="utf-8")
    item = types.TextDocumentItem(lsp_client.uri, "mesh", 1, TEXT)  # type: ignore[attr-defined]
    lsp_client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    yield
    await lsp_client.shutdown_session()


def file_of(client: LanguageClient) -> types.TextDocumentIdentifier:
    return types.TextDocumentIdentifier(client.uri)  # type: ignore[attr-defined]


def text(candidate: types.CompletionItem) -> str:
    assert candidate.text_edit is not None
    return candidate.text_edit.new_text


async def test_statements(editor: LanguageClient) -> None:
    params = types.CompletionParams(file_of(editor), types.Position(5, 2))
    found = await editor.text_document_completion_async(params)
    assert isinstance(found, types.CompletionList)
    by_label = {each.label: each for each in found.items}
    assert "env" not in by_label
    document = editor.capabilities.text_document
    assert document and document.completion and document.completion.completion_item
    snippets = document.completion.completion_item.snippet_support
    assert text(by_label["timeout"]) == ("timeout = ${1:15s}" if snippets else "timeout")


async def test_paths(editor: LanguageClient) -> None:
    params = types.CompletionParams(file_of(editor), types.Position(1, 10))
    found = await editor.text_document_completion_async(params)
    assert isinstance(found, types.CompletionList)
    assert [text(each) for each in found.items] == ["./team"]


async def test_signatures(editor: LanguageClient) -> None:
    params = types.SignatureHelpParams(file_of(editor), types.Position(4, 17))
    found = await editor.text_document_signature_help_async(params)
    assert found is not None
    assert found.signatures[0].label == "ssm(name)"


async def test_colours(editor: LanguageClient) -> None:
    found = await editor.text_document_semantic_tokens_full_async(types.SemanticTokensParams(file_of(editor)))
    assert found is not None
    assert list(found.data[:10]) == [0, 0, 4, 11, 0, 0, 5, 4, 0, 1]
    again = types.SemanticTokensDeltaParams(file_of(editor), found.result_id or "")
    change = await editor.text_document_semantic_tokens_full_delta_async(again)
    assert isinstance(change, types.SemanticTokensDelta)
    assert list(change.edits) == []
    first_line = types.Range(types.Position(0, 0), types.Position(0, 4))
    part = await editor.text_document_semantic_tokens_range_async(
        types.SemanticTokensRangeParams(file_of(editor), first_line)
    )
    assert part is not None
    assert list(part.data) == list(found.data[:10])
