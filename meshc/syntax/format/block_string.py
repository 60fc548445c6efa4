"""The indentation of a block string, which is no part of its value."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.syntax.format.change import Change

_QUOTES = 3


def indented(text: str, start: int, end: int, indent: str) -> Iterator[Change]:
    """The changes that indent a block string of several lines one level deeper than the line on which it begins.

    The closing quotes, where they have a line of their own, stand below the beginning of that line. Nothing changes
    in a string with a carriage return that ends no line: what is read would change with the line ends.
    """
    inside, last = start + _QUOTES, end - _QUOTES
    if "\r" in text[inside:last].replace("\r\n", ""):
        return
    at = text.index("\n", inside) + 1
    if text[at - 2] == "\r":
        yield Change(at - 2, at - 1, "")
    margin = _margin(text, inside, last)
    while at <= last:
        line_end = text.find("\n", at, last)
        is_closing = line_end < 0
        line_end = last if is_closing else line_end
        content_end = line_end - (not is_closing and text[line_end - 1] == "\r")
        is_blank = not text[at:content_end].strip(" \t")
        if is_blank:
            old_end, new = content_end, indent if is_closing else ""
        else:
            old_end, new = at + margin, f"{indent}  "
        if text[at:old_end] != new:
            yield Change(at, old_end, new)
        if content_end < line_end:
            yield Change(content_end, line_end, "")
        at = line_end + 1


def _margin(text: str, inside: int, last: int) -> int:
    """How many characters of common indentation the lines after the first have."""
    lines = text[inside:last].split("\n")[1:]
    indents = [len(line) - len(line.lstrip(" \t")) for line in lines if line.strip(" \t\r")]
    return min(indents, default=0)
