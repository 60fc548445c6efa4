"""Nesting: how deep brackets stand in each other, and what is left of a text that nests too deep."""

from __future__ import annotations

from meshc.syntax import table
from meshc.syntax.findings import Findings
from meshc.syntax.lexer import Lexemes
from meshc.syntax.limits import MOST_LEVELS

CLOSER_OF = {table.LBRACE: table.RBRACE, table.LSQB: table.RSQB, table.LPAR: table.RPAR}
OPENER_OF = {closer: opener for opener, closer in CLOSER_OF.items()}


def depth_of(kinds: list[int]) -> int:
    """How deep the brackets nest."""
    depth = deepest = 0
    for kind in kinds:
        if kind in CLOSER_OF:
            depth += 1
            deepest = max(deepest, depth)
        elif kind in OPENER_OF:
            depth -= 1
    return deepest


def without_deep(tokens: Lexemes, findings: Findings) -> Lexemes:
    """The tokens without what stands in brackets nested too deep."""
    if depth_of(tokens.kinds) <= MOST_LEVELS:
        return tokens
    kinds, starts, ends = tokens
    out = Lexemes([], [], [])
    depth = 0
    for kind, start, end in zip(kinds, starts, ends, strict=True):
        if kind in CLOSER_OF:
            depth += 1
            if depth == MOST_LEVELS + 1:
                findings.add(
                    "MC125",
                    start,
                    end,
                    f"nested deeper than {MOST_LEVELS} levels",
                    label=f"level {depth}",
                    help="what stands in this bracket is not read; nest less deeply",
                )
                if kind == table.LSQB:
                    out.kinds.append(table.MISSING)
                    out.starts.append(start)
                    out.ends.append(end)
        if depth <= MOST_LEVELS:
            out.kinds.append(kind)
            out.starts.append(start)
            out.ends.append(end)
        if kind in OPENER_OF:
            depth -= 1
    return out
