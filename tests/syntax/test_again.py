"""A file parsed again is the file parsed."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from meshc.source import SourceFile
from meshc.syntax.again import parse_again
from meshc.syntax.parser import parse
from meshc.syntax.result import ParseResult
from tests.properties.edited import edits, mesh


def shown(result: ParseResult) -> list[Any]:
    """Everything about the items of a file but their identity."""
    return [
        (
            offset,
            parsed.item.path,
            parsed.item.text,
            repr(parsed.statements),
            [found.message for found in parsed.diagnostics],
        )
        for offset, parsed in result.items
    ]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**64))
def test_a_file_parsed_again_is_the_file_parsed(seed: int) -> None:
    chance = Random(seed)
    text = mesh(chance)
    result = parse(SourceFile("main.mesh", text))
    for changed in edits(chance, text, 8):
        file = SourceFile("main.mesh", changed)
        result = parse_again(file, result)
        assert shown(result) == shown(parse(file)), changed


def test_what_did_not_change_keeps_its_identity() -> None:
    first = parse(SourceFile("a.mesh", "mesh a { }\n\nservice b { }\nservice c { }\nservice d { }\n"))
    second = parse_again(SourceFile("a.mesh", "mesh a { }\n\nservice b { }\nservice cc { }\nservice d { }\n"), first)
    same = [one[1] is other[1] for one, other in zip(first.items, second.items, strict=True)]
    assert same == [True, True, False, True]


def test_a_comment_over_several_blocks_is_seen_from_the_first() -> None:
    text = "service b { }\nservice c { }\nservice d { }\n"
    first = parse(SourceFile("a.mesh", text))
    for changed in (f"/* {text}", text.replace("service d", '"""\nservice d'), text.replace("c { }", "c {")):
        file = SourceFile("a.mesh", changed)
        assert shown(parse_again(file, first)) == shown(parse(file))


def test_what_is_typed_at_the_head_of_a_file_changes_no_block() -> None:
    blocks = "# of the mesh\nmesh a { }\n\nservice b { }\n"
    result = parse(SourceFile("a.mesh", blocks))
    kept = [parsed for _, parsed in result.items]
    for head in ("\n", "\n\n", "#\n\n", "# Shop\r\n\r\n", "# Shop\n\n# two\n \n", "\ufeff\n", ""):
        file = SourceFile("a.mesh", head + blocks)
        result = parse_again(file, result)
        assert shown(result) == shown(parse(file))
        assert [parsed is old for (_, parsed), old in zip(result.items[-2:], kept, strict=True)] == [True, True]


def test_a_comment_that_lets_a_warning_pass_stays_with_its_block() -> None:
    result = parse(SourceFile("a.mesh", "\n# meshc: allow MC404 -- empty yet\n\nmesh a { }\n"))
    assert len(result.items) == 1


def test_what_is_typed_between_blocks_is_no_head_of_a_file() -> None:
    text = "mesh a { }\n\n# b\n\nservice b { }\n\n\nservice c { }\n\nservice d { }\n"
    result = parse(SourceFile("a.mesh", text))
    assert len(result.items) == 4
    for changed in (text.replace("c { }", "c { x = 1 }"), text.replace("b { }", "b { x = 1 }"), f"\n{text}", text):
        file = SourceFile("a.mesh", changed)
        result = parse_again(file, result)
        assert shown(result) == shown(parse(file))
