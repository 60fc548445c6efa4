"""A first value for a setting, with the places in it that one fills in."""

from __future__ import annotations

import re
from collections.abc import Callable

from meshc.editor.completion.snippets import Slot, Template
from meshc.language import values as types
from meshc.language.kinds import LabelSpec, Setting
from meshc.language.values import CALLS, ValueType

MOST_CHOICES = 30
"""Of more names than these one is written down, and none offered for choice."""
_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_LITERALS: dict[type, re.Pattern[str]] = {
    types.DurationType: re.compile(rf"{_NUMBER}(?:ms|s|m|h)"),
    types.SizeType: re.compile(rf"{_NUMBER}[KMGT]iB"),
    types.ShareType: re.compile(rf"{_NUMBER}%"),
    types.RateType: re.compile(rf"{_NUMBER}/[smh]"),
    types.IntegerType: re.compile(r"-?[0-9]+"),
    types.NumberChoiceType: re.compile(r"[0-9]+"),
    types.NumberType: re.compile(_NUMBER),
    types.BooleanType: re.compile(r"true|false"),
}
_SAMPLES: dict[type, str] = {
    types.DurationType: "1s",
    types.SizeType: "512MiB",
    types.ShareType: "50%",
    types.RateType: "100/s",
    types.WeightType: "10%",
    types.NumberType: "0.25",
    types.ParameterTypeType: "string",
}
_WORDS: dict[str, str] = {"path": "/", "host": "example.com", "arn": "arn", "image": "image:tag"}
"""What stands in a string of that name until it is filled in."""

NamesOf = Callable[[types.ReferenceType], tuple[str, ...]]
"""The names that a reference could be here; the first `MOST_CHOICES` and one more are enough."""


def literal_default(setting: Setting) -> str | None:
    """The default of a setting as it could be written; None where the table has none, or words about it."""
    written, type_ = setting.default, setting.type
    if isinstance(type_, types.EnumType):
        return written if written in type_.words else None
    if isinstance(type_, types.ListType | types.TextListType):
        return written if written.startswith("[") else None
    if isinstance(type_, types.ReferenceType | types.StringType | types.TextType):
        return written if written.startswith('"') and "NAME" not in written and "MESH" not in written else None
    pattern = _LITERALS.get(type(type_))
    return written if pattern is not None and pattern.fullmatch(written) else None


def sample(setting: Setting, names_of: NamesOf) -> Template:
    """A value that the setting could have."""
    type_ = setting.type
    if isinstance(type_, types.EnumType | types.BooleanType | types.ReferenceType | types.NumberChoiceType):
        return _of_type(type_, setting.name, names_of, literal_default(setting))
    written = literal_default(setting)
    if written is not None:
        if written[0] in '["':
            return (written[0], Slot(written[1:-1]), written[-1])
        return (Slot(written),)
    return _of_type(type_, setting.name, names_of)


def label(spec: LabelSpec, names_of: NamesOf, known: tuple[str, ...] = ()) -> Template:
    """A label that a block could have; `known` are the names that it has to be one of."""
    if isinstance(spec.type, types.StringType) and spec.type.allow_word:
        return (_choice(known) if known else Slot(spec.name),)
    if isinstance(spec.type, types.StringType):
        return ('"', Slot("./" if spec.name == "path" else spec.name), '"')
    if isinstance(spec.type, types.CallType):
        return ('"', Slot("/"), '"')
    return _of_type(spec.type, spec.name, names_of)


def call(name: str, shape: str = "") -> Template:
    """A call with its arguments, as its example writes it, or as what it stands for wants it."""
    example = (
        'pem("/tls/chain.pem", "/tls/key.pem")' if (name, shape) == ("pem", "certificate") else CALLS[name].example
    )
    parts = re.split(r'(?<=")([^"(),]+)(?=")', example)
    return tuple(Slot(part) if index % 2 else part for index, part in enumerate(parts))


def _of_type(type_: ValueType, name: str, names_of: NamesOf, first: str | None = None) -> Template:
    match type_:
        case types.EnumType(words):
            return (_choice(words, first),)
        case types.BooleanType():
            # What is written down is seldom the default.
            return (_choice(("true", "false"), "false" if first == "true" else "true"),)
        case types.NumberChoiceType(values):
            return (_choice(tuple(map(str, values)), first),)
        case types.IntegerType(low):
            return (Slot("8080" if "port" in name or name == "number" else str(max(low or 1, 1))),)
        case types.ReferenceType(to):
            return (_choice(names_of(type_) or (to,), first),)
        case types.ListType(item):
            return ("[", *_of_type(item, name, names_of), "]")
        case types.TextListType():
            return ('["', Slot(name), '"]')
        case types.CallType(calls, shape, or_string):
            return ('"', Slot(_WORDS.get(name, name)), '"') if or_string else call(calls[0], shape)
        case _ if type(type_) in _SAMPLES:
            return (Slot(_SAMPLES[type(type_)]),)
        case _:
            return ('"', Slot(_WORDS.get(name, name)), '"')


def _choice(words: tuple[str, ...], first: str | None = None) -> Slot:
    text = first if first in words else words[0]
    return Slot(text, (text, *(word for word in words if word != text)) if len(words) <= MOST_CHOICES else ())
