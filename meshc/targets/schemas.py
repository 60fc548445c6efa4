"""Whether AWS would take a request body: the published models as JSON Schema, and what a violation means in words.

Two libraries can judge a body, jsonschema-rs and, where it has no wheel, jsonschema. Both answer only *where* and
*by which keyword* a body fails. The words are made here from the schema and the body, so they are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from meshc import data

Pointer = tuple[str | int, ...]
Violation = tuple[Pointer, str]


class Failure(NamedTuple):
    """A place in a body and the schema keyword that it fails."""

    path: Pointer
    keyword: str


class Judge(NamedTuple):
    """A compiled schema: a quick yes or no, and every failure of a body."""

    is_valid: Callable[[object], bool]
    failures: Callable[[object], Iterable[Failure]]


def has_schema(service: str, operation: str) -> bool:
    """Whether the project ships a schema for an operation, named as in the AWS API (`ecs`, `CreateService`)."""
    return data.exists(_path(service, operation))


def is_valid(service: str, operation: str, body: object) -> bool:
    """Whether a body passes its schema; a few microseconds. Raises FileNotFoundError without a schema."""
    return _judge(service, operation).is_valid(body)


def violations(service: str, operation: str, body: object) -> list[Violation]:
    """Each place where a body fails its schema, with what is wrong there, in the order of the places.

    A missing member is reported at its own place. Raises FileNotFoundError without a schema.
    """
    judge = _judge(service, operation)
    if judge.is_valid(body):
        return []
    return explain(_schema(service, operation), body, judge.failures(body))


def explain(schema: Mapping[str, Any], body: object, failures: Iterable[Failure]) -> list[Violation]:
    """The failures of a body in words, each once, in the order of their places."""
    found = {violation for failure in failures for violation in _describe(schema, body, failure)}
    return sorted(found, key=lambda violation: ([(isinstance(part, str), part) for part in violation[0]], violation[1]))


def rust_judge(schema_text: str) -> Judge:
    """A judge by jsonschema-rs. Raises ImportError where it is not installed."""
    import jsonschema_rs

    validator = jsonschema_rs.Draft202012Validator(schema_text)

    def failures(body: object) -> Iterable[Failure]:
        errors = list(validator.iter_errors(body))
        # jsonschema-rs leaves an empty key out of a path, which then leads to another value.
        if any(_value_at(body, error.instance_path) != error.instance for error in errors):
            return python_judge(schema_text).failures(body)
        return [Failure(tuple(error.instance_path), str(error.schema_path[-1])) for error in errors]

    return Judge(validator.is_valid, failures)


def python_judge(schema_text: str) -> Judge:
    """A judge by jsonschema."""
    import json

    import jsonschema

    # `$` of Python also matches before a line feed at the end, so the whole value has to be compared.
    def pattern(_validator: Any, expression: str, value: object, _schema: Any) -> Iterator[jsonschema.ValidationError]:
        if isinstance(value, str) and not _compiled(expression)(value):
            yield jsonschema.ValidationError("does not match")

    extend: Callable[..., Any] = jsonschema.validators.extend
    validator_type = extend(jsonschema.Draft202012Validator, {"pattern": pattern})
    validator = validator_type(json.loads(schema_text))

    def failures(body: object) -> Iterator[Failure]:
        for error in validator.iter_errors(body):
            yield Failure(tuple(error.absolute_path), str(error.absolute_schema_path[-1]))

    return Judge(validator.is_valid, failures)


@cache
def _compiled(expression: str) -> Callable[[str], object]:
    import re

    return re.compile(expression).fullmatch


def _path(service: str, operation: str) -> str:
    return f"schemas/targets/{service}/{operation}.schema.json"


@cache
def _schema(service: str, operation: str) -> Mapping[str, Any]:
    import json

    schema: Mapping[str, Any] = json.loads(data.read_text(_path(service, operation)))
    return schema


@cache
def _judge(service: str, operation: str) -> Judge:
    text = data.read_text(_path(service, operation))
    try:
        return rust_judge(text)
    except ImportError:
        return python_judge(text)


def _describe(schema: Mapping[str, Any], body: object, failure: Failure) -> Iterator[Violation]:
    path, keyword = failure
    rule = _rule_at(schema, path)
    value = _value_at(body, path)
    match keyword:
        case "required" if isinstance(value, dict):
            for name in rule["required"]:
                if name not in value:
                    yield (*path, name), "is required"
        case "additionalProperties" if isinstance(value, dict):
            known = rule["properties"]
            for name in value:
                if name not in known:
                    yield (*path, name), "is not a field that AWS knows here"
        case "propertyNames" | "pattern" | "minLength" | "maxLength" | "enum" if isinstance(value, dict):
            names = _resolve(schema, rule["propertyNames"])
            for name in value:
                for problem in _problems_of_name(names, name):
                    yield (*path, name), f"has a name that {problem}"
        case _:
            yield path, _sentence(rule, keyword, value)


def _resolve(schema: Mapping[str, Any], rule: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a reference stands for; every reference of these schemas is to a definition of the same schema."""
    while "$ref" in rule:
        rule = schema["$defs"][rule["$ref"].removeprefix("#/$defs/")]
    return rule


