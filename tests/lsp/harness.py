"""A session without a process: what a feature answers, called as the server would call it.

session = opened({"main.mesh": text})
hover(session, types.HoverParams(text_document=identifier("main.mesh"), position=position(session, "main.mesh", 7)))
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lsprotocol import types

from meshc.lsp.session import Document, Session

ROOT = "/shop"
"""A folder that does not exist: everything in it is open and not yet saved."""


class Silent:
    """A client to whom nothing needs to be said."""

    def __init__(self) -> None:
        self.shown: list[str] = []
        self.asked = 0

    def show(self, message: str) -> None:
        self.shown.append(message)

    def ask_again(self) -> None:
        self.asked += 1


def uri(path: str, root: str = ROOT) -> str:
    """The URI of a file of the mesh."""
    return Path(root, path).as_uri()


def identifier(path: str, root: str = ROOT) -> types.TextDocumentIdentifier:
    """What parameters name a file by."""
    return types.TextDocumentIdentifier(uri(path, root))


def opened(
    files: Mapping[str, str],
    *,
    encoding: str = types.PositionEncodingKind.Utf16,
    capabilities: types.ClientCapabilities | None = None,
    root: str = ROOT,
) -> Session:
    """A session in which files are open."""
    session = Session(Silent())
    session.capabilities = capabilities or types.ClientCapabilities()
    session.buffers.encoding = encoding
    session.set_workspace([Path(root).as_uri()])
    for path, text in files.items():
        session.buffers.open(types.TextDocumentItem(uri(path, root), "mesh", 1, text))
    return session


def document(session: Session, path: str, root: str = ROOT) -> Document:
    """A file as features see it."""
    found = session.document(uri(path, root))
    assert found is not None
    return found


def position(session: Session, path: str, offset: int, root: str = ROOT) -> types.Position:
    """The position of an offset, in code points, of a file."""
    return document(session, path, root).positions.position(offset)
