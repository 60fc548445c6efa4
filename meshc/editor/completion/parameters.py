"""Parameters that may stand for a value."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.diagnostics.model import Diagnostic
from meshc.editor.completion.candidate import Candidate, Sort
from meshc.editor.completion.question import Question
from meshc.editor.tree import text_of, value_of
from meshc.language.values import AnyType, ParameterTypeType, ReferenceType, ValueType
from meshc.semantics.parameters import Parameter, Parameters
from meshc.semantics.values.read import ValueReader
from meshc.source import BUILT_IN, Item, Span
from meshc.syntax import ast

_NOWHERE = Span(0, 0)
_NO_ITEM = Item("", "")
_GIVEN: dict[str, ast.Value] = {
    "string": ast.String(("given",), _NOWHERE),
    "number": ast.Number(200, _NOWHERE),
    "boolean": ast.Boolean(True, _NOWHERE),
    "duration": ast.Duration(1000, _NOWHERE),
    "size": ast.Size(1024**3, _NOWHERE),
    "list(string)": ast.ListValue((ast.String(("given",), _NOWHERE),), _NOWHERE),
}
"""What a parameter without a default is taken to be given."""


def parameters(question: Question) -> list[Parameter]:
    """The parameters of the mesh, as far as their blocks can be read."""
    declared = question.declared
    return [_parameter(name, declared.blocks("param", name)) for name in declared.of_kind("param")]


def fitting(question: Question, type_: ValueType) -> Iterator[Candidate]:
    """The parameters that may stand for a value of a type, as the compiler itself would read them.

    None is offered for a name, though the compiler would take it.
    """
    if isinstance(type_, AnyType | ParameterTypeType | ReferenceType) or question.owner_kind == "param":
        return
    known = parameters(question)
    table = Parameters({parameter.name: parameter for parameter in known})
    for parameter in known:
        findings: list[Diagnostic] = []
        word = f"param.{parameter.name}"
        ValueReader(_NO_ITEM, findings, table).read(ast.Word(word, _NOWHERE), type_)
        if not findings:
            yield candidate(parameter)


def candidate(parameter: Parameter) -> Candidate:
    """A parameter, by the word that stands for its value."""
    detail = f"{parameter.type}{', late' if parameter.late else ''}"
    return Candidate(f"param.{parameter.name}", Sort.PARAMETER, detail, parameter.description or "", rank=7)


def _parameter(name: str, blocks: list[ast.Block]) -> Parameter:
    type_ = next((word for block in blocks if (word := _type(block))), "string")
    late = any(_is_true(value_of(block, "late")) for block in blocks)
    defaults = (value for block in blocks if (value := value_of(block, "default")) is not None)
    value = None if late else next(defaults, _GIVEN.get(type_, _GIVEN["string"]))
    description = next((word for block in blocks if (word := text_of(value_of(block, "description")))), None)
    return Parameter(name, type_, late, value, BUILT_IN, description)


def _type(block: ast.Block) -> str:
    value = value_of(block, "type")
    return "list(string)" if isinstance(value, ast.Call) else text_of(value)


def _is_true(value: ast.Value | None) -> bool:
    return isinstance(value, ast.Boolean) and value.value
