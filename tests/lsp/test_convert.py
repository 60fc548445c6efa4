"""Positions in every encoding, against a slow and plain count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from meshc.lsp.convert import UTF_8, UTF_16, UTF_32, Positions
from meshc.lsp.lines import Lines

ENCODINGS = {UTF_8: "utf-8", UTF_16: "utf-16-le", UTF_32: "utf-32-le"}
WIDTHS = {UTF_8: 1, UTF_16: 2, UTF_32: 4}
TEXTS = st.text(st.sampled_from("ab\n\r é店\U0001f6d2\u2028\x0b"), max_size=30)


def positions(text: str, encoding: str = UTF_16) -> Positions:
    return Positions(Lines(text), encoding)


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(TEXTS)
def test_an_offset_is_the_lines_before_it_and_the_units_since(encoding: str, text: str) -> None:
    for offset in range(len(text) + 1):
        before = text[:offset]
        if before.endswith("\r") and text[offset : offset + 1] == "\n":
            continue
        lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        units = len(lines[-1].encode(ENCODINGS[encoding])) // WIDTHS[encoding]
        position = positions(text, encoding).position(offset)
        assert position == types.Position(len(lines) - 1, units)
        assert positions(text, encoding).offset(position) == offset


@given(TEXTS, st.integers(0, 12), st.integers(0, 40))
def test_a_position_that_does_not_exist_is_the_nearest_before_it(text: str, line: int, character: int) -> None:
    found = positions(text)
    offset = found.offset(types.Position(line, character))
    assert 0 <= offset <= len(text)
    there = found.position(offset)
    assert (there.line, there.character) <= (line, character)


def test_half_a_surrogate_pair_is_what_stands_before_it() -> None:
    assert positions("a\U0001f6d2b").offset(types.Position(0, 2)) == 1
    assert positions("é", UTF_8).offset(types.Position(0, 1)) == 0


def test_a_line_ends_before_its_line_ending() -> None:
    assert positions("ab\r\ncd").offset(types.Position(0, 99)) == 2
    assert positions("ab\r\ncd").offset(types.Position(99, 0)) == 6


def test_only_three_things_end_a_line() -> None:
    assert Lines("a\u2028b\x0bc\x0cd\x85e").starts == [0]
    assert Lines("a\rb\r\nc\nd").starts == [0, 2, 5, 7]


def test_the_offsets_of_a_range_are_in_order() -> None:
    backwards = types.Range(types.Position(1, 1), types.Position(0, 1))
    assert positions("ab\ncd").offsets(backwards) == (1, 4)


@given(TEXTS, TEXTS, st.data())
def test_lines_of_an_edited_text_are_those_of_the_text(text: str, new: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    lines = Lines(text)
    assert lines.starts
    edited = lines.replaced(start, end, new)
    assert edited.text == text[:start] + new + text[end:]
    assert edited.starts == Lines(edited.text).starts
