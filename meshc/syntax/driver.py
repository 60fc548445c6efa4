"""The loop over the LALR table: tokens in, statements out.

This is the innermost loop of the compiler, so it builds the nodes in place, without a call per reduction.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from meshc.source import Span
from meshc.syntax import table
from meshc.syntax.ast import Block, Boolean, Call, ListValue, Setting, Statement, Word
from meshc.syntax.findings import Findings
from meshc.syntax.lexer import Lexemes
from meshc.syntax.literals import LEAVES, raw_string
from meshc.syntax.table import ACTIONS, AT_ONCE, GOTOS, REDUCTIONS, RIGHT_SIDES, START, Action

# Plain numbers: looking up a member of an enumeration in the loop costs more than the work.
_PASS: Final = int(Action.PASS)
_LEAF: Final = int(Action.LEAF)
_DROP: Final = int(Action.DROP)
_STATEMENT: Final = int(Action.STATEMENT)
_SETTING: Final = int(Action.SETTING)
_BLOCK: Final = int(Action.BLOCK)
_LABEL_WORD: Final = int(Action.LABEL_WORD)
_FIRST: Final = int(Action.FIRST)
_NEXT: Final = int(Action.NEXT)
_NONE: Final = int(Action.NONE)
_LIST: Final = int(Action.LIST)
_CALL: Final = int(Action.CALL)


class Progress(NamedTuple):
    """The stacks at a syntax error, for recovery to change in place, and the tokens, likewise."""

    states: list[int]
    values: list[Any]
    tokens: Lexemes


Recover = Callable[[Progress, int], int]
"""Changes stacks or tokens so that the loop can go on, and returns the token to go on with; -1 gives up."""


def drive(text: str, tokens: Lexemes, findings: Findings, recover: Recover | None = None) -> list[Statement] | None:
    """The statements of an item, or None at the first syntax error if nothing recovers from it.

    A value that is wrong in itself, such as a string with an unknown escape, is a finding and no syntax error.
    """
    kinds, starts, ends = tokens
    actions, gotos, reductions, leaves = ACTIONS, GOTOS, REDUCTIONS, LEAVES
    new = tuple.__new__
    word_kind, string_kind, at_once = table.WORD, table.STRING, AT_ONCE
    states: list[int] = [START]
    values: list[Any] = [None]
    state = START
    at = 0
    while True:
        kind = kinds[at]
        action = actions[state][kind]
        while action < 0:
            build, length, left = reductions[~action]
            if build == _LEAF:
                index = values[-1]
                start, end = starts[index], ends[index]
                leaf_kind = kinds[index]
                if leaf_kind == word_kind:
                    word = text[start:end]
                    if word == "true" or word == "false":
                        values[-1] = Boolean(word == "true", Span(start, end))
                    else:
                        values[-1] = new(Word, (word, new(Span, (start, end))))
                else:
                    values[-1] = leaves[leaf_kind](text, start, end, findings)
                del states[-1]
                state = gotos[states[-1]][left]
                states.append(state)
            elif build == _SETTING:
                index = values[-3]
                start, end = starts[index], ends[index]
                if kinds[index] == word_kind:
                    key: Any = new(Word, (text[start:end], new(Span, (start, end))))
                else:
                    key = leaves[string_kind](text, start, end, findings)
                value = values[-1]
                del states[-3:], values[-2:]
                values[-1] = new(Setting, (key, value, new(Span, (start, ends[at - 1]))))
                state = gotos[states[-1]][left]
                states.append(state)
            elif build == _STATEMENT:
                values[-3].append(values[-2])
                del states[-2:], values[-2:]
                state = states[-1]
            elif build == _DROP:
                del states[-1], values[-1]
                state = states[-1]
            elif build == _LABEL_WORD:
                index = values[-1]
                start, end = starts[index], ends[index]
                values[-1] = new(Word, (text[start:end], new(Span, (start, end))))
                del states[-1]
                state = gotos[states[-1]][left]
                states.append(state)
            elif build == _NONE:
                values.append([])
                state = gotos[state][left]
                states.append(state)
            elif build == _BLOCK:
                symbols = RIGHT_SIDES[~action]
                parts = values[-length:]
                first = parts[0]
                start = starts[first]
                kind_word = new(Word, (text[start : ends[first]], new(Span, (start, ends[first]))))
                labels: tuple[Any, ...] = ()
                body: tuple[Any, ...] | None = None
                head_end = end = ends[at - 1]
                rest = 1
                if length > 1 and symbols[1] == "_labels":
                    labels = tuple(parts[1])
                    rest = 2
                if length > rest:
                    head_end = ends[parts[rest] - 1]
                    statements = parts[rest + 1]
                    if length > rest + 3:
                        statements.append(parts[rest + 2])
                    body = tuple(statements)
                del states[-length:], values[-length:]
                values.append(
                    new(
                        Block,
                        (kind_word, labels, body, new(Span, (start, head_end)), new(Span, (start, end)), False),
                    )
                )
                state = gotos[states[-1]][left]
                states.append(state)
            elif build == _FIRST:
                values[-1] = [values[-1]]
                del states[-1]
                state = gotos[states[-1]][left]
                states.append(state)
            elif build == _NEXT:
                values[-length].append(values[-1])
                del states[1 - length :], values[1 - length :]
                state = states[-1]
            elif build == _PASS:
                if length > 1:
                    del states[-1], values[-1]
                del states[-1]
                state = gotos[states[-1]][left]
                states.append(state)
            elif build in (_LIST, _CALL):
                items = tuple(values[1 - length]) if length > 2 else ()
                first = values[-length]
                start, end = starts[first], ends[at - 1]
                del states[-length:], values[-length:]
                if build == _LIST:
                    values.append(new(ListValue, (items, new(Span, (start, end)))))
                else:
                    name_span = new(Span, (start, ends[first]))
                    name = text[start : ends[first]]
                    values.append(new(Call, (name, items, name_span, new(Span, (start, end)))))
                state = gotos[states[-1]][left]
                states.append(state)
            else:
                whole: list[Statement] = values[1]
                if length == 2:
                    whole.append(values[2])
                return whole
            action = actions[state][kind]
        if action >= at_once:
            build, _, left = reductions[action - at_once]
            if build == _STATEMENT:
                statement = values.pop()
                values[-1].append(statement)
                del states[-1]
                state = states[-1]
            elif build == _LEAF:
                start, end = starts[at], ends[at]
                if kind == string_kind and _is_regex_argument(text, tokens, at):
                    values.append(raw_string(text, start, end))
                else:
                    values.append(leaves[kind](text, start, end, findings))
                state = gotos[state][left]
                states.append(state)
            at += 1
        elif action:
            states.append(action)
            values.append(at)
            state = action
            at += 1
        elif recover is None:
            return None
        else:
            at = recover(Progress(states, values, tokens), at)
            if at < 0:
                read: list[Statement] = values[1] if len(values) > 1 else []
                return read
            state = states[-1]


def _is_regex_argument(text: str, tokens: Lexemes, index: int) -> bool:
    kinds, starts, ends = tokens
    before = index - 1
    if before > 0 and kinds[before] == table.NEWLINE:
        before -= 1
    return before > 0 and kinds[before] == table.LPAR and text[starts[before - 1] : ends[before - 1]] == "regex"
