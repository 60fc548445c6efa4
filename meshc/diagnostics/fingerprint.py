"""What makes a finding the same finding after the lines around it have moved."""

from __future__ import annotations

from collections.abc import Iterable

from meshc.diagnostics.model import Diagnostic


def fingerprints(findings: Iterable[tuple[Diagnostic, str]]) -> list[str]:
    """A hash in hexadecimal for each finding, which comes with the path of its file.

    It follows from code, path and message; several findings that agree in these are told apart by their order. So no
    two are equal, and none depends on a line or a column.
    """
    from hashlib import sha256

    seen: dict[tuple[str, str, str], int] = {}
    found = []
    for finding, path in findings:
        key = (finding.code, path, finding.message)
        occurrence = seen.get(key, 0)
        seen[key] = occurrence + 1
        text = "\0".join((*key, str(occurrence)))
        found.append(sha256(text.encode("utf-8", "surrogatepass")).hexdigest())
    return found
