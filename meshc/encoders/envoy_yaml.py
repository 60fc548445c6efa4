"""The configuration of a proxy as YAML.

Envoy reads YAML 1.1, where a plain `n` or `on` is a boolean and `1.0` a number, so every string is quoted. A file is
for people to read and stands in blocks; a text on a command line is on one line, as a task definition has a limit of
size: there neither depth nor a line costs anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from json.encoder import encode_basestring
from math import isfinite
from typing import Any, TypeAlias

from meshc.backends.base import Encoded, Fill, Ref
from meshc.ir.text import Late, Template

_Chunk: TypeAlias = str | Late | Ref

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
"""Plain scalars that are no strings, in any case. https://yaml.org/type/bool.html and null.html"""
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""What JSON leaves as it is within quotes and YAML must not see: breaks lines, or is no printable character."""
_GAP = "\0"
"""Stands for a late part in a text. Control characters are escaped, so nothing else is written so."""


def encode(body: Mapping[str, Any]) -> Encoded:
    """The text of a body, UTF-8 with keys in the order given, and what is to be filled in.

    What becomes known later is written as a placeholder, `${param.x}`, inside the quotes of its string. Raises
    TypeError for what is neither a JSON value nor late, ValueError for a number that JSON does not have.
    """
    chunks = _chunks(body)
    fills: tuple[Fill, ...] = ()
    if any(type(chunk) is not str for chunk in chunks):
        # Only where something is late are places looked up: most bodies hold nothing of the kind.
        fills = tuple(_fills(body, ""))
    return Encoded("".join([_placeholder(chunk) for chunk in chunks] if fills else chunks).encode(), fills)  # type: ignore[arg-type]


def parts(body: Mapping[str, Any]) -> tuple[str | Late, ...]:
    """A body on one line, for a command, with its late parts apart: the same that `encode` writes, to who reads it.

    Raises TypeError also for an attribute of another resource, which no command can hold.
    """
    late: list[Late] = []
    texts = _flow(body, late).split(_GAP)
    found: list[str | Late] = [texts[0]]
    for part, text in zip(late, texts[1:], strict=True):
        found += (part, text)
    return tuple(found)


_MOST = 50_000
"""Strings that are remembered; a compiler that goes on running must not grow with every mesh that it sees."""


class _Strings(dict[str, str]):
    """Strings within quotes. Configurations repeat names a lot, in themselves and among each other."""

    def __missing__(self, value: str) -> str:
        if len(self) >= _MOST:
            self.clear()
        text = encode_basestring(value)
        if not text.isascii() or "\x7f" in text:
            text = _UNPRINTABLE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
        self[value] = text
        return text


class _Keys(dict[str, str]):
    """Keys, within quotes where they would be no strings without."""

    def __missing__(self, key: str) -> str:
        if not isinstance(key, str):
            raise TypeError(f"a key is a string, not {type(key).__name__}")
        if len(self) >= _MOST:
            self.clear()
        plain = _PLAIN_KEY.fullmatch(key) is not None and key.lower() not in _WORDS
        self[key] = text = key if plain else _STRINGS[key]
        return text


_STRINGS = _Strings()
_KEYS = _Keys()


def _chunks(body: Mapping[str, Any]) -> list[_Chunk]:
    strings = _STRINGS
    keys = _KEYS
    chunks: list[_Chunk] = []
    out = chunks.append

    def mapping(value: Mapping[str, Any], pad: str, start: str) -> None:
        for key, item in value.items():
            kind = type(item)
            if kind is str:
                out(f"{start}{keys[key]}: {strings[item]}\n")
            elif kind is dict and item:
                out(f"{start}{keys[key]}:\n")
                inner = pad + "  "
                mapping(item, inner, inner)
            elif kind is list and item:
                out(f"{start}{keys[key]}:\n")
                sequence(item, pad, pad)
            else:
                other(item, f"{start}{keys[key]}:", pad, is_key=True)
            start = pad

    def sequence(value: Sequence[Any], pad: str, start: str) -> None:
        inner = pad + "  "
        for item in value:
            kind = type(item)
            if kind is dict and item:
                mapping(item, inner, start + "- ")
            elif kind is str:
                out(f"{start}- {strings[item]}\n")
            else:
                other(item, start + "-", inner, is_key=False)
            start = pad

    def other(value: Any, start: str, pad: str, *, is_key: bool) -> None:
        if value is True or value is False:
            out(f"{start} true\n" if value else f"{start} false\n")
        elif isinstance(value, int):
            out(f"{start} {value:d}\n")
        elif isinstance(value, (Late, Template, Ref)):
            out(f'{start} "')
            for part in _late(value):
                out(strings[part][1:-1] if isinstance(part, str) else part)
            out('"\n')
        elif isinstance(value, Mapping):
            if not value:
                out(f"{start} {{}}\n")
            elif is_key:
                out(start + "\n")
                mapping(value, pad + "  ", pad + "  ")
            else:
                mapping(value, pad, start + " ")
        elif isinstance(value, (list, tuple)):
            if not value:
                out(f"{start} []\n")
            elif is_key:
                out(start + "\n")
                sequence(value, pad, pad)
            else:
                sequence(value, pad, start + " ")
        else:
            out(f"{start} {_scalar(value)}\n")

    if body:
        mapping(body, "", "")
    else:
        out("{}\n")
    return chunks


def _flow(value: Any, late: list[Late]) -> str:
    """A value on one line; its late parts are added to `late`, with a gap in the text for each."""
    kind = type(value)
    if kind is str:
        return _STRINGS[value]
    if kind is dict:
        strings, keys = _STRINGS, _KEYS
        return (
            "{"
            + ",".join(
                [
                    f"{keys[key]}: {strings[item] if type(item) is str else _flow(item, late)}"
                    for key, item in value.items()
                ]
            )
            + "}"
        )
    if kind is list or kind is tuple:
        return "[" + ",".join([_flow(item, late) for item in value]) + "]"
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, int):
        return f"{value:d}"
    if isinstance(value, (Late, Template, Ref)):
        return f'"{"".join([_part(part, late) for part in _late(value)])}"'
    if isinstance(value, Mapping):
        return _flow(dict(value), late)
    if isinstance(value, (list, tuple)):
        return _flow(list(value), late)
    return _scalar(value)


def _part(part: str | Late | Ref, late: list[Late]) -> str:
    if isinstance(part, str):
        return _STRINGS[part][1:-1]
    if isinstance(part, Ref):
        raise TypeError(f"`{part.attribute}` of {part.resource} is known only to a deployment")
    late.append(part)
    return _GAP


def _scalar(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, str):
        return _STRINGS[value]
    if isinstance(value, float):
        if not isfinite(value):
            raise ValueError(f"{value} is no number of JSON")
        text = repr(value)
        return text if "." in text else text.replace("e", ".0e")
    raise TypeError(f"a configuration cannot hold {type(value).__name__}")


def _late(value: Late | Template | Ref) -> Iterator[str | Late | Ref]:
    if isinstance(value, Ref):
        yield value if value.known is None else value.known
    elif isinstance(value, Late):
        yield value
    else:
        for part in value.template:
            if not isinstance(part, (str, Late)):
                raise TypeError(f"the address of `{part.address}` is not chosen yet")
            yield part


def _placeholder(chunk: _Chunk) -> str:
    if isinstance(chunk, str):
        return chunk
    return f"${{{chunk.late}}}" if isinstance(chunk, Late) else f"${{{chunk.resource}.{chunk.attribute}}}"


def _fills(value: Any, pointer: str) -> Iterator[Fill]:
    """The late parts of a value in the order in which they are written."""
    if isinstance(value, (Late, Template, Ref)):
        for part in _late(value):
            if isinstance(part, Late):
                yield Fill(pointer, part.late)
            elif isinstance(part, Ref):
                yield Fill(pointer, part.attribute, part.resource)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if type(item) is not str:
                yield from _fills(item, f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            if type(item) is not str:
                yield from _fills(item, f"{pointer}/{index}")
