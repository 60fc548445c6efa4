"""What has a name in a mesh, and what mentions it."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from meshc.source import Span


class Space(StrEnum):
    """A set of names in which each means one thing."""

    OWNER = "owner"
    """Services, gateways, externals and clients: a call may name any of them."""
    MEMBER = "member"
    """Ports and versions of one service."""
    ROUTE = "route"
    CONTAINER = "container"
    """Containers of the tasks of one service: a version says more of a container of its service, or has its own."""
    VOLUME = "volume"
    POLICY = "policy"
    PARAMETER = "parameter"
    OVERLAY = "overlay"
    TARGET = "target"
    MESH = "mesh"
    TEST = "test"


class Symbol(NamedTuple):
    """A name with what it is a name of."""

    space: Space
    name: str
    of: str = ""
    """The owner, where names are one owner's."""


class Role(StrEnum):
    """What a mention does with the name."""

    DECLARES = "declares"
    EXTENDS = "extends"
    """The head of a block of an overlay, which says more of what is declared elsewhere."""
    REFERS = "refers"
    IMPLIES = "implies"
    """Refers without spelling the name, as `${self.port}` does."""


class Form(StrEnum):
    """How a name is written."""

    WORD = "word"
    """A word, or a part of one between dots."""
    QUOTED = "quoted"
    """The inside of a string, or a part of it."""
    NUMBER = "number"
    PATH = "path"
    """A part of `${…}`."""


class Mention(NamedTuple):
    """A place where a name stands. Offsets are relative to the item."""

    symbol: Symbol
    start: int
    end: int
    """Of the name, without quotes."""
    role: Role
    form: Form
    word: str
    """For a head the kind of its block; for a reference what is expected there, as the table of the language says."""
    inside: str
    """The service, gateway, external or client that the mention stands in; empty elsewhere."""
    statement: Span
    """For a head the whole block; for a reference the head or setting that it stands in."""
    whole: bool = True
    """Whether the name is all of the word or string."""
