"""A language client over the pipes of the process `meshc lsp`: what an editor does, with nothing in between.

It waits for each answer, so that what a server needs is what it takes; and it imports nothing of meshc.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

_SCRIPT = "import sys; from meshc.cli.main import main; sys.exit(main(['lsp']))"
_CAPABILITIES = {"textDocument": {"diagnostic": {}}, "general": {"positionEncodings": ["utf-32"]}}


class Client:
    """An editor that asks for findings, and counts code points."""

    def __init__(self, folder: Path) -> None:
        self._server = subprocess.Popen(
            [sys.executable, "-c", _SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder
        )
        self._folder = folder
        self._last_id = 0
        self._texts: dict[str, str] = {}
        self._versions: dict[str, int] = {}
        self.request("initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": _CAPABILITIES})
        self.notify("initialized", {})

    def open(self, name: str) -> None:
        """Open a file of the folder."""
        self._texts[name] = (self._folder / name).read_bytes().decode("utf-8")
        self._versions[name] = 1
        document = {"uri": self._uri(name), "languageId": "mesh", "version": 1, "text": self._texts[name]}
        self.notify("textDocument/didOpen", {"textDocument": document})

    def findings(self, name: str) -> list[Any]:
        """The findings of a file as it stands."""
        answer = self.request("textDocument/diagnostic", {"textDocument": {"uri": self._uri(name)}})
        assert answer["kind"] == "full", answer
        return list(answer["items"])

    def type(self, name: str, text: str) -> None:
        """Tell what makes the text of an open file this one: one replaced range."""
        before = self._texts[name]
        start = _common(before, text)
        tail = _common(before[start:][::-1], text[start:][::-1])
        change = {
            "range": {"start": _position(before, start), "end": _position(before, len(before) - tail)},
            "text": text[start : len(text) - tail],
        }
        self._texts[name] = text
        self._versions[name] += 1
        document = {"uri": self._uri(name), "version": self._versions[name]}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})

    def memory(self) -> float:
        """Resident memory of the server, MiB."""
        status = Path(f"/proc/{self._server.pid}/status").read_text(encoding="ascii")
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert found, status
        return int(found[1]) / 1024

    def close(self) -> None:
        """End the server as an editor does."""
        self.request("shutdown", None)
        self.notify("exit", None)
        assert self._server.wait(10) == 0

    def request(self, method: str, params: object) -> Any:
        """Ask, and wait for the answer; whatever else the server says meanwhile is passed over."""
        self._last_id += 1
        self._send({"id": self._last_id, "method": method, "params": params})
        while True:
            message = self._receive()
            if message.get("id") == self._last_id and "method" not in message:
                assert "error" not in message, message
                return message["result"]
            if "method" in message and "id" in message:
                self._send({"id": message["id"], "result": None})

    def notify(self, method: str, params: object) -> None:
        """Tell."""
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, object]) -> None:
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._server.stdin
        self._server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(content), content))
        self._server.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self._server.stdout
        length = 0
        while (line := self._server.stdout.readline()) != b"\r\n":
            assert line, "the server has ended"
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        message: dict[str, Any] = json.loads(self._server.stdout.read(length))
        return message

    def _uri(self, name: str) -> str:
        return (self._folder / name).as_uri()


def _position(text: str, offset: int) -> dict[str, int]:
    line_start = text.rfind("\n", 0, offset) + 1
    return {"line": text.count("\n", 0, offset), "character": offset - line_start}


def _common(one: str, other: str) -> int:
    """How long the beginning is that two texts share."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
