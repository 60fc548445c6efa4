"""Texts with places to fill in, and how the protocol's snippet syntax writes them."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias


class Slot(NamedTuple):
    """A place to fill in: what stands there until somebody does, and what may be chosen instead."""

    text: str
    choices: tuple[str, ...] = ()


END = Slot("")
"""Where the caret comes to rest."""

Template: TypeAlias = tuple[str | Slot, ...]

_IN_TEXT = "\\$"
_IN_SLOT = "\\$}"
_IN_CHOICE = "\\$},|"


def plain(template: Template) -> str:
    """The text with every slot as it stands before anybody fills it in."""
    return "".join(part if isinstance(part, str) else part.text for part in template)


def snippet(template: Template, *, choices: bool) -> str:
    """The template in snippet syntax; `choices` says whether lists of choices are understood, too."""
    written = []
    number = 0
    for part in template:
        if isinstance(part, str):
            written.append(_escaped(part, _IN_TEXT))
        elif part is END:
            written.append("$0")
        else:
            number += 1
            if choices and len(part.choices) > 1:
                listed = ",".join(_escaped(choice, _IN_CHOICE) for choice in part.choices)
                written.append(f"${{{number}|{listed}|}}")
            else:
                written.append(f"${{{number}:{_escaped(part.text, _IN_SLOT)}}}")
    return "".join(written)


def _escaped(text: str, signs: str) -> str:
    return "".join(f"\\{char}" if char in signs else char for char in text)
