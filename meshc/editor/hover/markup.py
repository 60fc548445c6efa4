"""The two ways in which an editor shows prose: Markdown, and plain text."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import islice

_SPECIAL = re.compile(r"([\\*_\[\]<>#~])")
_BREAKS = re.compile(r"\s+")
_TICKS = re.compile("`+")


class Plain:
    """Plain text."""

    def code(self, text: str) -> str:
        """A piece of a mesh, or a name."""
        return f"`{_BREAKS.sub(' ', text)}`"

    def strong(self, text: str) -> str:
        """A word that stands out."""
        return text

    def prose(self, text: str) -> str:
        """A sentence, in which a mesh's own words may stand between backquotes."""
        return _BREAKS.sub(" ", text)

    def link(self, text: str, address: str) -> str:
        """Words that lead to a page."""
        return f"{text}: {address}"

    def block(self, text: str) -> str:
        """Lines of a mesh."""
        return "\n".join(f"    {line}".rstrip() for line in text.splitlines())

    def names(self, names: Collection[str], *, most: int) -> str:
        """Names in a line, and how many there are beside the first `most`."""
        told = ", ".join(map(self.code, islice(names, most)))
        return told if len(names) <= most else f"{told} and {len(names) - most} more"

    def bullets(self, lines: Sequence[str], *, most: int | None = None) -> str:
        """A list, and how many lines there are beside the first `most`."""
        more = [] if most is None or len(lines) <= most else [f"and {len(lines) - most} more"]
        return "\n".join(f"- {line}" for line in [*lines[:most], *more])


class Markdown(Plain):
    """CommonMark; what the mesh names cannot become markup."""

    def code(self, text: str) -> str:
        """As above; a name may hold backquotes itself."""
        text = _BREAKS.sub(" ", text)
        ticks = max((len(run) for run in _TICKS.findall(text)), default=0)
        if not ticks:
            return f"`{text}`"
        fence = "`" * (ticks + 1)
        return f"{fence} {text} {fence}"

    def strong(self, text: str) -> str:
        """As above."""
        return f"**{text}**"

    def prose(self, text: str) -> str:
        """As above; outside the backquotes nothing is markup."""
        parts = _BREAKS.sub(" ", text).split("`")
        if len(parts) % 2 == 0:
            return _SPECIAL.sub(r"\\\1", "".join(parts))
        return "".join(f"`{part}`" if index % 2 else _SPECIAL.sub(r"\\\1", part) for index, part in enumerate(parts))

    def link(self, text: str, address: str) -> str:
        """As above; only to a page of the web."""
        return f"[{text}]({address.replace(')', '%29')})"

    def block(self, text: str) -> str:
        """As above, highlighted."""
        ticks = max((len(run) for run in _TICKS.findall(text)), default=0)
        fence = "`" * max(3, ticks + 1)
        return f"{fence}mesh\n{text}\n{fence}"


MARKDOWN = Markdown()
PLAIN = Plain()
