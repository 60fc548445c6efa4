"""Request bodies as JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshc.backends.base import Ref
from meshc.encoders.api_json import Fill, encode
from meshc.ir.text import Late, Template

_LATE = Late(late="param.x")
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ab/~é", max_size=3), inner, max_size=4),
    max_leaves=20,
)


def test_text_is_indented_ends_with_a_line_feed_and_keeps_the_order_of_keys() -> None:
    assert encode({"b": 1, "a": ["é"]}) == (b'{\n  "b": 1,\n  "a": [\n    "\xc3\xa9"\n  ]\n}\n', ())


def test_a_late_value_in_a_string() -> None:
    text, fills = encode({"a/b": [{"arn": Template(template=("arn:", Late(late="aws.region"), ":", _LATE))}]})
    assert json.loads(text) == {"a/b": [{"arn": "arn:${aws.region}:${param.x}"}]}
    assert (Fill("/a~1b/0/arn", "aws.region"), Fill("/a~1b/0/arn", "param.x")) == fills


def test_a_late_list_and_a_late_number() -> None:
    text, fills = encode({"desiredCount": _LATE, "subnets": _LATE, "name": _LATE})
    assert json.loads(text) == {"desiredCount": 1, "subnets": ["${param.x}"], "name": "${param.x}"}
    assert [fill.pointer for fill in fills] == ["/desiredCount", "/subnets", "/name"]


def test_an_attribute_of_another_resource() -> None:
    text, fills = encode({"id": Ref("cloudmap/namespace", "Id")})
    assert json.loads(text) == {"id": "${cloudmap/namespace.Id}"}
    assert (Fill("/id", "Id", "cloudmap/namespace"),) == fills


def test_an_attribute_that_the_mesh_decides_is_no_placeholder() -> None:
    ref = Ref("ecs/user/task-definition", "family", "user")
    assert encode({"taskDefinition": ref}) == (b'{\n  "taskDefinition": "user"\n}\n', ())
    assert b'"user"' in encode({"taskDefinition": ref, "x": _LATE})[0]


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(TypeError, match="set"):
        encode({"a": {1}})


@given(st.dictionaries(st.text("xyz", max_size=3), _JSON, max_size=4))
def test_a_body_without_late_values_is_the_same_json(body: dict[str, object]) -> None:
    text, fills = encode(body)
    assert body == json.loads(text)
    assert fills == ()


@given(st.dictionaries(st.text("xyz", max_size=3), _JSON, max_size=4))
def test_a_late_value_changes_nothing_else(body: dict[str, object]) -> None:
    text, fills = encode({**body, "late": _LATE, "in": {"list": [body, _LATE]}})
    assert {**body, "late": "${param.x}", "in": {"list": [body, "${param.x}"]}} == json.loads(text)
    assert [fill.pointer for fill in fills] == ["/late", "/in/list/1"]
