"""What holds for every text: nothing raises, nothing is lost, and stock lark agrees."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lark import Token, Tree
from lark.exceptions import LarkError

from meshc.source import Item, SourceFile
from meshc.syntax.ast import Block, Call, ListValue, Setting
from meshc.syntax.findings import Findings
from meshc.syntax.lexer import lex
from meshc.syntax.parser import drive_sound, parse
from meshc.syntax.result import ParsedItem, ParseResult

from .meshes import SHOP

ROOT = Path(__file__).resolve().parents[2]
GENERATOR = ROOT / "scripts" / "generate_parse_table.py"


def _load_generator() -> Any:
    spec = importlib.util.spec_from_file_location("generate_parse_table", GENERATOR)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


LARK = _load_generator().load_grammar()

FRAGMENTS = (
    "service", "a", "在庫", "x.y", "true", "=", "==", ":", "{", "}", "[", "]", "(", ")", ",", ";", "\n", "\n  ", "\r\n",
    " ", "\t", "# c", '"s"', '"${a.b}"', '"""t\n"""', '"', '"""', "'q'", "1", "0.5", "2s", "1MiB", "5%", "9/s", "5xx",
    "512M", "1.2.3", "//", "/*", "*/", "\\", "$", "${", "@", "\x00", "\ufeff", "　", "＝", "regex(", "ssm(\"x\")",
)  # fmt: skip
fragments = st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join)
spaced = st.lists(st.sampled_from(FRAGMENTS), max_size=40).map(" ".join)
any_text = st.one_of(st.text(max_size=80), fragments, spaced)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """The shop with a few pieces cut out, doubled or replaced."""
    text = SHOP
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 30)))
        text = text[:start] + draw(st.sampled_from(["", text[start:end] * 2, *FRAGMENTS])) + text[end:]
    return text


words = st.sampled_from(["a", "b-c", "v1", "a.v1", "在庫", "true", "_x"])
strings = st.sampled_from(['"s"', '""', '"${a.b}"', r'"\n\""'])
blanks = st.sampled_from(["", " ", "\t"])
newlines = st.sampled_from(["\n", "\r\n", " # c\n", "\n\n  # c\n\n"])
inside = st.one_of(blanks, newlines)
leaves = st.one_of(words, strings, st.sampled_from(["1", "-1", "0.5", "2s", "1MiB", "5%", "9/s", "5xx", '"""t\n u"""']))


