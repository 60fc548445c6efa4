"""Words of the table of the language as sentences."""

from __future__ import annotations


def sentence(text: str) -> str:
    """A line of the table with a capital letter, unless its first word is one such as `gRPC`, and a full stop."""
    first = text[:1] if text[1:2].isupper() else text[:1].upper()
    return f"{first}{text[1:]}{'' if not text or text.endswith(('.', '?')) else '.'}"
