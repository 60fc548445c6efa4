"""Request bodies as JSON, for `aws … --cli-input-json`.

What becomes known later is written as a placeholder that AWS would take as a value of its kind, `${param.x}` in a
string, and told beside the text so that whoever deploys can fill it in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from meshc.backends.base import Encoded, Fill, Ref
from meshc.ir.text import Late, Template, Text

PLACEHOLDER_INTEGER = 1
"""Stands where AWS wants a number that becomes known later; legal wherever the language allows a late number."""

_LISTS = frozenset({"subnets", "securityGroups"})
"""Fields that AWS wants a list in. botocore ecs, AwsVpcConfiguration."""
_INTEGERS = frozenset({"desiredCount"})
"""Fields that AWS wants a number in. botocore ecs, CreateServiceRequest and UpdateServiceRequest."""

_OPTIONS = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE


def encode(body: Mapping[str, Any]) -> Encoded:
    """The text of a body, UTF-8 with keys in the order given, and what is to be filled in."""
    has_late = False

    def replace(value: object) -> object:
        nonlocal has_late
        if isinstance(value, Ref) and value.known is not None:
            return value.known
        if isinstance(value, (Late, Template, Ref)):
            has_late = True
            return None
        if isinstance(value, Mapping):
            return dict(value)
        raise TypeError(f"a request body cannot hold {type(value).__name__}")

    text = orjson.dumps(body, replace, _OPTIONS)
    if not has_late:
        return Encoded(text, ())
    # Only where something is late are places looked up: orjson does not tell them.
    fills: list[Fill] = []
    filled = _filled(body, "", "", fills)
    return Encoded(orjson.dumps(filled, replace, _OPTIONS), tuple(fills))


def placeholders(text: Text) -> Encoded:
    """A single text with placeholders, and what is to be filled in."""
    fills: list[Fill] = []
    shown = text if isinstance(text, str) else str(_placeholder(text, "", "", fills))
    return Encoded(shown.encode(), tuple(fills))


_PLAIN = frozenset({str, int, float, bool, type(None)})


def _filled(value: Any, key: str, pointer: str, fills: list[Fill]) -> Any:
    """The value with placeholders for what is late; what holds nothing late is not copied."""
    if isinstance(value, (Late, Template, Ref)):
        return _placeholder(value, key, pointer, fills)
    if isinstance(value, (list, tuple)):
        entries: list[Any] | None = None
        for index, item in enumerate(value):
            if type(item) not in _PLAIN:
                filled = _filled(item, "", f"{pointer}/{index}", fills)
                if filled is not item:
                    entries = entries or list(value)
                    entries[index] = filled
        return value if entries is None else entries
    if isinstance(value, (dict, Mapping)):
        changed: dict[str, Any] | None = None
        for name, item in value.items():
            if type(item) not in _PLAIN:
                filled = _filled(item, name, f"{pointer}/{_escaped(name)}", fills)
                if filled is not item:
                    changed = changed or dict(value)
                    changed[name] = filled
        return value if changed is None else changed
    return value


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1") if "/" in name or "~" in name else name


def _placeholder(value: Late | Template | Ref, key: str, pointer: str, fills: list[Fill]) -> Any:
    if isinstance(value, Ref):
        if value.known is not None:
            return value.known
        fills.append(Fill(pointer, value.attribute, value.resource))
        return f"${{{value.resource}.{value.attribute}}}"
    parts: tuple[object, ...] = (value,) if isinstance(value, Late) else value.template
    text, told = "", len(fills)
    for part in parts:
        if isinstance(part, Late):
            fill = Fill(pointer, part.late)
            if fill not in fills[told:]:
                fills.append(fill)
            text += f"${{{part.late}}}"
        else:
            text += str(part)
    if key in _LISTS:
        return [text]
    return PLACEHOLDER_INTEGER if key in _INTEGERS else text
