"""Values that a setting, an element of a list or a label may have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from meshc.editor.completion.candidate import Candidate, Sort
from meshc.editor.completion.parameters import fitting
from meshc.editor.completion.question import Question
from meshc.editor.completion.references import references
from meshc.editor.completion.samples import call, literal_default
from meshc.editor.completion.snippets import plain
from meshc.editor.completion.standing import elements
from meshc.editor.prose import sentence
from meshc.language import values as types
from meshc.language.kinds import Setting
from meshc.language.values import CALLS, ValueType

_AMOUNT = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,15})?)[A-Za-z%/]*")
_UNITS: dict[type, tuple[tuple[str, str], ...]] = {
    types.DurationType: (("ms", "milliseconds"), ("s", "seconds"), ("m", "minutes"), ("h", "hours")),
    types.SizeType: (("MiB", "1024² bytes"), ("GiB", "1024³ bytes"), ("KiB", "1024 bytes"), ("TiB", "1024⁴ bytes")),
    types.ShareType: (("%", "per cent"),),
    types.WeightType: (("%", "per cent"),),
    types.RateType: (("/s", "per second"), ("/m", "per minute"), ("/h", "per hour")),
}
_STATUSES = ("503", "502", "504", "429", "5xx")
_PARAMETER_TYPES = ("string", "number", "boolean", "duration", "size")
_CPU = ("0.25", "0.5", "1", "2", "4")


def values(question: Question) -> list[Candidate]:
    """The values that may stand at the place."""
    context = question.context
    if context.expected is None:
        return []
    bracketed = context.in_list or context.call is not None
    if not bracketed and not context.word and context.follows not in ("", "}", ";"):
        return []
    taken = elements(question.view, context)
    found = {each.label: each for each in reversed([*_values(question)]) if each.label not in taken}
    candidates = list(found.values())[::-1]
    if context.follows == "(":
        # The arguments stand there already.
        return [each._replace(text=each.label, template=()) for each in candidates if each.sort is Sort.FUNCTION]
    if bracketed and context.follows not in ("", "}", ",", "]", ")"):
        return [_with_comma(candidate) for candidate in candidates]
    return candidates


def _with_comma(candidate: Candidate) -> Candidate:
    """An element before another one."""
    template = (*candidate.template, ",") if candidate.template else ()
    return candidate._replace(text=f"{candidate.plain},", template=template)


def is_closed(type_: ValueType | None) -> bool:
    """Whether nothing but known words may stand for the type."""
    return isinstance(
        type_,
        types.EnumType | types.BooleanType | types.ReferenceType | types.ParameterTypeType | types.NumberChoiceType,
    ) or (isinstance(type_, types.CallType) and not type_.or_string)


def _values(question: Question) -> Iterator[Candidate]:
    context = question.context
    assert context.expected is not None
    setting = context.setting if context.call is None and not context.in_list else None
    yield from of_type(question, context.expected, setting)
    if setting is not None and setting.off:
        yield Candidate("off", Sort.WORD, "turns it off", rank=3)
    if _is_feature_list(question):
        yield from _features()
    if context.labelled is None:
        yield from fitting(question, context.expected)


def of_type(question: Question, type_: ValueType, setting: Setting | None) -> Iterator[Candidate]:
    """Values of a type; parameters are left to others."""
    word = question.context.word
    default = literal_default(setting) if setting is not None else None
    amount = _AMOUNT.fullmatch(word)
    if type(type_) in _UNITS and amount is not None:
        for unit, doc in _UNITS[type(type_)]:
            yield Candidate(f"{amount[1]}{unit}", Sort.UNIT, doc)
        return
    match type_:
        case types.EnumType(words, numbers):
            yield from (_word(each, default) for each in words)
            if numbers:
                yield from (Candidate(status, Sort.VALUE, "status", rank=6) for status in _STATUSES)
        case types.BooleanType():
            yield from (_word(each, default) for each in ("true", "false"))
        case types.NumberChoiceType(choices):
            yield from (_word(str(choice), default) for choice in choices)
        case types.ReferenceType():
            yield from references(question, type_)
        case types.CallType(calls, shape):
            yield from (function(name, shape) for name in calls)
        case types.VariableType(secrets):
            yield from (_word(each, None) for each in ("true", "false"))
            if secrets:
                yield from (function(name) for name in ("ssm", "secret"))
        case types.WeightType():
            yield Candidate("rest", Sort.WORD, "what the others leave")
        case types.ParameterTypeType():
            yield from (_word(each, default) for each in _PARAMETER_TYPES)
            yield Candidate("list", Sort.FUNCTION, "list(string)", text="list(string)")
        case types.NumberType("vCPU"):
            yield from (Candidate(each, Sort.VALUE, "vCPU") for each in _CPU)
        case types.ListType() if not word:
            yield from (Candidate(each, Sort.VALUE, "default") for each in (default,) if each)
        case _ if default is not None and setting is not None:
            yield Candidate(default, Sort.VALUE, "default")


def function(name: str, shape: str = "") -> Candidate:
    """A call of the language, as it is written where it has the shape."""
    signature = CALLS[name]
    doc = sentence(signature.doc)
    template = call(name, shape)
    return Candidate(name, Sort.FUNCTION, plain(template), doc, text=plain(template), template=template, rank=6)


def _word(word: str, default: str | None) -> Candidate:
    return Candidate(word, Sort.WORD, "default" if word == default else "")


def _is_feature_list(question: Question) -> bool:
    context = question.context
    return (
        context.in_list
        and context.setting is not None
        and context.setting.name == "accept"
        and context.frame is not None
        and context.frame.word == "target"
    )


def _features() -> Iterator[Candidate]:
    from meshc.ir.feature import Feature
    from meshc.targets.gate import known_names

    docs = {str(feature): feature.doc for feature in Feature}
    for name in known_names():
        doc = docs.get(name, "all of it")
        yield Candidate(name, Sort.FEATURE, doc, rank=5 if "." not in name else 6)
