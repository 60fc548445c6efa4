"""Names of output files: safe on every file system and in every shell."""

from __future__ import annotations

import re

LIMIT = 60
_SHORT, _LONG = 6, 12
_PLAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_OTHER = re.compile(r"[^a-z0-9]+")
_CAPITALS = {capital: capital + 32 for capital in range(ord("A"), ord("Z") + 1)}
# Windows gives these to devices, whatever the ending:
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_RESERVED = frozenset(
    ("con", "prn", "aux", "nul", *(f"com{digit}" for digit in range(10)), *(f"lpt{digit}" for digit in range(10)))
)


def file_stem(name: str) -> str:
    """The name of an output file, without its ending, for the name of anything: `[a-z0-9-]`, at most 60 long.

    A name that is already like that is kept. Any other gets what can be kept of it and a hash of the whole, so that
    two names that differ in what was lost do not meet: 6 hexadecimal digits, or 12 where more than half is lost or
    the name was too long, because then many names have the same beginning.
    """
    if len(name) <= LIMIT and _PLAIN.fullmatch(name) and name not in _RESERVED:
        return name
    import hashlib

    kept = _OTHER.sub("-", name.translate(_CAPITALS)).strip("-")
    is_short = 0 < len(kept) < LIMIT - _SHORT and 2 * len(kept) >= len(name)
    digits = _SHORT if is_short else _LONG
    kept = kept[: LIMIT - digits - 1].rstrip("-")
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:digits]
    return f"{kept or 'name'}-{digest}"
