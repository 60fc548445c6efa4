"""Brackets that do not match: decide with the help of the layout which one is missing, stray or of the wrong kind.

The result is balanced and not too deep, so that recovery can go by the statement. Layout has no meaning where
brackets match: a text comes here only if they do not.
"""

from __future__ import annotations

from collections import Counter

from meshc.syntax import table
from meshc.syntax.depth import CLOSER_OF, OPENER_OF, without_deep
from meshc.syntax.findings import Findings
from meshc.syntax.heads import SEPARATORS, is_head, join_brace_lines, shortened, statement_start
from meshc.syntax.lexer import Lexemes

_SIGN = {
    table.LBRACE: "{", table.RBRACE: "}", table.LSQB: "[", table.RSQB: "]", table.LPAR: "(", table.RPAR: ")",
}  # fmt: skip
_LABELS = frozenset((table.WORD, table.STRING, table.NUMBER, table.MISSING))
_MOST_UNCLOSED_AT_END = 5


def balance(text: str, tokens: Lexemes, findings: Findings) -> Lexemes:
    """The tokens with matching brackets, none deeper than allowed, and each `{` on the line of its head."""
    tokens = join_brace_lines(text, tokens, findings)
    if not is_balanced(tokens.kinds):
        tokens = _Balancer(text, tokens, findings).run()
    return without_deep(tokens, findings)


def is_balanced(kinds: list[int]) -> bool:
    """Whether every bracket has its partner."""
    closers: list[int] = []
    for kind in kinds:
        if kind in CLOSER_OF:
            closers.append(CLOSER_OF[kind])
        elif kind in OPENER_OF and (not closers or closers.pop() != kind):
            return False
    return not closers


class _Open:
    """An open bracket: its kind, the offsets of its head and of itself, and the line it stands on."""

    __slots__ = ("end", "first_in_body", "flat", "head", "indent", "kind", "line", "start")

    def __init__(self, kind: int, head: int, start: int, end: int, line: int, indent: int) -> None:
        self.kind = kind
        self.head = head
        self.start = start
        self.end = end
        self.line = line
        self.indent = indent
        self.flat = False
        self.first_in_body = True


