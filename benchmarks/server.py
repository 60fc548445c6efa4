"""What the language server costs, seen from an editor: the process `meshc lsp`, asked over its pipes.

`python benchmarks/server.py start FOLDER`: milliseconds from starting the process to the findings of a mesh.
`python benchmarks/server.py keystrokes SERVICES`: milliseconds from a keystroke to all findings of the file.
`python benchmarks/server.py memory SERVICES EDITS`: MiB of resident memory after a tenth of the edits, and after all.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.typist import first_text, keystrokes

_SCRIPT = "import sys; from meshc.cli.main import main; sys.exit(main(['lsp']))"
_PULLS = {"textDocument": {"diagnostic": {}, "synchronization": {}}, "general": {"positionEncodings": ["utf-16"]}}


class Editor:
    """A language client that has one file open and asks for its findings."""

    def __init__(self, folder: Path, name: str) -> None:
        self._server = subprocess.Popen(
            [sys.executable, "-c", _SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder
        )
        self._last_id = 0
        self._version = 1
        self._uri = (folder / name).as_uri()
        self._text = (folder / name).read_text(encoding="utf-8")
        self.request("initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": _PULLS})
        self.notify("initialized", {})
        document = {"uri": self._uri, "languageId": "mesh", "version": 1, "text": self._text}
        self.notify("textDocument/didOpen", {"textDocument": document})

    def findings(self) -> list[Any]:
        """The findings of the file as it stands."""
        answer = self.request("textDocument/diagnostic", {"textDocument": {"uri": self._uri}})
        assert answer["kind"] == "full", answer
        return list(answer["items"])

    def type(self, text: str) -> None:
        """Tell what makes the file's text this one: one replaced range."""
        start = _common(self._text, text)
        tail = _common(self._text[start:][::-1], text[start:][::-1])
        end = len(self._text) - tail
        change = {
            "range": {"start": self._position(start), "end": self._position(end)},
            "text": text[start : len(text) - tail],
        }
        self._version += 1
        self._text = text
        document = {"uri": self._uri, "version": self._version}
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

    def _position(self, offset: int) -> dict[str, int]:
        line_start = self._text.rfind("\n", 0, offset) + 1
        return {"line": self._text.count("\n", 0, offset), "character": offset - line_start}


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


def _start(folder: str) -> dict[str, float]:
    path = Path(folder).resolve()
    name = next(path.glob("*.mesh")).name
    times = []
    for _ in range(5):
        began = perf_counter()
        editor = Editor(path, name)
        editor.findings()
        times.append((perf_counter() - began) * 1000)
        editor.close()
    return {"milliseconds": median(times)}


def _keystrokes(services: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        text = first_text(services)
        (Path(folder) / "main.mesh").write_text(text, encoding="utf-8")
        editor = Editor(Path(folder), "main.mesh")
        before = editor.findings()
        times = []
        for changed in keystrokes(text, services):
            began = perf_counter()
            editor.type(changed)
            found = editor.findings()
            times.append((perf_counter() - began) * 1000)
        assert found == before
        editor.close()
    return {"median": median(times), "p99": quantiles(times, n=100)[98], "keystrokes": len(times)}


def _memory(services: int, edits: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        text = first_text(services)
        (Path(folder) / "main.mesh").write_text(text, encoding="utf-8")
        editor = Editor(Path(folder), "main.mesh")
        early = 0.0
        for number, changed in enumerate(islice(cycle(keystrokes(text, services)), edits), 1):
            editor.type(changed)
            editor.findings()
            if number == edits // 10:
                early = editor.memory()
        late = editor.memory()
        editor.close()
    return {"early": early, "late": late}


def main() -> int:
    """Measure one thing, and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_subparsers(dest="what", required=True)
    what.add_parser("start").add_argument("folder")
    what.add_parser("keystrokes").add_argument("services", type=int)
    memory = what.add_parser("memory")
    memory.add_argument("services", type=int)
    memory.add_argument("edits", type=int)
    arguments = parser.parse_args()
    if arguments.what == "start":
        found = _start(arguments.folder)
    elif arguments.what == "keystrokes":
        found = _keystrokes(arguments.services)
    else:
        found = _memory(arguments.services, arguments.edits)
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
