"""Stands between an editor and `meshc lsp` and writes down what the editor says of itself when it connects.

    python tests/lsp/record_client.py FILE [COMMAND …]

Give it to an editor in the place of `meshc lsp`: in Neovim with `let g:meshc_command = ['python',
'tests/lsp/record_client.py', 'client.json']`, in Emacs with `mesh-server-command`, in VS Code with the setting of the
server's command. COMMAND is the server, `meshc lsp` unless it is given. FILE gets `clientInfo` and `capabilities` of
`initialize`, and nothing else of it: folders and processes of the machine stay out. `tests/lsp/clients/` keeps such
files; `python -m tests.editors.record NAME` writes those of the editors that the tests of editors run.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

KEPT = ("clientInfo", "capabilities")


def main(target: str, command: list[str]) -> int:
    """Record, and be the server; its exit code."""
    server = subprocess.Popen(command, stdin=subprocess.PIPE)
    assert server.stdin is not None
    given = sys.stdin.buffer
    while (message := read(given)) is not None:
        content = json.loads(message)
        if content.get("method") == "initialize":
            Path(target).write_text(recorded(content["params"]), encoding="utf-8", newline="\n")
        try:
            server.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(message), message))
            server.stdin.flush()
        except BrokenPipeError:
            break
    server.stdin.close()
    return server.wait()


def read(stream: IO[bytes]) -> bytes | None:
    """The next message of a connection; None at its end."""
    length = None
    while line := stream.readline().strip():
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return stream.read(length) if length is not None else None


def recorded(parameters: dict[str, Any]) -> str:
    """What is kept of the parameters of `initialize`."""
    return json.dumps({name: parameters[name] for name in KEPT if name in parameters}, indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:] or ["meshc", "lsp"]))