class _Balancer:
    __slots__ = (
        "_count",
        "_findings",
        "_in",
        "_indent",
        "_line",
        "_of_kind",
        "_only_closers",
        "_open",
        "_out",
        "_text",
    )

    def __init__(self, text: str, tokens: Lexemes, findings: Findings) -> None:
        self._text = text
        self._in = tokens
        self._out = Lexemes([], [], [])
        self._findings = findings
        self._open: list[_Open] = []
        self._of_kind = dict.fromkeys(CLOSER_OF, 0)
        # How many more of each bracket there are than of its partner, as far as that is not yet explained.
        self._count: Counter[int] = Counter()
        for kind, number in Counter(tokens.kinds).items():
            partner = CLOSER_OF.get(kind) or OPENER_OF.get(kind)
            if partner is not None:
                self._count[kind] = number - tokens.kinds.count(partner)
        self._line = 0
        self._indent = 0
        self._only_closers = True

    def run(self) -> Lexemes:
        kinds, starts, ends = self._in
        begins_line = True
        for at, kind in enumerate(kinds):
            if kind == table.END:
                break
            if begins_line and kind != table.NEWLINE:
                self._begin_line(at)
                begins_line = False
            if kind == table.NEWLINE:
                self._line += 1
                begins_line = True
                self._only_closers = True
                self._put(kind, starts[at], ends[at])
            elif kind in CLOSER_OF:
                self._opener(at)
            elif kind == table.SEMICOLON:
                while self._open and self._open[-1].kind != table.LBRACE and self._count[self._open[-1].kind] > 0:
                    self._left_open()
                self._put(kind, starts[at], ends[at])
            elif kind in OPENER_OF:
                self._closer(kind, starts[at], ends[at])
            else:
                self._put(kind, starts[at], ends[at])
            if kind not in OPENER_OF and kind != table.NEWLINE:
                self._only_closers = False
        self._close_all()
        self._put(table.END, starts[-1], ends[-1])
        return self._out

    def _put(self, kind: int, start: int, end: int) -> None:
        out = self._out
        out.kinds.append(kind)
        out.starts.append(start)
        out.ends.append(end)

    def _push(self, bracket: _Open) -> None:
        self._open.append(bracket)
        self._of_kind[bracket.kind] += 1

    def _pop(self) -> _Open:
        bracket = self._open.pop()
        self._of_kind[bracket.kind] -= 1
        return bracket

    def _before_line_end(self) -> int:
        """The place in the tokens before the line end that comes last, if one does."""
        kinds = self._out.kinds
        return len(kinds) - 1 if kinds and kinds[-1] == table.NEWLINE else len(kinds)

    def _insert(self, kind: int) -> None:
        """Put a bracket that is not in the text before the last line end."""
        out = self._out
        at = self._before_line_end()
        offset = out.ends[at - 1] if at else 0
        out.kinds.insert(at, kind)
        out.starts.insert(at, offset)
        out.ends.insert(at, offset)

    def _begin_line(self, at: int) -> None:
        kinds, starts, _ = self._in
        kind = kinds[at]
        indent = starts[at] - (self._text.rfind("\n", 0, starts[at]) + 1)
        deeper = indent > self._indent and self._out.kinds
        while self._open and self._open[-1].kind != table.LBRACE and self._count[self._open[-1].kind] > 0:
            if not self._begins_statement(at):
                break
            self._left_open()
        inside_bracket = bool(self._open) and self._open[-1].kind != table.LBRACE
        if kind != table.RBRACE and not inside_bracket:
            self._close_by_indent(indent)
            if deeper and self._count[table.RBRACE] > 0:
                self._missing_brace()
        if self._open:
            self._open[-1].first_in_body = False
        self._indent = indent

    def _begins_statement(self, at: int) -> bool:
        """Whether the line looks like a statement rather than a value of a list."""
        kinds = self._in.kinds
        if kinds[at] in (table.RBRACE, table.END):
            return True
        if kinds[at] not in (table.WORD, table.STRING):
            return False
        if kinds[at + 1] == table.EQUAL:
            return True
        at += 1
        while kinds[at] in _LABELS:
            at += 1
        return kinds[at] == table.LBRACE

    def _close_by_indent(self, indent: int) -> None:
        """Close the blocks whose body cannot hold a line of this indentation."""
        while self._open and self._count[table.LBRACE] > 0:
            top = self._open[-1]
            if top.kind != table.LBRACE or top.flat or indent > top.indent:
                return
            if top.first_in_body and indent == 0 and self._out.kinds[self._before_line_end() - 1] == table.LBRACE:
                top.flat = True
                return
            self._left_open()

    def _missing_brace(self) -> None:
        """A line stands deeper than the one before it: a head there lacks its `{`."""
        out = self._out
        last = self._before_line_end()
        first = last
        while first and out.kinds[first - 1] not in SEPARATORS:
            first -= 1
        if not is_head(out.kinds[first:last]):
            return
        start, end = out.starts[first], out.ends[last - 1]
        self._findings.add(
            "MC110",
            start,
            end,
            f"`{{` is missing after `{shortened(self._text[start:end])}`",
            help="write `{` at the end of the line",
            fix=self._findings.replacement("write `{`", end, end, " {", safe=False),
        )
        self._insert(table.LBRACE)
        self._push(_Open(table.LBRACE, start, end, end, self._line - 1, self._indent))
        self._count[table.RBRACE] -= 1
        self._count[table.LBRACE] += 1

    def _opener(self, at: int) -> None:
        kind, start, end = (column[at] for column in self._in)
        if self._count[kind] > 0 and self._out.kinds and self._out.kinds[-1] == kind:
            self._doubled(kind, start, end)
            return
        expected = self._expected_opener(start)
        if expected != kind and self._count[CLOSER_OF[expected]] > 0 and self._count[kind] > 0:
            self._wrong_kind(expected, start, end)
            self._count[CLOSER_OF[expected]] -= 1
            self._count[kind] -= 1
            kind = expected
        head = statement_start(self._out, len(self._out.kinds)) if kind == table.LBRACE else start
        self._push(_Open(kind, start if head < 0 else head, start, end, self._line, self._indent))
        self._put(kind, start, end)

    def _expected_opener(self, start: int) -> int:
        kinds, ends = self._out.kinds, self._out.ends
        if not kinds:
            return table.LBRACE
        before = kinds[-1]
        if before in (table.EQUAL, table.COMMA, table.LSQB, table.LPAR):
            return table.LSQB
        if before == table.WORD and ends[-1] == start and len(kinds) > 1 and kinds[-2] not in SEPARATORS:
            return table.LPAR
        return table.LBRACE

    def _closer(self, kind: int, start: int, end: int) -> None:
        top = self._open[-1] if self._open else None
        if top is not None and top.kind != OPENER_OF[kind]:
            partner = CLOSER_OF[top.kind]
            if self._count[kind] > 0 and self._count[top.kind] > 0:
                self._wrong_kind(partner, start, end)
                self._count[kind] -= 1
                self._count[top.kind] -= 1
                kind = partner
            elif self._of_kind[OPENER_OF[kind]]:
                if kind == table.RBRACE:
                    while self._open and self._open[-1].kind != table.LBRACE:
                        self._left_open()
                elif top.kind != table.LBRACE:
                    while self._open[-1].kind not in (OPENER_OF[kind], table.LBRACE):
                        self._left_open()
        if not self._open or self._open[-1].kind != OPENER_OF[kind]:
            self._stray(kind, start, end)
            return
        if kind == table.RBRACE and self._is_stray_brace(start):
            self._stray(kind, start, end)
            return
        self._pop()
        self._put(kind, start, end)

    def _is_stray_brace(self, start: int) -> bool:
        """Whether a `}` does not fit the layout of the block that it would close; may close blocks left open."""
        top = self._open[-1]
        if top.line == self._line:
            return False
        if not self._only_closers:
            return self._count[table.RBRACE] > 0
        if self._indent > top.indent:
            return self._count[table.RBRACE] > 0 and not top.flat
        while (
            self._indent < top.indent
            and len(self._open) > 1
            and self._open[-2].kind == table.LBRACE
            and self._count[table.LBRACE] > 0
        ):
            self._left_open()
            top = self._open[-1]
        return False

    def _doubled(self, kind: int, start: int, end: int) -> None:
        self._count[kind] -= 1
        self._findings.add(
            "MC109",
            start,
            end,
            f"a second `{_SIGN[kind]}`",
            help="delete it",
            fix=self._findings.replacement("delete it", start, end, "", safe=False),
        )

    def _missing_brace_on_line(self) -> bool:
        """Put in the `{` that a block on the present line lacks, if its head runs into its first setting."""
        out = self._out
        kinds = out.kinds
        at = len(kinds)
        while at and kinds[at - 1] != table.NEWLINE:
            at -= 1
            if not at or kinds[at] != table.EQUAL or kinds[at - 1] != table.WORD:
                continue
            first = at - 1
            while first and kinds[first - 1] not in SEPARATORS:
                first -= 1
            if first < at - 1 and kinds[first] == table.WORD and _LABELS.issuperset(kinds[first : at - 1]):
                start, end = out.starts[first], out.ends[at - 2]
                self._findings.add(
                    "MC110",
                    start,
                    end,
                    f"`{{` is missing after `{shortened(self._text[start:end])}`",
                    help="write `{` after the name",
                    fix=self._findings.replacement("write `{`", end, end, " {", safe=False),
                )
                for column, value in zip(out, (table.LBRACE, end, end), strict=True):
                    column.insert(at - 1, value)
                return True
        return False

    def _stray(self, kind: int, start: int, end: int) -> None:
        self._count[kind] -= 1
        if kind == table.RBRACE and not self._findings.full and self._missing_brace_on_line():
            self._put(kind, start, end)
            return
        sign = _SIGN[kind]
        self._findings.add(
            "MC108",
            start,
            end,
            f"`{sign}` closes nothing",
            help=f"delete it, or write the `{_SIGN[OPENER_OF[kind]]}` that it belongs to",
            fix=self._findings.replacement("delete it", start, end, "", safe=False),
        )

    def _wrong_kind(self, expected: int, start: int, end: int) -> None:
        sign = _SIGN[expected]
        self._findings.add(
            "MC109",
            start,
            end,
            f"expected `{sign}`, found `{self._text[start:end]}`",
            help=f"write `{sign}`",
            fix=self._findings.replacement(f"write `{sign}`", start, end, sign, safe=False),
        )

    def _left_open(self) -> None:
        """Report the innermost bracket as left open, and close it."""
        top = self._pop()
        out, text = self._out, self._text
        at = self._before_line_end()
        offset = out.ends[at - 1] if at else top.end
        if top.kind == table.LBRACE:
            head = shortened(text[top.head : top.start])
            more_lines = "\n" in text[top.start : offset]
            closing = "\n" + " " * top.indent + "}" if more_lines else " }"
            self._findings.add(
                "MC107",
                top.head,
                max(top.start if head else top.end, top.head),
                f"block `{head}` is not closed" if head else "a block is not closed",
                label="left open",
                help="write `}` at its end",
                also=((offset, offset, "`}` is missing here at the latest"),),
                fix=self._findings.replacement("write `}`", offset, offset, closing, safe=False),
            )
        else:
            what = "list" if top.kind == table.LSQB else "call"
            sign = _SIGN[CLOSER_OF[top.kind]]
            self._findings.add(
                "MC109",
                top.start,
                top.end,
                f"a {what} is not closed",
                label="left open",
                help=f"write `{sign}` at its end",
                fix=self._findings.replacement(f"write `{sign}`", offset, offset, sign, safe=False),
            )
        self._count[top.kind] -= 1
        self._insert(CLOSER_OF[top.kind])

    def _close_all(self) -> None:
        blocks = 0
        while self._open:
            if self._open[-1].kind == table.LBRACE:
                blocks += 1
            if blocks > _MOST_UNCLOSED_AT_END:
                self._insert(CLOSER_OF[self._pop().kind])
            else:
                self._left_open()
