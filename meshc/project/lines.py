"""The line of a TOML file that a word stands in, found by its text: what reads TOML does not say."""

from __future__ import annotations

import re
from collections.abc import Iterator


def line_of(text: str, table: str, word: str) -> int | None:
    """The line of the first key or string that is the word, in the tables at or below one; None where none is found.

    Lines count from 1. `table` is a dotted name, or empty for the whole file.
    """
    written = re.escape(word)
    pattern = re.compile(rf"(?<![\w-])(?:\"{written}\"|'{written}'|{written}(?=\s*[].=]))")
    return next((number for number, line in _lines(text, table) if pattern.search(line)), None)


def _lines(text: str, table: str) -> Iterator[tuple[int, str]]:
    inside = not table
    for number, line in enumerate(text.split("\n"), 1):
        head = re.match(r"\s*\[+([^]]*)\]", line)
        if head is not None and table and "=" not in line.partition("#")[0]:
            name = "".join(head[1].split()).replace('"', "").replace("'", "")
            inside = name == table or name.startswith(f"{table}.")
        if inside:
            yield number, _uncommented(line)


def _uncommented(line: str) -> str:
    """The line without a comment, which begins at a `#` outside quotes."""
    return re.match(r"(?:\"(?:\\.|[^\"\\])*\"|'[^']*'|[^#\"'])*", line)[0]  # type: ignore[index]
