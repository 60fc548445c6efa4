"""What the words of a file mean."""

from __future__ import annotations

import pytest

from meshc.editor.semantic_tokens import coloured
from meshc.source import SourceFile
from meshc.syntax.parser import parse


def tokens(text: str) -> list[tuple[str, str]]:
    """Words and what they are; `!` behind what is declared."""
    return [
        (parsed.item.text[token.start : token.end], token.meaning.value + "!" * token.declares)
        for _, parsed in parse(SourceFile("main.mesh", text)).items
        for token in coloured(parsed)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("service user { }", [("service", "keyword"), ("user", "class!")]),
        ("mesh demo", [("mesh", "keyword"), ("demo", "namespace!")]),
        ("policy slow { }", [("policy", "keyword"), ("slow", "variable!")]),
        ("nonsense user { }", []),
        (
            "service a { protocol = http }",
            [
                ("service", "keyword"),
                ("a", "class!"),
                ("protocol", "property"),
                ("=", "operator"),
                ("http", "enumMember"),
            ],
        ),
        ("port = 8080", [("port", "property"), ("=", "operator"), ("8080", "number")]),
        ("x = true", [("x", "property"), ("=", "operator"), ("true", "keyword")]),
        ("x = param.tag", [("x", "property"), ("=", "operator"), ("param.tag", "parameter")]),
        (
            'x = ssm("a")',
            [("x", "property"), ("=", "operator"), ("ssm", "function"), ('"a"', "string")],
        ),
        (
            'x = "a${param.b}c${d.url}"',
            [
                ("x", "property"),
                ("=", "operator"),
                ('"a${', "string"),
                ("param.b", "parameter"),
                ("}c${", "string"),
                ("d.url", "variable"),
                ('}"', "string"),
            ],
        ),
        ('x = "a$${b}"', [("x", "property"), ("=", "operator"), ('"a$${b}"', "string")]),
        ("# one\n# two", [("# one", "comment"), ("# two", "comment")]),
    ],
)
def test_a_word_is_what_the_table_says(text: str, expected: list[tuple[str, str]]) -> None:
    assert tokens(text) == expected


def test_names_are_taken_apart_at_their_dot() -> None:
    found = tokens('gateway g { route "/" { to = contract.v2 ; split { a.b = 50% } } ; calls billing.grpc }')
    assert [each for each in found if each[0] in ("contract", "v2")] == [("contract", "class"), ("v2", "variable")]
    assert [each for each in found if each[0] in ("a", "b")] == [("a", "class"), ("b", "variable")]
    assert [each for each in found if each[0] in ("billing", "grpc")] == [("billing", "class"), ("grpc", "variable")]


def test_a_service_leads_to_its_versions() -> None:
    assert ("v2", "variable") in tokens('service s { route "/" { to = v2 } }')
    assert ("v2", "variable") in tokens('overlay o { service s { route "/" { to = v2 } } }')


def test_overlays_declare_nothing_but_themselves() -> None:
    found = tokens("overlay prod { service a { version v1 { } } }")
    assert ("prod", "namespace!") in found
    assert ("a", "class") in found
    assert ("v1", "variable") in found


def test_no_token_goes_over_the_end_of_a_line() -> None:
    found = tokens('x = """\r\n  one ${param.a}\r\n\r\n  two 😀\r\n"""\n/* a\nb */\n')
    assert not [text for text, _ in found if "\n" in text or "\r" in text]
    assert ("  two 😀", "string") in found
    assert ("param.a", "parameter") in found


def test_damage_does_no_harm() -> None:
    assert ("timeout", "property") in tokens("service a {\n  on = [\n  timeout = 2s\n")
    assert ("b", "class!") in tokens("service a {\n\nservice b { }\n")
    assert tokens("} ] ) = , ; \x00 “x” 'y'")
