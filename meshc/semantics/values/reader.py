"""What every conversion needs: where the value stands, where findings go, and the parameters, if they are known.

A value that names a parameter is `Deferred` while they are not: binding looks only at one item.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from meshc.diagnostics.model import Applicability, Diagnostic, Edit, Fix
from meshc.diagnostics.respelling import Respelling, respelled
from meshc.ir.base import NO_ORIGINS
from meshc.ir.text import AddressPart, Late, Template
from meshc.language import values as types
from meshc.language.values import ValueType
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


class Reader(ABC):
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

    @abstractmethod
    def read(self, node: Value, type_: ValueType) -> Any:
        """The value for the IR, `Deferred`, or `INVALID` after a finding."""

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

    def parameter(self, node: ast.Word, type_: ValueType) -> Any:
        """The value of the parameter that the word names."""
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
        return type(self)(self.item, self.findings, self.parameters, origin).read(parameter.value, type_)

    def undefined_parameter(self, name: str, origin: Origin) -> None:
        """A finding about a parameter that nothing declares."""
        known = self.parameters.declared if self.parameters else ()
        near = respelled(origin, name, known, f"declare it: `param {name} {{ type = string }}`")
        message = f"parameter `{name}` is not defined"
        self.findings.append(codes.UNDEFINED_NAME.at(origin, message, label="not found", help=near.help, fix=near.fix))

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
        written = node.parts
        if len(written) == 1 and type(written[0]) is str:
            return written[0]
        if self.parameters is None and any(
            isinstance(part, ast.Interpolation) and not _is_address(part.path) for part in written
        ):
            return Deferred(node, types.TextType(), self.item)
        parts: list[str | Late | AddressPart] = []
        for part in written:
            value: Any = part if isinstance(part, str) else self._interpolated(part)
            if value is INVALID:
                return INVALID
            if isinstance(value, str) and parts and isinstance(parts[-1], str):
                parts[-1] += value
            elif value != "":
                parts.append(value)
        if all(isinstance(part, str) for part in parts):
            return parts[0] if parts else ""
        return Template(template=tuple(parts), origins=NO_ORIGINS)

    def _interpolated(self, part: ast.Interpolation) -> Any:
        origin = self.fixed or Origin(self.item, part.span[0], part.span[1])
        words = part.path.split(".")
        if words[0] == "param":
            return self._parameter_text(".".join(words[1:]), origin)
        if words[0] == "aws":
            if part.path not in ACCOUNT_FACTS:
                return self._bad_address(part.path, origin, respelled(origin, part.path, ACCOUNT_FACTS))
            known = self.parameters.facts.get(part.path) if self.parameters else None
            return known if known is not None else Late(late=part.path)
        attribute = words[-1]
        if len(words) in (2, 3) and attribute in ("host", "port", "address", "url"):
            port = words[1] if len(words) == 3 else None
            return AddressPart(address=words[0], port=port, attribute=attribute, origins=NO_ORIGINS)
        attributes = ("host", "port", "address", "url")
        return self._bad_address(part.path, origin, respelled(origin, attribute, attributes if len(words) > 1 else ()))

    def _parameter_text(self, name: str, origin: Origin) -> Any:
        assert self.parameters is not None
        parameter = self.parameters.declared.get(name)
        if parameter is None:
            self.undefined_parameter(name, origin)
            return INVALID
        self.parameters.used.add(name)
        if parameter.late:
            if parameter.type == "list(string)":
                return self._bad_address(
                    f"param.{name}", origin, Respelling("a list has no place inside a string", None)
                )
            return Late(late=f"param.{name}")
        if parameter.value is None:
            self.no_value(name, origin)
            return INVALID
        if isinstance(parameter.value, ast.Missing):
            return INVALID
        text = as_text(parameter.value)
        if text is None:
            help = f"a {parameter.type} has no place inside a string"
            return self._bad_address(f"param.{name}", origin, Respelling(help, None))
        return text

    def _bad_address(self, path: str, origin: Origin, near: Respelling) -> Any:
        usual = "use `param.NAME`, `self.port`, `aws.region`, or `NAME.url` of something that is called"
        self.findings.append(
            codes.BAD_ADDRESS.at(origin, f"`${{{path}}}` cannot be filled in", help=near.help or usual, fix=near.fix)
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
