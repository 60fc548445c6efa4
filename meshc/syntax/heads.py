"""Heads of blocks: where one begins, and the `{` that stands on the line below it."""

from __future__ import annotations

from meshc.syntax import table
from meshc.syntax.findings import Findings
from meshc.syntax.lexer import Lexemes

SEPARATORS = frozenset((table.NEWLINE, table.SEMICOLON, table.LBRACE, table.RBRACE))
"""What a statement can begin after."""


def join_brace_lines(text: str, tokens: Lexemes, findings: Findings) -> Lexemes:
    """Report each `{` that begins the line after its head, and leave out the line end before it."""
    kinds, starts, ends = tokens
    out = Lexemes([], [], [])
    line_kinds: list[int] = []
    for at, (kind, start, end) in enumerate(zip(kinds, starts, ends, strict=True)):
        if kind == table.LBRACE and at > 1 and kinds[at - 1] == table.NEWLINE and is_head(line_kinds):
            head = text[statement_start(out, len(out.kinds) - 1) : ends[at - 2]]
            out.kinds.pop(), out.starts.pop(), out.ends.pop()
            findings.add(
                "MC105",
                start,
                end,
                f"the `{{` of `{shortened(head)}` stands on a line of its own",
                help="write `{` at the end of the line before it",
                fix=findings.replacement("move `{` up", ends[at - 2], end, " {"),
                lost=False,
            )
        if kind == table.NEWLINE:
            line_kinds = [] if at + 1 < len(kinds) and kinds[at + 1] != table.LBRACE else line_kinds
        elif kind in SEPARATORS:
            line_kinds = []
        else:
            line_kinds.append(kind)
        out.kinds.append(kind)
        out.starts.append(start)
        out.ends.append(end)
    return out


def is_head(kinds: list[int]) -> bool:
    return (
        bool(kinds)
        and kinds[0] == table.WORD
        and (kinds[-1] == table.EQUAL or table.EQUAL not in kinds)
        and kinds[-1] not in (table.COMMA, table.LSQB, table.LPAR)
    )


def statement_start(tokens: Lexemes, before: int) -> int:
    """The offset at which the statement before a place begins, or -1 if there is none."""
    kinds = tokens.kinds
    first = before
    while first and kinds[first - 1] not in SEPARATORS:
        first -= 1
    return tokens.starts[first] if first < before else -1


def shortened(text: str) -> str:
    line = " ".join(text.split()).removesuffix("=").rstrip()
    return line if len(line) <= 60 else line[:59] + "…"
