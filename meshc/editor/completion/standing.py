"""What stands already in a block, beside the statement that is being typed."""

from __future__ import annotations

from collections.abc import Iterable

from meshc.editor.caret.context import Context
from meshc.editor.caret.frames import Frame
from meshc.editor.tree import around, text_of, word_of
from meshc.editor.view import View
from meshc.syntax import ast


def others(view: View, context: Context) -> tuple[ast.Statement, ...]:
    """The statements of the innermost block, or of the file, without the one that the place belongs to."""
    if context.frame is None:
        found = [(base, statement) for base, parsed in view.items for statement in parsed.statements]
        return tuple(statement for base, statement in found if base + statement.span.start != context.statement)
    placed = block_at(view, context.frame)
    if placed is None:
        return ()
    base, block = placed
    return tuple(statement for statement in block.body or () if base + statement.span.start != context.statement)


def block_at(view: View, frame: Frame) -> tuple[int, ast.Block] | None:
    """The block of the tree that a frame is, with the offset of its item."""
    found = view.item_at(frame.start)
    if found is None:
        return None
    base, parsed = found
    for statement in around(parsed.statements, frame.start - base):
        if isinstance(statement, ast.Block) and base + statement.kind.span.start == frame.start:
            return base, statement
    return None


def names(statements: Iterable[ast.Statement]) -> frozenset[str]:
    """The keys of settings and the kinds of blocks."""
    return frozenset(map(word_of, statements))


def elements(view: View, context: Context) -> frozenset[str]:
    """The words and strings of the list that the place is in, but for the one that is being typed."""
    if context.frame is None or not context.in_list:
        return frozenset()
    placed = block_at(view, context.frame)
    if placed is None:
        return frozenset()
    base, block = placed
    for statement in block.body or ():
        if isinstance(statement, ast.Setting) and base + statement.span.start == context.statement:
            value = statement.value
            items = value.items if isinstance(value, ast.ListValue) else ()
            return frozenset(text_of(item) for item in items if base + item.span.start != context.start)
    return frozenset()
