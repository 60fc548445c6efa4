"""TextMate grammars, as far as meshc's needs them: which scopes each character of a text has.

https://macromates.com/manual/en/language_grammars. The expressions are tried with `re` instead of Oniguruma: the
grammar keeps to what both read alike. Injections, `while` and back references from `end` are not known here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

GRAMMAR = Path(__file__).resolve().parents[2] / "editors" / "vscode" / "syntaxes" / "mesh.tmLanguage.json"


class Open(NamedTuple):
    """A rule whose end is being looked for."""

    rule: dict[str, Any]
    scopes: tuple[str, ...]


class Scoped(NamedTuple):
    """A piece of a line."""

    text: str
    scopes: tuple[str, ...]


@cache
def grammar() -> dict[str, Any]:
    """The grammar."""
    loaded: dict[str, Any] = json.loads(GRAMMAR.read_text(encoding="utf-8"))
    return loaded


_compiled = cache(re.compile)


def painted(text: str) -> list[tuple[str, ...]]:
    """The scopes of each character of a text, the innermost last; line ends have none."""
    stack = [Open(grammar(), ())]
    all_names: list[tuple[str, ...]] = []
    for line in text.split("\n"):
        names: list[tuple[str, ...]] = [()] * len(line)
        _line(line, stack, names)
        all_names += [*names, ()]
    return all_names[:-1]


def scoped(text: str) -> list[Scoped]:
    """The pieces of a text that have the same scopes, without the blanks between them."""
    names = painted(text)
    cuts = [at for at in range(1, len(text)) if names[at] != names[at - 1] or "\n" in text[at - 1 : at + 1]]
    pieces = (Scoped(text[start:end].strip(), names[start]) for start, end in pairwise([0, *cuts, len(text)]))
    return [piece for piece in pieces if piece.text]


def _line(line: str, stack: list[Open], names: list[tuple[str, ...]]) -> None:
    at = 0
    while True:
        rule, scopes = stack[-1]
        end = _compiled(rule["end"]).search(line, at) if "end" in rule else None
        found, inner = _first(line, at, rule)
        if end is not None and (found is None or end.start() <= found.start()):
            _paint(names, at, end.start(), scopes)
            _paint(names, end.start(), end.end(), scopes)
            _capture(rule.get("endCaptures", {}), end, names)
            stack.pop()
            at = end.end()
        elif found is None:
            _paint(names, at, len(line), scopes)
            return
        else:
            _paint(names, at, found.start(), scopes)
            inside = (*scopes, *inner.get("name", "").split())
            _paint(names, found.start(), found.end(), inside)
            _capture(inner.get("captures") or inner.get("beginCaptures") or {}, found, names)
            assert found.end() > at or "begin" in inner, f"{inner['match']} matches nothing"
            at = found.end()
            if "begin" in inner:
                stack.append(Open(inner, inside))


def _first(line: str, at: int, rule: dict[str, Any]) -> tuple[re.Match[str] | None, dict[str, Any]]:
    """The rule that matches first, of several at one place the one that is listed first."""
    best: tuple[re.Match[str] | None, dict[str, Any]] = None, {}
    for inner in _patterns(rule):
        found = _compiled(inner.get("match") or inner["begin"]).search(line, at)
        if found is not None and (best[0] is None or found.start() < best[0].start()):
            best = found, inner
    return best


def _patterns(rule: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for inner in rule.get("patterns", ()):
        if "include" in inner:
            inner = grammar()["repository"][inner["include"].removeprefix("#")]
        if "match" in inner or "begin" in inner:
            yield inner
        else:
            yield from _patterns(inner)


def _capture(captures: dict[str, Any], found: re.Match[str], names: list[tuple[str, ...]]) -> None:
    for number, capture in captures.items():
        start, end = found.span(int(number))
        for at in range(start, end):
            names[at] = (*names[at], *capture.get("name", "").split())
        if start < end and "patterns" in capture:
            part: list[tuple[str, ...]] = [()] * (end - start)
            _line(found[int(number)], [Open(capture, ())], part)
            for at in range(start, end):
                names[at] = (*names[at], *part[at - start])


def _paint(names: list[tuple[str, ...]], start: int, end: int, scopes: tuple[str, ...]) -> None:
    for at in range(start, end):
        names[at] = scopes
