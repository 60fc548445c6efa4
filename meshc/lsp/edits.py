"""Changes of files as edits of the protocol."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from lsprotocol import types

from meshc.fixes import Change
from meshc.lsp.session import Document, Session

_Edits: TypeAlias = list[types.TextEdit | types.AnnotatedTextEdit | types.SnippetTextEdit]


def workspace_edit(document: Document, changes: Mapping[str, Iterable[Change]]) -> types.WorkspaceEdit | None:
    """Changes by the path of the file in the document's mesh, with versions for clients that take them.

    None where a file is none of the mesh.
    """
    edits: dict[str, _Edits] = {}
    for path, of_file in changes.items():
        other = document if path == document.path else document.session.document_at(document, path)
        if other is None:
            return None
        edits[other.uri] = [types.TextEdit(other.positions.range(start, end), text) for start, end, text in of_file]
    if not takes_versions(document.session):
        return types.WorkspaceEdit(
            changes={
                uri: [edit for edit in of_file if isinstance(edit, types.TextEdit)] for uri, of_file in edits.items()
            }
        )
    return types.WorkspaceEdit(
        document_changes=[_of_file(document.session, uri, of_file) for uri, of_file in edits.items()]
    )


def snippet_edit(document: Document, at: int, snippet: str) -> types.WorkspaceEdit:
    """A text with places to fill in, put in at an offset; only for clients that say that they take it."""
    edit = types.SnippetTextEdit(document.positions.range(at, at), types.StringValue(snippet))
    return types.WorkspaceEdit(document_changes=[_of_file(document.session, document.uri, [edit])])


def takes_versions(session: Session) -> bool:
    """Whether the client takes edits that say which version of a file they are for."""
    edit = _capabilities(session)
    return edit is not None and bool(edit.document_changes)


def takes_snippets(session: Session) -> bool:
    """Whether the client takes edits with places to fill in."""
    edit = _capabilities(session)
    return takes_versions(session) and bool(edit and edit.snippet_edit_support)


def _capabilities(session: Session) -> types.WorkspaceEditClientCapabilities | None:
    workspace = session.capabilities.workspace
    return workspace.workspace_edit if workspace else None


def _of_file(session: Session, uri: str, edits: _Edits) -> types.TextDocumentEdit:
    return types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(uri, session.version(uri)), edits)