def _rule_at(schema: Mapping[str, Any], path: Pointer) -> Mapping[str, Any]:
    rule = _resolve(schema, schema)
    for part in path:
        if isinstance(part, int):
            inner = rule["items"]
        else:
            inner = rule.get("properties", {}).get(part) or rule["additionalProperties"]
        rule = _resolve(schema, inner)
    return rule


def _value_at(body: Any, path: Iterable[str | int]) -> object:
    """The value at a place; None where a key of the place is lacking."""
    for part in path:
        if isinstance(body, Mapping) and part not in body:
            return None
        body = body[part]
    return body


_KINDS = {
    "object": "an object",
    "array": "a list",
    "string": "a string",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
}


def _problems_of_name(names: Mapping[str, Any], name: str) -> Iterator[str]:
    if len(name) > names.get("maxLength", len(name)):
        yield _sentence(names, "maxLength", name)
    if len(name) < names.get("minLength", 0):
        yield _sentence(names, "minLength", name)
    if "pattern" in names and not _compiled(names["pattern"])(name):
        yield _sentence(names, "pattern", name)
    if name not in names.get("enum", (name,)):
        yield _sentence(names, "enum", name)


def _sentence(rule: Mapping[str, Any], keyword: str, value: object) -> str:
    """What is wrong with a value, as the end of a sentence that begins with its place."""
    size = len(value) if isinstance(value, (str, list, dict)) else 0
    union = rule.get("minProperties") == rule.get("maxProperties") == 1 and "properties" in rule
    match keyword:
        case "type":
            return f"is not {_KINDS[rule['type']]}"
        case "enum":
            return f"is {_shown(value)}, which is not one of: {', '.join(map(str, rule['enum']))}"
        case "pattern":
            return f"is {_shown(value)}, which does not match {rule['pattern']}"
        case "minimum":
            return f"is {value}, less than {rule['minimum']}"
        case "maximum":
            return f"is {value}, more than {rule['maximum']}"
        case "minLength":
            return f"has {_count(size, 'character')}; at least {rule['minLength']} needed"
        case "maxLength":
            return f"has {_count(size, 'character')}; AWS allows {rule['maxLength']}"
        case "minItems":
            return f"has {_count(size, 'entry')}; at least {rule['minItems']} needed"
        case "maxItems":
            return f"has {_count(size, 'entry')}; AWS allows {rule['maxItems']}"
        case "minProperties" | "maxProperties" if union:
            return f"must have exactly one of: {', '.join(rule['properties'])}"
        case "minProperties":
            return f"has {_count(size, 'entry')}; at least {rule['minProperties']} needed"
        case "maxProperties":
            return f"has {_count(size, 'entry')}; AWS allows {rule['maxProperties']}"
        case _:
            return f"fails `{keyword}` of the schema"


def _shown(value: object) -> str:
    """A value for a message on one line, cut after 60 characters."""
    text = repr(value).removeprefix("'").removesuffix("'")
    return f"`{text}`" if len(text) <= 60 else f"`{text[:57]}…`"


def _count(number: int, noun: str) -> str:
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"
