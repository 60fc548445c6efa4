"""What to do at a syntax error, so that it hides nothing around it.

Brackets match by the time the loop runs (`meshc.syntax.balance`), so an error costs at most the statement it stands
in: the loop goes on at the end of the line, at `;` or at the brace that closes the block.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Any

from meshc.source import Span
from meshc.syntax import table
from meshc.syntax.ast import Missing, Setting, Statement
from meshc.syntax.balance import balance
from meshc.syntax.damage import repair
from meshc.syntax.driver import Progress, drive
from meshc.syntax.findings import Findings
from meshc.syntax.lexer import Lexemes

_OPENERS = frozenset((table.LBRACE, table.LSQB, table.LPAR))
_CLOSERS = frozenset((table.RBRACE, table.RSQB, table.RPAR))
_ENDS = frozenset((table.NEWLINE, table.SEMICOLON, table.RBRACE, table.END))
_SIMPLE_VALUES = frozenset(
    (
        table.WORD, table.STRING, table.BLOCK_STRING, table.NUMBER, table.DURATION, table.SIZE, table.SHARE, table.RATE,
        table.STATUS, table.MISSING,
    )
)  # fmt: skip
_LABELS = frozenset((table.WORD, table.STRING, table.NUMBER, table.MISSING))
_MOST_RECOVERIES = 400


def parse_damaged(text: str, tokens: Lexemes, findings: Findings) -> list[Statement]:
    """The statements of an item with a syntax error; each damaged block is marked."""
    tokens = balance(text, repair(text, tokens, findings), findings)
    statements = drive(text, tokens, findings, _Recovery(text, tokens, findings).recover) or []
    return mark_damage(statements, findings.losses)


def mark_damage(statements: list[Statement], losses: list[int]) -> list[Statement]:
    """The statements with `damaged` set in each block in which something was lost."""
    losses = sorted(losses)
    return [_marked(statement, losses) for statement in statements]


def _marked(statement: Statement, losses: list[int]) -> Statement:
    if isinstance(statement, Setting):
        return statement
    start, end = statement.span
    if bisect_left(losses, start) == bisect_right(losses, end):
        return statement
    body = statement.body and tuple(_marked(part, losses) for part in statement.body)
    return statement._replace(body=body, damaged=True)


class _Recovery:
    __slots__ = ("_ends", "_findings", "_kinds", "_recoveries", "_starts", "_states", "_text", "_values")

    def __init__(self, text: str, tokens: Lexemes, findings: Findings) -> None:
        self._text = text
        self._kinds, self._starts, self._ends = tokens
        self._findings = findings
        self._recoveries = 0
        self._states: list[int] = []
        self._values: list[Any] = []

    def recover(self, progress: Progress, at: int) -> int:
        """Change the stacks or tokens so that the loop can go on, and say with which token; -1 where nothing can."""
        self._states, self._values = progress.states, progress.values
        self._recoveries += 1
        if self._recoveries > _MOST_RECOVERIES or self._findings.full:
            return self._leave_block(at)
        symbols, base = self._symbols()
        top = symbols[-1]
        within = _innermost_bracket(symbols, base)
        if within:
            return self._in_bracket(within, symbols[-2] if top == "NEWLINE" else top, at)
        if base == len(symbols) - 1:
            return self._at_start(at)
        if top == "EQUAL":
            return self._at_value(at)
        if "EQUAL" in symbols[base:] or top in ("setting", "block", "RBRACE"):
            return self._after_statement(top, at)
        return self._in_head(symbols[base + 1 :], at)

    def _symbols(self) -> tuple[list[str], int]:
        """The symbols on the stack, and the place of the one that the statement begun follows."""
        symbols = [table.SYMBOLS[state] for state in self._states]
        base = len(symbols) - 1
        while symbols[base] not in ("", "LBRACE", "statements"):
            base -= 1
        # A line end on top is not yet reduced, because what follows it is the error.
        if symbols[-1] in ("NEWLINE", "SEMICOLON") and not _innermost_bracket(symbols, base):
            base = len(symbols) - 1
        return symbols, base

    def _found(self, at: int) -> str:
        kind = self._kinds[at]
        if kind == table.END:
            return "the end of the file"
        if kind == table.NEWLINE:
            return "the end of the line"
        line = self._text[self._starts[at] : self._ends[at]].split("\n", 1)[0].rstrip()
        return f"`{line if len(line) <= 40 else line[:39] + '…'}`"

    def _unexpected(self, at: int, expected: str, *, help: str = "", end: int = 0) -> None:
        """Say what stands where it cannot; nothing where the token itself was reported already."""
        if self._kinds[at] == table.MISSING:
            self._findings.losses.append(self._starts[at])
            return
        self._findings.add(
            "MC101",
            self._starts[at],
            max(end, self._ends[at]),
            f"expected {expected}, found {self._found(at)}",
            label="unexpected",
            help=help,
        )

    def _insert(self, at: int, kind: int) -> None:
        """Put a token that is not in the text before a place."""
        offset = self._ends[at - 1] if at else 0
        self._kinds.insert(at, kind)
        self._starts.insert(at, offset)
        self._ends.insert(at, offset)

    def _past_bracket(self, at: int) -> int:
        """The token after the bracket that closes the one at a place."""
        depth = 0
        while self._kinds[at] != table.END:
            kind = self._kinds[at]
            if kind in _OPENERS:
                depth += 1
            elif kind in _CLOSERS:
                depth -= 1
                if depth == 0:
                    return at + 1
            at += 1
        return at

    def _statement_end(self, at: int) -> int:
        """The token that ends the statement at a place."""
        while self._kinds[at] not in _ENDS:
            at = self._past_bracket(at) if self._kinds[at] in _OPENERS else at + 1
        return at

    def _leave_block(self, at: int) -> int:
        """Go on with the brace that closes the block, without the rest of it."""
        self._findings.losses.append(self._starts[at])
        self._pop_statement()
        while self._kinds[at] not in (table.RBRACE, table.END):
            at = self._past_bracket(at) if self._kinds[at] in _OPENERS else at + 1
        if self._kinds[at] == table.END or table.SYMBOLS[self._states[-1]] == "":
            return -1
        if not table.ACTIONS[self._states[-1]][table.RBRACE]:
            return -1
        return at

    def _pop_statement(self) -> None:
        _, base = self._symbols()
        del self._states[base + 1 :], self._values[base + 1 :]

    def _skip_statement(self, at: int) -> int:
        """Forget the statement begun and go on where it ends."""
        self._pop_statement()
        at = self._statement_end(at)
        if table.ACTIONS[self._states[-1]][self._kinds[at]]:
            return at
        return -1 if self._kinds[at] == table.END else at + 1

    def _at_start(self, at: int) -> int:
        kind = self._kinds[at]
        if kind == table.EQUAL:
            self._findings.add(
                "MC128", self._starts[at], self._ends[at], "a name is missing before `=`", help="write `name = value`"
            )
        elif kind == table.LBRACE:
            self._findings.add(
                "MC128", self._starts[at], self._ends[at], "a kind is missing before `{`", help="write `kind { … }`"
            )
        elif kind == table.END:
            return -1
        else:
            self._unexpected(at, "a setting or a block", help="write `name = value` or `kind name { … }`")
        return self._skip_statement(at)

    def _at_value(self, at: int) -> int:
        """A token that begins no value stands after `=`."""
        kind = self._kinds[at]
        key = self._values[-2]
        name = self._text[self._starts[key] : self._ends[key]]
        if kind == table.LBRACE and self._kinds[key] == table.WORD:
            equal = self._values[-1]
            self._findings.add(
                "MC106",
                self._starts[equal],
                self._ends[equal],
                f"`=` between `{name}` and its block",
                label="no `=` here",
                help=f"write `{name} {{ … }}`",
                fix=self._findings.replacement("delete the `=`", self._ends[key], self._ends[equal], ""),
                lost=False,
            )
            del self._states[-1], self._values[-1]
            return at
        if kind == table.NEWLINE and self._kinds[at + 1] in _SIMPLE_VALUES and self._kinds[at + 2] in _ENDS:
            following = self._kinds[at + 1]
            if following not in (table.WORD, table.MISSING):
                self._findings.add(
                    "MC102",
                    self._starts[at + 1],
                    self._ends[at + 1],
                    f"the value of `{name}` stands on the next line",
                    help="write it on the line of its `=`",
                    fix=self._findings.replacement("move it up", self._ends[at - 1], self._starts[at + 1], " "),
                    lost=False,
                )
                return at + 1
        if kind == table.EQUAL:
            self._findings.add(
                "MC104",
                self._starts[at],
                self._ends[at],
                f"a second `=` after `{name}`",
                help="write `=` once",
                fix=self._findings.replacement("delete it", self._ends[at - 1], self._ends[at], ""),
                lost=False,
            )
            return at + 1
        if kind == table.LBRACE:
            self._unexpected(at, f"a value for `{name}`", help="a key in quotes takes no block")
            closing = self._past_bracket(at) - 1
            self._kinds[closing], self._starts[closing] = table.MISSING, self._starts[at]
            return closing
        if kind in _ENDS or kind == table.COMMA:
            self._findings.add(
                "MC102",
                self._starts[key],
                self._ends[at - 1],
                f"`{name}` has no value",
                label="expected a value after `=`",
                help=f"write `{name} = value`",
            )
            self._insert(at, table.MISSING)
            return at
        self._unexpected(at, f"a value for `{name}`")
        return at + 1 if kind not in _OPENERS else self._past_bracket(at)

    def _begins_statement(self, at: int) -> bool:
        """Whether a setting or a block with a body begins at a token."""
        kinds = self._kinds
        if kinds[at] not in (table.WORD, table.STRING):
            return False
        if kinds[at + 1] == table.EQUAL:
            return True
        if kinds[at] != table.WORD:
            return False
        at += 1
        while kinds[at] in _LABELS:
            at += 1
        return kinds[at] == table.LBRACE

    def _after_statement(self, top: str, at: int) -> int:
        """A token stands after a statement that is complete."""
        kind, start, end = self._kinds[at], self._starts[at], self._ends[at]
        if kind == table.COMMA:
            if self._kinds[at + 1] in _ENDS or self._begins_statement(at + 1) or top in ("block", "RBRACE"):
                last = self._kinds[at + 1] in _ENDS
                self._findings.add(
                    "MC112",
                    start,
                    end,
                    "`,` after a statement",
                    help="statements end with the line, or with `;`",
                    fix=self._findings.replacement(
                        "delete it" if last else "write `;`", start, end, "" if last else ";"
                    ),
                    lost=False,
                )
                if last:
                    return at + 1
                self._kinds[at] = table.SEMICOLON
                return at
            if not self._list_without_brackets(at):
                self._unexpected(at, "the end of the line")
            return self._lose_value(at)
        if self._begins_statement(at) or (top in ("block", "RBRACE") and kind == table.WORD):
            self._findings.add(
                "MC113",
                start,
                end,
                f"a second statement, {self._found(at)}, on the line",
                label="expected the end of the line or `;` before this",
                help="write `;` between two statements on a line",
                fix=self._findings.replacement("write `;`", self._ends[at - 1], self._ends[at - 1], " ;"),
                lost=False,
            )
            self._insert(at, table.SEMICOLON)
            return at
        help = "text with blanks needs quotes" if kind in _SIMPLE_VALUES else ""
        if top in ("block", "RBRACE"):
            self._unexpected(at, "the end of the line or `;`")
            return self._statement_end(at)
        self._unexpected(at, "the end of the line", help=help)
        return self._lose_value(at)

    def _list_without_brackets(self, comma: int) -> bool:
        kinds, last = self._kinds, comma
        while kinds[last] == table.COMMA and kinds[last + 1] in _SIMPLE_VALUES:
            last += 2
        first = comma - 1
        if kinds[last] not in _ENDS or kinds[first] not in _SIMPLE_VALUES:
            return False
        start, end = self._starts[first], self._ends[last - 1]
        self._findings.add(
            "MC129",
            start,
            end,
            "a list without brackets",
            help=f"write `[{self._text[start:end]}]`",
            fix=self._findings.replacement("put it in brackets", start, end, f"[{self._text[start:end]}]"),
        )
        return True

    def _lose_value(self, at: int) -> int:
        """Put a missing value in the place of the last one, and go on where the statement ends."""
        end_at = self._statement_end(at)
        value = self._values[-1]
        if isinstance(value, Setting):
            self._values[-1] = value._replace(value=Missing(Span(value.value.span.start, value.span.end)))
        elif isinstance(value, int):
            if self._kinds[value] in _SIMPLE_VALUES:
                self._kinds[value] = table.MISSING
        else:
            self._values[-1] = Missing(value.span)
        return end_at

    def _in_head(self, symbols: list[str], at: int) -> int:
        """A token that is no label stands after a kind or a label."""
        kind = self._kinds[at]
        first = self._values[-len(symbols)]
        name = self._text[self._starts[first] : self._ends[first]]
        alone = len(symbols) == 1
        if alone and symbols[0] == "STRING":
            self._unexpected(at, f"`=` after `{name}`", help="a key in quotes begins a setting: write `=` after it")
            return self._skip_statement(at)
        if alone and (kind in _SIMPLE_VALUES or kind == table.LSQB) and not self._brace_follows(at):
            self._findings.add(
                "MC103",
                self._starts[first],
                self._ends[first],
                f"the setting `{name}` has no `=`",
                label="expected `=` after this",
                help=f"write `{name} = …`",
                fix=self._findings.replacement("write `=`", self._ends[first], self._ends[first], " ="),
                lost=False,
            )
            self._insert(at, table.EQUAL)
            return at
        if kind == table.EQUAL and self._kinds[at + 1] == table.LBRACE:
            self._findings.add(
                "MC106",
                self._starts[at],
                self._ends[at],
                f"`=` between `{name}` and its block",
                label="no `=` here",
                help=f"write `{{` straight after the name of `{name}`",
                fix=self._findings.replacement("delete the `=`", self._ends[at - 1], self._ends[at], ""),
                lost=False,
            )
            return at + 1
        if kind == table.EQUAL:
            self._unexpected(at, "`{` or the end of the line", help="the name of a setting is one word")
            return self._skip_statement(at)
        self._unexpected(at, "a name, `{` or the end of the line")
        return self._past_bracket(at) if kind in _OPENERS else at + 1

    def _brace_follows(self, at: int) -> bool:
        """Whether the statement goes on with a body."""
        while self._kinds[at] not in _ENDS and self._kinds[at] != table.LBRACE:
            at += 1
        return self._kinds[at] == table.LBRACE

    def _in_bracket(self, within: str, top: str, at: int) -> int:
        """A token stands in a list or in the arguments of a call where it cannot."""
        kind, start, end = self._kinds[at], self._starts[at], self._ends[at]
        closer = "]" if within == "list" else ")"
        if kind in (table.RBRACE, table.END):
            return self._skip_statement(at)
        before_value = top in ("list_open", "call_open", "comma", "LSQB", "LPAR", "COMMA")
        if kind == table.LBRACE:
            self._unexpected(at, f"a value or `{closer}`", help=f"a block cannot stand in a {within}")
            closing = self._past_bracket(at) - 1
            self._kinds[closing], self._starts[closing] = table.MISSING, start
            if not before_value:
                return closing + 1
            return closing
        if before_value and kind == table.COMMA:
            self._findings.add(
                "MC111",
                start,
                end,
                "a value is missing before `,`",
                help="write `,` once between two values",
                fix=self._findings.replacement("delete it", start, end, "", safe=False),
                lost=False,
            )
            return at + 1
        if not before_value and (kind in _SIMPLE_VALUES or kind == table.LSQB):
            place = self._ends[at - 1]
            if self._kinds[at - 1] == table.NEWLINE:
                place = self._ends[at - 2]
            self._findings.add(
                "MC111",
                start,
                end,
                f"`,` is missing before {self._found(at)}",
                help="write `,` between two values",
                fix=self._findings.replacement("write `,`", place, place, ","),
                lost=False,
            )
            self._insert(at, table.COMMA)
            return at
        if kind == table.SEMICOLON and not before_value:
            self._findings.add(
                "MC111",
                start,
                end,
                f"`;` between the values of a {within}",
                help="write `,`",
                fix=self._findings.replacement("write `,`", start, end, ","),
                lost=False,
            )
            self._kinds[at] = table.COMMA
            return at
        self._unexpected(at, f"a value or `{closer}`" if before_value else f"`,` or `{closer}`")
        return self._past_bracket(at) if kind in _OPENERS else at + 1


def _innermost_bracket(symbols: list[str], base: int) -> str:
    """`list` or `call` if the place is inside one that is open, or an empty string."""
    closed = 0
    for symbol in reversed(symbols[base + 1 :]):
        if symbol in ("RSQB", "RPAR"):
            closed += 1
        elif symbol in ("list_open", "LSQB", "call_open", "LPAR"):
            if not closed:
                return "list" if symbol in ("list_open", "LSQB") else "call"
            closed -= 1
    return ""
