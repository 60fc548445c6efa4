"""Texts put together from parts."""

from __future__ import annotations

from meshc.ir.base import NO_ORIGINS
from meshc.ir.text import AddressPart, Late, Template, Text


def joined(*parts: Text | Late) -> Text:
    """One text of several; a plain string where every part is known."""
    flat: list[str | Late | AddressPart] = []
    for part in parts:
        for piece in part.template if isinstance(part, Template) else (part,):
            if not isinstance(piece, str):
                flat.append(piece)
            elif flat and isinstance(flat[-1], str):
                flat[-1] += piece
            elif piece:
                flat.append(piece)
    if not flat:
        return ""
    if len(flat) == 1 and isinstance(flat[0], str):
        return flat[0]
    # With the origins named, pydantic does not copy the default for each text.
    return Template(template=tuple(flat), origins=NO_ORIGINS)
