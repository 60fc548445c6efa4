"""Stands in for orjson, which has no wheel for WebAssembly: what meshc asks of it, by the standard library.

Same bytes, but for numbers with an exponent; same refusals: half a surrogate pair, integers of more than 64 bits, keys
that are not text.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from json import JSONDecodeError
from math import isfinite
from typing import Any

__all__ = ["OPT_APPEND_NEWLINE", "OPT_INDENT_2", "OPT_SORT_KEYS", "JSONDecodeError", "dumps", "loads"]

OPT_INDENT_2 = 1
OPT_SORT_KEYS = 32
OPT_APPEND_NEWLINE = 1024

_LEAST, _MOST = -(1 << 63), (1 << 64) - 1
_DEEPEST = 254


def loads(content: bytes | str) -> Any:
    """The value of a JSON text. Raises JSONDecodeError for anything else."""
    return json.loads(content)


def dumps(value: object, default: Callable[[Any], Any] | None = None, option: int | None = None) -> bytes:
    """The JSON text of a value, UTF-8; `default` gives another value for what JSON does not know. Raises TypeError."""
    chosen = option or 0
    indent = 2 if chosen & OPT_INDENT_2 else None
    try:
        text = json.dumps(
            _plain(value, default, 0),
            ensure_ascii=False,
            indent=indent,
            separators=(",", ": " if indent else ":"),
            sort_keys=bool(chosen & OPT_SORT_KEYS),
        )
        encoded = text.encode()
    except UnicodeEncodeError as error:
        raise TypeError("str is not valid UTF-8: surrogates not allowed") from error
    return encoded + b"\n" if chosen & OPT_APPEND_NEWLINE else encoded


def _plain(value: Any, default: Callable[[Any], Any] | None, depth: int) -> Any:
    """The value of JSON's own types. Named tuples are unknown to orjson; to the standard library they are lists."""
    if isinstance(value, str) or value is None or value is True or value is False:
        return value
    if isinstance(value, int):
        if not _LEAST <= value <= _MOST:
            raise TypeError("Integer exceeds 64-bit range")
        return value
    if isinstance(value, float):
        return value if isfinite(value) else None
    if depth == _DEEPEST:
        raise TypeError("Recursion limit reached")
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("Dict key must be str")
        return {key: _plain(entry, default, depth + 1) for key, entry in value.items()}
    if isinstance(value, list) or type(value) is tuple:
        return [_plain(entry, default, depth + 1) for entry in value]
    if default is None:
        raise TypeError(f"Type is not JSON serializable: {type(value).__name__}")
    return _plain(default(value), default, depth + 1)
