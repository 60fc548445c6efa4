"""The table of a benchmark: each figure beside the floor that nothing gets below, its mark and its goal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Figure(NamedTuple):
    """One number that a benchmark found."""

    name: str
    value: float
    unit: str
    """`×` for a ratio, else what is counted."""
    cost: str = ""
    """What the ratio is made of, for a reader who wants to see it; numbers of one host."""
    floor: float | None = None
    """What the same costs at least."""
    mark: float | None = None
    """The most that passes."""
    goal: float | None = None
    """What we are after."""

    @property
    def is_over(self) -> bool:
        """Whether the mark is missed."""
        return self.mark is not None and self.value > self.mark

    @property
    def verdict(self) -> str:
        """How the value stands to mark and goal, in a word."""
        if self.is_over:
            return "over"
        if self.goal is not None:
            return "goal met" if self.value <= self.goal else "ok" if self.mark is not None else "above goal"
        return "ok" if self.mark is not None else ""


class Section(NamedTuple):
    """Figures that are measured against the same thing."""

    title: str
    figures: Sequence[Figure]


_HEAD = ("", "measured", "floor", "mark", "goal", "", "")


def table(sections: Iterable[Section]) -> str:
    """The figures in columns, section by section."""
    rows: list[tuple[str, ...]] = [_HEAD]
    for section in sections:
        rows += [("", *[""] * 6), (section.title, *[""] * 6)]
        rows += [_row(figure) for figure in section.figures]
    titles = {section.title for section in sections}
    wide = [max(len(row[column]) for row in rows if row[0] not in titles) for column in range(len(_HEAD))]
    return "".join(_line(row, wide) for row in rows)


def _row(figure: Figure) -> tuple[str, ...]:
    limits = [_number(limit) for limit in (figure.floor, figure.mark, figure.goal)]
    measured = f"{_number(figure.value)} {figure.unit}".strip()
    return (f"  {figure.name}", measured, *limits, figure.verdict, figure.cost)


def _line(row: tuple[str, ...], wide: list[int]) -> str:
    cells = [row[0].ljust(wide[0]), *(cell.rjust(wide[at + 1]) for at, cell in enumerate(row[1:5])), *row[5:]]
    cells[5] = cells[5].ljust(wide[5])
    return "  ".join(cells).rstrip() + "\n"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
