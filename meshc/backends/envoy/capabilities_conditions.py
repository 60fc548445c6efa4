"""What an Envoy with a bootstrap of its own answers about conditions on headers and query parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping

from meshc.backends.answers import Answer, emulated, exact, lost
from meshc.backends.envoy.sources import API
from meshc.ir.feature import Use

_ROUTE = f"{API}/config/route/v3/route_components.proto"
_MATCH = exact("a match of the route", f"{_ROUTE}#config-route-v3-routematch")
_HEADER = f"{_ROUTE}#config-route-v3-headermatcher"

_EMPTY = lost(
    "a header that is not there is taken for an empty one, which the condition takes, too: its negation does not hold",
    _HEADER,
    remedy="let the condition ask for a character at least, as `.+` does, or write `present = false`",
)
_PAST_VALUE = emulated(
    "the whole query string is looked at: an expression that takes `&`, as `.` does, also takes what follows the value",
    _HEADER,
)


def header(use: Use) -> Answer:
    """The answer to a condition on a header."""
    wish = use.value if isinstance(use.value, Mapping) else {}
    if not wish.get("negate"):
        return _MATCH
    kind, value = wish.get("kind"), wish.get("value") or ""
    takes_nothing = kind == "exact" and not value
    return _EMPTY if takes_nothing or (kind == "regex" and _takes_nothing(value)) else _MATCH


def query(use: Use) -> Answer:
    """The answer to a condition on a query parameter."""
    wish = use.value if isinstance(use.value, Mapping) else {}
    return _PAST_VALUE if wish.get("negate") and wish.get("kind") == "regex" else _MATCH


def _takes_nothing(pattern: str) -> bool:
    """Whether an expression takes an empty text; of one that only RE2 can read it is not known, and not said."""
    try:
        return re.fullmatch(pattern, "") is not None
    except re.error:
        return False
