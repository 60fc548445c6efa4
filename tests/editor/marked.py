"""Meshes with a mark in their text: `‸` stands where the person is, `«…»` around what an answer must cover."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from meshc.compilation import Compilation, Options
from meshc.editor.view import View

CARET = "‸"


class Marked(NamedTuple):
    """A file without its marks, in its mesh."""

    view: View
    offset: int
    """Where `‸` stood; 0 where there was none."""
    ranges: Mapping[str, tuple[tuple[int, int], ...]]
    """Where `«…»` stood, by path, with offsets of the file."""

    def texts(self, places: Iterable[tuple[str, int, int]]) -> list[str]:
        """What stands in some places."""
        return [self.view.compilation.files[path].file.text[start:end] for path, start, end in places]


def marked(files: str | Mapping[str, str], *, options: Options | None = None) -> Marked:
    """The mesh of some files, or of one called `main.mesh`; the view is of the file with `‸`, or of the first."""
    files = {"main.mesh": files} if isinstance(files, str) else files
    plain: dict[str, str] = {}
    at = (next(iter(files)), 0)
    ranges: dict[str, tuple[tuple[int, int], ...]] = {}
    for path, text in files.items():
        out: list[str] = []
        length = 0
        opened: list[int] = []
        found: list[tuple[int, int]] = []
        for char in text:
            if char == CARET:
                at = (path, length)
            elif char == "«":
                opened.append(length)
            elif char == "»":
                found.append((opened.pop(), length))
            else:
                out.append(char)
                length += 1
        plain[path] = "".join(out)
        if found:
            ranges[path] = tuple(sorted(found))
    compilation = Compilation.of(plain, options=options)
    return Marked(View(compilation, at[0]), at[1], ranges)
