"""The arguments of the call that is being written."""

from __future__ import annotations

from typing import NamedTuple

from meshc.editor.caret.context import Context, context
from meshc.editor.prose import sentence
from meshc.editor.view import View
from meshc.language.values import CALLS, CallType


class Argument(NamedTuple):
    """One argument of a call."""

    name: str
    doc: str
    optional: bool = False


class Signature(NamedTuple):
    """A call as text, with the ranges of its arguments in that text."""

    text: str
    doc: str
    arguments: tuple[tuple[int, int, str], ...]
    """Start, end, and what it is."""
    active: int
    """Which argument is being written."""


_ARGUMENTS: dict[str, tuple[Argument, ...]] = {
    "ssm": (Argument("name", "name or ARN of the parameter"),),
    "secret": (Argument("arn", "ARN of the secret"), Argument("key", "key in the secret", optional=True)),
    "regex": (Argument("expression", "RE2, for the whole value; no escapes"),),
    "file": (Argument("path", "relative to the mesh file"),),
    "pem": (
        Argument("chain", "path of the certificates, or of the authorities, in the container"),
        Argument("key", "path of the private key", optional=True),
    ),
    "acm": (
        Argument("arn", "ARN of a certificate, or of an authority"),
        Argument("arn", "ARN of a second authority", optional=True),
        Argument("arn", "ARN of a third authority", optional=True),
    ),
    "pca": (
        Argument("arn", "ARN of the authority"),
        Argument("kms-key", "ARN of the KMS key that encrypts the private key", optional=True),
        Argument("role", "ARN of the role that ECS takes on", optional=True),
    ),
    "sds": (Argument("name", "name of the secret"),),
    "existing": (
        Argument("namespace", "id or ARN of the namespace"),
        Argument("name", "its name, where that is needed", optional=True),
    ),
    "list": (Argument("type", "type of the elements: `string`"),),
}
"""By the name of the call, as many arguments as it takes at most."""
_OF_SHAPE: dict[tuple[str, str], tuple[Argument, ...]] = {
    ("pem", "certificate"): (
        Argument("chain", "path of the certificate and those above it, in the container"),
        Argument("key", "path of its private key, in the container"),
    ),
    ("pem", "trust"): (Argument("authorities", "path of the authorities, in the container"),),
    ("acm", "certificate"): (Argument("arn", "ARN of the certificate"),),
}
"""By the call and what it stands for, where that decides."""


def signature(view: View, offset: int) -> Signature | None:
    """The call whose arguments an offset is in; None where it is in none that the language knows."""
    place = context(view, offset)
    call = place.call
    known = CALLS.get(call.name) if call is not None else None
    if call is None or known is None:
        return None
    arguments = _OF_SHAPE.get((call.name, _shape(place)), _ARGUMENTS[call.name])
    text = f"{call.name}("
    ranges: list[tuple[int, int, str]] = []
    for number, argument in enumerate(arguments):
        text += ", " if number else ""
        start = len(text)
        text += f"[{argument.name}]" if argument.optional else argument.name
        ranges.append((start, len(text), sentence(argument.doc)))
    return Signature(f"{text})", sentence(known.doc), tuple(ranges), min(call.argument, len(arguments) - 1))


def _shape(place: Context) -> str:
    type_ = place.setting.type if place.setting is not None else None
    return type_.shape if isinstance(type_, CallType) else ""
