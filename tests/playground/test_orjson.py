"""The stand-in for orjson in the playground gives what orjson gives."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any, NamedTuple

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

_FILE = Path(__file__).resolve().parents[2] / "playground" / "python" / "orjson.py"


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("playground_orjson", _FILE)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


STAND_IN = _load()
_OPTIONS = [0, orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE, orjson.OPT_SORT_KEYS]

_scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(1 << 63), (1 << 64) - 1)
    | st.floats(1e-3, 1e12)
    | st.text(st.characters(exclude_categories=["Cs"]))
)
_keys = st.text(st.characters(exclude_categories=["Cs"]))
_values = st.recursive(_scalars, lambda inner: st.lists(inner) | st.dictionaries(_keys, inner))


@given(_values, st.sampled_from(_OPTIONS))
def test_same_bytes(value: object, option: int) -> None:
    assert orjson.dumps(value, None, option) == STAND_IN.dumps(value, None, option)


def test_options_have_the_same_numbers() -> None:
    for name in ("OPT_INDENT_2", "OPT_APPEND_NEWLINE", "OPT_SORT_KEYS"):
        assert getattr(orjson, name) == getattr(STAND_IN, name)


class Pair(NamedTuple):
    """Unknown to orjson, though a tuple."""

    first: int
    second: int


def _default(value: object) -> Any:
    if isinstance(value, Pair):
        return {"first": value.first}
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError("unknown")


def test_default_is_asked_for_the_same_values() -> None:
    value = {"pair": Pair(1, 2), "map": MappingProxyType({"a": (1, 2)}), "flat": (1, 2)}
    assert orjson.dumps(value, _default) == STAND_IN.dumps(value, _default)


@pytest.mark.parametrize("value", [1 << 64, {1: 2}, "\ud800", object(), Pair(1, 2)])
def test_same_refusals(value: object) -> None:
    for dumps in (orjson.dumps, STAND_IN.dumps):
        with pytest.raises(TypeError):
            dumps(value)


def test_loads() -> None:
    assert orjson.loads(b'{"a": [1]}') == STAND_IN.loads(b'{"a": [1]}')
    with pytest.raises(STAND_IN.JSONDecodeError):
        STAND_IN.loads(b"{")
