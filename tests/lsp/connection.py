"""A real server in this process, to which messages are given as JSON: what a client would see, without its start-up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from threading import Condition
from typing import Any

from meshc.lsp.server import create_server


class Refused(Exception):  # noqa: N818 -- what a person asked for cannot be done, which is no fault
    """The server answered a request with an error."""


class Connection:
    """A client: it sends what it is told to, keeps what it gets, and grants what the server asks of it."""

    def __init__(
        self,
        capabilities: Mapping[str, Any],
        folder: Path,
        *,
        options: Mapping[str, Any] | None = None,
        configuration: Mapping[str, Any] | None = None,
    ) -> None:
        self.folder = folder
        self.configuration = configuration
        self.asked: list[str] = []
        """Methods of the requests of the server."""
        self.shown: list[str] = []
        self.published: list[dict[str, Any]] = []
        """Parameters of the notifications with findings."""
        self._answers: dict[int, dict[str, Any]] = {}
        self._arrived = Condition()
        self._last_id = 0
        self.server = create_server()
        self.server.protocol.set_writer(self, include_headers=False)
        self.initialized: Any = self.request(
            "initialize",
            {
                "processId": None,
                "rootUri": folder.as_uri(),
                "workspaceFolders": [{"uri": folder.as_uri(), "name": folder.name}],
                "capabilities": capabilities,
                "initializationOptions": options,
            },
        )
        self.notify("initialized", {})

    def write(self, content: bytes) -> None:
        """Take a message of the server."""
        message = json.loads(content)
        method = message.get("method")
        if method is None:
            with self._arrived:
                self._answers[message["id"]] = message
                self._arrived.notify_all()
        elif "id" in message:
            self.asked.append(method)
            result = [self.configuration] if method == "workspace/configuration" else None
            self._give({"id": message["id"], "result": result})
        elif method == "textDocument/publishDiagnostics":
            self.published.append(message["params"])
        elif method == "window/showMessage":
            self.shown.append(message["params"]["message"])
        else:
            assert method != "window/logMessage", message["params"]["message"]

    def close(self) -> None:
        """End the connection."""
        self.request("shutdown", None)
        self.server.shutdown()  # type: ignore[no-untyped-call]

    def notify(self, method: str, params: object) -> None:
        """Tell the server something."""
        self._give({"method": method, "params": params})

    def ask(self, method: str, params: object) -> int:
        """Ask the server, and do not wait; the number of the request."""
        self._last_id += 1
        self._give({"id": self._last_id, "method": method, "params": params})
        return self._last_id

    def answer(self, number: int) -> Any:
        """The answer to a request; Refused where that is an error."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: number in self._answers, timeout=60), "no answer"
        message = self._answers.pop(number)
        if "error" in message:
            raise Refused(message["error"]["code"], message["error"]["message"])
        return message["result"]

    def request(self, method: str, params: object) -> Any:
        """Ask the server, and wait."""
        return self.answer(self.ask(method, params))

    def settled(self) -> None:
        """Wait until everything that was told is worked out."""
        self.server.thread_pool.submit(lambda: None).result(60)

    def uri(self, path: str) -> str:
        """The URI of a file below the folder."""
        return (self.folder / path).as_uri()

    def open(self, path: str, text: str | None = None, version: int = 1) -> str:
        """Open a file, with the text that it has on the disk or another; its URI."""
        text = (self.folder / path).read_bytes().decode() if text is None else text
        document = {"uri": self.uri(path), "languageId": "mesh", "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})
        return self.uri(path)

    def change(self, path: str, text: str, version: int = 2) -> None:
        """Replace the text of an open file."""
        document = {"uri": self.uri(path), "version": version}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})

    def end(self, path: str) -> None:
        """Close a file."""
        self.notify("textDocument/didClose", {"textDocument": {"uri": self.uri(path)}})

    def pull(self, path: str, before: str | None = None) -> Any:
        """Ask for the findings of a file."""
        params = {"textDocument": {"uri": self.uri(path)}, "previousResultId": before}
        return self.request("textDocument/diagnostic", params)

    def _give(self, message: dict[str, Any]) -> None:
        content = json.dumps({"jsonrpc": "2.0", **message})
        protocol = self.server.protocol
        protocol.handle_message(json.loads(content, object_hook=protocol.structure_message))
