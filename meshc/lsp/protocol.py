"""What of pygls' protocol is otherwise here: the session keeps the texts, and no request is left without an answer."""

from __future__ import annotations

import asyncio
import inspect
import json
import logging
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidRequest, JsonRpcServerNotInitialized
from pygls.protocol import LanguageServerProtocol, lsp_method

if TYPE_CHECKING:
    from cattrs import Converter
    from pygls.lsp.server import LanguageServer

logger = logging.getLogger(__name__)

_POSITION = frozenset({"line", "character"})
_MOST = 2**31 - 1
"""The largest number that the protocol has; some clients send a larger one, or -1, and mean the end or the start."""


class Ready(NamedTuple):
    """A result that is made of plain values already."""

    value: Any


class MeshProtocol(LanguageServerProtocol):
    """pygls keeps texts of its own and cuts their lines as Python does; the handlers here leave that out.

    They are no generators, as those of pygls are: it would keep a future of every one for as long as it runs.
    """

    def __init__(self, server: LanguageServer, converter: Converter) -> None:
        super().__init__(server, converter)
        self._sending: set[asyncio.Future[None]] = set()
        self._connected = False
        self._writing = Lock()

    def structure_message(self, data: dict[str, Any]) -> Any:
        """A message, or a part of one. One that cannot be read is refused, else its client would wait for ever."""
        if data.keys() == _POSITION:
            return {name: min(max(at, 0), _MOST) if isinstance(at, int) else at for name, at in data.items()}
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            logger.error("a message `%s` cannot be read: %s", data.get("method", ""), error)
            if "id" in data and "method" in data:
                self._send_response(data["id"], None, error.to_response_error())
            raise

    def handle_message(self, message: Any) -> None:
        """Do what a message says; before the connection begins, and after its end, requests are refused."""
        method = getattr(message, "method", None)
        self._connected |= method == types.INITIALIZE
        if method is None or method == types.EXIT or (self._connected and not self._shutdown):
            super().handle_message(message)
        elif getattr(message, "id", None) is not None:
            error = JsonRpcInvalidRequest() if self._connected else JsonRpcServerNotInitialized()
            self._send_response(message.id, None, error.to_response_error())

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        """A text is open."""
        self.fm.features[types.TEXT_DOCUMENT_DID_OPEN](params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        """A text has changed."""
        self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE](params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        """A text is open no more."""
        self.fm.features[types.TEXT_DOCUMENT_DID_CLOSE](params)

    def notify_plain(self, method: str, params: object) -> None:
        """Send a notification whose parameters are made of plain values already."""
        self._send_data({"jsonrpc": self.VERSION, "method": method, "params": params})

    def ask(self, method: str, params: Any, then: Any = None) -> None:
        """Ask the client; what it answers goes to `then`, and where it refuses nothing happens."""

        def answered(future: Any) -> None:
            if not future.cancelled() and future.exception() is None:
                if then is not None:
                    then(future.result())
            else:
                logger.warning("the client refused %s", method)

        self.send_request(method, params).add_done_callback(answered)

    def _send_response(self, msg_id: str | int, result: Any = None, error: types.ResponseError | None = None) -> None:
        if error is None and isinstance(result, Ready):
            self._result_types.pop(msg_id, None)
            self._send_data({"jsonrpc": self.VERSION, "id": msg_id, "result": result.value})
            return
        super()._send_response(msg_id, result, error)

    def _send_data(self, data: Any) -> None:
        """Send a message. A result that cannot be sent becomes null, as the client would wait for it for ever."""
        if self.writer is None:
            logger.error("there is nobody to send a message to")
            return
        try:
            body = json.dumps(data, default=self._serialize_message, separators=(",", ":"))
        except Exception:
            logger.exception("a message cannot be sent")
            msg_id = getattr(data, "id", None)
            if msg_id is None or hasattr(data, "method"):
                return
            body = json.dumps({"jsonrpc": self.VERSION, "id": msg_id, "result": None})
        head = f"Content-Length: {len(body)}\r\n\r\n" if self._include_headers else ""
        try:
            with self._writing:  # answers come from one thread, refusals and questions from another
                sent = self.writer.write(f"{head}{body}".encode("ascii"))
        except (OSError, ValueError):  # closed; reading, too, will find that out
            logger.error("the client does not take messages any more")
            return
        if inspect.isawaitable(sent):
            task = asyncio.ensure_future(sent)
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)
