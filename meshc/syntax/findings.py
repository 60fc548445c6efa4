"""Collects what parsing one item has to say."""

from __future__ import annotations

from meshc.diagnostics.model import Applicability, Diagnostic, Edit, Fix, Label
from meshc.source import Item, Origin
from meshc.syntax.limits import MOST_FINDINGS


class Findings:
    """The findings of one item, in the order in which they were made, and the places where something was lost."""

    __slots__ = ("_item", "_seen", "diagnostics", "losses")

    def __init__(self, item: Item) -> None:
        self._item = item
        self._seen: set[tuple[str, int]] = set()
        self.diagnostics: list[Diagnostic] = []
        self.losses: list[int] = []

    @property
    def full(self) -> bool:
        """Whether no further finding is taken."""
        return len(self.diagnostics) >= MOST_FINDINGS

    def add(
        self,
        code: str,
        start: int,
        end: int,
        message: str,
        *,
        label: str = "",
        help: str = "",
        fix: Fix | None = None,
        also: tuple[tuple[int, int, str], ...] = (),
        lost: bool = True,
    ) -> None:
        """Report a finding at a range; `also` are further places with a word about them.

        `lost` says that something the author meant may be missing from the tree at this place.
        """
        # Only here, because a file without an error needs none of the pages.
        from meshc.syntax.codes import BY_CODE

        if lost:
            self.losses.append(start)
        if self.full or (code, start) in self._seen:
            return
        self._seen.add((code, start))
        item = self._item
        secondary = tuple(Label(Origin(item, first, last), word) for first, last, word in also)
        self.diagnostics.append(
            BY_CODE[code].at(Origin(item, start, end), message, label=label, secondary=secondary, help=help, fix=fix)
        )
        if self.full:
            self.diagnostics.append(
                BY_CODE["MC130"].at(
                    Origin(item, start, end),
                    f"{MOST_FINDINGS} syntax errors in one statement: what follows is not read",
                    help="put right the first ones, then run meshc again",
                )
            )

    def replacement(self, title: str, start: int, end: int, text: str, *, safe: bool = True) -> Fix:
        """A fix that puts `text` in the place of a range."""
        applicability = Applicability.SAFE if safe else Applicability.UNSAFE
        return Fix(title, (Edit(Origin(self._item, start, end), text),), applicability)
