"""The server: what runs where, and what becomes of a fault.

Texts are kept up to date where messages arrive. Requests are answered, and findings worked out, in one other thread, in
the order in which they came, as versions of a mesh rest on each other. In a browser there is no other thread.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from lsprotocol import types
from pygls import IS_WASM
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer

from meshc import __version__
from meshc.lsp import features, notifications
from meshc.lsp.protocol import MeshProtocol
from meshc.lsp.publisher import Publisher
from meshc.lsp.session import Session

logger = logging.getLogger(__name__)

_SHOWN = (
    ("semantic_tokens", types.WORKSPACE_SEMANTIC_TOKENS_REFRESH),
    ("inlay_hint", types.WORKSPACE_INLAY_HINT_REFRESH),
    ("code_lens", types.WORKSPACE_CODE_LENS_REFRESH),
)
"""What a client shows without being told: the capability by which it says that it can be asked to ask again."""
_FINDINGS = (("diagnostics", types.WORKSPACE_DIAGNOSTIC_REFRESH),)


class MeshServer(LanguageServer):
    """A server for one client."""

    protocol: MeshProtocol

    def __init__(self) -> None:
        super().__init__("meshc", __version__, protocol_cls=MeshProtocol, max_workers=1)
        self.session = Session(self)
        self.publisher = Publisher(self)
        self._settled = 0

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
            logger.exception("a fault of meshc, please report it")
            words = f"{type(error).__name__}: {error}"
            self.window_log_message(types.LogMessageParams(types.MessageType.Error, f"fault of meshc: {words}"))
            return None
        finally:
            self._settle()

    def show(self, message: str) -> None:
        """Show a message to the person."""
        self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, message))

    def ask_again(self) -> None:
        """Have the client ask for findings again, if it can be told to."""
        self._tell_again(_FINDINGS)

    def refresh(self) -> None:
        """Have the client ask again for what it shows beside findings, as far as it can be told to."""
        self._tell_again(_SHOWN)

    def _tell_again(self, what: tuple[tuple[str, str], ...]) -> None:
        workspace = self.session.capabilities.workspace
        for name, method in what:
            if getattr(getattr(workspace, name, None), "refresh_support", None):
                self.protocol.ask(method, None)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """A fault is no reason to disturb the person; what was refused is none."""
        if not isinstance(error, JsonRpcInvalidParams):
            logger.error("%s: %s", source.__name__, error)

    def _settle(self) -> None:
        """What stays for as long as a mesh is open is not looked through again for garbage with every keystroke."""
        if self._settled != self.session.findings.of_new_meshes and not IS_WASM:
            self._settled = self.session.findings.of_new_meshes
            with suppress(RuntimeError):  # the connection has ended
                self.thread_pool.submit(_freeze)


def create_server() -> MeshServer:
    """A server that is ready for messages; it has no transport yet."""
    server = MeshServer()
    for method, (options, answer) in features.handlers().items():
        _answer(server, method, options, answer)
    notifications.register(server)
    return server


def _answer(server: MeshServer, method: str, options: Any, answer: features.Answer) -> None:
    def handle(params: Any) -> Any:
        return server.guarded(lambda: answer(server.session, params))

    server.feature(method, options)(handle if IS_WASM else server.thread()(handle))


def _freeze() -> None:
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    # A version left behind goes without a search for circles; to look for those with every keystroke costs a tenth.
    gc.set_threshold(20_000, 5, 5)
    gc.enable()  # the command line turned it off, as its other commands do not stay


def main() -> int:
    """Serve the client at standard input and output until it ends the connection; the exit code of the process."""
    from meshc.lsp.process import serve

    return serve(create_server())
