"""Types of the language in words, for people."""

from __future__ import annotations

from collections.abc import Callable

from meshc.language import values as types
from meshc.language.values import ValueType


def type_words(type_: ValueType, *, literal: Callable[[str], str] = str, either: str = " | ") -> str:
    """A type in a few words, such as `duration` or `whole number, 1 to 65535`.

    `literal` marks what is written in a mesh as it stands; `either` stands between several of that.
    """

    def choice(*words: str) -> str:
        return either.join(map(literal, words))

    match type_:
        case types.EnumType(words, numbers):
            return choice(*words) + (" or a status" if numbers else "")
        case types.IntegerType(low, high):
            if low is not None and high is not None:
                return f"whole number, {low} to {high}"
            return "whole number" if low is None else f"whole number, {low} or more"
        case types.NumberChoiceType(values):
            return choice(*map(str, values))
        case types.NumberType(unit):
            return f"number of {unit}" if unit else "number"
        case types.SizeType():
            return "size"
        case types.DurationType():
            return "duration"
        case types.ShareType(high):
            return "share" if high == 100 else f"share, up to {high}%"
        case types.RateType():
            return "rate"
        case types.WeightType():
            return f"share, whole number or {literal('rest')}"
        case types.BooleanType():
            return choice("true", "false")
        case types.ListType(item):
            return f"list of: {type_words(item, literal=literal, either=either)}"
        case types.TextListType():
            return "list of strings"
        case types.CallType(calls, _, or_string):
            named = choice(*(f"{call}(…)" for call in calls))
            return f"string or {named}" if or_string else named
        case types.ReferenceType(to):
            return f"name of a {to}"
        case types.VariableType(secrets):
            return "string, number or boolean" + (f", or {choice('ssm(…)', 'secret(…)')}" if secrets else "")
        case types.ParameterTypeType():
            return choice("string", "number", "boolean", "duration", "size", "list(string)")
        case types.AnyType():
            return "any value of the type"
        case types.StringType() | types.TextType():
            return "string"
