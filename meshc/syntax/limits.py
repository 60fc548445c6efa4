"""Limits of the parser."""

from __future__ import annotations

MOST_LEVELS = 64
"""How deep blocks, lists and calls may nest, taken together."""

MOST_FINDINGS = 100
"""Findings per top-level statement; past these a note says that there are more."""
