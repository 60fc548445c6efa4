"""A syntax error hides nothing around it, and a finding names what was left open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from meshc.source import SourceFile
from meshc.syntax.ast import Block, Setting, Statement, Word
from meshc.syntax.lexer import tokenize
from meshc.syntax.parser import parse

from .meshes import SHOP, codes, findings, line_of, read, source_map, statements

_OTHER_BRACKETS = {"{": "}[(", "}": "{])", "[": "](", "]": "[)", "(": ")[", ")": "(]"}


def paths(found: list[Statement] | tuple[Statement, ...], prefix: str = "") -> Iterator[str]:
    """A name for each statement, made of the kinds and keys above it."""
    for statement in found:
        if isinstance(statement, Setting):
            key = statement.key
            yield f"{prefix}/{key.text if isinstance(key, Word) else key.parts}"
        else:
            labels = " ".join(str(getattr(label, "text", getattr(label, "parts", ""))) for label in statement.labels)
            path = f"{prefix}/{statement.kind.text} {labels}"
            yield path
            yield from paths(statement.body or (), path)


def mutants() -> Iterator[tuple[str, int, str]]:
    """Texts with one token damaged: what was done, the offset, the text."""
    for token in tokenize(SHOP):
        if token.type in ("BLANKS", "COMMENT", "NEWLINE"):
            continue
        before, written, after = SHOP[: token.start], SHOP[token.start : token.end], SHOP[token.end :]
        yield f"delete {written}", token.start, before + after
        yield f"double {written}", token.start, f"{before}{written} {written}{after}"
        for other in _OTHER_BRACKETS.get(written, ""):
            yield f"{written} to {other}", token.start, before + other + after
        if token.type == "STRING":
            yield f"open {written}", token.start, before + written[:-1] + after
            yield f"close {written}", token.start, before + written[1:] + after


def test_mutants() -> None:
    whole = Counter(paths(statements(SHOP)))
    lost = total = on_the_line = damaged = 0
    for what, offset, text in mutants():
        result = parse(SourceFile("main.mesh", text))
        assert text == "".join(item.item.text for _, item in result.items), what
        total += 1
        lost += sum((whole - Counter(paths([s for _, item in result.items for s in item.statements]))).values())
        found = [finding for _, item in result.items for finding in item.diagnostics]
        if not found:
            continue
        damaged += 1
        places = source_map(result)
        line = result.file.position(offset).line
        first_lines = []
        for finding in found[:3]:
            assert finding.primary is not None
            location = places.locate(finding.primary.origin)
            assert location is not None
            first_lines.append(location.start.line)
        on_the_line += line in first_lines or any("is not closed" in finding.message for finding in found[:3])
    assert on_the_line / damaged > 0.99
    assert lost / total / whole.total() < 0.02


def test_a_block_left_open_is_named_and_the_others_are_read() -> None:
    text = SHOP.replace("  calls stock.grpc\n}\n", "  calls stock.grpc\n")
    (finding,) = findings(text)
    assert finding.code == "MC107"
    assert finding.message == "block `service web` is not closed"
    assert SHOP.splitlines().index("service web {") + 1 == line_of(text)
    assert list(paths(statements(text))) == list(paths(statements(SHOP)))
    damaged = [s.labels[0] for s in statements(text) if isinstance(s, Block) and s.damaged]
    assert [label.text for label in damaged if isinstance(label, Word)] == ["web"]


def test_an_inner_block_left_open_is_named() -> None:
    text = SHOP.replace("    timeout = 800ms\n  }\n", "    timeout = 800ms\n")
    (finding,) = findings(text)
    assert finding.message == 'block `route "/search" search` is not closed'
    assert list(paths(statements(text))) == list(paths(statements(SHOP)))


def test_a_body_in_column_0_is_no_mistake() -> None:
    text = "service a {\nport = 1\nroute x {\nto = b\n}\n}\nservice b {\n}\n"
    assert codes(text) == []
    assert list(paths(statements(text))) == [
        "/service a",
        "/service a/port",
        "/service a/route x",
        "/service a/route x/to",
        "/service b",
    ]


def test_a_body_in_column_0_is_no_mistake_beside_one() -> None:
    text = "service a {\nport = = 1\nroute x {\nto = b\n}\n}\nservice b {\n}\n"
    assert codes(text) == ["MC104"]
    assert len(statements(text)) == 2


def test_a_stray_brace_in_the_middle_of_a_block() -> None:
    text = "service a {\n  route x { to = b } }\n  port = 1\n}\n\nservice b {\n  port = 2\n}\n"
    assert codes(text) == ["MC108"]
    assert list(paths(statements(text)))[:4] == [
        "/service a",
        "/service a/route x",
        "/service a/route x/to",
        "/service a/port",
    ]


@pytest.mark.parametrize(
    ("line", "put_right"),
    [
        ("on = [a, b", "on = [a, b]"),
        ("on = [a, b)", "on = [a, b]"),
        ("on = (a, b]", "on = [a, b]"),
        ('p = ssm("/x"', 'p = ssm("/x")'),
        ('p = ssm["/x")', 'p = ssm("/x")'),
        ("health { path = a ]", "health { path = a }"),
        ("health [ path = a }", "health { path = a }"),
        ("route x to = a }", "route x { to = a }"),
        ("health { { path = a }", "health { path = a }"),
    ],
)
def test_brackets(line: str, put_right: str) -> None:
    template = "service a {{\n  before = 1\n  {}\n  after = 2\n}}\n"
    text = template.format(line)
    assert codes(text)[0] in ("MC107", "MC109", "MC110")
    assert line_of(text) == 3
    assert list(paths(statements(template.format(put_right)))) == list(paths(statements(text)))


def test_a_list_left_open_over_several_lines() -> None:
    text = "retry {\n  on = [\n    a,\n    b,\n  max = 2\n}\n"
    assert codes(text) == ["MC109"]
    assert list(paths(statements(text))) == ["/retry ", "/retry /on", "/retry /max"]


def test_a_missing_opening_brace() -> None:
    text = "service a {\n  env\n    A = 1\n  }\n  port = 1\n}\n"
    assert codes(text) == ["MC110"]
    assert line_of(text) == 2
    assert list(paths(statements(text))) == ["/service a", "/service a/env ", "/service a/env /A", "/service a/port"]


def test_brace_on_the_next_line_keeps_the_block_whole() -> None:
    text = "service a\n{\n  env\n  {\n    A = 1\n  }\n}\n"
    assert codes(text) == ["MC105", "MC105"]
    assert list(paths(statements(text))) == ["/service a", "/service a/env ", "/service a/env /A"]


def test_a_string_left_open_takes_no_brace_with_it() -> None:
    text = 'health { path = "/x }\nport = 1\n'
    assert codes(text) == ["MC116"]
    assert list(paths(statements(text))) == ["/health ", "/health /path", "/port"]


def test_a_block_string_left_open_ends_by_the_indentation() -> None:
    text = 'service a {\n  note = """\n    one\n    two\n  port = 1\n}\n\nservice b {\n  port = 2\n}\n'
    assert codes(text) == ["MC117"]
    assert list(paths(statements(text))) == [
        "/service a",
        "/service a/note",
        "/service a/port",
        "/service b",
        "/service b/port",
    ]


