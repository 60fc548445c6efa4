"""How the statements of a tree are called, where their heads stand, and which of them are around an offset."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from meshc.source import Item, Origin
from meshc.syntax import ast

OWNERS = ("service", "gateway", "external", "client")
"""The kinds of blocks that call, or are called."""


def text_of(value: ast.Value | None) -> str:
    """The text of a word, string or number; empty for other values, none, and a string with `${…}` in it."""
    if isinstance(value, ast.Word):
        return value.text
    if isinstance(value, ast.String):
        return value.literal or ""
    return str(value.value) if isinstance(value, ast.Number) else ""


def label_of(block: ast.Block, at: int = 0) -> str:
    """The text of a label, by default the first; empty where there is none."""
    return text_of(block.labels[at]) if at < len(block.labels) else ""


def word_of(statement: ast.Statement) -> str:
    """The word of the language that a statement begins with, or the key of an entry of a map."""
    return statement.kind.text if isinstance(statement, ast.Block) else text_of(statement.key)


def value_of(block: ast.Block, key: str) -> ast.Value | None:
    """The value of the first setting of that name in a block; None where there is none, or none was written."""
    for statement in block.body or ():
        if isinstance(statement, ast.Setting) and text_of(statement.key) == key:
            return None if isinstance(statement.value, ast.Missing) else statement.value
    return None


def head_of(item: Item, block: ast.Block) -> Origin:
    """The origin of what is made of a block: its kind and labels."""
    return Origin(item, block.head.start, block.head.end)


def around(statements: Iterable[ast.Statement], at: int) -> Iterator[ast.Statement]:
    """The statements that an offset of the item is in or touches, from the outermost to the innermost.

    Of two that touch there it is the second.
    """
    inside: Iterable[ast.Statement] | None = statements
    while inside:
        found = [statement for statement in inside if statement.span.start <= at <= statement.span.end]
        if not found:
            return
        yield found[-1]
        inside = found[-1].body if isinstance(found[-1], ast.Block) else None
