"""Every kind of value, and what each literal means."""

from __future__ import annotations

import pytest

from meshc.source import Span
from meshc.syntax.ast import (
    Block,
    Boolean,
    Call,
    Duration,
    Interpolation,
    ListValue,
    Number,
    Rate,
    Setting,
    Share,
    Size,
    Status,
    String,
    Value,
    Word,
)

from .meshes import codes, statements


def value_of(literal: str) -> Value:
    (setting,) = statements(f"x = {literal}")
    assert isinstance(setting, Setting)
    assert setting.value.span == Span(4, 4 + len(literal))
    return setting.value


@pytest.mark.parametrize(
    ("literal", "expected"),
    [
        ("8080", 8080),
        ("0.25", 0.25),
        ("-5", -5),
        ("007", 7),
        ("999999999999999", 999999999999999),
    ],
)
def test_number(literal: str, expected: float) -> None:
    value = value_of(literal)
    assert isinstance(value, Number)
    assert expected == value.value
    assert type(expected) is type(value.value)


@pytest.mark.parametrize(
    ("literal", "milliseconds"),
    [("250ms", 250), ("2s", 2000), ("5m", 300_000), ("1h", 3_600_000), ("0.1s", 100), ("1.5ms", 1.5), ("0s", 0)],
)
def test_duration(literal: str, milliseconds: float) -> None:
    value = value_of(literal)
    assert isinstance(value, Duration)
    assert milliseconds == value.milliseconds
    assert type(milliseconds) is type(value.milliseconds)


@pytest.mark.parametrize(
    ("literal", "expected"),
    [("1KiB", 1024), ("512MiB", 512 << 20), ("2GiB", 2 << 30), ("1TiB", 1 << 40), ("0.5KiB", 512)],
)
def test_size(literal: str, expected: int) -> None:
    value = value_of(literal)
    assert isinstance(value, Size)
    assert expected == value.bytes


def test_size_is_a_whole_number_of_bytes() -> None:
    assert codes("x = 0.3KiB") == ["MC124"]


@pytest.mark.parametrize(("literal", "percent"), [("90%", 90), ("12.5%", 12.5), ("0%", 0)])
def test_share(literal: str, percent: float) -> None:
    value = value_of(literal)
    assert isinstance(value, Share)
    assert percent == value.percent


@pytest.mark.parametrize(
    ("literal", "events", "unit"), [("100/s", 100, "s"), ("6000/m", 6000, "m"), ("0.5/h", 0.5, "h")]
)
def test_rate(literal: str, events: float, unit: str) -> None:
    value = value_of(literal)
    assert isinstance(value, Rate)
    assert (events, unit) == (value.events, value.unit)


def test_status() -> None:
    value = value_of("5xx")
    assert isinstance(value, Status)
    assert value.text == "5xx"


@pytest.mark.parametrize(
    "literal",
    [
        "http",
        "contract.v2",
        "param.tag",
        "off",
        "rest",
        "eject-at-most",
        "_x",
        "在庫",
        "café",
        "ガ.v1",
        "trueish",
        "a.1",
    ],
)
def test_word(literal: str) -> None:
    value = value_of(literal)
    assert isinstance(value, Word)
    assert literal == value.text


@pytest.mark.parametrize(("literal", "expected"), [("true", True), ("false", False)])
def test_boolean(literal: str, *, expected: bool) -> None:
    value = value_of(literal)
    assert isinstance(value, Boolean)
    assert expected is value.value


@pytest.mark.parametrize(
    ("literal", "parts"),
    [
        ('""', ()),
        ('"a b"', ("a b",)),
        (r'"\"\\\n\t"', ('"\\\n\t',)),
        ('"$${x}"', ("${x}",)),
        ('"$5 and $$"', ("$5 and $$",)),
        ('"{}"', ("{}",)),
        ('"日本 # no comment"', ("日本 # no comment",)),
    ],
)
def test_string(literal: str, parts: tuple[str, ...]) -> None:
    value = value_of(literal)
    assert isinstance(value, String)
    assert parts == value.parts
    assert "".join(parts) == value.literal


def test_interpolation() -> None:
    value = value_of('"http://${billing.grpc.url}/${param.tag}"')
    assert isinstance(value, String)
    assert (
        "http://",
        Interpolation("billing.grpc.url", Span(12, 31)),
        "/",
        Interpolation("param.tag", Span(32, 44)),
    ) == value.parts
    assert value.literal is None


