"""The inside of quoted strings: escapes, interpolations, and the indentation of block strings."""

from __future__ import annotations

import re
from collections.abc import Iterable

from meshc.source import Span
from meshc.syntax.ast import Interpolation
from meshc.syntax.findings import Findings

_ESCAPES = {'"': '"', "\\": "\\", "n": "\n", "t": "\t"}
_PIECE = re.compile(
    r"(?P<text>[^\\$]++)"
    r"|\\(?P<escape>[\s\S]?)"
    r"|(?P<literal>\$\$\{)"
    r"|\$\{(?P<path>[^{}\"\\\r\n]*+)(?P<close>\}?)"
    r"|(?P<dollar>\$)"
)
_PATH = re.compile(r"[^\W\d][\w-]*(?:\.[\w-]+)*")
_INDENT = re.compile(r"[ \t]*+")


def decode(text: str, ranges: Iterable[tuple[int, int]], findings: Findings) -> tuple[str | Interpolation, ...]:
    """Literal pieces and interpolations of the given ranges of a text, with a line feed between two ranges."""
    parts: list[str | Interpolation] = []
    literal: list[str] = []
    first = True
    for start, end in ranges:
        if not first:
            literal.append("\n")
        first = False
        for match in _PIECE.finditer(text, start, end):
            kind = match.lastgroup
            if kind == "close":
                interpolation = _interpolation(match, findings)
                if interpolation is None:
                    literal.append(match.group())
                    continue
                if literal:
                    parts.append("".join(literal))
                    literal.clear()
                parts.append(interpolation)
            elif kind == "escape":
                literal.append(_escape(match, findings))
            elif kind == "literal":
                literal.append("${")
            else:
                literal.append(match.group())
    if literal:
        parts.append("".join(literal))
    return tuple(parts)


def _escape(match: re.Match[str], findings: Findings) -> str:
    character = match["escape"]
    if character in _ESCAPES:
        return _ESCAPES[character]
    start, end = match.span()
    if character == "$":
        title, replacement = "write `$${` for a literal `${`", "$$" if match.string.startswith("${", start + 1) else "$"
    elif character in ("'", "/"):
        title, replacement = "leave the backslash out", character
    else:
        title, replacement = "write the backslash twice", "\\\\" + character
    findings.add(
        "MC118",
        start,
        end,
        f"`{match.group().rstrip()}` is not an escape",
        label="unknown escape",
        help=r"the escapes are `\"`, `\\`, `\n` and `\t`; a backslash is `\\`",
        fix=findings.replacement(title, start, end, replacement, safe=character in ("'", "/", "$")),
        lost=False,
    )
    return match.group()


def _interpolation(match: re.Match[str], findings: Findings) -> Interpolation | None:
    path, (start, end) = match["path"], match.span()
    if match["close"] and _PATH.fullmatch(path):
        return Interpolation(path, Span(start, end))
    trimmed = path.strip()
    if not match["close"]:
        message, help, fix = f"`{match.group().rstrip()}` is not closed", "put `}` after the name", None
        if _PATH.fullmatch(trimmed):
            fix = findings.replacement("close it with `}`", start, end, f"${{{trimmed}}}", safe=False)
    elif not trimmed:
        message, help, fix = "`${}` names nothing", "write a name between the braces, such as `${param.tag}`", None
    elif _PATH.fullmatch(trimmed):
        message, help = f"blanks inside `{match.group()}`", "leave the blanks out"
        fix = findings.replacement("leave the blanks out", start, end, f"${{{trimmed}}}")
    else:
        message, help, fix = (
            f"`{trimmed}` is not a name that can stand in `${{…}}`",
            "write words with dots between them, such as `${param.tag}`; `$${` is a literal `${`",
            None,
        )
    findings.add("MC119", start, end, message, label="not an interpolation", help=help, fix=fix)
    return None


def block_lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The ranges of the lines of a block string, without line ends and common indentation.

    A line end straight after the opening quotes begins no line, and blanks before the closing quotes are no text.
    """
    lines: list[tuple[int, int]] = []
    at = start
    while at <= end:
        line_end = text.find("\n", at, end)
        next_line = end + 1 if line_end < 0 else line_end + 1
        line_end = end if line_end < 0 else line_end
        lines.append(
            (at, line_end - 1 if line_end > at and text[line_end - 1] == "\r" and next_line <= end else line_end)
        )
        at = next_line
    opening_is_empty = len(lines) > 1 and lines[0][0] == lines[0][1]
    measured = lines[1:]
    indents = []
    for line_start, line_end in measured:
        indent_end = _INDENT.match(text, line_start, line_end).end()  # type: ignore[union-attr]
        if indent_end < line_end:
            indents.append(indent_end - line_start)
    common = min(indents, default=0)
    cut = []
    for line_start, line_end in measured:
        indent_end = _INDENT.match(text, line_start, line_end).end()  # type: ignore[union-attr]
        cut.append((line_end, line_end) if indent_end == line_end else (line_start + common, line_end))
    return cut if opening_is_empty else [lines[0], *cut]
