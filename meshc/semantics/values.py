"""From a value as written to a value of the IR, by the type that its place in the table asks for.

A value that names a parameter is `Deferred` while the parameters are not known: binding looks only at one item.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from meshc.diagnostics.model import Applicability, Diagnostic, Edit, Fix
from meshc.diagnostics.suggest import did_you_mean, nearest
from meshc.ir.text import AddressPart, Late, Template
from meshc.language import values as types
from meshc.language.values import CALLS, ValueType
from meshc.semantics import codes
from meshc.semantics.bound import INVALID, Deferred
from meshc.semantics.parameters import ACCOUNT_FACTS, Parameters, as_text, literal_of
from meshc.source import Item, Origin
from meshc.syntax import ast
from meshc.syntax.ast import Value

_NAMES: dict[type[Any], str] = {
    ast.Word: "a word",
    ast.String: "a string",
    ast.Number: "a number",
    ast.Boolean: "a boolean",
    ast.Duration: "a duration",
    ast.Size: "a size",
    ast.Share: "a share",
    ast.Rate: "a rate",
    ast.Status: "a class of statuses",
    ast.ListValue: "a list",
    ast.Call: "a call",
}


class Fields(dict[str, Any]):
    """A value that fills several fields of the IR."""


class Reader:
    """Converts values of one item; findings go to `findings`.

    `fixed` replaces every origin where the value comes from elsewhere, such as the default of a parameter.
    """

    __slots__ = ("findings", "fixed", "item", "parameters")

    def __init__(
        self,
        item: Item,
        findings: list[Diagnostic],
        parameters: Parameters | None = None,
        fixed: Origin | None = None,
    ) -> None:
        self.item = item
        self.findings = findings
        self.parameters = parameters
        self.fixed = fixed

    def origin(self, node: Value) -> Origin:
        """Where a value stands."""
        return self.fixed or Origin(self.item, node.span[0], node.span[1])

    def read(self, node: Value, type_: ValueType) -> Any:
        """The value for the IR, `Deferred`, or `INVALID` after a finding."""
        if type(node) is ast.Word and node.text.startswith("param."):
            return self._parameter(node, type_)
        if type(node) is ast.Missing:
            return INVALID
        return _READERS[type(type_)](self, node, type_)

    def wrong(self, node: Value, expected: str, *, help: str = "", fix: Fix | None = None) -> Any:
        """A finding about a value of the wrong type."""
        got = _NAMES.get(type(node), "this")
        self.findings.append(
            codes.WRONG_TYPE.at(
                self.origin(node), f"expected {expected}, found {got}", label=f"expected {expected}", help=help, fix=fix
            )
        )
        return INVALID

    def replace(self, node: Value, text: str, title: str) -> Fix | None:
        """A fix that writes something else in place of the value."""
        if self.fixed:
            return None
        return Fix(title, (Edit(self.origin(node), text),), Applicability.UNSAFE)

    def _parameter(self, node: ast.Word, type_: ValueType) -> Any:
        if self.parameters is None:
            return Deferred(node, type_, self.item)
        name = literal_of(node) or ""
        parameter = self.parameters.declared.get(name)
        origin = self.origin(node)
        if parameter is None:
            self.undefined_parameter(name, origin)
            return INVALID
        self.parameters.used.add(name)
        if parameter.late:
            if _takes_late(type_, parameter.type):
                return Late(late=f"param.{name}")
            self.findings.append(
                codes.LATE_VALUE.at(
                    origin,
                    f"`param.{name}` is late, but its value is needed here when compiling",
                    help=f"give it a value with `--set {name}=…`, or remove `late = true` from the parameter",
                )
            )
            return INVALID
        if parameter.value is None:
            self.no_value(name, origin)
            return INVALID
        return Reader(self.item, self.findings, self.parameters, origin).read(parameter.value, type_)

    def undefined_parameter(self, name: str, origin: Origin) -> None:
        """A finding about a parameter that nothing declares."""
        known = self.parameters.declared if self.parameters else ()
        self.findings.append(
            codes.UNDEFINED_NAME.at(
                origin,
                f"parameter `{name}` is not defined",
                label="not found",
                help=did_you_mean(name, known) or f"declare it: `param {name} {{ type = string }}`",
            )
        )

    def no_value(self, name: str, origin: Origin) -> None:
        """A finding about a parameter that was given no value."""
        self.findings.append(
            codes.PARAMETER_VALUE.at(
                origin,
                f"parameter `{name}` has no value",
                help=f"give one with `--set {name}=…`, or write a `default`, or `late = true` in the parameter",
            )
        )

    def text(self, node: ast.String) -> Any:
        """A string with everything filled in that is known."""
        if self.parameters is None and any(
            isinstance(part, ast.Interpolation) and not _is_address(part.path) for part in node.parts
        ):
            return Deferred(node, types.TextType(), self.item)
        parts: list[str | Late | AddressPart] = []
        for part in node.parts:
            value: Any = part if isinstance(part, str) else self._interpolated(part)
            if value is INVALID:
                return INVALID
            if isinstance(value, str) and parts and isinstance(parts[-1], str):
                parts[-1] += value
            elif value != "":
                parts.append(value)
        if all(isinstance(part, str) for part in parts):
            return parts[0] if parts else ""
        return Template.model_construct(template=tuple(parts))

    def _interpolated(self, part: ast.Interpolation) -> Any:
        origin = self.fixed or Origin(self.item, part.span[0], part.span[1])
        words = part.path.split(".")
        if words[0] == "param":
            return self._parameter_text(".".join(words[1:]), origin)
        if words[0] == "aws":
            if part.path not in ACCOUNT_FACTS:
                return self._bad_address(part.path, origin, did_you_mean(part.path, ACCOUNT_FACTS))
            known = self.parameters.facts.get(part.path) if self.parameters else None
            return known if known is not None else Late(late=part.path)
        attribute = words[-1]
        if len(words) in (2, 3) and attribute in ("host", "port", "address", "url"):
            port = words[1] if len(words) == 3 else None
            return AddressPart(address=words[0], port=port, attribute=attribute)
        return self._bad_address(
            part.path, origin, did_you_mean(attribute, ("host", "port", "address", "url")) if len(words) > 1 else ""
        )

    def _parameter_text(self, name: str, origin: Origin) -> Any:
        assert self.parameters is not None
        parameter = self.parameters.declared.get(name)
        if parameter is None:
            self.undefined_parameter(name, origin)
            return INVALID
        self.parameters.used.add(name)
        if parameter.late:
            if parameter.type == "list(string)":
                return self._bad_address(f"param.{name}", origin, "a list has no place inside a string")
            return Late(late=f"param.{name}")
        if parameter.value is None:
            self.no_value(name, origin)
            return INVALID
        if isinstance(parameter.value, ast.Missing):
            return INVALID
        text = as_text(parameter.value)
        if text is None:
            return self._bad_address(f"param.{name}", origin, f"a {parameter.type} has no place inside a string")
        return text

    def _bad_address(self, path: str, origin: Origin, help: str) -> Any:
        self.findings.append(
            codes.BAD_ADDRESS.at(
                origin,
                f"`${{{path}}}` cannot be filled in",
                help=help or "use `param.NAME`, `self.port`, `aws.region`, or `NAME.url` of something that is called",
            )
        )
        return INVALID


def _is_address(path: str) -> bool:
    return not path.startswith(("param.", "aws."))


def _takes_late(type_: ValueType, parameter_type: str) -> bool:
    if isinstance(type_, types.TextListType):
        return type_.late and parameter_type == "list(string)"
    if isinstance(type_, types.TextType):
        return type_.late_whole and parameter_type == "string"
    if isinstance(type_, types.VariableType):
        return parameter_type != "list(string)"
    return isinstance(type_, types.IntegerType) and type_.late and parameter_type == "number"


def _string(reader: Reader, node: Value, type_: types.StringType) -> Any:
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


def _text(reader: Reader, node: Value, type_: types.TextType) -> Any:
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


def _whole_late(value: Any) -> Any:
    return Template.model_construct(template=(value,)) if isinstance(value, Late) else value


def _text_list(reader: Reader, node: Value, type_: types.TextListType) -> Any:
    if type(node) is not ast.ListValue:
        return reader.wrong(node, "a list of strings")
    return _items(reader, node, types.TextType(late_whole=True))


def _items(reader: Reader, node: ast.ListValue, item: ValueType) -> Any:
    result = []
    whole: Any = None
    for child in node.items:
        value = reader.read(child, item)
        if value is INVALID or isinstance(value, Deferred):
            whole = whole or value
        result.append(_whole_late(value))
    if isinstance(whole, Deferred):
        return Deferred(node, types.ListType(item), reader.item)
    return tuple(result) if whole is None else INVALID


def _variable(reader: Reader, node: Value, type_: types.VariableType) -> Any:
    kind = type(node)
    if kind is ast.String:
        return reader.text(node)  # type: ignore[arg-type]
    if kind is ast.Number:
        return str(node.value)  # type: ignore[union-attr]
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
    arguments = _arguments(reader, node)
    if arguments is INVALID or isinstance(arguments, Deferred):
        return arguments if arguments is INVALID else Deferred(node, types.VariableType(secrets=True), reader.item)
    secret = {"store": "ssm" if node.name == "ssm" else "secretsmanager", "name": arguments[0]}
    if len(arguments) > 1:
        if not isinstance(arguments[1], str):
            return reader.wrong(node.arguments[1], "a string known when compiling")
        secret["key"] = arguments[1]
    return secret


def _arguments(reader: Reader, node: ast.Call) -> Any:
    """The arguments of a call as texts."""
    signature = CALLS.get(node.name)
    if signature is None:
        reader.findings.append(
            codes.UNKNOWN_WORD.at(
                Origin(reader.item, *node.name_span),
                f"`{node.name}` is not a call of the language",
                help=did_you_mean(node.name, CALLS),
            )
        )
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
    return [_whole_late(value) for value in values]


def _count(least: int, most: int) -> str:
    if least == most:
        return f"{least} argument" if least == 1 else f"{least} arguments"
    return f"{least} to {most} arguments"


def _integer(reader: Reader, node: Value, type_: types.IntegerType) -> Any:
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


def _choice(reader: Reader, node: Value, type_: types.NumberChoiceType) -> Any:
    if type(node) is ast.Number and node.value in type_.values:
        return node.value
    return reader.wrong(node, "one of " + ", ".join(map(str, type_.values)))


def _number(reader: Reader, node: Value, type_: types.NumberType) -> Any:
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


def _boolean(reader: Reader, node: Value, type_: types.BooleanType) -> Any:
    if type(node) is ast.Boolean:
        return node.value
    if type(node) is ast.Word and node.text in ("on", "yes", "off", "no"):
        right = "true" if node.text in ("on", "yes") else "false"
        return reader.wrong(
            node, "`true` or `false`", help=f"write `{right}`", fix=reader.replace(node, right, f"write {right}")
        )
    return reader.wrong(node, "`true` or `false`")


def _duration(reader: Reader, node: Value, type_: types.DurationType) -> Any:
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


def _size(reader: Reader, node: Value, type_: types.SizeType) -> Any:
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


def _share(reader: Reader, node: Value, type_: types.ShareType) -> Any:
    if type(node) is not ast.Share:
        help = f"a share ends with `%`: `{node.value}%`" if type(node) is ast.Number else ""
        return reader.wrong(node, "a share such as `50%`", help=help)
    if not 0 <= node.percent <= type_.high or (type_.whole and not isinstance(node.percent, int)):
        allowed = f"a whole share up to {type_.high}%" if type_.whole else f"0% to {type_.high}%"
        reader.findings.append(
            codes.OUT_OF_RANGE.at(reader.origin(node), f"{node.percent}% is out of range", help=f"use {allowed}")
        )
        return INVALID
    return node.percent


def _rate(reader: Reader, node: Value, type_: types.RateType) -> Any:
    if type(node) is not ast.Rate:
        return reader.wrong(node, "a rate such as `100/s`")
    if not isinstance(node.events, int) or node.events < 1:
        reader.findings.append(codes.OUT_OF_RANGE.at(reader.origin(node), "a rate counts whole requests, at least one"))
        return INVALID
    return Fields(rate=node.events, per=node.unit)


def _weight(reader: Reader, node: Value, type_: types.WeightType) -> Any:
    if type(node) is ast.Word and node.text == "rest":
        return "rest"
    if type(node) is ast.Share:
        return ("share", node.percent)
    if type(node) is ast.Number and isinstance(node.value, int) and node.value >= 0:
        return ("parts", node.value)
    return reader.wrong(node, "a share such as `10%`, a whole number, or `rest`")


def _enum(reader: Reader, node: Value, type_: types.EnumType) -> Any:
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
    reader.findings.append(
        (codes.WRONG_TYPE if quoted else codes.UNKNOWN_WORD).at(
            reader.origin(node),
            f"`{written}` is written without quotes here" if quoted else f"`{written}` is not one of {words}",
            help="remove the quotes" if quoted else f"did you mean `{match}`?" if match else "",
            fix=reader.replace(node, match, f"write {match}") if match else None,
        )
    )
    return INVALID


def _reference(reader: Reader, node: Value, type_: types.ReferenceType) -> Any:
    if type(node) is ast.Word:
        return node.text
    if type(node) is ast.String and node.literal:
        return node.literal
    return reader.wrong(node, f"the name of a {type_.to}")


def _list(reader: Reader, node: Value, type_: types.ListType) -> Any:
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
    return _items(reader, node, type_.item)


def _parameter_type(reader: Reader, node: Value, type_: types.ParameterTypeType) -> Any:
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


def _any(reader: Reader, node: Value, type_: types.AnyType) -> Any:
    return node


def _call(reader: Reader, node: Value, type_: types.CallType) -> Any:
    if type_.or_string and type(node) is ast.String:
        value = reader.text(node)
        if isinstance(value, Deferred):
            return value._replace(type=type_)
        if value is not INVALID and not isinstance(value, str):
            return _string(reader, node, types.StringType())
        return _SHAPES[type_.shape](reader, node, "", [value]) if value is not INVALID else INVALID
    examples = " or ".join(f"`{CALLS[name].example}`" for name in type_.calls)
    if type(node) is not ast.Call:
        expected = f"a string or {examples}" if type_.or_string else examples
        return reader.wrong(node, expected)
    if node.name in CALLS and node.name not in type_.calls:
        return reader.wrong(node, examples)
    arguments = _arguments(reader, node)
    if arguments is INVALID:
        return INVALID
    if isinstance(arguments, Deferred):
        return Deferred(node, type_, reader.item)
    return _SHAPES[type_.shape](reader, node, node.name, arguments)


def _certificate(reader: Reader, node: Any, name: str, arguments: list[Any]) -> Any:
    if name == "pem":
        if len(arguments) != 2:
            return reader.wrong(node, '`pem("/tls/chain.pem", "/tls/key.pem")`, chain and key')
        return {"kind": "pem", "chain": arguments[0], "key": arguments[1]}
    if name == "sds":
        return _sds(reader, node, arguments)
    if name == "acm":
        if len(arguments) != 1:
            return reader.wrong(node, "one certificate")
        return {"kind": "acm", "arn": arguments[0]}
    fields = dict(zip(("arn", "kms_key", "role"), arguments, strict=False))
    return {"kind": "pca", **fields}


def _trust(reader: Reader, node: Any, name: str, arguments: list[Any]) -> Any:
    if name == "pem":
        if len(arguments) != 1:
            return reader.wrong(node, '`pem("/tls/ca.pem")`, one file')
        return {"kind": "pem", "path": arguments[0]}
    if name == "sds":
        return _sds(reader, node, arguments)
    return {"kind": "acm", "arns": tuple(arguments)}


def _sds(reader: Reader, node: Any, arguments: list[Any]) -> Any:
    if not isinstance(arguments[0], str):
        return reader.wrong(node, "a name known when compiling")
    return {"kind": "sds", "name": arguments[0]}


def _file(reader: Reader, node: Any, name: str, arguments: list[Any]) -> Any:
    if not isinstance(arguments[0], str):
        return reader.wrong(node, "a path known when compiling")
    return arguments[0]


def _namespace(reader: Reader, node: Any, name: str, arguments: list[Any]) -> Any:
    if name != "existing":
        return {"name": arguments[0]}
    namespace = {"existing": arguments[0]}
    if len(arguments) > 1:
        if not isinstance(arguments[1], str):
            return reader.wrong(node, "a name known when compiling")
        namespace["name"] = arguments[1]
    return namespace


_NOT_RE2 = re.compile(r"\(\?(?:[=!>]|<[=!])|\\[1-9]|\(\?P=|[*+?}]\+")


def _regex(reader: Reader, node: Any, name: str, arguments: list[Any]) -> Any:
    text = arguments[0]
    if not isinstance(text, str):
        return reader.wrong(node, "a regular expression known when compiling")
    try:
        re.compile(text)
        problem = "RE2 has neither look-around nor back references" if _NOT_RE2.search(text) else ""
    except (re.error, OverflowError, RecursionError) as error:
        problem = str(error)
    if problem:
        reader.findings.append(
            codes.BAD_REGEX.at(reader.origin(node), f"this regular expression is not valid: {problem}")
        )
        return INVALID
    return text


def _path(reader: Reader, node: Any, name: str, arguments: list[Any]) -> Any:
    if name == "regex":
        text = _regex(reader, node, name, arguments)
        return INVALID if text is INVALID else Fields(kind="regex", value=text)
    path: str = arguments[0]
    if path.endswith("/*"):
        return Fields(kind="prefix", value=path[:-2])
    if "*" in path:
        reader.findings.append(
            codes.BAD_VALUE.at(
                reader.origin(node),
                f"`*` may only stand at the end of a path, after a `/`: `{path}`",
                help='write `"/v2/*"` for a prefix, or `regex("…")`',
            )
        )
        return INVALID
    return Fields(kind="exact", value=path)


_SHAPES: dict[str, Callable[[Reader, Any, str, list[Any]], Any]] = {
    "certificate": _certificate,
    "trust": _trust,
    "file": _file,
    "namespace": _namespace,
    "regex": _regex,
    "path": _path,
}

_READERS: dict[type[Any], Callable[[Reader, Any, Any], Any]] = {
    types.StringType: _string,
    types.TextType: _text,
    types.TextListType: _text_list,
    types.VariableType: _variable,
    types.IntegerType: _integer,
    types.NumberChoiceType: _choice,
    types.NumberType: _number,
    types.BooleanType: _boolean,
    types.DurationType: _duration,
    types.SizeType: _size,
    types.ShareType: _share,
    types.RateType: _rate,
    types.WeightType: _weight,
    types.EnumType: _enum,
    types.ReferenceType: _reference,
    types.ListType: _list,
    types.ParameterTypeType: _parameter_type,
    types.AnyType: _any,
    types.CallType: _call,
}
