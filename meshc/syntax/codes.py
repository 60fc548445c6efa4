"""stub, being written"""
from __future__ import annotations
from collections import defaultdict
from meshc.diagnostics.model import Code
CODES: tuple[Code, ...] = (Code("MC101", "unexpected-text", "Text where it cannot stand.", "", "port = = 1\n", "port = 1\n"),)
BY_CODE = defaultdict(lambda: CODES[0])
