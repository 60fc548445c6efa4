"""Did you mean: the known name nearest to a misspelt one."""

from __future__ import annotations

import re
from collections.abc import Iterable

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def fold(name: str) -> str:
    """A name with the spelling habits of other tools removed: case, `_`, and camelCase become `-`."""
    return _CAMEL.sub("-", name).replace("_", "-").lower()


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that was most likely meant, or None if none is near."""
    folded = fold(name)
    by_fold: dict[str, str] = {}
    for candidate in known:
        by_fold.setdefault(fold(candidate), candidate)
    if folded in by_fold:
        return by_fold[folded]
    from difflib import get_close_matches  # here, because a mesh without a mistake has no use for it

    close = get_close_matches(folded, by_fold, n=1, cutoff=0.6)
    return by_fold[close[0]] if close else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The sentence for a finding's help, or an empty string."""
    match = nearest(name, known)
    return f"did you mean `{match}`?" if match else ""
