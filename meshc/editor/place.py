"""The roles in which something can stand at an offset of a file."""

from __future__ import annotations

from enum import Enum


class Place(Enum):
    """What may be typed at a place."""

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
