"""Text to token kinds and offsets, with one regular expression.

The expression matches at every place, whatever stands there: after the terminals of the grammar come kinds for the
usual mistakes, and last a kind for anything else. So a text is always cut into tokens without a rest.
"""

from __future__ import annotations

import re
from operator import attrgetter
from typing import NamedTuple

from meshc.syntax.result import Token
from meshc.syntax.table import END, IGNORED_PATTERNS, NEWLINE, TERMINAL_NAMES, TERMINAL_PATTERNS

SPACES = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff"
CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069"

_DAMAGE: tuple[tuple[str, str], ...] = (
    ("OTHER_QUOTES", r"'[^'\r\n]*+'|`[^`\r\n]*+`|[“”„‟«»][^“”„‟«»\"\r\n]*+[“”„‟«»\"]|[‘’‚][^‘’‚\r\n]*+[‘’]"),
    ("OPEN_BLOCK_STRING", r'"""[\s\S]*+'),
    ("OPEN_STRING", r'"[^\r\n]*+'),
    ("FOREIGN_COMMENT", r"//[^\r\n]*+|/\*[^*]*+(?:\*(?!/)[^*]*+)*(?:\*/|\Z)"),
    ("COLON", r":(?!//)"),
    ("BAD_NUMBER", rf"[-+]?\.?[0-9][^\s,;=#\"\[\](){{}}{CONTROLS}{SPACES}]*+"),
    ("CONTROL", rf"[{CONTROLS}]++|\r++"),
    ("STRANGE_SPACE", rf"[{SPACES}]++"),
    ("LOOKALIKE", r"[＝：；，、（）［］｛｝＃]"),
    ("JUNK", rf"(?:\$\{{[^\s{{}}\"]*+\}}|[^\s,;=\[\](){{}}#\"{CONTROLS}{SPACES}])+|[\s\S]"),
)
_WRONG_EQUALS = r"=[=>]|:="

_DAMAGE_NAMES = ("WRONG_EQUALS", *(name for name, _ in _DAMAGE))
# END and MISSING lie between the terminals and the damage: they take the numbers END and END + 1.
FIRST_DAMAGE = END + 2
(
    WRONG_EQUALS,
    OTHER_QUOTES,
    OPEN_BLOCK_STRING,
    OPEN_STRING,
    FOREIGN_COMMENT,
    COLON,
    BAD_NUMBER,
    CONTROL,
    STRANGE_SPACE,
    LOOKALIKE,
    JUNK,
) = range(FIRST_DAMAGE, FIRST_DAMAGE + len(_DAMAGE_NAMES))
KIND_NAMES: tuple[str, ...] = ("", *TERMINAL_NAMES, "END", "MISSING", *_DAMAGE_NAMES)


def _expression() -> re.Pattern[str]:
    named = list(zip(TERMINAL_NAMES, TERMINAL_PATTERNS, strict=True))
    named.append(("END", rf"(?:{IGNORED_PATTERNS['COMMENT']})?\Z"))
    named.append(("MISSING", "(?!)"))
    named.append(("WRONG_EQUALS", _WRONG_EQUALS))
    named.extend(_DAMAGE)
    alternatives = [f"({pattern})" for _, pattern in named]
    # `==` must not become two `=`.
    equal = TERMINAL_NAMES.index("EQUAL")
    alternatives[equal] = r"(=(?![=>]))"
    return re.compile(rf"(?:{IGNORED_PATTERNS['BLANKS']})*(?:{'|'.join(alternatives)})")


_find = _expression().finditer
_kind = attrgetter("lastindex")
_TRIVIA = re.compile(r"(?P<COMMENT>#[^\r\n]*+(?:\r(?!\n)[^\r\n]*+)*)|(?P<NEWLINE>\r?\n)|(?P<BLANKS>[ \t]++)")

INVISIBLE = re.compile(f"[{CONTROLS}]+")
"""Control characters, and characters that change the direction of the text around them."""

_VISIBLE_ASCII = bytes((9, 10, 13, *range(32, 127)))


class Lexemes(NamedTuple):
    """The tokens that mean something, as three lists of the same length; the last one is `END`."""

    kinds: list[int]
    starts: list[int]
    ends: list[int]


def lex(text: str, start_at: int = 0, end_at: int | None = None) -> Lexemes:
    """Cut a text, or a range of it, into tokens; blanks and comments that end no line are left out."""
    matches = list(_find(text, start_at or text.startswith("\ufeff"), len(text) if end_at is None else end_at))
    # A loop in C for each column is twice as fast as one in Python for all three.
    kinds: list[int] = list(map(_kind, matches))
    starts = list(map(re.Match.start, matches, kinds))
    ends = list(map(re.Match.end, matches))
    # A match of blanks up to the end of the text is followed by an empty match there.
    while len(kinds) > 1 and kinds[-2] == END:
        del kinds[-1], starts[-1], ends[-1]
    return Lexemes(kinds, starts, ends)


def has_invisible(text: str) -> bool:
    """Whether a text holds an `INVISIBLE` character."""
    if text.isascii():
        return bool(text.encode().translate(None, _VISIBLE_ASCII))
    return INVISIBLE.search(text) is not None


def tokenize(text: str) -> tuple[Token, ...]:
    """Every token of a text, blanks, comments, line ends and damage included; concatenated they are the text."""
    tokens: list[Token] = []
    at = 0
    if text.startswith("\ufeff"):
        tokens.append(Token("BOM", 0, 1))
        at = 1
    kinds, starts, ends = lex(text)
    for kind, start, end in zip(kinds, starts, ends, strict=True):
        if start > at:
            tokens.append(Token("BLANKS", at, start))
        if kind in (NEWLINE, END):
            tokens.extend(
                Token(match.lastgroup or "", match.start(), match.end()) for match in _TRIVIA.finditer(text, start, end)
            )
        else:
            tokens.append(Token(KIND_NAMES[kind], start, end))
        at = end
    return tuple(tokens)
