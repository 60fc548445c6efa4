"""Another name for a thing, in all files of its mesh at once. What keeps it from being done is told to the person."""

from __future__ import annotations

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from meshc.editor import rename as editor
from meshc.lsp.session import Session


def prepare(session: Session, params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
    """The name that would be changed; JsonRpcInvalidParams says why none can be."""
    document = session.document(params.text_document.uri)
    if document is None:
        return None
    try:
        found = editor.prepare(document.view, document.positions.offset(params.position))
    except editor.RenameError as error:
        raise JsonRpcInvalidParams(str(error)) from error
    return types.PrepareRenamePlaceholder(document.positions.range(found.start, found.end), found.name)


def answer(session: Session, params: types.RenameParams) -> types.WorkspaceEdit | None:
    """The changes of every file; JsonRpcInvalidParams says why there can be none."""
    document = session.document(params.text_document.uri)
    if document is None:
        return None
    try:
        changes = editor.rename(document.view, document.positions.offset(params.position), params.new_name)
    except editor.RenameError as error:
        raise JsonRpcInvalidParams(str(error)) from error
    edits: dict[str, list[types.TextEdit]] = {}
    for path, of_file in changes.items():
        other = session.document_at(document, path)
        if other is None:
            raise JsonRpcInvalidParams(f"`{path}` has changed in the meantime: try again")
        edits[other.uri] = [types.TextEdit(other.positions.range(start, end), text) for start, end, text in of_file]
    if not _takes_versions(session):
        return types.WorkspaceEdit(changes=edits)
    return types.WorkspaceEdit(
        document_changes=[
            types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(uri, session.version(uri)), of_file)
            for uri, of_file in edits.items()
        ]
    )


def _takes_versions(session: Session) -> bool:
    workspace = session.capabilities.workspace
    return bool(workspace and workspace.workspace_edit and workspace.workspace_edit.document_changes)


HANDLERS = {
    types.TEXT_DOCUMENT_RENAME: (types.RenameOptions(prepare_provider=True), answer),
    types.TEXT_DOCUMENT_PREPARE_RENAME: (None, prepare),
}
