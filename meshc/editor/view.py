"""One file of a mesh, as an editor shows it."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from meshc.compilation import Compilation
from meshc.source import SourceFile
from meshc.syntax.result import ParsedItem


class View(NamedTuple):
    """A file with the mesh that it belongs to, unsaved buffers included. Offsets are code points of the file."""

    compilation: Compilation
    path: str
    """Relative to the root of the mesh, with `/`; it is a key of `compilation.files`."""

    @property
    def file(self) -> SourceFile:
        """The text with its lines."""
        return self.compilation.files[self.path].file

    @property
    def items(self) -> tuple[tuple[int, ParsedItem], ...]:
        """The top-level statements with their offsets in the file, in order; their texts concatenated are the file."""
        return self.compilation.files[self.path].items

    def item_at(self, offset: int) -> tuple[int, ParsedItem] | None:
        """The item that holds an offset, with its own offset; the last one at the end of the file, None in an empty."""
        items = self.items
        index = bisect_right(items, offset, key=lambda placed: placed[0]) - 1
        return items[index] if index >= 0 else None
