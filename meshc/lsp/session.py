"""One connection: what its client can do, has open and has set, and the meshes behind that.

Buffers are changed where messages arrive; everything else runs where requests are answered, one at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple, Protocol

from lsprotocol import types

from meshc.compilation import Compilation, Options
from meshc.editor.view import View
from meshc.lsp.buffers import Buffer, Buffers, key_of
from meshc.lsp.convert import Positions
from meshc.lsp.findings import Findings
from meshc.lsp.lines import Lines
from meshc.lsp.meshes import Meshes, OpenMesh
from meshc.lsp.offers import Offers
from meshc.lsp.projects import Projects
from meshc.lsp.settings import Settings
from meshc.lsp.uris import from_path, is_path, to_path
from meshc.source import SourceFile


class Client(Protocol):
    """What a session says to its client without being asked."""

    def show(self, message: str) -> None:
        """Show a message to the person."""

    def ask_again(self) -> None:
        """Have the client ask for findings again, if it can be told to."""


class Document(NamedTuple):
    """A file of a mesh, open or not, with everything that an answer needs."""

    uri: str
    view: View
    positions: Positions
    session: Session

    @property
    def compilation(self) -> Compilation:
        """The whole mesh."""
        return self.view.compilation

    @property
    def path(self) -> str:
        """Relative to the root of the mesh."""
        return self.view.path


class Mesh(NamedTuple):
    """An open mesh at one moment."""

    compilation: Compilation
    state: OpenMesh
    session: Session

    def document(self, path: str) -> Document | None:
        """A file of the mesh, by its path relative to the root; None where it has none of that name."""
        result = self.compilation.files.get(path)
        if result is None:
            return None
        positions = self.session.positions(self.state.key_of(path), result.file)
        return Document(self.uri(path), View(self.compilation, path), positions, self.session)

    def uri(self, path: str) -> str:
        """The URI of a path relative to the root, as the client spells it where it has the file open."""
        return self.session.uri(self.state.key_of(path))

    def version(self, path: str) -> int | None:
        """The version of the buffer that a file was compiled from; None where that is not open."""
        buffer = self.state.buffers.get(self.state.key_of(path))
        return buffer.version if buffer else None

    def documents(self) -> Iterator[Document]:
        """Every file of the mesh, in the order of the paths."""
        for path in self.compilation.files:
            document = self.document(path)
            if document is not None:
                yield document


class Session:
    """One connection."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.capabilities = types.ClientCapabilities()
        self.settings = Settings()
        self.buffers = Buffers()
        self.projects = Projects(client.show)
        self.meshes_open = Meshes(self.buffers, self.projects, self._options)
        self.commands: frozenset[str] = frozenset()
        """Commands that the client offers."""
        self.findings = Findings(self)
        self.offers = Offers(client.ask_again)
        self._positions: dict[str, tuple[SourceFile, Positions]] = {}

    @property
    def encoding(self) -> str:
        """What the client counts in a line."""
        return self.buffers.encoding

    @property
    def pulls(self) -> bool:
        """Whether the client asks for findings; any other is told them without asking."""
        texts = self.capabilities.text_document
        return texts is not None and texts.diagnostic is not None

    def document(self, uri: str) -> Document | None:
        """A file with the newest version of its mesh, unsaved buffers included; None where there is no such mesh."""
        key = key_of(uri)
        mesh = self.mesh(uri)
        path = mesh.state.path_of(key) if mesh else None
        return mesh.document(path) if mesh and path is not None else None

    def document_at(self, document: Document, path: str) -> Document | None:
        """Another file of the same version of the same mesh, by its path relative to the root."""
        result = document.compilation.files.get(path)
        state = self.meshes_open.last(key_of(document.uri))
        if result is None or state is None:
            return None
        key = state.key_of(path)
        return Document(self.uri(key), document.view._replace(path=path), self.positions(key, result.file), self)

    def uri_of(self, document: Document, path: str) -> str:
        """The URI of a path relative to the root of the document's mesh."""
        state = self.meshes_open.last(key_of(document.uri))
        return self.uri(state.key_of(path)) if state is not None else document.uri

    def mesh(self, uri: str) -> Mesh | None:
        """The mesh of a file; None where there is none, or where it cannot be read."""
        state = self.meshes_open.of(key_of(uri))
        if state is None or state.compilation is None:
            return None
        return Mesh(state.compilation, state, self)

    def meshes(self) -> Iterator[Mesh]:
        """Every mesh of which a file is open and that can be read."""
        for state in self.meshes_open.open():
            if state.compilation is not None:
                yield Mesh(state.compilation, state, self)

    def forget(self) -> None:
        """Look at the disk again, and ask again which mesh each file belongs to."""
        self.meshes_open.forget()
        self._positions = {}

    def without_rules(self, mesh: Mesh, why: str) -> Mesh | None:
        """The mesh without the rules from outside that its project names; the person is told why."""
        if mesh.state.root is None:
            return None
        self.projects.drop_rules(mesh.state.root, why)
        compilation = self.meshes_open.refresh(mesh.state)
        return Mesh(compilation, mesh.state, self) if compilation is not None else None

    def buffer(self, uri: str) -> Buffer | None:
        """The open text of a URI."""
        return self.buffers.of(uri)

    def version(self, uri: str) -> int | None:
        """The version of an open text that the last `document` rests on, for edits; None where it is not open."""
        key = key_of(uri)
        state = self.meshes_open.last(key)
        buffer = (state.buffers if state else self.buffers.by_key).get(key)
        return buffer.version if buffer else None

    def uri(self, key: str) -> str:
        """The URI of a key."""
        buffer = self.buffers.by_key.get(key)
        if buffer is not None:
            return buffer.uri
        return from_path(key) if is_path(key) else key

    def positions(self, key: str, file: SourceFile) -> Positions:
        """The positions of a file in the encoding of the client."""
        known = self._positions.get(key)
        if known is not None and known[0] is file and known[1].encoding == self.encoding:
            return known[1]
        buffer = self.buffers.by_key.get(key)
        lines = buffer.lines if buffer is not None and buffer.text == file.text else Lines(file.text)
        positions = Positions(lines, self.encoding)
        self._positions[key] = file, positions
        return positions

    def set_workspace(self, uris: list[str]) -> None:
        """The folders that the client has opened."""
        paths = (to_path(uri) for uri in uris)
        self.projects.workspace = tuple(path for path in paths if path is not None)

    def _options(self, root: str | None) -> Options:
        options = Options(overlays=self.settings.overlays, targets=self.settings.targets)
        if root is None:
            return options
        project = self.projects.settings(root)
        return replace(options, rules=project.rules, selection=project.selection)
