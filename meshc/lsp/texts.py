"""Documentation as a client can show it."""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types


def text_for(formats: Sequence[types.MarkupKind], markdown: str) -> str | types.MarkupContent:
    """A text that reads well as Markdown and as it stands; a client that names no formats gets a string."""
    if not formats:
        return markdown
    markup = types.MarkupKind.Markdown
    return types.MarkupContent(markup if markup in formats else types.MarkupKind.PlainText, markdown)
