"""What many owners ask for in the same way, and is told for the first of them only."""

from __future__ import annotations

from collections.abc import Hashable


class Told:
    """What was told already."""

    def __init__(self) -> None:
        self._keys: set[Hashable] = set()
        self._last: Hashable = None

    def new(self, key: Hashable) -> bool:
        """Whether it is told for the first time; then it is told now."""
        if key in self._keys:
            return False
        self._keys.add(key)
        self._last = key
        return True

    def take(self) -> Hashable:
        """The key of what was just told; None where that is told for every owner."""
        last, self._last = self._last, None
        return last

    def forget(self) -> None:
        """Begins anew: the next owner is taken by itself."""
        self._keys.clear()
