"""What a block is called, and where that stands."""

from __future__ import annotations

from meshc.editor.mentions import spelled
from meshc.source import Item, Origin
from meshc.syntax.ast import Block, Setting


def name_of(block: Block) -> str:
    """The first label; empty where there is none."""
    return (spelled(block.labels[0]) or "") if block.labels else ""


def key_of(statement: Setting | Block) -> str:
    """The word of the language that a statement begins with, or the key of an entry of a map."""
    return statement.kind.text if isinstance(statement, Block) else spelled(statement.key) or ""


def place_of(item: Item, block: Block) -> Origin:
    """The origin of what is made of a block: its kind and labels."""
    return Origin(item, block.head.start, block.head.end)