def test_only_the_blocks_around_an_error_are_damaged() -> None:
    text = "a {\n  b {\n    x = @\n  }\n  c {\n  }\n}\n"
    (outer,) = statements(text)
    assert isinstance(outer, Block)
    assert outer.body is not None
    inner, sound = outer.body
    assert isinstance(inner, Block)
    assert isinstance(sound, Block)
    assert (outer.damaged, inner.damaged, sound.damaged) == (True, True, False)


def test_nesting_up_to_the_limit() -> None:
    assert codes("a {\n" * 64 + "}\n" * 64) == []
    assert codes(f"x = {'[' * 64}{']' * 64}") == []
    assert codes("a {\n" * 65 + "}\n" * 65) == ["MC125"]


@pytest.mark.parametrize("levels", [1_000, 20_000])
@pytest.mark.parametrize(
    ("opening", "closing"),
    [("a {\n", "}\n"), ("a {", "}"), ("f(", ")"), ("[", "]"), ("[f(", ")]"), ("a { x = [", "] }")],
)
def test_deep_nesting_is_one_finding(opening: str, closing: str, levels: int) -> None:
    begin = "" if opening.startswith("a") else "x = "
    text = begin + opening * levels + closing * levels + "\nafter = 1\n"
    assert {"MC125"} == set(codes(text)) - ({"MC101"} if "x" in opening else set())
    assert list(paths(statements(text)))[-1] == "/after"


@pytest.mark.parametrize(
    "opening", ["a {\n", "a {", "f(", "[", "x = [", "a { b = [", '"', '"""', "${", "/*", "'", "\\"]
)
def test_very_many_left_open(opening: str) -> None:
    result = read(opening * 20_000)
    assert sum(len(item.diagnostics) for _, item in result.items) >= 1


def test_a_large_file_with_a_missing_brace() -> None:
    block = "service s{} {{\n" + "".join(f"  x{n} = {n}\n" for n in range(97)) + "}}\n\n"
    blocks = [block.format(number) for number in range(1000)]
    blocks[17] = blocks[17].replace("}", "")
    text = "".join(blocks)
    assert text.count("\n") == 99_999 + 1
    (finding,) = findings(text)
    assert finding.message == "block `service s17` is not closed"
    assert len(statements(text)) == 1000


def test_a_large_block_with_a_missing_brace() -> None:
    text = "service s {\n" + "".join(f"  route r{n} {{\n    a = 1\n  }}\n" for n in range(33_000))
    (finding,) = findings(text)
    assert finding.message == "block `service s` is not closed"
    (block,) = statements(text)
    assert isinstance(block, Block)
    assert block.body is not None
    assert len(block.body) == 33_000


def test_many_errors_in_one_statement_are_capped() -> None:
    text = "service s {\n" + "  = 1\n" * 10_000 + "}\nafter = 1\n"
    found = codes(text)
    assert len(found) == 101
    assert found[-1] == "MC130"
    assert list(paths(statements(text))) == ["/service s", "/after"]


@pytest.mark.parametrize(("opening", "closing"), [("a {\n", "}\n"), ("f(", ")"), ("[", "]")])
def test_a_hundred_thousand_levels(opening: str, closing: str) -> None:
    begin = "" if opening.startswith("a") else "x = "
    assert codes(begin + opening * 100_000 + closing * 100_000) == ["MC125"]


@pytest.mark.parametrize(
    "text", ["(" * 20_000 + "[" * 20_000 + ")" * 20_000 + "]" * 20_000, "a = 1 ; " * 20_000 + "}" * 20_000, "= }"]
)
def test_very_many_mismatches(text: str) -> None:
    assert codes(text)
