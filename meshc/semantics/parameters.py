"""Parameters: their declarations, and the values that `--set`, `--params` and defaults give them."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from meshc.diagnostics.model import Diagnostic
from meshc.semantics import codes
from meshc.semantics.bound import BoundBlock
from meshc.source import Origin, Span
from meshc.syntax.ast import Boolean, Duration, ListValue, Missing, Number, Size, String, Value, Word

ACCOUNT_FACTS = ("aws.account", "aws.region", "aws.partition")
"""Facts of the deployment that a string may hold; late unless `--set` gives them."""

_NOWHERE = Span(0, 0)
_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h)")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)(KiB|MiB|GiB|TiB)")
_MILLISECONDS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000}
_BYTES = {"KiB": 1024, "MiB": 1024**2, "GiB": 1024**3, "TiB": 1024**4}


class Parameter(NamedTuple):
    """A declared parameter: a value in the form of the syntax tree, or late, or neither where none was given."""

    name: str
    type: str
    late: bool
    value: Value | None
    origin: Origin
    description: str | None = None


@dataclass(slots=True)
class Parameters:
    """All parameters of a mesh; remembers which were used."""

    declared: dict[str, Parameter] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def fingerprint(self) -> tuple[Any, ...]:
        """Equal for two sets of parameters under which every value reads the same."""
        return (
            tuple((p.name, p.type, p.late, p.value) for p in self.declared.values()),
            tuple(sorted(self.facts.items())),
        )


def read_parameters(blocks: list[BoundBlock], given: Mapping[str, object], findings: list[Diagnostic]) -> Parameters:
    """The parameters that the blocks declare, with the values given from outside by name."""
    parameters = Parameters(facts={name: str(given[name]) for name in ACCOUNT_FACTS if name in given})
    for block in blocks:
        if not block.name:
            continue
        declared = block.get("type") or "string"
        late = bool(block.get("late"))
        value: Value | None = None
        name = given_name(block.name, given)
        if name in given:
            try:
                value = from_outside(given[name], declared)
            except ValueError as error:
                findings.append(
                    codes.PARAMETER_VALUE.at(
                        block.origin,
                        f"the value given for `{block.name}` is {error}",
                        label=f"declared as {declared}",
                        help="change the value of `--set` or `--params`, or the type of the parameter",
                    )
                )
                value = Missing(_NOWHERE)
        elif "default" in block.settings:
            value = _default(block, declared, findings)
            if late:
                findings.append(
                    codes.PARAMETER_VALUE.at(
                        block.settings["default"].key,
                        f"parameter `{block.name}` is late and has a default, which would never be used",
                        help="remove the default, or `late = true`",
                    )
                )
                value = None
        parameters.declared[block.name] = Parameter(
            block.name, declared, late and value is None, value, block.origin, block.get("description")
        )
    return parameters


def given_name(declared: str, given: Collection[str]) -> str:
    """The name under which a parameter may be given: its own, or with `_` as Terraform writes names."""
    return declared if declared in given else declared.replace("-", "_")


def _default(block: BoundBlock, declared: str, findings: list[Diagnostic]) -> Value:
    bound = block.settings["default"]
    value = bound.value
    if not isinstance(value, Value):
        return Missing(_NOWHERE)
    if isinstance(value, String) and value.literal is None:
        findings.append(
            codes.PARAMETER_VALUE.at(
                bound.origin,
                f"the default of `{block.name}` depends on something else",
                help="write it out: a default cannot hold `${…}`",
            )
        )
        return Missing(_NOWHERE)
    if not _fits(value, declared):
        findings.append(
            codes.PARAMETER_VALUE.at(
                bound.origin,
                f"the default of `{block.name}` is not of its type",
                label=f"expected {declared}",
                help="change the default, or the type of the parameter",
            )
        )
        return Missing(_NOWHERE)
    return value


def _fits(value: Value, declared: str) -> bool:
    if isinstance(value, Missing):
        return True
    if declared == "list(string)":
        return isinstance(value, ListValue) and all(isinstance(item, String) for item in value.items)
    expected: dict[str, type[Any]] = {
        "string": String,
        "number": Number,
        "boolean": Boolean,
        "duration": Duration,
        "size": Size,
    }
    return isinstance(value, expected[declared])


def from_outside(given: object, declared: str) -> Value:
    """A value of `--set` (a string) or `--params` (JSON) in the form of the syntax tree.

    Raises ValueError with the words that follow "is" where the value is not of the declared type.
    """
    if declared == "list(string)":
        if isinstance(given, str):
            given = _list_from_text(given)
        if not isinstance(given, list) or not all(isinstance(item, str) for item in given):
            raise ValueError("not a list of strings")
        return ListValue(tuple(_string(item) for item in given), _NOWHERE)
    if declared == "string":
        if isinstance(given, (dict, list)) or given is None:
            raise ValueError("not a string")
        if isinstance(given, bool):
            return _string("true" if given else "false")
        return _string(str(given))
    if declared == "number":
        return _number(given)
    if declared == "boolean":
        if isinstance(given, bool):
            return Boolean(given, _NOWHERE)
        if given in ("true", "false"):
            return Boolean(given == "true", _NOWHERE)
        raise ValueError("neither `true` nor `false`")
    if declared == "duration" and isinstance(given, str) and (match := _DURATION.fullmatch(given)):
        return Duration(_whole(float(match[1]) * _MILLISECONDS[match[2]]), _NOWHERE)
    if declared == "size" and isinstance(given, str) and (match := _SIZE.fullmatch(given)):
        return Size(int(float(match[1]) * _BYTES[match[2]]), _NOWHERE)
    raise ValueError(
        "not a duration such as `250ms` or `2s`" if declared == "duration" else "not a size such as `512MiB`"
    )


def _list_from_text(text: str) -> object:
    if text.lstrip().startswith("["):
        try:
            return json.loads(text)
        except ValueError:
            return None
    return [part.strip() for part in text.split(",") if part.strip()]


def _string(text: str) -> String:
    return String((text,) if text else (), _NOWHERE)


def _number(given: object) -> Number:
    if isinstance(given, bool):
        raise ValueError("not a number")
    if isinstance(given, int | float):
        return Number(_whole(given), _NOWHERE)
    try:
        number = float(str(given))
    except ValueError:
        raise ValueError("not a number") from None
    if number != number or number in (float("inf"), float("-inf")):
        raise ValueError("not a number")
    return Number(_whole(number), _NOWHERE)


def _whole(number: float) -> int | float:
    return int(number) if number == int(number) else number


def as_text(value: Value) -> str | None:
    """The value of a parameter inside a string; None where its type has no place there."""
    if isinstance(value, String):
        return value.literal
    if isinstance(value, Number):
        return str(value.value)
    if isinstance(value, Boolean):
        return "true" if value.value else "false"
    return None


def literal_of(word: Word) -> str | None:
    """The parameter that a word names, as `param.NAME`; None for every other word."""
    return word.text[6:] if word.text.startswith("param.") else None
