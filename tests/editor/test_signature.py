"""The arguments of the call that is being written."""

from __future__ import annotations

import pytest

from meshc.editor.signature import _ARGUMENTS, Signature, signature
from meshc.language.values import CALLS
from tests.editor.marked import marked


def at(text: str) -> Signature | None:
    found = marked(text)
    return signature(found.view, found.offset)


@pytest.mark.parametrize(
    ("text", "expected", "active"),
    [
        ("service a { env { X = secret(‸", "secret(arn, [key])", 0),
        ('service a { env { X = secret("a‸"', "secret(arn, [key])", 0),
        ('service a { env { X = secret("a" ‸', "secret(arn, [key])", 0),
        ('service a { env { X = secret("a",‸) } }', "secret(arn, [key])", 1),
        ('service a { env { X = secret("${param.‸x}") } }', "secret(arn, [key])", 0),
        ('service a { env { X = secret("a", "b", "c‸") } }', "secret(arn, [key])", 1),
        ("service a { tls { certificate = pem(‸", "pem(chain, key)", 0),
        ("service a { tls { clients { trust = pem(‸", "pem(authorities)", 0),
        ("service a { route regex(‸", "regex(expression)", 0),
        ("param x { type = list(‸", "list(type)", 0),
    ],
)
def test_the_argument_at_the_caret_is_active(text: str, expected: str, active: int) -> None:
    found = at(text)
    assert found is not None
    assert (found.text, found.active) == (expected, active)
    assert [found.text[start:end].strip("[]") for start, end, _ in found.arguments] == [
        name.strip("[]") for name in expected[expected.index("(") + 1 : -1].split(", ")
    ]


@pytest.mark.parametrize(
    "text", ["service a { ‸", "service a { x = nope(‸", 'service a { x = ssm("a")‸', "service a { x = [‸", "# ssm(‸"]
)
def test_elsewhere_there_is_none(text: str) -> None:
    assert at(text) is None


def test_every_call_has_its_arguments() -> None:
    assert {name: len(arguments) for name, arguments in _ARGUMENTS.items()} == {
        name: known.most for name, known in CALLS.items()
    }
    for name, known in CALLS.items():
        assert known.least == sum(not argument.optional for argument in _ARGUMENTS[name])
