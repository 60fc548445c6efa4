"""Texts put together from parts."""

from __future__ import annotations

from meshc.ir.text import AddressPart, Late, Template, Text


def joined(*parts: Text | Late) -> Text:
    """One text of several; a plain string where every part is known."""
    flat: list[str | Late | AddressPart] = []
    for part in parts:
        for piece in part.template if isinstance(part, Template) else (part,):
            if isinstance(piece, str) and flat and isinstance(flat[-1], str):
                flat[-1] += piece
            else:
                flat.append(piece)
    if all(isinstance(piece, str) for piece in flat):
        return "".join(map(str, flat))
    return Template.model_construct(template=tuple(piece for piece in flat if piece != ""))
