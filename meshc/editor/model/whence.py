"""Where a value comes from, in words."""

from __future__ import annotations

from meshc.compilation import Compilation
from meshc.editor.tree import around
from meshc.editor.view import View
from meshc.source import Item, Origin
from meshc.syntax.ast import Block


def whence(compilation: Compilation, origin: Origin) -> str:
    """`service contract, main.mesh:12` for what is written, the name of the default for what is not."""
    if origin.item is None:
        return f"{origin.default} default"
    place = compilation.source_map.describe(origin)
    head = _head(compilation, origin.item, origin.start)
    return f"{head}, {place}" if head else place


def _head(compilation: Compilation, item: Item, start: int) -> str:
    """Kind and labels of the block of the top level that holds a place; within an overlay, of the block in that."""
    if item.path not in compilation.files:
        return ""
    path, offset = compilation.source_map.offset(Origin(item, 0, 0))
    placed = View(compilation, path).item_at(offset)
    if placed is None or placed[1].item is not item:
        return ""
    words: list[str] = []
    for block in around(placed[1].statements, start):
        if not isinstance(block, Block):
            break
        words.append(" ".join(item.text[block.head.start : block.head.end].split()))
        if block.kind.text != "overlay":
            break
    return " / ".join(words)
