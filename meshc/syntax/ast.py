"""The syntax tree: what was written, with its place, before any meaning.

Every span is relative to the item (`meshc.source.Item`) that the node belongs to. Nodes are named tuples because a
large mesh has many of them and they are made in the innermost loop.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from meshc.source import Span


class Word(NamedTuple):
    """A bare word, dotted or not: an enum member, a reference, `off`, `rest`, `param.tag`."""

    text: str
    span: Span


class Interpolation(NamedTuple):
    """`${path}` inside a string; `span` covers the whole `${…}`."""

    path: str
    span: Span


class String(NamedTuple):
    """A quoted string, its escapes decoded: literal pieces and interpolations in order, never two literals in a row.

    An empty string has no parts. `block` is true for one in triple quotes.
    """

    parts: tuple[str | Interpolation, ...]
    span: Span
    block: bool = False

    @property
    def literal(self) -> str | None:
        """The text, if no interpolation stands in it."""
        if not self.parts:
            return ""
        if len(self.parts) == 1 and isinstance(self.parts[0], str):
            return self.parts[0]
        return None


class Number(NamedTuple):
    """A whole or decimal number."""

    value: int | float
    span: Span


class Boolean(NamedTuple):
    """`true` or `false`."""

    value: bool
    span: Span


class Duration(NamedTuple):
    """A duration, in milliseconds."""

    milliseconds: int | float
    span: Span


class Size(NamedTuple):
    """A size, in bytes."""

    bytes: int
    span: Span


class Share(NamedTuple):
    """A share, in percent."""

    percent: int | float
    span: Span


class Rate(NamedTuple):
    """A number of events in one unit of time (`s`, `m` or `h`)."""

    events: int | float
    unit: str
    span: Span


class Status(NamedTuple):
    """A class of HTTP statuses, such as `5xx`. A single status is a `Number`."""

    text: str
    span: Span


class ListValue(NamedTuple):
    """`[a, b]`."""

    items: tuple[Value, ...]
    span: Span


class Call(NamedTuple):
    """`name(argument, …)`; `name_span` covers the name alone. The argument of `regex` is raw."""

    name: str
    arguments: tuple[Value, ...]
    name_span: Span
    span: Span


class Missing(NamedTuple):
    """Stands where a value was damaged; already reported."""

    span: Span


Value: TypeAlias = (
    Word | String | Number | Boolean | Duration | Size | Share | Rate | Status | ListValue | Call | Missing
)


class Setting(NamedTuple):
    """`key = value`. The key is a word, a dotted word or a string."""

    key: Word | String
    value: Value
    span: Span


class Block(NamedTuple):
    """`kind label* { statement* }`; `body` is None where the braces are absent.

    `head` covers kind and labels, `span` the whole block. `damaged` says that a syntax error stands inside, so
    that something may be missing from it.
    """

    kind: Word
    labels: tuple[Value, ...]
    body: tuple[Statement, ...] | None
    head: Span
    span: Span
    damaged: bool = False


Statement: TypeAlias = Setting | Block
