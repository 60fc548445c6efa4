"""What the words of a file mean, for an editor that colours them: from tokens and the table of the language alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from meshc.editor.caret.frames import BLANK, begins_statement, setting_in
from meshc.language.kinds import Kind
from meshc.language.table import TOP_LEVEL
from meshc.language.values import (
    CallType,
    EnumType,
    ListType,
    ParameterTypeType,
    ReferenceType,
    StringType,
    ValueType,
    VariableType,
    WeightType,
)
from meshc.syntax.lexer import tokenize
from meshc.syntax.result import ParsedItem, Token


class Meaning(Enum):
    """What a token is, by the standard names of the protocol; the order is that of the legend and must stay."""

    NAMESPACE = "namespace"
    CLASS = "class"
    TYPE = "type"
    PROPERTY = "property"
    ENUM_MEMBER = "enumMember"
    VARIABLE = "variable"
    PARAMETER = "parameter"
    FUNCTION = "function"
    STRING = "string"
    NUMBER = "number"
    COMMENT = "comment"
    KEYWORD = "keyword"
    OPERATOR = "operator"


class Coloured(NamedTuple):
    """A range of an item, in code points relative to it, which never goes past the end of a line."""

    start: int
    end: int
    meaning: Meaning
    declares: bool = False


_NUMBERS = frozenset({"NUMBER", "DURATION", "SIZE", "SHARE", "RATE", "STATUS"})
_STRINGS = frozenset({"STRING", "BLOCK_STRING", "OPEN_STRING", "OPEN_BLOCK_STRING", "OTHER_QUOTES"})
_COMMENTS = frozenset({"COMMENT", "FOREIGN_COMMENT"})
_EQUALS = frozenset({"EQUAL", "WRONG_EQUALS", "COLON"})
_OWNERS = frozenset({"callee", "destination", "service", "source"})
_DECLARED: dict[str, Meaning] = {
    **dict.fromkeys(("service", "gateway", "external", "client"), Meaning.CLASS),
    **dict.fromkeys(("mesh", "overlay"), Meaning.NAMESPACE),
    **dict.fromkeys(("policy", "version", "port", "route", "container", "volume"), Meaning.VARIABLE),
    "param": Meaning.PARAMETER,
}
"""What the label of a kind is, where it is the name of something."""


def coloured(parsed: ParsedItem) -> tuple[Coloured, ...]:
    """The tokens of an item that mean something, in the order of the text; none overlap.

    They follow from the text of the item alone, so that what is made of them may be kept for as long as that stays.
    """
    text = parsed.item.text
    return tuple(_Reader(text).read(tokenize(text)))


class _Reader:
    """Goes through the tokens of an item once, with the kinds of the blocks that are open."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.frames: list[Kind | None] = []
        self.overlay = False
        self.begin()

    def begin(self) -> None:
        """A statement begins."""
        self.started = False
        self.labelled: Kind | None = None
        self.labels = 0
        self.expected: ValueType | None = None
        self.is_value = False
        self.brackets: list[str] = []

    def read(self, tokens: Sequence[Token]) -> Iterator[Coloured]:
        for index, token in enumerate(tokens):
            type_ = token.type
            if type_ in _COMMENTS:
                yield from self.lines(token.start, token.end, Meaning.COMMENT)
            elif type_ == "NEWLINE":
                if not self.brackets or begins_statement(self.text, token.end):
                    self.begin()
            elif type_ == "SEMICOLON":
                self.begin()
            elif type_ == "LBRACE":
                if not self.frames:
                    self.overlay = self.labelled is not None and self.labelled.name == "overlay"
                self.frames.append(self.labelled)
                self.begin()
            elif type_ == "RBRACE":
                if self.frames:
                    self.frames.pop()
                self.begin()
            elif type_ not in BLANK:
                yield from self.token(token, _next(tokens, index))

    def token(self, token: Token, following: str) -> Iterator[Coloured]:
        type_ = token.type
        if type_ in _EQUALS:
            yield Coloured(token.start, token.end, Meaning.OPERATOR)
            self.is_value = self.is_value or self.started
        elif type_ in _NUMBERS:
            yield Coloured(token.start, token.end, Meaning.NUMBER)
            self.labels += not self.is_value
        elif type_ in ("LPAR", "LSQB"):
            self.brackets.append(type_)
        elif type_ in ("RPAR", "RSQB"):
            if self.brackets:
                self.brackets.pop()
            self.labels += not self.is_value and not self.brackets
        elif type_ == "WORD":
            yield from self.word(token, following)
        elif type_ in _STRINGS:
            if not self.started and following in _EQUALS:
                yield from self.key(token)
            else:
                yield from self.string(token)
                self.labels += not self.is_value and not self.brackets

    def word(self, token: Token, following: str) -> Iterator[Coloured]:
        text = self.text[token.start : token.end]
        if not self.started:
            if following in _EQUALS:
                yield from self.key(token)
                return
            self.started = True
            self.labelled = self.kind().get(text)
            if self.labelled is not None:
                yield Coloured(token.start, token.end, Meaning.KEYWORD)
        elif following == "LPAR":
            yield Coloured(token.start, token.end, Meaning.FUNCTION)
        elif self.is_value:
            yield from self.value(token, text)
        else:
            yield from self.label(token, text)
            self.labels += not self.brackets

    def key(self, token: Token) -> Iterator[Coloured]:
        """The name of a setting, or the key of an entry; where that is a destination, it is coloured as one."""
        self.started = True
        text = self.text[token.start : token.end]
        kind = self.frames[-1] if self.frames else None
        if kind is None:
            yield Coloured(token.start, token.end, Meaning.PROPERTY)
            return
        if kind.entries is not None:
            self.expected = kind.entries
            if isinstance(kind.entries, WeightType) and token.type == "WORD":
                yield from self.reference(token, text, "destination")
            else:
                yield Coloured(token.start, token.end, Meaning.PROPERTY)
            return
        setting = setting_in(kind, text, overlay=self.overlay)
        self.expected = setting.type if setting is not None else None
        yield Coloured(token.start, token.end, Meaning.PROPERTY)

    def value(self, token: Token, text: str) -> Iterator[Coloured]:
        type_ = self.expected.item if isinstance(self.expected, ListType) else self.expected
        if text.startswith("param."):
            yield Coloured(token.start, token.end, Meaning.PARAMETER)
        elif text in ("true", "false"):
            yield Coloured(token.start, token.end, Meaning.KEYWORD)
        elif isinstance(type_, ReferenceType) and text != "off":
            yield from self.reference(token, text, type_.to)
        elif isinstance(type_, ParameterTypeType):
            yield Coloured(token.start, token.end, Meaning.TYPE)
        elif isinstance(type_, StringType | VariableType | CallType):
            yield Coloured(token.start, token.end, Meaning.STRING)
        elif isinstance(type_, EnumType) or text in ("off", "rest"):
            yield Coloured(token.start, token.end, Meaning.ENUM_MEMBER)
        else:
            yield Coloured(token.start, token.end, Meaning.VARIABLE)

    def label(self, token: Token, text: str) -> Iterator[Coloured]:
        kind = self.labelled
        spec = kind.labels[self.labels] if kind is not None and self.labels < len(kind.labels) else None
        if kind is None or spec is None:
            return
        if isinstance(spec.type, ReferenceType):
            yield from self.reference(token, text, spec.type.to)
            return
        meaning = _DECLARED.get(kind.name, Meaning.STRING)
        declares = kind.name in _DECLARED and (not self.overlay or not self.frames)
        yield Coloured(token.start, token.end, meaning, declares)

    def reference(self, token: Token, text: str, to: str) -> Iterator[Coloured]:
        """A name, with a dot between an owner and its port or version."""
        head, dot, _ = text.partition(".")
        if to == "target":
            yield Coloured(token.start, token.end, Meaning.ENUM_MEMBER)
        elif to not in _OWNERS or (to == "destination" and not dot and self.in_service()):
            yield Coloured(token.start, token.end, Meaning.VARIABLE)
        else:
            yield Coloured(token.start, token.start + len(head), Meaning.CLASS)
            if dot and token.start + len(head) + 1 < token.end:
                yield Coloured(token.start + len(head) + 1, token.end, Meaning.VARIABLE)

    def in_service(self) -> bool:
        """Whether a destination without a dot is a version of the service itself."""
        owner = self.frames[self.overlay] if len(self.frames) > self.overlay else None
        return owner is not None and owner.name == "service"

    def string(self, token: Token) -> Iterator[Coloured]:
        """A string with its `${…}` apart; the argument of `regex` has none, but a dollar and a brace are rare there."""
        start = token.start
        at = self.text.find("${", start, token.end)
        while at >= 0:
            end = self.text.find("}", at, token.end)
            if end < 0:
                break
            if self.text[at - 1] != "$" and "\n" not in self.text[at:end] and end > at + 2:
                yield from self.lines(start, at + 2, Meaning.STRING)
                is_parameter = self.text.startswith("param.", at + 2)
                yield Coloured(at + 2, end, Meaning.PARAMETER if is_parameter else Meaning.VARIABLE)
                start = end
            at = self.text.find("${", end, token.end)
        yield from self.lines(start, token.end, Meaning.STRING)

    def kind(self) -> dict[str, Kind]:
        """The kinds that may stand in the innermost block."""
        if not self.frames:
            return TOP_LEVEL
        frame = self.frames[-1]
        return frame.kinds if frame is not None else {}

    def lines(self, start: int, end: int, meaning: Meaning) -> Iterator[Coloured]:
        """A range as one for each of its lines, as few editors take more at once."""
        while start < end:
            line_end = _line_end(self.text, start, end)
            if line_end > start:
                yield Coloured(start, line_end, meaning)
            start = line_end + 1


def _line_end(text: str, start: int, end: int) -> int:
    ends = [at for at in (text.find("\n", start, end), text.find("\r", start, end)) if at >= 0]
    return min(ends, default=end)


def _next(tokens: Sequence[Token], index: int) -> str:
    """The type of the next token that is no blank."""
    for token in tokens[index + 1 : index + 4]:
        if token.type != "BLANKS":
            return token.type
    return ""
