"""Ranges around an offset, each in the next: word, value, statement, body, block, and so on up to the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from meshc.editor.view import View
from meshc.syntax import ast
from meshc.syntax.result import ParsedItem

_WORD = re.compile(r"[\w-]+")


def selection(view: View, offset: int) -> tuple[tuple[int, int], ...]:
    """The ranges, from the smallest to the whole file, as offsets of the file; each holds more than the one before."""
    whole = (0, len(view.file.text))
    found = view.item_at(offset)
    if found is None:
        return (whole,)
    at, parsed = found
    ranges = [whole]
    ranges += ((at + start, at + end) for start, end in _ranges(parsed, offset - at))
    nested = [ranges[0]]
    for start, end in sorted(ranges[1:], key=lambda range_: range_[0] - range_[1]):
        outer = nested[-1]
        if outer[0] <= start <= offset <= end <= outer[1] and (start, end) != outer and start < end:
            nested.append((start, end))
    return tuple(reversed(nested))


def _ranges(parsed: ParsedItem, at: int) -> Iterator[tuple[int, int]]:
    text = parsed.item.text
    yield _trimmed(text, 0, len(text))
    yield from _of_statements(text, parsed.statements, at)
    for token in parsed.tokens:
        if token.start <= at <= token.end and token.type not in ("BLANKS", "NEWLINE"):
            yield token.start, token.end
            yield from (
                match.span()
                for match in _WORD.finditer(text, token.start, token.end)
                if match.start() <= at <= match.end()
            )


def _of_statements(text: str, statements: Iterable[ast.Statement], at: int) -> Iterator[tuple[int, int]]:
    waiting = list(statements)
    while waiting:
        node = waiting.pop()
        if not node.span.start <= at <= node.span.end:
            continue
        yield node.span
        if isinstance(node, ast.Setting):
            yield node.key.span
            yield from _of_values((node.value,), at)
            continue
        yield node.head
        yield from _of_values(node.labels, at)
        opening = text.find("{", node.head.end, node.span.end)
        if opening >= 0:
            closing = node.span.end - text.endswith("}", opening + 1, node.span.end)
            yield opening + 1, closing
            yield _trimmed(text, opening + 1, closing)
        waiting += node.body or ()


def _of_values(values: Iterable[ast.Value], at: int) -> Iterator[tuple[int, int]]:
    waiting = list(values)
    while waiting:
        node = waiting.pop()
        if not node.span.start <= at <= node.span.end:
            continue
        yield node.span
        if isinstance(node, ast.ListValue):
            yield node.span.start + 1, node.span.end - 1
            waiting += node.items
        elif isinstance(node, ast.Call):
            yield node.name_span
            yield node.name_span.end + 1, node.span.end - 1
            waiting += node.arguments
        elif isinstance(node, ast.String):
            quotes = 3 if node.block else 1
            yield node.span.start + quotes, node.span.end - quotes
            for part in node.parts:
                if isinstance(part, ast.Interpolation):
                    yield part.span
                    yield part.span.start + 2, part.span.end - 1


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    inner = text[start:end]
    return start + len(inner) - len(inner.lstrip()), end - len(inner) + len(inner.rstrip())
