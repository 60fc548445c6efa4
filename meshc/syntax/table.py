"""The LALR table as the parser loop wants it: small numbers instead of names.

The only module that knows the shape in which the table was generated from lark's. A token kind is the number of its
terminal, counted from 1 in the order in which the lexer tries them, so that it is the number of a group in the
lexer's expression. Kinds above `END` are damage that only the lexer knows (`meshc.syntax.lexer`).
"""

from __future__ import annotations

from enum import IntEnum

from meshc.syntax.parse_table import IGNORED, RULES, START_STATE, STATES, TERMINALS

TERMINAL_NAMES: tuple[str, ...] = tuple(name.lstrip("_") for name, _ in TERMINALS)
TERMINAL_PATTERNS: tuple[str, ...] = tuple(pattern for _, pattern in TERMINALS)
IGNORED_PATTERNS = IGNORED

_kind_of = {name: kind for kind, name in enumerate(TERMINAL_NAMES, start=1)}

WORD = _kind_of["WORD"]
NEWLINE = _kind_of["NEWLINE"]
STRING = _kind_of["STRING"]
BLOCK_STRING = _kind_of["BLOCK_STRING"]
NUMBER = _kind_of["NUMBER"]
DURATION = _kind_of["DURATION"]
SIZE = _kind_of["SIZE"]
SHARE = _kind_of["SHARE"]
RATE = _kind_of["RATE"]
STATUS = _kind_of["STATUS"]
COMMA = _kind_of["COMMA"]
EQUAL = _kind_of["EQUAL"]
SEMICOLON = _kind_of["SEMICOLON"]
LBRACE = _kind_of["LBRACE"]
RBRACE = _kind_of["RBRACE"]
LSQB = _kind_of["LSQB"]
RSQB = _kind_of["RSQB"]
LPAR = _kind_of["LPAR"]
RPAR = _kind_of["RPAR"]
END = len(TERMINALS) + 1
MISSING = END + 1
"""The kind of a token that stands in the place of a damaged value; legal where a duration is."""


class Action(IntEnum):
    """What reducing by a rule builds."""

    PASS = 0
    """The value of the first symbol on the right side."""
    LEAF = 1
    """The value of a token."""
    DROP = 2
    """Forget the last symbol: it means nothing."""
    STATEMENT = 3
    """Append the symbol before the last, a statement, to the first."""
    SETTING = 4
    BLOCK = 5
    LABEL_WORD = 6
    FIRST = 7
    """Begin a list of labels or values with the only symbol."""
    NEXT = 8
    """Append the last symbol to the first."""
    NONE = 9
    """Begin an empty list of statements."""
    LIST = 10
    CALL = 11
    ALL = 12
    """The whole text is read."""


def _action(left: str, right: tuple[str, ...]) -> Action:
    if left == "start":
        return Action.ALL
    if left == "_statements":
        if not right:
            return Action.NONE
        return Action.STATEMENT if len(right) == 3 else Action.DROP
    if left in ("setting", "block", "list", "call"):
        return Action[left.upper()]
    if left in ("_labels", "_values"):
        if right[-1] == "_NEWLINE":
            return Action.DROP
        return Action.FIRST if len(right) == 1 else Action.NEXT
    if left in ("_list_open", "_call_open", "_comma"):
        return Action.DROP if right[0] == left else Action.PASS
    if right[0] in ("list", "call"):
        return Action.PASS
    return Action.LABEL_WORD if (left, right) == ("label", ("WORD",)) else Action.LEAF


_left_sides = {left: number for number, left in enumerate(sorted({left for left, _ in RULES}))}

REDUCTIONS: tuple[tuple[int, int, int], ...] = tuple(
    (int(_action(left, right)), len(right), _left_sides[left]) for left, right in RULES
)
"""Per rule: what it builds, the length of its right side, the number of its left side."""

RIGHT_SIDES: tuple[tuple[str, ...], ...] = tuple(right for _, right in RULES)
START = START_STATE


AT_ONCE = 1000
"""Added to the number of a rule in `ACTIONS`: shift, and reduce by the rule without a look at the next token."""


def _rule_at_once(state: int) -> int | None:
    """The rule of a state that can do nothing but reduce by it, if that is a short step."""
    targets = set(STATES[state].values())
    (target,) = targets if len(targets) == 1 else (0,)
    if target < 0 and REDUCTIONS[~target][0] in (Action.LEAF, Action.DROP, Action.STATEMENT):
        return ~target
    return None


def _row(actions: dict[str, int]) -> tuple[int, ...]:
    row = [0] * (MISSING + 1)
    for kind, name in enumerate((name for name, _ in TERMINALS), start=1):
        action = actions.get(name, 0)
        rule = _rule_at_once(action) if action > 0 else None
        row[kind] = action if rule is None else AT_ONCE + rule
    row[END] = actions.get("$END", 0)
    row[MISSING] = row[DURATION]
    return tuple(row)


ACTIONS: tuple[tuple[int, ...], ...] = tuple(map(_row, STATES))
"""Per state and kind: the state to shift to, the complement of the rule to reduce by, 0 for an error, or `AT_ONCE`."""

GOTOS: tuple[tuple[int, ...], ...] = tuple(
    tuple(actions.get(left, 0) for left in sorted(_left_sides)) for actions in STATES
)
"""Per state and left side: the state after it."""


def _accessing_symbols() -> tuple[str, ...]:
    symbols = [""] * len(STATES)
    for actions in STATES:
        for symbol, target in actions.items():
            if target > 0:
                symbols[target] = symbol.lstrip("_")
    return tuple(symbols)


SYMBOLS: tuple[str, ...] = _accessing_symbols()
"""Per state: the terminal or left side that leads to it."""
