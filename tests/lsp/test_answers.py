"""Every request is answered, whatever the client is and however broken the text: none waits for ever, none fails."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from lsprotocol.converters import get_converter

from tests.lsp.conftest import capabilities, names
from tests.lsp.connection import Connection
from tests.lsp.every_request import make

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*/*.mesh"))
SMALL = next(path for path in EXAMPLES if path.parent.name == "01-demo")
BROKEN = (
    "",
    "\n",
    "service",
    "service {",
    'service user { image = "',
    "service user {\n  calls ${",
    "mesh demo {}\nservice user { calls user { retry { on = [5xx, ",
    "}}}]])",
    "\0",
    '\ufeffmesh demo\r\nservice 店 { image = "\U0001f6d2" }\r',
    'mesh a {}\nmesh b {}\nimport "."\nimport "../.."\nimport "none.mesh"\n',
    'service a { env { A = "${b.url} ${a.} ${} ${" } }',
    "test x { }\ntarget nowhere { accept = [x] }\noverlay o { service a { } }\n",
    "\u2028service a {}\x0b\x0c\x85# \U0001f6d2",
)


def connect(name: str, folder: Path) -> Connection:
    return Connection(get_converter().unstructure(capabilities(name)), folder)


@pytest.fixture(params=names())
def connection(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connection]:
    connection = connect(request.param, tmp_path)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def kept_connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    connection = connect(names()[-1], tmp_path_factory.mktemp("open"))
    yield connection
    connection.close()


@pytest.fixture
def one_connection(kept_connection: Connection, tmp_path: Path) -> Iterator[Connection]:
    """A connection that has nothing open."""
    kept_connection.folder = tmp_path
    yield kept_connection
    for buffer in list(kept_connection.server.session.buffers.by_key.values()):
        kept_connection.notify("textDocument/didClose", {"textDocument": {"uri": buffer.uri}})


def places(text: str, count: int) -> list[tuple[int, int]]:
    """Places all over a text."""
    lines = text.split("\n")
    step = max(1, len(lines) // count)
    return [(line, (line * 7) % (len(lines[line]) + 1)) for line in range(0, len(lines), step)]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_of_every_file_of_the_examples(path: Path, one_connection: Connection) -> None:
    one_connection.folder = path.parent
    text = path.read_text(encoding="utf-8")
    uri = one_connection.open(path.name)
    assert make(one_connection, uri, places(text, 12), text.count("\n")) > 50


def test_for_every_client(connection: Connection) -> None:
    connection.folder = SMALL.parent
    text = SMALL.read_text(encoding="utf-8")
    assert make(connection, connection.open(SMALL.name), places(text, 12), text.count("\n")) > 50


@pytest.mark.parametrize("text", BROKEN)
def test_of_broken_texts(text: str, one_connection: Connection) -> None:
    uri = one_connection.open("main.mesh", text)
    make(one_connection, uri, [*places(text, 4), (0, 999), (999, 0)], 5)
    elsewhere = {"uri": "untitled:Untitled-1", "languageId": "mesh", "version": 1, "text": text}
    one_connection.notify("textDocument/didOpen", {"textDocument": elsewhere})
    make(one_connection, "untitled:Untitled-1", places(text, 2), 5)


def test_of_files_that_are_not_open_or_not_there(one_connection: Connection) -> None:
    for uri in (one_connection.uri("none.mesh"), "untitled:none", "", "file://", "http:main.mesh"):
        make(one_connection, uri, [(0, 0), (3, 3)], 5)


def test_of_texts_that_are_cut_off_anywhere(one_connection: Connection) -> None:
    """As if every example were typed from the beginning, seen at some of the moments."""
    version = 1
    for path in (SMALL, *EXAMPLES[2:4]):
        text = path.read_text(encoding="utf-8")
        uri = one_connection.open(path.name, "")
        for cut in range(0, len(text), max(1, len(text) // 18) + 1):
            version += 1
            one_connection.change(path.name, text[:cut], version)
            line = text.count("\n", 0, cut)
            make(one_connection, uri, [(line, cut - text.rfind("\n", 0, cut) - 1)], line)
        one_connection.end(path.name)


def test_what_cannot_be_sent_is_answered_with_null(one_connection: Connection) -> None:
    features = one_connection.server.protocol.fm.features
    features["textDocument/hover"] = lambda params: object()
    uri = one_connection.open("main.mesh", "mesh demo {}\n")
    at = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}}
    assert one_connection.request("textDocument/hover", at) is None


def test_every_recorded_client_says_what_it_can_do() -> None:
    for name in names():
        assert json.dumps(get_converter().unstructure(capabilities(name)))
