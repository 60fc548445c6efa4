"""What stands at an offset of a file, finished or not.

A context is read from the tokens of one top-level statement, not from its tree, because what is being typed is seldom
a whole statement. `context(view, offset)` asks what is typed where a caret stands; `context_of_word(view, offset)` asks
what the word under a pointer is. Both answer for any text and any offset, and all offsets are code points of the file:

- `part` says what is or may be written there: the name of a statement, a label, a value, text in quotes, `${…}`,
  a comment, or nothing at all;
- `start` to `end` is the word there, and `word` its part before the caret (all of it for `context_of_word`);
- `frames` are the blocks around it, outermost first, each with its `Kind` of the table of the language;
- `expected` is the type of the value or label, `setting` and `labelled` say of what.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from meshc.editor.caret.frames import BLANK, Call, Frame, Reading, begins_statement, kind_in, read, setting_in
from meshc.editor.caret.words import interpolation, is_word, word_around
from meshc.editor.view import View
from meshc.language.kinds import Kind, Setting
from meshc.language.values import EnumType, ListType, TextListType, TextType, ValueType
from meshc.syntax.lexer import tokenize
from meshc.syntax.result import Token

_QUOTED = frozenset({"STRING", "BLOCK_STRING", "OPEN_STRING", "OPEN_BLOCK_STRING"})
_COMMENTS = frozenset({"COMMENT", "FOREIGN_COMMENT"})
_OPEN = frozenset({"OPEN_STRING", "OPEN_BLOCK_STRING", *_COMMENTS})
_TEXT = TextType(late_whole=True)
_ELEMENT_TYPE = EnumType(("string",))


class Part(Enum):
    """The part of a mesh that is written at a place, or may be."""

    STATEMENT = "statement"
    """The name of a setting or block, or the key of an entry of a map."""
    LABEL = "label"
    """A label of a block, or the `=` or `{` that could stand there as well."""
    VALUE = "value"
    """A value: of a setting, in a list, or an argument of a call."""
    STRING = "string"
    """Text in quotes that is a value or a label."""
    KEY = "key"
    """Text in quotes that is the key of an entry."""
    INTERPOLATION = "interpolation"
    """The path in `${…}`."""
    COMMENT = "comment"
    NOTHING = "nothing"
    """Where nothing can follow, such as behind a whole value."""


_IN_QUOTES = {Part.LABEL: Part.STRING, Part.VALUE: Part.STRING, Part.STATEMENT: Part.KEY}


class Context(NamedTuple):
    """What a place is a part of, the word that stands there, and the blocks around it."""

    part: Part
    start: int
    end: int
    word: str
    frames: tuple[Frame, ...]
    statement: int
    """Where the statement begins that the place belongs to; `start` for one that begins here."""
    setting: Setting | None = None
    """The setting whose value stands here; for an entry of a map one made up of the map's type."""
    labelled: Kind | None = None
    """The kind of block whose label stands here."""
    label: int = -1
    """Which label, counted from 0; -1 where no label stands."""
    expected: ValueType | None = None
    """The type of the value, element, argument or label; None where the language does not know."""
    call: Call | None = None
    """The innermost call whose arguments stand here."""
    in_list: bool = False
    quoted: bool = False
    """Whether the place is inside quotes, closed or not."""
    missing: str = ""
    """The `}` that is missing behind `${` in a string that is closed."""
    follows: str = ""
    """The first character behind the word on its line, blanks left out; empty where none follows, or a comment.

    Between brackets the line does not matter.
    """

    @property
    def frame(self) -> Frame | None:
        """The innermost block; None at the top of a file."""
        return self.frames[-1] if self.frames else None

    @property
    def in_overlay(self) -> bool:
        """Whether the place is inside an overlay."""
        return bool(self.frames) and self.frames[0].word == "overlay"

    @property
    def owner(self) -> Frame | None:
        """The service, gateway, external or client around the place."""
        depth = 1 if self.in_overlay else 0
        return self.frames[depth] if len(self.frames) > depth else None


def context(view: View, offset: int) -> Context:
    """What is typed where the caret stands: the word is the one that touches it from the left."""
    base, text, tokens = _surroundings(view, offset)
    return _in_text(base, text, tokens, min(offset - base, len(text)))


def context_of_word(view: View, offset: int) -> Context:
    """What the word under a pointer is: the one that the offset is in, begins with, or touches from the left."""
    text = view.file.text
    _, end = word_around(text, max(min(offset, len(text)), 0))
    found = context(view, end)
    if found.quoted or found.part is Part.COMMENT:
        return context(view, offset)
    return found


