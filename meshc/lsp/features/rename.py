"""Another name for a thing, in all files of its mesh at once. What keeps it from being done is told to the person."""

from __future__ import annotations

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from meshc.editor import rename as editor
from meshc.fixes import Change
from meshc.lsp.convert import Positions
from meshc.lsp.session import Document, Session


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
    changes = _Changes()
    try:
        changes.add(document, document.positions.offset(params.position), params.new_name)
        for other in _sharing(session, document, changes):
            changes.add(other, changes.first(other.uri), params.new_name)
    except editor.RenameError as error:
        raise JsonRpcInvalidParams(str(error)) from error
    edits = changes.edits()
    if not _takes_versions(session):
        return types.WorkspaceEdit(changes=edits)
    return types.WorkspaceEdit(
        document_changes=[
            types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(uri, session.version(uri)), of_file)
            for uri, of_file in edits.items()
        ]
    )


class _Changes:
    """Changes of the files of one mesh, or of several that have a file in common."""

    def __init__(self) -> None:
        self._by_uri: dict[str, tuple[Positions, set[Change]]] = {}

    def add(self, document: Document, offset: int, new: str) -> None:
        """The changes that a mesh needs."""
        for path, of_file in editor.rename(document.view, offset, new).items():
            other = document.session.document_at(document, path)
            buffer = document.session.buffer(other.uri) if other is not None else None
            if other is None or (buffer is not None and buffer.text != other.view.file.text):
                raise editor.RenameError(f"`{path}` has changed in the meantime: try again")
            self._by_uri.setdefault(other.uri, (other.positions, set()))[1].update(of_file)

    def __contains__(self, uri: str) -> bool:
        return uri in self._by_uri

    def first(self, uri: str) -> int:
        """The offset of the first change of a file."""
        return min(self._by_uri[uri][1]).start

    def edits(self) -> dict[str, list[types.TextEdit]]:
        """The changes by URI, in the order of the file."""
        return {
            uri: [types.TextEdit(positions.range(start, end), text) for start, end, text in sorted(of_file)]
            for uri, (positions, of_file) in self._by_uri.items()
        }


def _sharing(session: Session, document: Document, changes: _Changes) -> list[Document]:
    """A file that changes of each other open mesh that has one: what is named there has the same name in it."""
    meshes = (mesh for mesh in session.meshes() if mesh.compilation is not document.compilation)
    shared = (next((other for other in mesh.documents() if other.uri in changes), None) for mesh in meshes)
    return [other for other in shared if other is not None]


def _takes_versions(session: Session) -> bool:
    workspace = session.capabilities.workspace
    return bool(workspace and workspace.workspace_edit and workspace.workspace_edit.document_changes)


HANDLERS = {
    types.TEXT_DOCUMENT_RENAME: (types.RenameOptions(prepare_provider=True), answer),
    types.TEXT_DOCUMENT_PREPARE_RENAME: (None, prepare),
}