@pytest.mark.parametrize(
    ("literal", "expected"),
    [
        ('"""\n    a\n      b\n    """', "a\n  b\n"),
        ('"""\n  a\n\n  b"""', "a\n\nb"),
        ('"""a\n   b\n  c"""', "a\n b\nc"),
        ('"""one line"""', "one line"),
        ('""""""', ""),
        ('"""\r\n  a\r\n  b\r\n"""', "a\nb\n"),
        ('"""\n  say "hi" \\n\n"""', 'say "hi" \n\n'),
    ],
)
def test_block_string(literal: str, expected: str) -> None:
    value = value_of(literal)
    assert isinstance(value, String)
    assert value.block
    assert expected == value.literal


def test_interpolation_in_a_block_string() -> None:
    text = 'x = """\n    a ${param.tag}\n    b\n    """'
    value = value_of(text[4:])
    assert isinstance(value, String)
    assert ("a ", Interpolation("param.tag", Span(14, 26)), "\nb\n") == value.parts
    assert text[14:26] == "${param.tag}"


def test_list() -> None:
    value = value_of('[GET, # one\n  [1s,],\n\n  ssm("a"),\n]')
    assert isinstance(value, ListValue)
    assert [Word, ListValue, Call] == [type(item) for item in value.items]
    assert value_of("[]") == ListValue((), Span(4, 6))


def test_call() -> None:
    value = value_of('secret(\n  "arn", "password",\n)')
    assert isinstance(value, Call)
    assert value.name == "secret"
    assert Span(4, 10) == value.name_span
    assert [part.literal for part in value.arguments if isinstance(part, String)] == ["arn", "password"]


@pytest.mark.parametrize("literal", [r'regex("^/v\d+/${x}$")', r'regex( "^/v\d+/${x}$" )', 'regex(\n"^/v\\d+/${x}$")'])
def test_the_argument_of_regex_is_raw(literal: str) -> None:
    value = value_of(literal)
    assert isinstance(value, Call)
    (argument,) = value.arguments
    assert isinstance(argument, String)
    assert argument.parts == (r"^/v\d+/${x}$",)


def test_regex_keeps_an_escaped_quote_as_it_is_written() -> None:
    value = value_of(r'regex("a\"b")')
    assert isinstance(value, Call)
    assert isinstance(value.arguments[0], String)
    assert value.arguments[0].literal == r"a\"b"


def test_keys() -> None:
    (block,) = statements('split { v1 = 1 ; a.v1 = 2 ; "x y" = 3 ; true = 4 }')
    assert isinstance(block, Block)
    assert block.body is not None
    keys = [statement.key for statement in block.body if isinstance(statement, Setting)]
    assert [key.text if isinstance(key, Word) else key.parts for key in keys] == ["v1", "a.v1", ("x y",), "true"]


def test_labels() -> None:
    text = 'route "/a" 8080 regex("^/b\\d") name { }'
    (block,) = statements(text)
    assert isinstance(block, Block)
    assert [String, Number, Call, Word] == [type(label) for label in block.labels]
    assert block.body == ()
    assert text[block.head.start : block.head.end] == 'route "/a" 8080 regex("^/b\\d") name'
    assert Span(0, len(text)) == block.span


def test_a_block_may_lack_its_body() -> None:
    calls, use = statements("calls contract\nuse patient")
    assert isinstance(calls, Block)
    assert isinstance(use, Block)
    assert calls.body is None
    assert calls.kind.text == "calls"


def test_a_word_ends_where_no_letter_follows() -> None:
    (block,) = statements("servicesvc-1 { }")
    assert isinstance(block, Block)
    assert block.kind.text == "servicesvc-1"
    assert block.labels == ()


def test_statements_end_with_the_line_or_a_semicolon() -> None:
    assert len(statements("a = 1 ; b = 2 ;; c = 3 # ; x = 1\r\nd = 4")) == 4


def test_tabs_carriage_returns_and_a_byte_order_mark_are_fine() -> None:
    assert codes("\ufeff# first\r\nservice\ta {\r\n\tport = 8080\r\n}\r\n") == []
