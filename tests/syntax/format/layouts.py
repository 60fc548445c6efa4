"""The same mesh laid out in every way that people, and no person, would."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from meshc.source import SourceFile, Span
from meshc.syntax import table
from meshc.syntax.format.shape import Shape, shape_of
from meshc.syntax.lexer import tokenize
from meshc.syntax.parser import parse

COMMENTS = (
    "# why",
    "#",
    "#no blank  ",
    "# 在庫の確認 🎉",
    '# a, b ; { [ ( "x" \'\'\' """',
    "# meshc: allow image-tag, no-health -- the tutorial has it so",
    "# meshc: allow unused-policy -- kept",
    "# meshc: allow",
)
BLANKS = ("", " ", "  ", "\t", " \t  ")
LINE_ENDS = ("\n", "\n", "\r\n", "\n\n", "\n \n\n")


def _drawn(choices: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from(choices)


blanks = _drawn(BLANKS)
lines = st.lists(
    st.tuples(blanks, st.one_of(st.just(""), _drawn(COMMENTS)), _drawn(LINE_ENDS)).map("".join), max_size=3
)
over_lines = st.tuples(lines.filter(bool).map("".join), blanks).map("".join)
anything = st.one_of(blanks, blanks, over_lines)
between_statements = st.one_of(
    _drawn((" ; ", ";", ";;", " ;\n", "\n; ", "\n", "\n", "\n  ")),
    st.tuples(over_lines, _drawn(("", ";", "; "))).map("".join),
)
SPACES = _drawn((" ", " ", "  ", "\t"))


@st.composite
def laid_out(draw: st.DrawFn, text: str, most_changes: int = 40) -> str:
    """A sound text with the gaps between some of its tokens drawn anew."""
    shape = shape_of(text)
    count = len(shape.kinds)
    if not count:
        return draw(st.one_of(st.just(""), lines.map("".join)))
    within = list(_brackets(shape))
    drawn_anew = draw(st.sets(st.integers(0, count), max_size=most_changes))
    pieces = []
    for anchor in range(count + 1):
        start, end = shape.gap(anchor)
        pieces.append(draw(_gap(shape, anchor, within)) if anchor in drawn_anew else text[start:end])
        if anchor < count:
            pieces.append(text[shape.starts[anchor] : shape.ends[anchor]])
    return draw(_drawn(("", "", "\ufeff"))) + "".join(pieces).removeprefix("\ufeff")


def _brackets(shape: Shape) -> Any:
    """Per anchor the kind of the bracket around it; 0 at the top."""
    opened = [0]
    for kind in shape.kinds:
        if kind in (table.RBRACE, table.RSQB, table.RPAR):
            opened.pop()
        yield opened[-1]
        if kind in (table.LBRACE, table.LSQB, table.LPAR):
            opened.append(kind)


def _gap(shape: Shape, anchor: int, within: list[int]) -> st.SearchStrategy[str]:
    kinds = shape.kinds
    if anchor in (0, len(kinds)):
        return anything
    before, kind = kinds[anchor - 1], kinds[anchor]
    if before in (table.LSQB, table.LPAR):
        return anything
    if kind in (table.RSQB, table.RPAR):
        return st.one_of(anything, st.tuples(anything, st.just(","), anything).map("".join))
    if before == table.LBRACE or kind == table.RBRACE:
        return st.one_of(blanks, over_lines, between_statements)
    if within[anchor] in (table.LSQB, table.LPAR):
        return blanks if kind == table.LPAR else st.tuples(anything, st.just(","), anything).map("".join)
    if shape.begins_statement(anchor):
        return between_statements
    return blanks if kind == table.LPAR else SPACES


def comments(text: str) -> list[str]:
    """The comments of a text, in order."""
    return [text[token.start : token.end].rstrip() for token in tokenize(text) if token.type == "COMMENT"]


def tree(text: str) -> Any:
    """What is read from a text, without places. It has no syntax errors."""
    result = parse(SourceFile("main.mesh", text))
    assert [finding for _, item in result.items for finding in item.diagnostics] == []
    return [_bare(statement) for _, item in result.items for statement in item.statements]


def _bare(node: Any) -> Any:
    if isinstance(node, tuple):
        return [type(node).__name__, *(_bare(part) for part in node if not isinstance(part, Span))]
    return node
