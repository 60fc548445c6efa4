"""The server: which messages lead to what, in which thread, and what becomes of a fault.

Texts are kept up to date where messages arrive. Requests are answered, and findings worked out, in one other thread,
in the order in which they came: versions of a mesh rest on each other. In a browser there is no other thread.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from lsprotocol import types
from pygls import IS_WASM
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from meshc import __version__
from meshc.lsp import features
from meshc.lsp.protocol import MeshProtocol
from meshc.lsp.publisher import Publisher
from meshc.lsp.session import Session

logger = logging.getLogger(__name__)


class MeshServer(LanguageServer):
    """A server for one client."""

    def __init__(self) -> None:
        super().__init__("meshc", __version__, protocol_cls=MeshProtocol, max_workers=1)
        self.session = Session(self)
        self.publisher = Publisher(self)

    def show(self, message: str) -> None:
        """Show a message to the person."""
        self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, message))

    def later(self, work: Callable[[], None]) -> None:
        """Do something in its turn, where requests are answered."""
        if IS_WASM:
            self.guarded(work)
        else:
            self.thread_pool.submit(self.guarded, work)

    def guarded(self, work: Callable[[], Any]) -> Any:
        """What some work gives; None, and a line in the log, where it fails."""
        try:
            return work()
        except JsonRpcException:
            raise
        except Exception as error:
            logger.exception("fault of meshc")
            self.log(f"fault of meshc, please report it: {type(error).__name__}: {error}")
            return None

    def log(self, message: str) -> None:
        """Say something to who looks for it."""
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, message))

    def report_server_error(self, error: Exception, source: Any) -> None:
        """A fault is no reason to disturb the person."""
        logger.error("%s: %s", source.__name__, error)


def create_server() -> MeshServer:
    """A server that is ready for messages; it has no transport yet."""
    server = MeshServer()
    for method, (options, answer) in features.handlers().items():
        _register(server, method, options, answer)
    _register_notifications(server)
    return server


def _register(server: MeshServer, method: str, options: Any, answer: features.Answer) -> None:
    def handle(params: Any) -> Any:
        return server.guarded(lambda: answer(server.session, params))

    server.feature(method, options)(handle if IS_WASM else server.thread()(handle))


def _register_notifications(server: MeshServer) -> None:
    session, publisher = server.session, server.publisher

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        session.capabilities = params.capabilities
        session.buffers.encoding = server.protocol.workspace.position_encoding or session.buffers.encoding
        roots = [folder.uri for folder in params.workspace_folders or ()] or [params.root_uri or ""]
        session.set_workspace(roots)

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        session.buffers.open(params.text_document)
        publisher.opened(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        session.buffers.change(params.text_document, params.content_changes)
        publisher.edited(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        session.buffers.close(params.text_document.uri)
        publisher.closed(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        publisher.disk_changed()

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(params: types.DidChangeWatchedFilesParams) -> None:
        publisher.disk_changed()


def main() -> int:
    """Serve the client at standard input and output until it ends the connection; the exit code of the process."""
    from meshc.lsp.process import serve

    return serve(create_server())
