"""Findings in texts of one item each, for the tests of rendering."""

from __future__ import annotations

from meshc.diagnostics.model import Label
from meshc.source import Item, Origin, SourceFile, SourceMap


class Texts:
    """Files by path, and origins in them by the text that stands there."""

    def __init__(self, **files: str) -> None:
        self.items = {name: Item(f"{name}.mesh", text) for name, text in files.items()}
        self.sources = SourceMap(
            {item.path: SourceFile(item.path, item.text) for item in self.items.values()},
            dict.fromkeys(self.items.values(), 0),
        )

    def origin(self, part: str, file: str = "main", *, end: str = "", occurrence: int = 1) -> Origin:
        """Where `part` stands, up to the end of `end` if that is given."""
        item = self.items[file]
        start = -1
        for _ in range(occurrence):
            start = item.text.index(part, start + 1)
        stop = item.text.index(end, start) + len(end) if end else start + len(part)
        return Origin(item, start, stop)

    def at_end(self, file: str = "main") -> Origin:
        """The end of a file."""
        item = self.items[file]
        return Origin(item, len(item.text), len(item.text))

    def label(self, part: str, message: str = "", file: str = "main", **where: str | int) -> Label:
        """A label at `part`."""
        return Label(self.origin(part, file, **where), message)  # type: ignore[arg-type]
