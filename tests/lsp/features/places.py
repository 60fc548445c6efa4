"""A mesh of two files, and what stands at positions of it."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from meshc.lsp.session import Session
from tests.lsp.harness import document, identifier, position, uri

FILES = {
    "main.mesh": 'mesh demo\nimport "./team"\n\n# 🚀 what is sold\n# and to whom\nservice 契約 {\n}\n',
    "team/user.mesh": (
        'service user {\n  env { A = "🚀${契約.url}" ; B = "🚀" }\n  calls 契約\n}\n\n'
        "overlay prod {\n  service 契約 { replicas = 2 }\n}\n"
    ),
}
"""Before the names stand characters that each count as another number of units in every encoding."""


def at(session: Session, path: str, part: str) -> dict[str, Any]:
    """The document and the position at which a part of its text begins."""
    offset = document(session, path).view.file.text.index(part)
    return {"text_document": identifier(path), "position": position(session, path, offset)}


def text_of(session: Session, path: str, range_: dict[str, Any]) -> str:
    """What stands in a range that the server gave."""
    found = document(session, path)
    start, end = found.positions.offsets(
        types.Range(types.Position(**range_["start"]), types.Position(**range_["end"]))
    )
    return found.view.file.text[start:end]


def path_of(location: str) -> str:
    """The path of a URI of the mesh."""
    return next(path for path in FILES if uri(path) == location)