def _surroundings(view: View, offset: int) -> tuple[int, str, Sequence[Token]]:
    """The statement that a caret is in, with its offset in the file.

    Where nothing of a statement stands before the caret, the one before it may have been left open, and is joined.
    """
    items = view.items
    index = bisect_right(items, max(offset - 1, 0), key=lambda placed: placed[0]) - 1
    if index < 0:
        return 0, "", ()
    base, parsed = items[index]
    text = parsed.item.text
    first = next(
        (token.start for token in parsed.tokens if token.type not in BLANK and token.type != "NEWLINE"), len(text)
    )
    if index == 0 or base + first < offset - len(_last_word(text[: offset - base])):
        return base, text, parsed.tokens
    start, before = items[index - 1]
    text = before.item.text + text
    return start, text, tokenize(text)


def _last_word(text: str) -> str:
    return text[word_around(text, len(text))[0] :]


def _in_text(base: int, text: str, tokens: Sequence[Token], at: int) -> Context:
    inside = next((token for token in tokens if _holds(token, at)), None)
    if inside is not None:
        start, end, before, behind = at, at, inside.start, inside.end
    else:
        start, end = word_around(text, at)
        before = start
        end = behind = end if start < at else at
    reading = read(text, tokens, before, at)
    follows = _follows(text, behind, bracketed=reading.in_list or reading.call is not None)
    found = Context(
        _part(reading),
        base + start,
        base + end,
        text[start:at],
        tuple(frame._replace(start=frame.start + base, brace=frame.brace + base) for frame in reading.frames),
        base + (before if reading.statement < 0 else reading.statement),
        follows=follows,
    )
    if inside is None:
        if not is_word(text[start:end]):
            found = found._replace(part=Part.NOTHING)
    elif inside.type in _QUOTED:
        found = _quoted(found, base, text, inside, at, raw=reading.call is not None and reading.call.name == "regex")
    else:
        part = Part.COMMENT if inside.type == "COMMENT" else Part.NOTHING
        word = text[inside.start : at] if inside.type in _COMMENTS else ""
        return found._replace(part=part, start=base + inside.start, end=base + inside.end, word=word)
    return _typed(found, reading)


def _holds(token: Token, at: int) -> bool:
    """Whether an offset is inside a comment or quotes; the end of one that nothing closes counts as inside."""
    if token.type not in _QUOTED and token.type not in _COMMENTS and token.type != "OTHER_QUOTES":
        return False
    return token.start < at < token.end or (at == token.end and token.type in _OPEN)


def _quoted(found: Context, base: int, text: str, token: Token, at: int, *, raw: bool) -> Context:
    """The place inside quotes that would be the one found if they were not there."""
    marks = 3 if "BLOCK" in token.type else 1
    first = min(token.start + marks, at)
    closed = token.type not in _OPEN
    last = max(token.end - marks, at) if closed else at
    hole = None if raw else interpolation(text, first, at, last)
    part = _IN_QUOTES.get(found.part, Part.NOTHING)
    if hole is not None:
        part, first, last = Part.INTERPOLATION, hole.start, hole.end
    return found._replace(
        part=part,
        start=base + first,
        end=base + last,
        word=text[first:at],
        quoted=True,
        missing="}" if hole is not None and closed and not hole.closed else "",
    )


def _follows(text: str, end: int, *, bracketed: bool) -> str:
    while end < len(text):
        line_end = text.find("\n", end)
        line_end = len(text) if line_end < 0 else line_end
        rest = text[end:line_end].strip()
        if rest and rest[0] != "#":
            return rest[0]
        end = line_end + 1
        if not bracketed or begins_statement(text, end):
            break
    return ""


def _part(reading: Reading) -> Part:
    if reading.complete:
        return Part.NOTHING
    if reading.key is not None:
        return Part.VALUE
    return Part.STATEMENT if reading.word is None else Part.LABEL


def _typed(found: Context, reading: Reading) -> Context:
    """The same place with what the table of the language knows of it."""
    if found.part in (Part.STATEMENT, Part.KEY):
        return found
    frame = found.frame
    kind = frame.kind if frame is not None else None
    call = reading.call
    argument = None if call is None else _ELEMENT_TYPE if call.name == "list" else _TEXT
    if reading.key is not None:
        setting = setting_in(kind, reading.key, overlay=found.in_overlay) if kind is not None else None
        expected = setting.type if setting is not None else None
        expected = argument or (_element(expected) if reading.in_list else expected)
        return found._replace(setting=setting, expected=expected, call=call, in_list=reading.in_list)
    labelled = kind_in(frame, reading.word or "")
    specs = labelled.labels if labelled is not None else ()
    label = reading.labels
    expected = argument or (specs[label].type if label < len(specs) else None)
    return found._replace(labelled=labelled, label=label, expected=expected, call=call)


def _element(type_: ValueType | None) -> ValueType | None:
    if isinstance(type_, ListType):
        return type_.item
    return _TEXT if isinstance(type_, TextListType) else None
