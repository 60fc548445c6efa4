"""A file parsed again after an edit: only what lies between the first and the last change is looked at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from meshc.source import SourceFile
from meshc.syntax.parser import parse
from meshc.syntax.result import ParsedItem, ParseResult

_BEGINS_IN_COLUMN_0 = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*[^\W\d]")
_SPANNING = ('"""', "/*", "*/")
"""What may reach over statements; where it stands, every change may concern the whole file."""


def parse_again(file: SourceFile, earlier: ParseResult) -> ParseResult:
    """The same as `parse`; items of the earlier version whose text is the same keep their identity."""
    items = earlier.items
    return _between(file, earlier) or parse(file, _reusable(parsed for _, parsed in items))


def _between(file: SourceFile, earlier: ParseResult) -> ParseResult | None:
    """The file with what lies between the changes parsed; None where that may not be all that is different."""
    text, items = file.text, earlier.items
    if any(mark in text for mark in _SPANNING) or any(parsed.diagnostics for _, parsed in items):
        return None
    first, last = 0, len(items)
    while first < last and text.startswith(items[first][1].item.text, items[first][0]):
        first += 1
    reached = items[first][0] if first < last else len(earlier.file.text)
    shift = len(text) - len(earlier.file.text)
    while last > first and items[last - 1][0] + shift >= reached:
        offset, parsed = items[last - 1]
        if not text.startswith(parsed.item.text, offset + shift):
            break
        last -= 1
    # A neighbour on each side, because blank lines and comments go from one to the other.
    first, last = max(first - 1, 0), min(last + 1, len(items))
    if not all(
        _BEGINS_IN_COLUMN_0.match(parsed.item.text) for _, parsed in (*items[first : first + 1], *items[last:][:1])
    ):
        return None
    start = items[first][0] if items else 0
    end = items[last][0] + shift if last < len(items) else len(text)
    if start > end:
        return None
    part = SourceFile(file.path, text[start:end])
    between = parse(part, _reusable(parsed for _, parsed in items[first:last]), is_file=start == 0).items
    if any(parsed.diagnostics for _, parsed in between):
        return None
    if last < len(items) and not (between and between[-1][1].statements):
        return None
    return ParseResult(
        file,
        (
            *items[:first],
            *((start + offset, parsed) for offset, parsed in between),
            *((offset + shift, parsed) for offset, parsed in items[last:]),
        ),
    )


def _reusable(items: Iterable[ParsedItem]) -> dict[str, Sequence[ParsedItem]]:
    """Parsed items by their text."""
    found: dict[str, list[ParsedItem]] = {}
    for parsed in items:
        found.setdefault(parsed.item.text, []).append(parsed)
    return dict(found)
