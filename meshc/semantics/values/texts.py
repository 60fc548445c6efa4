"""Strings, lists of strings, and the values of maps such as `env`."""

from __future__ import annotations

from typing import Any

from meshc.diagnostics.respelling import respelled
from meshc.ir.base import NO_ORIGINS
from meshc.ir.text import Late, Template
from meshc.language import values as types
from meshc.language.values import CALLS, ValueType
from meshc.semantics import codes
from meshc.semantics.bound import INVALID, Deferred
from meshc.semantics.values.reader import Reader
from meshc.source import Origin
from meshc.syntax import ast
from meshc.syntax.ast import Value


def read_string(reader: Reader, node: Value, type_: types.StringType) -> Any:
    if type(node) is ast.String:
        value = reader.text(node)
        if isinstance(value, Template):
            reader.findings.append(
                codes.LATE_VALUE.at(
                    reader.origin(node),
                    "this string must be known when compiling",
                    help="parts that the deployment or the target supplies have no place here",
                )
            )
            return INVALID
        return value._replace(type=type_) if isinstance(value, Deferred) else value
    if type(node) is ast.Word:
        if type_.allow_word:
            return node.text
        return reader.wrong(
            node,
            "a string",
            help="put it in double quotes",
            fix=reader.replace(node, f'"{node.text}"', "put it in quotes"),
        )
    if type(node) is ast.Number and type_.allow_word:
        return str(node.value)
    return reader.wrong(node, "a string")


def read_text(reader: Reader, node: Value, type_: types.TextType) -> Any:
    if type(node) is ast.String:
        return reader.text(node)
    if type(node) is ast.Word:
        return reader.wrong(
            node,
            "a string",
            help="put it in double quotes",
            fix=reader.replace(node, f'"{node.text}"', "put it in quotes"),
        )
    return reader.wrong(node, "a string")


def whole_late(value: Any) -> Any:
    return Template(template=(value,), origins=NO_ORIGINS) if isinstance(value, Late) else value


def read_text_list(reader: Reader, node: Value, type_: types.TextListType) -> Any:
    if type(node) is not ast.ListValue:
        return reader.wrong(node, "a list of strings")
    return items(reader, node, types.TextType(late_whole=True))


def items(reader: Reader, node: ast.ListValue, item: ValueType) -> Any:
    result = []
    whole: Any = None
    for child in node.items:
        value = reader.read(child, item)
        if value is INVALID or isinstance(value, Deferred):
            whole = whole or value
        result.append(whole_late(value))
    if isinstance(whole, Deferred):
        return Deferred(node, types.ListType(item), reader.item)
    return tuple(result) if whole is None else INVALID


def read_variable(reader: Reader, node: Value, type_: types.VariableType) -> Any:
    kind = type(node)
    if kind is ast.String:
        return reader.text(node)  # type: ignore[arg-type]
    if kind is ast.Number:
        # As written: 1.10 is not 1.1 for the program that reads it.
        start, end = node.span
        return str(node.value) if reader.fixed else reader.item.text[start:end]  # type: ignore[union-attr]
    if kind is ast.Boolean:
        return "true" if node.value else "false"  # type: ignore[union-attr]
    if kind is ast.Call and node.name in ("ssm", "secret"):  # type: ignore[union-attr]
        if not type_.secrets:
            return reader.wrong(node, "a string", help="a secret has no place here: it would be readable")
        return _secret(reader, node)  # type: ignore[arg-type]
    if kind is ast.Word:
        return reader.wrong(
            node,
            "a string",
            help="put it in double quotes",
            fix=reader.replace(node, f'"{node.text}"', "put it in quotes"),  # type: ignore[union-attr]
        )
    return reader.wrong(node, "a string, a number, a boolean" + (" or a secret" if type_.secrets else ""))


def _secret(reader: Reader, node: ast.Call) -> Any:
    arguments = arguments_of(reader, node)
    if arguments is INVALID or isinstance(arguments, Deferred):
        return arguments if arguments is INVALID else Deferred(node, types.VariableType(secrets=True), reader.item)
    secret = {"store": "ssm" if node.name == "ssm" else "secretsmanager", "name": arguments[0]}
    if len(arguments) > 1:
        if not isinstance(arguments[1], str):
            return reader.wrong(node.arguments[1], "a string known when compiling")
        secret["key"] = arguments[1]
    return secret


def arguments_of(reader: Reader, node: ast.Call) -> Any:
    """The arguments of a call as texts."""
    signature = CALLS.get(node.name)
    if signature is None:
        origin = Origin(reader.item, *node.name_span)
        near = respelled(origin, node.name, CALLS)
        message = f"`{node.name}` is not a call of the language"
        reader.findings.append(codes.UNKNOWN_WORD.at(origin, message, help=near.help, fix=near.fix))
        return INVALID
    if not signature.least <= len(node.arguments) <= signature.most:
        reader.findings.append(
            codes.WRONG_TYPE.at(
                reader.origin(node),
                f"`{node.name}` takes {_count(signature.least, signature.most)}, found {len(node.arguments)}",
                help=f"write it as `{signature.example}`",
            )
        )
        return INVALID
    values = [reader.read(argument, types.TextType(late_whole=True)) for argument in node.arguments]
    if any(value is INVALID for value in values):
        return INVALID
    for value in values:
        if isinstance(value, Deferred):
            return value
    return [whole_late(value) for value in values]


def _count(least: int, most: int) -> str:
    if least == most:
        return f"{least} argument" if least == 1 else f"{least} arguments"
    return f"{least} to {most} arguments"
