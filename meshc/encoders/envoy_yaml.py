"""The configuration of a proxy as YAML.

Envoy reads YAML 1.1, where a plain `n` or `on` is a boolean and `1.0` a number, so every string is quoted. A file is
for people to read and stands in blocks; a text on a command line is on one line, as a task definition has a limit of
size: there neither depth nor a line costs anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
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

    In a long one what is there several times is written once, with aliases of it. Raises TypeError also for an
    attribute of another resource, which no command can hold.
    """
    late: list[Late] = []
    text = _flow(body, late)
    if len(text) > _LONG:
        late = []
        text = _shared(body, late)
    texts = text.split(_GAP)
    found: list[str | Late] = [texts[0]]
    for part, following in zip(late, texts[1:], strict=True):
        found += (part, following)
    return tuple(found)


_LONG = 8_192
"""Characters on one line up to which nobody looks for what repeats: there is room, and it would take time."""
_ALIASED = 24
"""Characters of the shortest thing that is worth an alias."""
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
    return _level(value, late, lambda item: _flow(item, late))


def _level(value: Any, late: list[Late], inner: Callable[[Any], str]) -> str:
    """A value on one line, with what is in it as `inner` writes that."""
    kind = type(value)
    if kind is str:
        return _STRINGS[value]
    if kind is dict:
        strings, keys = _STRINGS, _KEYS
        items = [f"{keys[key]}: {strings[item] if type(item) is str else inner(item)}" for key, item in value.items()]
        return f"{{{','.join(items)}}}"
    if kind is list or kind is tuple:
        return f"[{','.join([inner(item) for item in value])}]"
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, int):
        return f"{value:d}"
    if isinstance(value, (Late, Template, Ref)):
        return f'"{"".join([_part(part, late) for part in _late(value)])}"'
    if isinstance(value, Mapping):
        return _level(dict(value), late, inner)
    if isinstance(value, (list, tuple)):
        return _level(list(value), late, inner)
    return _scalar(value)


def _part(part: str | Late | Ref, late: list[Late]) -> str:
    if isinstance(part, str):
        return _STRINGS[part][1:-1]
    if isinstance(part, Ref):
        raise TypeError(f"`{part.attribute}` of {part.resource} is known only to a deployment")
    late.append(part)
    return _GAP


def _shared(body: Mapping[str, Any], late: list[Late]) -> str:
    """The same as `_flow`, but what repeats is written once and named, and later there is its name.

    https://yaml.org/spec/1.2.2/#71-alias-nodes
    """
    texts: dict[int, str] = {}
    times: dict[str, int] = {}
    names: dict[str, str] = {}

    def written(value: Any) -> str:
        """Notes the text of each thing that may have an alias: long enough, with nothing late in it."""
        text = _level(value, [], written)
        if isinstance(value, (Mapping, list, tuple)) and len(text) >= _ALIASED and _GAP not in text:
            texts[id(value)] = text
        return text

    def count(value: Any) -> None:
        """Counts things with an equal text; what is in them counts only once, as later there is an alias."""
        text = texts.get(id(value))
        if text is not None:
            times[text] = times.get(text, 0) + 1
            if times[text] > 1:
                return
        for item in value.values() if isinstance(value, Mapping) else value:
            if isinstance(item, (Mapping, list, tuple)) and not isinstance(item, Ref):
                count(item)

    def render(value: Any) -> str:
        text = texts.get(id(value), "")
        if times.get(text, 0) < 2:
            return _level(value, late, render)
        if text in names:
            return f"*{names[text]}"
        names[text] = name = str(len(names))
        return f"&{name} {_level(value, late, render)}"

    written(body)
    count(body)
    return render(body)


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
