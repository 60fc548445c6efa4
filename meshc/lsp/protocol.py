"""What of pygls' protocol is otherwise here: texts are kept by the session, and every request is answered."""

from __future__ import annotations

import logging
from collections.abc import Generator
from typing import Any, NamedTuple

from lsprotocol import types
from pygls.protocol import LanguageServerProtocol, lsp_method

logger = logging.getLogger(__name__)


class Ready(NamedTuple):
    """A result that is made of plain values already."""

    value: Any


class MeshProtocol(LanguageServerProtocol):
    """pygls keeps texts of its own and cuts their lines as Python does; these handlers leave that out."""

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> Generator[Any, Any, None]:
        """A text is open."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_OPEN], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> Generator[Any, Any, None]:
        """A text has changed."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> Generator[Any, Any, None]:
        """A text is open no more."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CLOSE], (params,), None

    def notify_plain(self, method: str, params: object) -> None:
        """Send a notification whose parameters are made of plain values already."""
        self._send_data({"jsonrpc": self.VERSION, "method": method, "params": params})  # type: ignore[no-untyped-call]

    def _send_response(self, msg_id: str | int, result: Any = None, error: types.ResponseError | None = None) -> None:
        """Answer a request; with null where the result cannot be sent, as the client would wait for ever."""
        if error is None and isinstance(result, Ready):
            self._result_types.pop(msg_id, None)
            self._send_data({"jsonrpc": self.VERSION, "id": msg_id, "result": result.value})  # type: ignore[no-untyped-call]
            return
        super()._send_response(msg_id, result, error)
