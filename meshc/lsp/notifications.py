"""What a client tells the server: that it is there, what it has open, what has changed, what the person has set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from meshc.lsp.settings import read_settings

if TYPE_CHECKING:
    from meshc.lsp.server import MeshServer

SECTION = "meshc"
_WATCHED = ("**/*.mesh", "**/meshc.toml", "**/pyproject.toml")


def register(server: MeshServer) -> None:
    """Have a server listen."""
    _of_connection(server)
    _of_texts(server)
    _of_workspace(server)


def _of_connection(server: MeshServer) -> None:
    session = server.session

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        session.capabilities = params.capabilities
        if not session.pulls:
            for method in (types.TEXT_DOCUMENT_DIAGNOSTIC, types.WORKSPACE_DIAGNOSTIC):
                server.protocol.fm.features.pop(method, None)
        session.buffers.encoding = server.protocol.workspace.position_encoding or session.buffers.encoding
        folders = [folder.uri for folder in params.workspace_folders or ()]
        session.set_workspace(folders or [uri for uri in (params.root_uri,) if uri])
        options = params.initialization_options
        given = options if isinstance(options, Mapping) else {}
        session.commands = frozenset((*_commands(given), *_commands(params.capabilities.experimental)))
        session.settings, problems = read_settings(given, session.settings)
        for problem in problems:
            session.projects.problem(problem)

    @server.feature(types.INITIALIZED)
    def initialized(params: types.InitializedParams) -> None:
        workspace = session.capabilities.workspace
        watching = workspace.did_change_watched_files if workspace else None
        if watching and watching.dynamic_registration:
            watchers = [types.FileSystemWatcher(pattern) for pattern in _WATCHED]
            options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
            method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
            registration = types.Registration("watched", method, options)
            server.protocol.ask(types.CLIENT_REGISTER_CAPABILITY, types.RegistrationParams([registration]))
        _ask_settings(server)


def _of_texts(server: MeshServer) -> None:
    session, publisher = server.session, server.publisher

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        session.buffers.open(params.text_document)
        publisher.moved(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        session.buffers.change(params.text_document, params.content_changes)
        publisher.edited(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        session.buffers.close(params.text_document.uri)
        publisher.moved(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE, types.SaveOptions(include_text=False))
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        publisher.moved()


def _of_workspace(server: MeshServer) -> None:
    session, publisher = server.session, server.publisher

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(params: types.DidChangeWatchedFilesParams) -> None:
        publisher.moved()

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def folders(params: types.DidChangeWorkspaceFoldersParams) -> None:
        session.set_workspace(list(server.protocol.workspace.folders))
        publisher.moved()

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def configured(params: types.DidChangeConfigurationParams) -> None:
        if not _ask_settings(server):
            given = params.settings
            _set(server, given.get(SECTION, given) if isinstance(given, Mapping) else None)


def _ask_settings(server: MeshServer) -> bool:
    """Ask for the settings; False where the client cannot be asked."""
    workspace = server.session.capabilities.workspace
    if workspace is None or not workspace.configuration:
        return False

    def answered(found: Sequence[Any] | None) -> None:
        if found and found[0] is not None:
            _set(server, found[0])

    params = types.ConfigurationParams([types.ConfigurationItem(section=SECTION)])
    server.protocol.ask(types.WORKSPACE_CONFIGURATION, params, answered)
    return True


def _set(server: MeshServer, given: object) -> None:
    settings, problems = read_settings(given, server.session.settings)
    for problem in problems:
        server.session.projects.problem(problem)
    if settings != server.session.settings:
        server.session.settings = settings
        server.publisher.moved()


def _commands(given: object) -> list[str]:
    """Commands that a client offers, said as rust-analyzer has it: `commands.commands`, or a list at once."""
    found = given.get("commands") if isinstance(given, Mapping) else getattr(given, "commands", None)
    if not isinstance(found, list | tuple):
        found = found.get("commands") if isinstance(found, Mapping) else getattr(found, "commands", None)
    return [name for name in found if isinstance(name, str)] if isinstance(found, list | tuple) else []
