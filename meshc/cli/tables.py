"""Tables as text in columns and as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from meshc.diagnostics.render.cells import width


def columns(rows: Sequence[Sequence[str]], *, gap: int = 2) -> str:
    """The rows with their cells below each other; no line ends with blanks."""
    if not rows:
        return ""
    wide = [max(width(row[index]) for row in rows) for index in range(len(rows[0]))]
    lines = (
        "".join(cell + " " * (wide[index] - width(cell) + gap) for index, cell in enumerate(row)).rstrip()
        for row in rows
    )
    return "\n".join(lines) + "\n"


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown; `|` in a cell is escaped."""

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in cells) + " |\n"

    return line(head) + "|" + "---|" * len(head) + "\n" + "".join(map(line, rows))
