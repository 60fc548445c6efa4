"""What holds for the layout of every text, and for what editors ask of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meshc.compilation import Compilation
from meshc.syntax.format import Edit, engine, format_edits, format_range, format_text, on_type_indent
from meshc.syntax.limits import MOST_LEVELS

from ...strategies import meshes
from ..meshes import SHOP
from ..test_properties import any_text, mutated, sound_text
from .layouts import comments, laid_out, tree

ROOT = Path(__file__).resolve().parents[3]
PAIRS = sorted((Path(__file__).parent / "pairs").iterdir())
EXAMPLES = sorted((ROOT / "examples").rglob("*.mesh"))

SUPPRESSED = """\
mesh demo { namespace = "demo.local" }
policy patient { timeout = 1s } # meshc: allow unused-policy -- kept
# meshc: allow image-tag -- all of them
service a { image = "acme/a" ; cpu = 0.25 ; memory = 512MiB } ; service b { image = "acme/b" ; port = 80 }
service c {
  image = "acme/c" # meshc: allow image-tag -- this one
  env { A = "1" ; B = "2" }
  calls b
}
"""
"""Comments that let warnings pass, of each form."""


def formatted(text: str) -> str:
    """The layout of a text without syntax errors."""
    new = format_text(text)
    assert new is not None
    return new


def applied(text: str, edits: Iterable[Edit]) -> str:
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def check(text: str, width: int = engine.WIDTH) -> None:
    with patch.object(engine, "WIDTH", width):
        new = formatted(text)
        assert formatted(new) == new
        assert applied(text, format_edits(text)) == new
        assert format_edits(new) == []
    assert comments(new) == comments(text)
    assert tree(new) == tree(text)
    assert not new.startswith(("\n", "\ufeff")) and (new == "" or new.endswith("\n")) and not new.endswith("\n\n")


widths = st.sampled_from((10, 30, 60, engine.WIDTH))


@given(sound_text, widths)
@settings(max_examples=100, deadline=None)
def test_every_sound_text(text: str, width: int) -> None:
    check(text, width)


@given(st.sampled_from((SHOP, SUPPRESSED)).flatmap(laid_out), widths)
@settings(max_examples=100, deadline=None)
def test_every_layout_of_a_mesh(text: str, width: int) -> None:
    check(text, width)


@given(any_text)
@settings(max_examples=100, deadline=None)
def test_any_text_is_laid_out_or_left_alone(text: str) -> None:
    new = format_text(text)
    assert (new is None and format_edits(text) == []) or (new is not None and format_text(new) == new)


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_a_mesh_keeps_its_meaning_and_its_findings(data: st.DataObject) -> None:
    drawn = data.draw(st.one_of(meshes().map(lambda mesh: mesh.text), st.just(SUPPRESSED)))
    text = data.draw(laid_out(drawn))
    with patch.object(engine, "WIDTH", data.draw(widths)):
        new = formatted(text)
    before, after = (Compilation.of({"main.mesh": version}) for version in (text, new))
    codes = [sorted(finding.code for finding in compilation.diagnostics()) for compilation in (before, after)]
    assert codes[0] == codes[1]
    assert (before.mesh is None) == (after.mesh is None)
    if before.mesh is not None:
        bodies = [json.loads(compilation.ir_document()) | {"origins": None} for compilation in (before, after)]
        assert bodies[0] == bodies[1]


@given(st.sampled_from((SHOP, SUPPRESSED)).flatmap(laid_out), widths, st.data())
@settings(max_examples=100, deadline=None)
def test_a_range_leaves_the_rest_alone(text: str, width: int, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    with patch.object(engine, "WIDTH", width):
        edits = format_range(text, start, end)
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end) if end < len(text) else -1
    line_end = len(text) if line_end < 0 else line_end
    assert edits == sorted(edits)
    for first, last, words in edits:
        assert line_start <= first <= last <= line_end or (last == line_end + 1 and not words)
    new = applied(text, edits)
    assert tree(new) == tree(text)
    assert comments(new) == comments(text)


@given(st.sampled_from((SHOP, SUPPRESSED)).flatmap(laid_out))
@settings(max_examples=50, deadline=None)
def test_a_range_of_everything_is_the_whole_layout(text: str) -> None:
    assert applied(text, format_range(text, 0, len(text))) == format_text(text)


@given(st.one_of(any_text, mutated(), st.just(SHOP)), st.data())
@settings(max_examples=100, deadline=None)
def test_typing_changes_blanks_alone(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(-1, len(text) + 1))
    edits = on_type_indent(text, offset, data.draw(st.sampled_from(("\n", "}", "]", ")", "x", ""))))
    for start, end, new in edits:
        assert text[start:end].strip(" \t") == new.strip(" ") == ""
        assert text[:start].endswith("\n") or start == 0


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_layouts_for_people_to_review(pair: Path) -> None:
    before, after = ((pair / name).read_text(encoding="utf-8") for name in ("before.mesh", "after.mesh"))
    assert format_text(before) == after
    check(before)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_examples_are_laid_out(example: Path) -> None:
    text = example.read_text(encoding="utf-8")
    assert format_text(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        (" \n\n", ""),
        ("\ufeff", ""),
        ("# only", "# only\n"),
        ("\n\n# a\n\n\n# b  \n\n", "# a\n\n# b\n"),
        ("a{}", "a {}\n"),
        ("a {\n\n}\n", "a {}\n"),
        ("a {b=1;c=2}", "a { b = 1 ; c = 2 }\n"),
        ("a {b=1;\nc=2}", "a {\n  b = 1\n  c = 2\n}\n"),
        ("a {\n  b=1;c=2;\n}", "a {\n  b = 1 ; c = 2\n}\n"),
        ("a=1;b=2;;\n", "a = 1 ; b = 2\n"),
        ("a = [ ]\nb = [x,]\nc = [\nx]\n", "a = []\nb = [x]\nc = [\n  x,\n]\n"),
        ("a=ssm( \"x\",\t\"y\", )\n", 'a = ssm("x", "y")\n'),
        ("a {\r\n\tb = 1\r\n}\r\n", "a {\n  b = 1\n}\n"),
        ("a { # why\n\n\n  b = 1   # because  \n\n}\n", "a { # why\n  b = 1 # because\n}\n"),
        ("a = [ # why\nx # one\n, y\n# end\n]", "a = [ # why\n  x, # one\n  y,\n  # end\n]\n"),
        ('a = """\nx\n  y\n"""\n', 'a = """\n  x\n    y\n"""\n'),
        ('a {\n    b = """ x\n\t\ty\n \t\n\t\tz"""\n}\n', 'a {\n  b = """ x\n    y\n\n    z"""\n}\n'),
        ('a = """\r\n  x\r\n  """\r\n', 'a = """\n  x\n"""\n'),
        ('a = """\n\r  x\n"""\n', 'a = """\n\r  x\n"""\n'),
    ],
)  # fmt: skip
def test_small_layouts(text: str, expected: str) -> None:
    assert format_text(text) == expected
    check(text)


@pytest.mark.parametrize("text", ["a {", "a = ", "a = 'x'", "a {}}", "a = 1 b = 2", "a: 1", "\x00"])
def test_a_text_with_syntax_errors_is_left_alone(text: str) -> None:
    assert format_text(text) is None
    assert format_edits(text) == format_range(text, 0, len(text)) == []


def test_the_deepest_nesting() -> None:
    for opened, closed in ("a {\n", "}\n"), ("a { ", " }"):
        check(opened * MOST_LEVELS + closed * MOST_LEVELS)
    assert format_text("a {" * (MOST_LEVELS + 1) + "}" * (MOST_LEVELS + 1)) is None
    check(f"a = {'[' * MOST_LEVELS}{']' * MOST_LEVELS}", 10)


def test_a_line_that_is_too_long_is_taken_apart_from_outside() -> None:
    long = "x" * 100
    assert format_text(f'a {{ b {{ c = "{long}" }} ; d = 1 }} # why\n') == (
        f'a {{ # why\n  b {{ c = "{long}" }}\n  d = 1\n}}\n'
    )
    assert format_text(f'a = 1 ; b = ["{long}", c, d, e]\n') == f'a = 1\nb = ["{long}", c, d, e]\n'
    assert format_text(f'b = ["{long}", "{long}"] # why\n') == f'b = [ # why\n  "{long}",\n  "{long}",\n]\n'
    assert format_text(f'b = ssm("{long}", "{long}")\n') == f'b = ssm("{long}", "{long}")\n'


def test_edits_keep_to_the_gaps() -> None:
    text = "a {\n   b=1\n  # c  \n  d = 2\n\n\n}\n"
    assert format_edits(text) == [(6, 7, ""), (8, 8, " "), (9, 9, " "), (16, 18, ""), (27, 29, "")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a {\n    b=1\n|    c=2|\n    d=3\n}\n", "a {\n    b=1\n  c = 2\n    d=3\n}\n"),
        ("a {\n    b=1\n|    c=2\n|    d=3\n}\n", "a {\n    b=1\n  c = 2\n    d=3\n}\n"),
        ("a=1 \n\n\n|b=2 |\n\n\nc=3\n", "a=1 \n\n\nb = 2\n\n\nc=3\n"),
        ("a=1\n|\n\n\n|b=2\n", "a=1\n\nb=2\n"),
        ("a = [x # one\n|, y\n  # two|\n]", "a = [x # one\n, y,\n  # two\n]"),
        ("a = [x # one\n, |y\n   # two|\n]", "a = [x # one\n, y,\n  # two\n]"),
        ("a = 1\nb|=|2", "a = 1\nb = 2\n"),
    ],
)
def test_a_range(text: str, expected: str) -> None:
    before, inside, behind = text.split("|")
    text = before + inside + behind
    assert applied(text, format_range(text, len(before), len(before) + len(inside))) == expected


def test_a_comment_that_moves_is_not_torn_from_its_place() -> None:
    values = [*("x" * 30 for _ in range(5)), '"""\n"""']
    text = f"a {{ b = [{', '.join(values[:5])}] }} # why\n"
    assert "a { # why\n" in applied(text, format_range(text, 0, 1))
    text = f"a {{ # inner\n b = [\n{', '.join(values)}] }} # why\n"
    assert comments(applied(text, format_range(text, 0, 1))) == ["# inner", "# why"]


def test_a_line_that_a_suppression_covers_is_not_taken_apart() -> None:
    long = "x" * 50
    line = f'service a {{ image = "{long}" }} ; service b {{ image = "{long}" }}'
    text = f"# meshc: allow image-tag -- both\n{line}\nc{{}}\n"
    assert format_text(text) == text.replace("c{}", "c {}")
    assert format_text(text.replace("meshc:", "")) == (
        f'#  allow image-tag -- both\nservice a {{ image = "{long}" }}\nservice b {{ image = "{long}" }}\nc {{}}\n'
    )


def test_a_suppression_behind_a_block_goes_to_its_head() -> None:
    image = "acme/" + "x" * 100
    text = f'mesh demo\nservice a {{ image = "{image}" ; port = 80 }} # meshc: allow image-tag -- why\n'
    new = formatted(text)
    assert "service a { # meshc: allow image-tag -- why\n" in new
    found = [[f.code for f in Compilation.of({"main.mesh": version}).diagnostics()] for version in (text, new)]
    assert found[0] == found[1]
    assert not {"MC493"} & set(found[0])


@pytest.mark.parametrize(
    ("text", "typed", "expected"),
    [
        ("a {\n|", "\n", "a {\n  "),
        ("a {\n|}", "\n", "a {\n}"),
        ("a {\n    b = 1\n|", "\n", "a {\n    b = 1\n  "),
        ("a {\n  b {\n      }|", "}", "a {\n  b {\n  }"),
        ("a {\n  b = [\n    x,\n    ]|", "]", "a {\n  b = [\n    x,\n  ]"),
        ("a {\n  b = [x\n  }|", "}", "a {\n  b = [x\n}"),
        ("a {\n}\n  |", "\n", "a {\n}\n"),
        ('a = """\n   |', "\n", 'a = """\n   '),
        ('a = """\nx {\n"""\n  |', "\n", 'a = """\nx {\n"""\n'),
        ("a {\n  b = 1 }|", "}", "a {\n  b = 1 }"),
        ("b }\na {\n|", "\n", "b }\na {\n  "),
        ("a {\n  # {\n|", "\n", "a {\n  # {\n  "),
        ("a {\r\n|", "\n", "a {\r\n  "),
    ],
)
def test_typing(text: str, typed: str, expected: str) -> None:
    offset = text.index("|")
    text = text.replace("|", "")
    assert applied(text, on_type_indent(text, offset, typed)) == expected