def _bracketed(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    body = st.lists(st.tuples(inside, values, inside).map("".join), max_size=3)
    commas = st.tuples(body, st.booleans()).map(
        lambda drawn: ",".join(drawn[0]) + ("," if drawn[0] and drawn[1] else "")
    )
    inner = st.tuples(inside, commas, inside).map("".join)
    return st.one_of(
        inner.map(lambda text: f"[{text}]"), st.tuples(words, inner).map(lambda drawn: f"{drawn[0]}({drawn[1]})")
    )


values = st.recursive(leaves, _bracketed, max_leaves=6)
separators = st.one_of(newlines, st.sampled_from([" ;", ";;", ";\n"]))


def _statements(statement: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(
        st.one_of(blanks, newlines),
        st.lists(st.tuples(statement, separators).map("".join), max_size=4).map("".join),
        st.one_of(st.just(""), statement),
        blanks,
    ).map("".join)


simple = st.one_of(
    st.tuples(st.one_of(words, strings), blanks, st.just("="), blanks, values).map("".join),
    st.tuples(words, st.lists(st.one_of(words, strings, st.just("8080")), max_size=2)).map(
        lambda drawn: " ".join([drawn[0], *drawn[1]])
    ),
)
blocks = st.recursive(
    simple,
    lambda inner: st.tuples(words, st.lists(words, max_size=2), _statements(inner)).map(
        lambda drawn: f"{' '.join([drawn[0], *drawn[1]])} {{{drawn[2]}}}"
    ),
    max_leaves=6,
)
sound_text = _statements(blocks)


def check_lossless(result: ParseResult) -> None:
    text = result.file.text
    assert text == "".join(item.item.text for _, item in result.items)
    at = 0
    for offset, item in result.items:
        assert at == offset
        own = item.item.text
        assert own == "".join(own[start:end] for _, start, end in item.tokens)
        at += len(own)


@given(any_text)
@settings(max_examples=300, deadline=None)
def test_any_text_is_kept_whole(text: str) -> None:
    check_lossless(parse(SourceFile("main.mesh", text)))


@given(mutated())
@settings(max_examples=200, deadline=None)
def test_a_damaged_text_is_kept_whole(text: str) -> None:
    check_lossless(parse(SourceFile("main.mesh", text)))


def from_lark(node: Any) -> Any:
    """A tree of lark as nested tuples: what it is, offsets, parts."""
    if isinstance(node, Token):
        return (node.start_pos, node.end_pos)
    parts = [from_lark(child) for child in node.children if not isinstance(child, Token) or child.type != "_NEWLINE"]
    return (node.data.value if isinstance(node.data, Token) else node.data, parts)


def from_ours(node: Any) -> Any:
    """A node of ours in the same form."""
    if isinstance(node, Setting):
        return ("setting", [tuple(node.key.span), from_ours(node.value)])
    if isinstance(node, Block):
        parts = [*map(from_ours, node.labels), *map(from_ours, node.body or ())]
        return ("block", [tuple(node.kind.span), *parts])
    if isinstance(node, ListValue):
        return ("list", [from_ours(item) for item in node.items])
    if isinstance(node, Call):
        return ("call", [tuple(node.name_span), *map(from_ours, node.arguments)])
    return tuple(node.span)


def flattened(tree: Any) -> Any:
    """Lark wraps a value or label that is a token; unwrap it."""
    if isinstance(tree, tuple) and len(tree) == 2 and isinstance(tree[1], list):
        name, parts = tree
        if name in ("value", "label") and len(parts) == 1:
            return flattened(parts[0])
        return (name, [flattened(part) for part in parts])
    return tree


def check_against_lark(text: str) -> bool:
    """Whether the text is accepted, after checking that lark thinks the same and builds the same tree."""
    try:
        expected: Tree[Token] | None = LARK.parse(text)
    except LarkError:
        expected = None
    statements = drive_sound(text, lex(text), Findings(Item("main.mesh", text)))
    if expected is None:
        assert statements is None
        return False
    assert statements is not None
    assert flattened(from_lark(expected)) == ("start", [from_ours(statement) for statement in statements])
    return True


@given(sound_text)
@settings(max_examples=300, deadline=None)
def test_lark_builds_the_same_tree(text: str) -> None:
    assert check_against_lark(text)


@given(st.one_of(spaced, fragments).filter(lambda text: "\x00" not in text))
@settings(max_examples=300, deadline=None)
def test_lark_accepts_the_same_texts(text: str) -> None:
    check_against_lark(text)


@given(mutated().filter(lambda text: "\x00" not in text))
@settings(max_examples=100, deadline=None)
def test_lark_accepts_the_same_mutants(text: str) -> None:
    accepted = check_against_lark(text)
    result = parse(SourceFile("main.mesh", text))
    structural = [finding for _, item in result.items for finding in item.diagnostics if finding.code[:5] != "MC11"]
    if not accepted:
        assert [finding for _, item in result.items for finding in item.diagnostics]
    elif structural:
        assert {"MC118", "MC119", "MC124"} >= {finding.code for finding in structural}


def test_lark_reads_the_shop() -> None:
    assert check_against_lark(SHOP)


@given(sound_text)
@settings(max_examples=200, deadline=None)
def test_a_sound_text_has_no_syntax_error(text: str) -> None:
    result = parse(SourceFile("main.mesh", text))
    assert [finding for _, item in result.items for finding in item.diagnostics] == []
    whole = drive_sound(text, lex(text), Findings(Item("main.mesh", text)))
    assert whole is not None
    assert len(whole) == sum(len(item.statements) for _, item in result.items)


def by_text(result: ParseResult) -> dict[str, list[ParsedItem]]:
    known: dict[str, list[ParsedItem]] = {}
    for _, item in result.items:
        known.setdefault(item.item.text, []).append(item)
    return known


def described(result: ParseResult) -> list[Any]:
    return [
        (
            offset,
            item.item.text,
            item.statements,
            [(d.code, d.message, d.fix and d.fix.title) for d in item.diagnostics],
        )
        for offset, item in result.items
    ]


@given(mutated(), mutated())
@settings(max_examples=150, deadline=None)
def test_reuse_changes_nothing(before: str, after: str) -> None:
    known = by_text(parse(SourceFile("main.mesh", before)))
    with_reuse = parse(SourceFile("main.mesh", after), known)
    assert described(parse(SourceFile("main.mesh", after))) == described(with_reuse)
    kept = [item for _, item in with_reuse.items]
    assert len({id(item.item) for item in kept}) == len(kept)


def test_untouched_items_keep_their_identity() -> None:
    before = parse(SourceFile("main.mesh", SHOP))
    after = parse(SourceFile("main.mesh", SHOP.replace("replicas = 2", "replicas = 3")), by_text(before))
    same = [old is new for (_, old), (_, new) in zip(before.items, after.items, strict=True)]
    assert same.count(False) == 1
    assert same.index(False) == next(
        number for number, (_, i) in enumerate(before.items) if "service web" in i.item.text
    )


def test_an_item_is_used_once() -> None:
    before = parse(SourceFile("main.mesh", "a {\n}\n"))
    after = parse(SourceFile("main.mesh", "a {\n}\na {\n}\n"), by_text(before))
    assert after.items[0][1] is before.items[0][1]
    assert after.items[1][1] is not before.items[0][1]


def test_a_damaged_item_keeps_its_identity() -> None:
    text = "a {\n  x = @\n}\nb {\n  y = 1\n}\n"
    before = parse(SourceFile("main.mesh", text))
    after = parse(SourceFile("main.mesh", text.replace("y = 1", "y = 2")), by_text(before))
    assert after.items[0][1] is before.items[0][1]


def test_a_comment_belongs_to_what_stands_below_it() -> None:
    result = parse(SourceFile("main.mesh", "# one\na {\n} # two\n\n# three\nb {\n}\n# four\n"))
    assert [i.item.text for _, i in result.items] == ["# one\na {\n} # two\n", "\n# three\nb {\n}\n", "# four\n"]
    assert [len(item.statements) for _, item in result.items] == [1, 1, 0]


@pytest.mark.parametrize("text", ["a = 1 ; b = 2\n", "  a = 1\n  b = 2\n", 'x {\n  s = """\nb = 2\n"""\n}\n'])
def test_items_of_unusual_layout(text: str) -> None:
    result = parse(SourceFile("main.mesh", text))
    assert [finding for _, item in result.items for finding in item.diagnostics] == []
    assert (2 if text.startswith("  ") else 1) == len(result.items)


def test_an_empty_file_has_no_items() -> None:
    assert parse(SourceFile("main.mesh", "")).items == ()


def test_the_table_is_up_to_date() -> None:
    assert _load_generator().main(["--check"]) == 0


def test_parsing_imports_no_lark() -> None:
    program = "import sys; import meshc.syntax.parser; sys.exit('lark' in sys.modules or 'json' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0
