"""The blocks around an offset and the statement that is being written there, from tokens alone.

Braces decide. Only where some of them are missing does the indentation say which block was left open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from meshc.language.kinds import Kind, Setting
from meshc.language.table import OVERLAY_SETTINGS, TOP_LEVEL
from meshc.syntax.result import Token

BLANK = frozenset({"BLANKS", "COMMENT", "BOM", "FOREIGN_COMMENT", "STRANGE_SPACE", "CONTROL"})
"""Types of tokens that say nothing, but for line ends."""
_EQUALS = frozenset({"EQUAL", "WRONG_EQUALS"})
_STATEMENT = re.compile(r"[ \t]*[^\W\d][\w\-.]*[ \t]*=")


class Frame(NamedTuple):
    """A block that is open at a place."""

    kind: Kind | None
    """None for a word that the language does not know there."""
    word: str
    labels: tuple[str, ...]
    """As written, without quotes."""
    start: int
    """Where its word begins."""
    brace: int
    """Where its `{` stands."""
    indent: int
    """Columns before the first character of the line on which its word stands."""


class Call(NamedTuple):
    """A call whose arguments stand at a place."""

    name: str
    argument: int
    """Which argument, counted from 0."""


class Reading(NamedTuple):
    """The blocks open at a place, and the statement there as far as it is written before the place."""

    frames: tuple[Frame, ...]
    statement: int
    """Where the statement begins; -1 where none has begun."""
    word: str | None
    """What the statement begins with: the name of a setting or of a block."""
    key: str | None
    """The same, once `=` follows it."""
    labels: int
    """How many labels stand before the place."""
    in_list: bool
    call: Call | None
    complete: bool
    """Whether the value, or the element of the list or call, is whole."""


class _Statement:
    """The statement that is being read."""

    __slots__ = ("brackets", "complete", "key", "labels", "last_word", "start", "word")

    def __init__(self, *, complete: bool = False) -> None:
        self.start = -1
        self.word: str | None = None
        self.key: str | None = None
        self.labels: list[str] = []
        # Per open bracket: the name of the call, empty for a list, and how many commas stand in it.
        self.brackets: list[tuple[str, int]] = []
        self.complete = complete
        self.last_word = ""

    def add(self, token: Token, written: str) -> None:
        """One more token that is neither a brace nor the end of a statement."""
        type_ = token.type
        if self.start < 0:
            self.start = token.start
        if type_ in ("LPAR", "LSQB"):
            name = self.last_word if type_ == "LPAR" else ""
            if type_ == "LPAR" and self.key is None and not self.brackets and self.labels:
                self.labels.pop()
            self.brackets.append((name, 0))
            self.complete = False
        elif type_ in ("RPAR", "RSQB"):
            if self.brackets:
                self.brackets.pop()
            if self.key is None and not self.brackets:
                self.labels.append("")
            self.complete = self.key is not None or bool(self.brackets)
        elif type_ == "COMMA":
            if self.brackets:
                name, commas = self.brackets.pop()
                self.brackets.append((name, commas + 1))
            self.complete = False
        elif type_ in _EQUALS and self.word is not None and self.key is None:
            self.key, self.complete = self.word, False
        elif self.word is None:
            self.word = written
        elif self.key is None and not self.brackets:
            self.labels.append(written)
        else:
            self.complete = True
        self.last_word = written if type_ == "WORD" else ""


def setting_in(kind: Kind, key: str, *, overlay: bool) -> Setting | None:
    """What the table says of `key = …` in a block of a kind; of an entry of a map what holds for all of them."""
    if kind.entries is not None:
        return Setting(key, kind.entries, kind.doc)
    found = kind.settings.get(key)
    return OVERLAY_SETTINGS.get(key) if found is None and overlay and kind.labels else found


def kind_in(frame: Frame | None, word: str) -> Kind | None:
    """The kind of block that a word means in a block, or at the top of a file where `frame` is None."""
    if frame is None:
        return TOP_LEVEL.get(word)
    return frame.kind.kinds.get(word) if frame.kind is not None else None


def read(text: str, tokens: Sequence[Token], before: int, at: int) -> Reading:
    """What the tokens that end at or before an offset say; `at` is the caret, whose column tells the indentation."""
    frames: list[Frame] = []
    statement = _Statement()
    head: _Statement | None = None
    for token in tokens:
        if token.end > before:
            break
        match token.type:
            case "NEWLINE":
                if not statement.brackets or begins_statement(text, token.end):
                    head, statement = statement if statement.start >= 0 else head, _Statement()
            case "SEMICOLON":
                head, statement = None, _Statement()
            case "LBRACE":
                opened = head if head is not None and statement.start < 0 else statement
                frames.append(_frame(text, frames[-1] if frames else None, opened, token))
                head, statement = None, _Statement()
            case "RBRACE":
                if frames:
                    frames.pop()
                head, statement = None, _Statement(complete=True)
            case type_ if type_ not in BLANK:
                head = None
                statement.add(token, _unquoted(text, token))
    _drop_left_open(text, tokens, frames, statement.start if statement.start >= 0 else at)
    name, commas = statement.brackets[-1] if statement.brackets else ("", 0)
    return Reading(
        tuple(frames),
        statement.start,
        statement.word,
        statement.key,
        len(statement.labels),
        bool(statement.brackets) and not name,
        Call(name, commas) if name else None,
        statement.complete,
    )


def begins_statement(text: str, line_start: int) -> bool:
    """Whether a line begins a statement even where a bracket was left open above it."""
    return _STATEMENT.match(text, line_start) is not None


def _frame(text: str, parent: Frame | None, head: _Statement, brace: Token) -> Frame:
    start = brace.start if head.start < 0 else head.start
    word = head.word or ""
    return Frame(kind_in(parent, word), word, tuple(head.labels), start, brace.start, _indentation(text, start))


def _unquoted(text: str, token: Token) -> str:
    return text[token.start + 1 : token.end - 1] if token.type == "STRING" else text[token.start : token.end]


def _indentation(text: str, at: int) -> int:
    """Columns before the first character of the line of an offset, or before the offset itself on an empty one."""
    start = text.rfind("\n", 0, at) + 1
    first = start
    while first < at and text[first] in " \t":
        first += 1
    return first - start


def _drop_left_open(text: str, tokens: Sequence[Token], frames: list[Frame], at: int) -> None:
    """Leave out the blocks whose `}` is missing and which the line of an offset does not stand deep enough for."""
    indent = _indentation(text, at)
    if not text[text.rfind("\n", 0, at) + 1 : at + 1].strip() and indent == 0:
        return  # on an empty line the column of the caret says nothing
    missing = sum((token.type == "LBRACE") - (token.type == "RBRACE") for token in tokens)
    while missing > 0 and frames and indent <= frames[-1].indent and "\n" in text[frames[-1].brace : at]:
        frames.pop()
        missing -= 1
