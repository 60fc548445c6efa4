"""A client that talks to a real server process, once for each editor whose capabilities were recorded."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types
from lsprotocol.converters import get_converter
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities, make_test_lsp_client

CLIENTS = Path(__file__).parent / "clients"
PUBLISHED = ("neovim@0.7.0", "neovim@0.11.0", "emacs@29.1", "visual_studio_code@1.65.2")
"""Capabilities that pytest-lsp has recorded, for want of our own."""
COMMAND = [sys.executable, "-m", "meshc.cli", "lsp"]

REFRESHES = (
    types.WORKSPACE_SEMANTIC_TOKENS_REFRESH,
    types.WORKSPACE_INLAY_HINT_REFRESH,
    types.WORKSPACE_CODE_LENS_REFRESH,
)


def make_client() -> LanguageClient:
    """A client that grants whatever the server asks of it."""
    client = make_test_lsp_client()
    for method in (*REFRESHES, types.CLIENT_REGISTER_CAPABILITY, types.CLIENT_UNREGISTER_CAPABILITY):
        client.feature(method)(lambda params: None)
    return client


SERVER = ClientServerConfig(server_command=COMMAND, client_factory=make_client)


def names() -> list[str]:
    """The editors whose capabilities are recorded."""
    return sorted(path.stem for path in CLIENTS.glob("*.json")) or list(PUBLISHED)


def capabilities(name: str) -> types.ClientCapabilities:
    """What an editor says it can do."""
    path = CLIENTS / f"{name}.json"
    if not path.exists():
        return client_capabilities(name)
    recorded = json.loads(path.read_text(encoding="utf-8"))["capabilities"]
    return get_converter().structure(recorded, types.ClientCapabilities)


async def connect(client: LanguageClient, name: str, folder: Path, **options: object) -> types.InitializeResult:
    """Initialise a client as an editor would that has opened a folder."""
    return await client.initialize_session(
        types.InitializeParams(
            capabilities=capabilities(name),
            root_uri=folder.as_uri(),
            workspace_folders=[types.WorkspaceFolder(folder.as_uri(), folder.name)],
            initialization_options=options or None,
        )
    )


@pytest_lsp.fixture(config=SERVER, params=names())
async def client(lsp_client: LanguageClient, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[None]:
    """A client of each editor, with `tmp_path` as its folder."""
    await connect(lsp_client, request.param, tmp_path)
    yield
    await lsp_client.shutdown_session()


@pytest_lsp.fixture(config=SERVER)
async def pushed(lsp_client: LanguageClient, tmp_path: Path) -> AsyncIterator[None]:
    """A client that is told findings without asking, with `tmp_path` as its folder."""
    await lsp_client.initialize_session(
        types.InitializeParams(capabilities=types.ClientCapabilities(), root_uri=tmp_path.as_uri())
    )
    yield
    await lsp_client.shutdown_session()
