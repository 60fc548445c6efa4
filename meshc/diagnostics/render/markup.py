"""XML written by hand: elements without namespaces, and texts that hold anything.

https://www.w3.org/TR/xml/#charsets says which characters a document can hold, however they are written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'

_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_ATTRIBUTE = {**_TEXT, '"': "&quot;", "\n": "&#10;", "\t": "&#9;"}


def element(name: str, attributes: Mapping[str, object], content: Sequence[str] = (), *, indent: str = "") -> str:
    """An element on lines of its own; `content` is elements that are indented by two spaces more."""
    given = "".join(f' {key}="{_written(str(value), _ATTRIBUTE)}"' for key, value in attributes.items())
    if not content:
        return f"{indent}<{name}{given}/>\n"
    return f"{indent}<{name}{given}>\n{''.join(content)}{indent}</{name}>\n"


def leaf(name: str, attributes: Mapping[str, object], text: str, *, indent: str = "") -> str:
    """An element that holds a text."""
    given = "".join(f' {key}="{_written(str(value), _ATTRIBUTE)}"' for key, value in attributes.items())
    return f"{indent}<{name}{given}>{_written(text, _TEXT)}</{name}>\n"


def _written(text: str, escapes: Mapping[str, str]) -> str:
    if text.isascii() and text.isalnum():
        return text
    return "".join(escapes.get(sign) or (sign if _allowed(sign) else "\ufffd") for sign in text)


def _allowed(sign: str) -> bool:
    return " " <= sign <= "\ud7ff" or sign in "\t\n" or "\ue000" <= sign <= "\ufffd" or sign > "\uffff"
