"""What a finding says, for formats that have one text for it."""

from __future__ import annotations

from meshc.diagnostics.model import Diagnostic


def advice(finding: Diagnostic) -> str:
    """What to do about a finding; may be empty."""
    return finding.help or (finding.fix.title if finding.fix is not None else "")


def sentence(finding: Diagnostic) -> str:
    """Message and advice in one: `service \\`ap\\` is not defined; did you mean \\`api\\`?`."""
    return "; ".join(text for text in (finding.message, " ".join(advice(finding).splitlines())) if text)


def paragraphs(finding: Diagnostic, between: str) -> str:
    """Message and advice, each in lines of its own."""
    return between.join(text for text in (finding.message, advice(finding)) if text)


def title(finding: Diagnostic) -> str:
    """`MC201 undefined-name`."""
    return f"{finding.code} {finding.name}"
