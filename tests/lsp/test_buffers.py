"""Texts that change piece by piece."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from meshc.lsp.buffers import Buffers

URI = "file:///shop/main.mesh"
PARTS = st.text(st.sampled_from("ab\n\r é\U0001f6d2"), max_size=12)


def opened(text: str) -> Buffers:
    buffers = Buffers()
    buffers.open(types.TextDocumentItem(URI, "mesh", 1, text))
    return buffers


def piece(line: int, start: int, end_line: int, end: int, text: str) -> types.TextDocumentContentChangePartial:
    range_ = types.Range(types.Position(line, start), types.Position(end_line, end))
    return types.TextDocumentContentChangePartial(range_, text)


def changed(buffers: Buffers, *changes: types.TextDocumentContentChangeEvent, version: int = 2) -> str:
    buffer = buffers.change(types.VersionedTextDocumentIdentifier(version, URI), changes)
    assert buffer is not None
    assert buffer.version == version
    return buffer.text


def test_each_change_is_made_to_what_the_one_before_left() -> None:
    buffers = opened("service a {}\n")
    assert changed(buffers, piece(0, 8, 0, 9, "user"), piece(0, 12, 0, 12, "s")) == "service users {}\n"


def test_the_whole_text_can_be_replaced() -> None:
    assert changed(opened("a"), types.TextDocumentContentChangeWholeDocument("b\n"), piece(0, 0, 0, 0, "c")) == "cb\n"


def test_a_range_past_the_end_is_the_end() -> None:
    assert changed(opened("a\nb"), piece(7, 0, 9, 3, "c")) == "a\nbc"
    assert changed(opened("a\nb"), piece(0, 50, 1, 50, "c")) == "ac"


def test_the_units_are_those_of_the_client() -> None:
    assert changed(opened("\U0001f6d2 店x"), piece(0, 4, 0, 5, "y")) == "\U0001f6d2 店y"
    buffers = opened("\U0001f6d2 店x")
    buffers.encoding = types.PositionEncodingKind.Utf8
    assert changed(buffers, piece(0, 8, 0, 9, "y")) == "\U0001f6d2 店y"


def test_what_no_file_can_hold_is_replaced() -> None:
    buffers = opened("a\ud800b")
    assert changed(buffers, piece(0, 3, 0, 3, "\udc80")) == "a\ufffdb\ufffd"


def test_a_file_is_the_same_however_its_uri_is_spelled() -> None:
    buffers = opened("a")
    assert buffers.of("file:///shop/%6Dain.mesh") is buffers.of(URI)
    assert buffers.close("file:///shop/./main.mesh") is not None
    assert buffers.of(URI) is None


def test_who_holds_a_version_sees_no_change() -> None:
    buffers = opened("a")
    before = buffers.by_key
    changed(buffers, piece(0, 0, 0, 1, "b"))
    assert [buffer.text for buffer in before.values()] == ["a"]


def test_a_change_of_what_is_not_open_is_passed_over() -> None:
    assert Buffers().change(types.VersionedTextDocumentIdentifier(2, URI), [piece(0, 0, 0, 0, "a")]) is None


@given(PARTS, st.lists(st.tuples(*[st.integers(0, 5)] * 4, PARTS), max_size=4))
def test_no_change_fails(text: str, pieces: list[tuple[int, int, int, int, str]]) -> None:
    changed(opened(text), *(piece(*one) for one in pieces))
