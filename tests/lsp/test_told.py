"""Hovers, hints and lenses, asked of a real process, as an editor asks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import LanguageClient

from tests.lsp.conftest import SERVER, connect
from tests.lsp.features.shop import FILES

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_lsp.fixture(config=SERVER, scope="module")  # type: ignore[untyped-decorator]
async def editor(lsp_client: LanguageClient, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[None]:
    """One client for all questions, which shows references; of the mesh's two files one is open."""
    folder = tmp_path_factory.mktemp("shop")
    for path, text in FILES.items():
        (folder / path).write_text(text, encoding="utf-8")
    await connect(lsp_client, "visual_studio_code@1.65.2", folder, commands=["meshc.showReferences"])
    lsp_client.folder = folder  # type: ignore[attr-defined]
    item = types.TextDocumentItem((folder / "main.mesh").as_uri(), "mesh", 1, FILES["main.mesh"])
    lsp_client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    yield
    await lsp_client.shutdown_session()


def main(client: LanguageClient) -> types.TextDocumentIdentifier:
    folder: Path = client.folder  # type: ignore[attr-defined]
    return types.TextDocumentIdentifier((folder / "main.mesh").as_uri())


async def test_hover(editor: LanguageClient) -> None:
    found = await editor.text_document_hover_async(types.HoverParams(main(editor), types.Position(3, 8)))
    assert found is not None
    assert isinstance(found.contents, types.MarkupContent)
    assert found.contents.kind is types.MarkupKind.Markdown
    assert found.contents.value.startswith(
        "`user → 契約`: http, port 80 of service `契約`\n\n- timeout `8s`, policy 気長"
    )
    assert found.range == types.Range(types.Position(3, 8), types.Position(3, 10))


async def test_inlay_hints(editor: LanguageClient) -> None:
    whole = types.Range(types.Position(0, 0), types.Position(9, 0))
    found = await editor.text_document_inlay_hint_async(types.InlayHintParams(main(editor), whole))
    assert found is not None
    assert [hint.position for hint in found] == [types.Position(2, 35), types.Position(3, 10)]
    assert [part.value for part in found[1].label if not isinstance(part, str)] == ["timeout 8s", " · ", "2 retries"]


async def test_code_lens_and_its_places(editor: LanguageClient) -> None:
    found = await editor.text_document_code_lens_async(types.CodeLensParams(main(editor)))
    assert found is not None
    lens = found[0]
    assert lens.command is not None
    assert (lens.command.title, lens.command.command) == ("service-connect: 1 accepted", "meshc.showReferences")
    assert lens.command.arguments is not None
    assert len(lens.command.arguments) == 3


async def test_the_places_of_a_lens_can_be_asked_for(editor: LanguageClient) -> None:
    found = await editor.text_document_code_lens_async(types.CodeLensParams(main(editor)))
    assert found is not None
    assert found[0].command is not None
    data = {"uri": main(editor).uri, "title": found[0].command.title}
    lens = await editor.code_lens_resolve_async(types.CodeLens(found[0].range, data=data))
    assert lens.command == found[0].command
