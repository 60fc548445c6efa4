"""Configurations of a proxy as YAML."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from meshc.backends.base import Fill, Ref
from meshc.encoders import envoy_yaml
from meshc.encoders.envoy_yaml import encode, parts
from meshc.ir.text import AddressPart, Late, Template

_LATE = Late(late="param.x")
_AWKWARD = st.sampled_from(
    [
        *(
            "",
            " ",
            "n",
            "y",
            "on",
            "off",
            "No",
            "null",
            "~",
            "1",
            "1.0",
            "0x1f",
            "1e3",
            "-",
            "- a",
            "a: b",
            "#",
            "a #b",
        ),
        *("@type", "%", "!x", "&x", "*x", "|", ">", "{}", "[]", ",", "?", "'", '"', "\\", "\\n", "\\u0041", "a\\"),
        *("\n", "\r\n", "\t", "\0", "\x1b", "\x7f", "\x80", "\u0085", "\u2028", "\u2029", "\ufeff", "\ufffe", "\ud800"),
        *("é", "契約", "\U0001f600", "2026-11-23", "=", "<<", "_", ".5", "a.b-c", "a" * 2000 + "\u0085"),
    ]
)
_TEXT = _AWKWARD | st.text() | st.text(st.characters(codec="ascii"))
_KEY = st.text(max_size=8) | _AWKWARD.filter(lambda text: len(text) < 128)
_NUMBER = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
_VALUE = st.recursive(
    st.none() | st.booleans() | _NUMBER | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEY, inner, max_size=3),
    max_leaves=12,
)
_BODY = st.dictionaries(_KEY, _VALUE, max_size=3)


def _joined(body: dict[str, Any]) -> str:
    return "".join(part if isinstance(part, str) else f"${{{part.late}}}" for part in parts(body))


@given(_BODY)
@example({"a": [[], {}, [[]], [{}], [[1, [2]], {"b": {"c": [{"d": 1, "e": []}]}}]]})
def test_what_is_read_is_what_was_written(body: dict[str, Any]) -> None:
    assert body == yaml.safe_load(encode(body).content)
    assert body == yaml.safe_load(_joined(body))
    assert "\n" not in _joined(body)


@given(_BODY)
def test_a_late_value_changes_nothing_else(body: dict[str, Any]) -> None:
    late = {"in": [body, [_LATE]], "at": Template(template=("a\\", _LATE, '"', _LATE))}
    content, fills = encode(late)
    assert {"in": [body, ["${param.x}"]], "at": 'a\\${param.x}"${param.x}'} == yaml.safe_load(content)
    assert [fill.pointer for fill in fills] == ["/in/1/0", "/at", "/at"]
    assert yaml.safe_load(content) == yaml.safe_load(_joined(late))


def test_text_is_in_blocks_ends_with_a_line_feed_and_keeps_the_order_of_keys() -> None:
    body = {"b": {"a": [{"x": 1, "y": [True, []]}, ["é"], 2.0]}, "@type": "n", "on": {}, "none": None}
    text = """\
b:
  a:
  - x: 1
    "y":
    - true
    - []
  - - "é"
  - 2.0
"@type": "n"
"on": {}
none: null
"""
    assert encode(body).content.decode() == text
    assert encode({}).content == b"{}\n"


def test_tuples_are_lists() -> None:
    assert yaml.safe_load(encode({"a": (1, (), ({"b": ("c",)},))}).content) == {"a": [1, [], [{"b": ["c"]}]]}


def test_late_parts_stand_apart() -> None:
    host = Template(template=("db.", Late(late="aws.region"), ".example.com"))
    assert parts({"host": host, "port": 80}) == ('{host: "db.', Late(late="aws.region"), '.example.com",port: 80}')
    assert parts({"port": 80}) == ("{port: 80}",)


def test_the_inline_text_is_in_flow_style() -> None:
    body = {"b": {"a": [{"x": 1, "y": [True, []]}, ["é"], 2.0]}, "@type": "n", "on": {}, "none": None, "c": "{,: "}
    assert parts(body) == ('{b: {a: [{x: 1,"y": [true,[]]},["é"],2.0]},"@type": "n","on": {},none: null,c: "{,: "}',)
    assert parts({}) == ("{}",)


@given(_BODY)
def test_what_repeats_is_written_once(body: dict[str, Any]) -> None:
    late = {"of": [{"host": _LATE, "among": "what is long enough"}] * 2}
    whole = {"a": [body, late, {"in": body, "more": [body, [body]]}], "late": late, "b": (body, [late])}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(envoy_yaml, "_LONG", 0)
        patch.setattr(envoy_yaml, "_ALIASED", 3)
        text = _joined(whole)
    assert yaml.safe_load(text) == yaml.safe_load(encode(whole).content)
    assert "\n" not in text


def test_aliases_in_a_long_text() -> None:
    one = {"name": "what is long enough", "typed_config": {"@type": 'and more of it, with a quote: "'}}
    filters = [one, dict(one), {"other": [one["typed_config"]]}]
    (text,) = parts({"filters": filters * 100})
    assert text.startswith(
        '{filters: [&0 {name: "what is long enough",typed_config: &1 {"@type": "and more of it, with a quote: \\""}},'
        "*0,&2 {other: [*1]},*0,*0,*2,*0,"
    )
    assert yaml.safe_load(text) == {"filters": filters * 100}
    assert "&" not in parts({"filters": filters})[0]  # type: ignore[operator]


def test_a_character_that_marks_a_gap_is_a_character_like_any_other() -> None:
    assert parts({"a\0": ["\0", _LATE]}) == ('{"a\\u0000": ["\\u0000","', _LATE, '"]}')


def test_places_of_what_is_late() -> None:
    fills = encode({"a/b": {"~": [1, _LATE]}, "c": Template(template=("x", _LATE))}).fills
    assert fills == (Fill("/a~1b/~0/1", "param.x"), Fill("/c", "param.x"))


def test_an_attribute_of_another_resource() -> None:
    content, fills = encode({"host": Ref("appmesh/user", "arn")})
    assert (content, fills) == (b'host: "${appmesh/user.arn}"\n', (Fill("/host", "arn", "appmesh/user"),))
    with pytest.raises(TypeError, match="known only to a deployment"):
        parts({"host": Ref("appmesh/user", "arn")})


def test_an_attribute_that_the_mesh_decides_is_no_placeholder() -> None:
    body = {"host": Ref("ecs/user", "family", "user")}
    assert encode(body) == (b'host: "user"\n', ())
    assert parts(body) == ('{host: "user"}',)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"a": {1}}, "set"),
        ({"a": [b"x"]}, "bytes"),
        ({"a": {1: 2}}, "int"),
        ({"a": Template(template=(AddressPart(address="user", attribute="host"),))}, "not chosen"),
    ],
)
def test_what_is_no_json_is_refused(body: dict[str, Any], problem: str) -> None:
    with pytest.raises(TypeError, match=problem):
        encode(body)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_numbers_that_json_does_not_have_are_refused(number: float) -> None:
    with pytest.raises(ValueError, match="no number"):
        encode({"a": number})


def test_the_strings_that_are_remembered_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(envoy_yaml, "_MOST", 3)
    body = {f"key {number}": f"value {number}" for number in range(9)}
    assert body == yaml.safe_load(encode(body).content)
    assert max(len(envoy_yaml._STRINGS), len(envoy_yaml._KEYS)) <= 3
