"""Numbers, durations, sizes, shares, rates, weights, words and references."""

from __future__ import annotations

from typing import Any

from meshc.diagnostics.suggest import nearest
from meshc.language import values as types
from meshc.semantics import codes
from meshc.semantics.bound import INVALID
from meshc.semantics.values.reader import Fields, Reader
from meshc.syntax import ast
from meshc.syntax.ast import Value


def read_integer(reader: Reader, node: Value, type_: types.IntegerType) -> Any:
    if type(node) is not ast.Number:
        if type(node) is ast.String and node.literal and node.literal.lstrip("-").isdigit():
            fix = reader.replace(node, node.literal, "remove the quotes")
            return reader.wrong(node, "a whole number", help="remove the quotes", fix=fix)
        return reader.wrong(node, "a whole number")
    if not isinstance(node.value, int):
        return reader.wrong(node, "a whole number")
    return _in_range(reader, node, node.value, type_.low, type_.high)


def _in_range(reader: Reader, node: Value, value: int, low: int | None, high: int | None) -> Any:
    if (low is not None and value < low) or (high is not None and value > high):
        allowed = f"from {low} to {high}" if low is not None and high is not None else f"{low} or more"
        reader.findings.append(
            codes.OUT_OF_RANGE.at(reader.origin(node), f"{value} is out of range", help=f"use {allowed}")
        )
        return INVALID
    return value


def read_choice(reader: Reader, node: Value, type_: types.NumberChoiceType) -> Any:
    if type(node) is ast.Number and node.value in type_.values:
        return node.value
    return reader.wrong(node, "one of " + ", ".join(map(str, type_.values)))


def read_number(reader: Reader, node: Value, type_: types.NumberType) -> Any:
    if type(node) is not ast.Number:
        return reader.wrong(node, f"a number of {type_.unit}" if type_.unit else "a number")
    if node.value <= 0:
        reader.findings.append(
            codes.OUT_OF_RANGE.at(reader.origin(node), f"{node.value} is out of range", help="use more than 0")
        )
        return INVALID
    if type_.unit == "vCPU" and node.value > 192:
        reader.findings.append(
            codes.OUT_OF_RANGE.at(
                reader.origin(node),
                f"{node.value} vCPU is more than any machine has",
                help=f"CPU is written in vCPU, not in CPU units: {node.value} units are `{node.value / 1024:g}`",
                fix=reader.replace(node, f"{node.value / 1024:g}", "write vCPU"),
            )
        )
        return INVALID
    return node.value


def read_boolean(reader: Reader, node: Value, type_: types.BooleanType) -> Any:
    if type(node) is ast.Boolean:
        return node.value
    if type(node) is ast.Word and node.text in ("on", "yes", "off", "no"):
        right = "true" if node.text in ("on", "yes") else "false"
        return reader.wrong(
            node, "`true` or `false`", help=f"write `{right}`", fix=reader.replace(node, right, f"write {right}")
        )
    return reader.wrong(node, "`true` or `false`")


def read_duration(reader: Reader, node: Value, type_: types.DurationType) -> Any:
    if type(node) is not ast.Duration:
        help = ""
        if type(node) is ast.Number:
            help = f"a duration has a unit: `{node.value}s` or `{node.value}ms`"
        return reader.wrong(node, "a duration", help=help)
    if not isinstance(node.milliseconds, int):
        reader.findings.append(
            codes.OUT_OF_RANGE.at(
                reader.origin(node), "durations are whole milliseconds", help="round it to a whole `ms`"
            )
        )
        return INVALID
    return node.milliseconds


def read_size(reader: Reader, node: Value, type_: types.SizeType) -> Any:
    if type(node) is not ast.Size:
        help = f"a size has a unit: `{node.value}MiB`" if type(node) is ast.Number else ""
        fix = reader.replace(node, f"{node.value}MiB", "add the unit") if type(node) is ast.Number else None
        return reader.wrong(node, "a size such as `512MiB`", help=help, fix=fix)
    unit = 1024**2 if type_.unit == "MiB" else 1024**3
    if node.bytes % unit or not node.bytes:
        reader.findings.append(
            codes.OUT_OF_RANGE.at(reader.origin(node), f"this size must be a whole number of {type_.unit}")
        )
        return INVALID
    return node.bytes // unit


def read_share(reader: Reader, node: Value, type_: types.ShareType) -> Any:
    if type(node) is not ast.Share:
        percent = node.value * (100 if node.value <= 1 else 1) if type(node) is ast.Number else 0
        help = f"a share ends with `%`: `{percent:g}%`" if percent else ""
        return reader.wrong(node, "a share such as `50%`", help=help)
    if not 0 <= node.percent <= type_.high or (type_.whole and not isinstance(node.percent, int)):
        allowed = f"a whole share up to {type_.high}%" if type_.whole else f"0% to {type_.high}%"
        reader.findings.append(
            codes.OUT_OF_RANGE.at(reader.origin(node), f"{node.percent}% is out of range", help=f"use {allowed}")
        )
        return INVALID
    return node.percent


def read_rate(reader: Reader, node: Value, type_: types.RateType) -> Any:
    if type(node) is not ast.Rate:
        return reader.wrong(node, "a rate such as `100/s`")
    if not isinstance(node.events, int) or node.events < 1:
        reader.findings.append(codes.OUT_OF_RANGE.at(reader.origin(node), "a rate counts whole requests, at least one"))
        return INVALID
    return Fields(rate=node.events, per=node.unit)


def read_weight(reader: Reader, node: Value, type_: types.WeightType) -> Any:
    if type(node) is ast.Word and node.text == "rest":
        return "rest"
    if type(node) is ast.Share:
        return ("share", node.percent)
    if type(node) is ast.Number and isinstance(node.value, int) and node.value >= 0:
        return ("parts", node.value)
    return reader.wrong(node, "a share such as `10%`, a whole number, or `rest`")


def read_enum(reader: Reader, node: Value, type_: types.EnumType) -> Any:
    if type(node) is ast.Word and node.text in type_.words:
        return node.text
    if type_.numbers and type(node) is ast.Number and isinstance(node.value, int) and 100 <= node.value <= 599:
        return str(node.value)
    if type_.numbers and type(node) is ast.Status:
        return node.text
    words = ", ".join(f"`{word}`" for word in type_.words) + (" or a status" if type_.numbers else "")
    written = node.text if type(node) is ast.Word else node.literal if type(node) is ast.String else None
    if type(node) is ast.Boolean and {"on", "off"} <= set(type_.words):
        written = "on" if node.value else "off"
    if written is None:
        return reader.wrong(node, f"one of {words}")
    match = nearest(written, type_.words)
    quoted = type(node) is ast.String and written in type_.words
    if quoted and reader.fixed:
        # The value of a parameter of type string: there is no other way to write a word there.
        return written
    reader.findings.append(
        (codes.WRONG_TYPE if quoted else codes.UNKNOWN_WORD).at(
            reader.origin(node),
            f"`{written}` is written without quotes here" if quoted else f"`{written}` is not one of {words}",
            help="remove the quotes" if quoted else f"did you mean `{match}`?" if match else "",
            fix=reader.replace(node, match, f"write {match}") if match else None,
        )
    )
    return INVALID


def read_reference(reader: Reader, node: Value, type_: types.ReferenceType) -> Any:
    if type(node) is ast.Word:
        return node.text
    if type(node) is ast.String and node.literal:
        return node.literal
    return reader.wrong(node, f"the name of a {type_.to}")
