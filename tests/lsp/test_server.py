"""The server as a process, as each editor starts it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any

import pytest
from lsprotocol import types
from pytest_lsp import LanguageClient

from meshc.lsp.server import create_server
from tests.lsp.conftest import COMMAND

DEMO = Path(__file__).parents[2] / "examples/01-demo/main.mesh"


@pytest.mark.asyncio
async def test_every_client_gets_findings_and_their_fixes(client: LanguageClient, tmp_path: Path) -> None:
    path = tmp_path / "main.mesh"
    text = DEMO.read_text(encoding="utf-8").replace("memory =", "memory", 1)
    path.write_text(text, encoding="utf-8")
    client.text_document_did_open(
        types.DidOpenTextDocumentParams(types.TextDocumentItem(path.as_uri(), "mesh", 1, text))
    )
    identifier = types.TextDocumentIdentifier(path.as_uri())
    assert client.capabilities is not None
    assert client.capabilities.text_document is not None
    if client.capabilities.text_document.diagnostic is None:
        await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        found = list(client.diagnostics[path.as_uri()])
    else:
        report = await client.text_document_diagnostic_async(types.DocumentDiagnosticParams(identifier))
        assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
        found = list(report.items)
        assert not client.diagnostics
    assert found[0].code == "MC103"
    context = types.CodeActionContext(found[:1])
    actions = await client.text_document_code_action_async(types.CodeActionParams(identifier, found[0].range, context))
    assert [action.title for action in actions or ()][:1] == ["write `=`"]
    assert not client.messages
    assert not client.log_messages


class Process:
    """The server, and what is written to and read from it."""

    def __init__(self, client: int | None = None, *, connect: bool = True) -> None:
        self.running = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if connect:
            self.connect(client)

    def connect(self, client: int | None = None) -> None:
        self.send(id=1, method="initialize", params={"processId": client, "rootUri": None, "capabilities": {}})
        assert self.receive()["id"] == 1
        self.send(method="initialized", params={})

    def send(self, **message: Any) -> None:
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.running.stdin is not None
        self.running.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(content), content))
        self.running.stdin.flush()

    def receive(self) -> Any:
        assert self.running.stdout is not None
        length = int(self.running.stdout.readline().split(b":")[1])
        self.running.stdout.readline()
        return json.loads(self.running.stdout.read(length))

    def ended(self) -> tuple[int, bytes]:
        """The exit code, and what the server said on standard error."""
        assert self.running.stderr is not None
        code = self.running.wait(20)
        return code, self.running.stderr.read()


@pytest.fixture
def process() -> Iterator[Process]:
    process = Process()
    yield process
    process.running.kill()
    process.running.wait()


def test_it_ends_as_agreed(process: Process) -> None:
    process.send(id=2, method="shutdown", params=None)
    assert process.receive()["result"] is None
    process.send(method="exit", params=None)
    assert process.ended() == (0, b"")


def test_to_be_told_to_go_without_notice_is_an_error(process: Process) -> None:
    process.send(method="exit", params=None)
    assert process.ended() == (1, b"")


def test_it_ends_with_its_input(process: Process) -> None:
    assert process.running.stdin is not None
    process.running.stdin.close()
    assert process.ended() == (1, b"")


def test_it_ends_with_its_client() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as client:
        process = Process(client.pid)
        process.send(method="$/setTrace", params={"value": "off"})
        sleep(2.5)  # until it has seen the client alive
        client.communicate(b"\n")
    assert process.ended() == (1, b"")


def test_what_is_no_message_does_not_end_it(process: Process) -> None:
    process.send(method="textDocument/didOpen", params={"textDocument": 7})
    process.send(method="meshc/unheard", params={})
    process.send(id=7, method="meshc/unheard", params={})
    assert process.receive()["error"]["code"] == -32601
    process.send(id=2, method="shutdown", params=None)
    assert process.receive()["id"] == 2


HOVER = "textDocument/hover"


def asked(process: Process, method: str, params: Any) -> Any:
    """The code of the error with which a request is refused, else its result."""
    process.send(id=3, method=method, params=params)
    answer = process.receive()
    assert answer["id"] == 3
    return answer["error"]["code"] if "error" in answer else answer["result"]


def test_a_request_that_cannot_be_read_is_refused(process: Process) -> None:
    unreadable: tuple[Any, ...] = (None, {}, [], {"textDocument": {"uri": 7}, "position": {"line": "a"}})
    for params in unreadable:
        assert asked(process, HOVER, params) == -32602
    process.send(id=2, method="shutdown", params=None)
    assert process.receive()["id"] == 2
    process.send(method="exit", params=None)
    code, said = process.ended()
    assert code == 0
    assert b"Traceback" not in said


def test_a_change_with_numbers_out_of_bounds_is_made(process: Process) -> None:
    uri = "untitled:1"
    item = {"uri": uri, "languageId": "mesh", "version": 1, "text": "mesh a { }\n"}
    process.send(method="textDocument/didOpen", params={"textDocument": item})
    assert [one["code"] for one in process.receive()["params"]["diagnostics"]] == ["MC404"]
    all_of_it = {"start": {"line": -1, "character": -1}, "end": {"line": 2**32 - 1, "character": 2**32 - 1}}
    change = {"range": all_of_it, "text": "mesh b { x = 1 }\n"}
    params = {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [change]}
    process.send(method="textDocument/didChange", params=params)
    assert [one["code"] for one in process.receive()["params"]["diagnostics"]] == ["MC204"]
    assert asked(process, HOVER, {"textDocument": {"uri": uri}, "position": {"line": 2**40, "character": -3}}) is None


def test_nothing_is_answered_outside_the_connection() -> None:
    process = Process(connect=False)
    params = {"textDocument": {"uri": "untitled:1"}, "position": {"line": 0, "character": 0}}
    process.send(method="textDocument/didOpen", params={"textDocument": {}})
    assert asked(process, HOVER, params) == -32002
    process.connect()
    assert asked(process, HOVER, params) is None
    assert asked(process, "shutdown", None) is None
    assert asked(process, HOVER, params) == -32600
    process.send(method="exit", params=None)
    assert process.ended()[0] == 0


class Interrupted:
    """A writer that lets others in while it writes, as a pipe does with a long message."""

    def __init__(self) -> None:
        self.written: list[int] = []

    def write(self, content: bytes) -> None:
        for byte in content:
            self.written.append(byte)
            sleep(0)

    def close(self) -> None:
        """There is nothing to close."""


def test_messages_of_several_threads_are_written_one_after_the_other() -> None:
    server, writer = create_server(), Interrupted()
    server.protocol.set_writer(writer)
    messages = [str(number) * 2000 for number in range(4)]
    threads = [Thread(target=server.protocol.notify_plain, args=("x", message)) for message in messages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    server.shutdown()  # type: ignore[no-untyped-call]
    assert all(message.encode() in bytes(writer.written) for message in messages)
