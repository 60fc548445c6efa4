"""Edits that a rule can be sure of."""

from __future__ import annotations

import re

from meshc.diagnostics.model import Applicability, Edit, Fix
from meshc.source import Origin

_SETTING = r"\s*[^\s=\"]+\s*=\s*"


def replace_value(origin: Origin, old: str, new: str, *, applicability: Applicability, title: str) -> Fix | None:
    """Replace the value at a place, or None where the text there is not `old`.

    The place may be that of the value or of the whole setting; a value that came through a parameter or another
    file is left alone.
    """
    item = origin.item
    if item is None or item.line is not None:
        return None
    text = item.text[origin.start : origin.end]
    start = origin.start
    setting = None if text == old else re.match(_SETTING, text)
    if setting is not None:
        start += setting.end()
        text = text[setting.end() :]
    if text != old:
        return None
    return Fix(title, (Edit(Origin(item, start, start + len(old)), new),), applicability)
