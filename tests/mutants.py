"""Damaged versions of a mesh, one fault each: what happens while people type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(r'#[^\n]*|"(?:[^"\\\n]|\\.)*"|[\w.%-]+|[^\s\w]')
_SWAPPED = {"{": "[", "}": "]", "[": "{", "]": "}", "(": "[", ")": "]"}


class Mutant(NamedTuple):
    """A damaged text; `line` is the damaged one, counted from 1, `blocks` the heads of the blocks around it."""

    kind: str
    text: str
    line: int
    token: str
    blocks: tuple[str, ...]


def mutants(text: str) -> Iterator[Mutant]:
    """Each token deleted and doubled, each word misspelt, each bracket swapped for one of another shape."""
    open_blocks: list[str] = []
    for match in _TOKEN.finditer(text):
        token, start, end = match[0], match.start(), match.end()
        if token.startswith("#"):
            continue
        line = text.count("\n", 0, start) + 1
        if token == "{":
            head = text[text.rfind("\n", 0, start) + 1 : start].rpartition(";")[2].rpartition("{")[2].strip()
            open_blocks.append(head)
        blocks = tuple(open_blocks)
        if token == "}" and open_blocks:
            open_blocks.pop()

        def changed(kind: str, by: str) -> Mutant:
            return Mutant(kind, text[:start] + by + text[end:], line, token, blocks)  # noqa: B023

        yield changed("deleted", "")
        yield changed("doubled", f"{token} {token}")
        if token[0].isalpha() and len(token) > 2:
            yield changed("misspelt", token[0] + token[2] + token[1] + token[3:])
        if token in _SWAPPED:
            yield changed("swapped", _SWAPPED[token])
