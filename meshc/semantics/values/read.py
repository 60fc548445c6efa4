"""The table of conversions: a type of the language, and what reads its values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from meshc.diagnostics.model import Applicability, Edit, Fix
from meshc.diagnostics.suggest import did_you_mean
from meshc.language import values as types
from meshc.language.values import ValueType
from meshc.semantics.bound import INVALID
from meshc.semantics.values.calls import read_call
from meshc.semantics.values.reader import Reader
from meshc.semantics.values.scalars import (
    read_boolean,
    read_choice,
    read_duration,
    read_enum,
    read_integer,
    read_number,
    read_rate,
    read_reference,
    read_share,
    read_size,
    read_weight,
)
from meshc.semantics.values.texts import items, read_string, read_text, read_text_list, read_variable
from meshc.syntax import ast
from meshc.syntax.ast import Value


class ValueReader(Reader):
    """Converts values of every type."""

    __slots__ = ()

    def read(self, node: Value, type_: ValueType) -> Any:
        """The value for the IR, `Deferred`, or `INVALID` after a finding."""
        if type(node) is ast.Word and node.text.startswith("param."):
            return self.parameter(node, type_)
        if type(node) is ast.Missing:
            return INVALID
        return _READERS[type(type_)](self, node, type_)


def read_list(reader: Reader, node: Value, type_: types.ListType) -> Any:
    if type(node) is not ast.ListValue:
        fix = None
        if not reader.fixed:
            start, end = node.span
            fix = Fix(
                "put it in brackets",
                (Edit(reader.origin(node), f"[{reader.item.text[start:end]}]"),),
                Applicability.SAFE,
            )
        return reader.wrong(node, "a list", help="put it in brackets: `[…]`", fix=fix)
    return items(reader, node, type_.item)


def read_parameter_type(reader: Reader, node: Value, type_: types.ParameterTypeType) -> Any:
    known = ("string", "number", "boolean", "duration", "size")
    if type(node) is ast.Word and node.text in known:
        return node.text
    if (
        type(node) is ast.Call
        and node.name == "list"
        and len(node.arguments) == 1
        and isinstance(node.arguments[0], ast.Word)
        and node.arguments[0].text == "string"
    ):
        return "list(string)"
    written = node.text if type(node) is ast.Word else ""
    return reader.wrong(node, "a type: " + ", ".join(known) + " or list(string)", help=did_you_mean(written, known))


def read_any(reader: Reader, node: Value, type_: types.AnyType) -> Any:
    return node


_READERS: dict[type[Any], Callable[[Reader, Any, Any], Any]] = {
    types.StringType: read_string,
    types.TextType: read_text,
    types.TextListType: read_text_list,
    types.VariableType: read_variable,
    types.IntegerType: read_integer,
    types.NumberChoiceType: read_choice,
    types.NumberType: read_number,
    types.BooleanType: read_boolean,
    types.DurationType: read_duration,
    types.SizeType: read_size,
    types.ShareType: read_share,
    types.RateType: read_rate,
    types.WeightType: read_weight,
    types.EnumType: read_enum,
    types.ReferenceType: read_reference,
    types.ListType: read_list,
    types.ParameterTypeType: read_parameter_type,
    types.AnyType: read_any,
    types.CallType: read_call,
}
