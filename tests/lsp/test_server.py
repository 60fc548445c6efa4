"""The server as a process: what any client sees of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types
from pytest_lsp import LanguageClient

pytestmark = pytest.mark.asyncio
DEMO = Path(__file__).parents[2] / "examples/01-demo/main.mesh"


async def test_a_file_is_found_right(client: LanguageClient, tmp_path: Path) -> None:
    path = tmp_path / "main.mesh"
    path.write_text(DEMO.read_text(encoding="utf-8").replace("service", "servce", 1), encoding="utf-8")
    client.text_document_did_open(
        types.DidOpenTextDocumentParams(types.TextDocumentItem(path.as_uri(), "mesh", 1, path.read_text()))
    )
    if client.capabilities.text_document.diagnostic is None:
        await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        found = client.diagnostics[path.as_uri()]
    else:
        report = await client.text_document_diagnostic_async(
            types.DocumentDiagnosticParams(types.TextDocumentIdentifier(path.as_uri()))
        )
        found = report.items
    assert [item.code for item in found]
