from __future__ import annotations

from textwrap import dedent
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshc.diagnostics.model import Applicability, Diagnostic, Edit, Fix, Label, Severity
from meshc.diagnostics.render.palette import COLORED
from meshc.diagnostics.render.terminal import render, render_one, summary
from meshc.source import BUILT_IN, Item, Origin, SourceFile, SourceMap

from .places import Texts


def error(message: str, primary: Label | None = None, *secondary: Label, **fields: object) -> Diagnostic:
    return Diagnostic("MC201", "undefined-name", Severity.ERROR, message, primary, secondary, **fields)  # type: ignore[arg-type]


def golden(text: str) -> str:
    return dedent(text).lstrip("\n")


def test_a_label_stands_below_its_place() -> None:
    texts = Texts(main='service user {\n\n  route "/b" { to = ap }\n}\n')
    finding = error("service `ap` is not defined", texts.label("ap", "not found"), help="did you mean `api`?")
    assert render_one(finding, texts.sources) == golden("""
        error[MC201]: service `ap` is not defined
         --> main.mesh:3:21
          |
        3 |   route "/b" { to = ap }
          |                     ^^ not found
          = help: did you mean `api`?
        """)


def test_several_labels_on_one_line_hang_below_each_other() -> None:
    texts = Texts(main="split { v1 = 50% ; v2 = 60% }\n")
    finding = error(
        "the shares sum to 110 %",
        texts.label("split", "of this split"),
        texts.label("50%", "half"),
        texts.label("60%", "more than half"),
    )
    assert render_one(finding, texts.sources) == golden("""
        error[MC201]: the shares sum to 110 %
         --> main.mesh:1:1
          |
        1 | split { v1 = 50% ; v2 = 60% }
          | ^^^^^        ---        --- more than half
          | |            |
          | |            half
          | of this split
        """)


def test_labels_that_overlap_and_labels_of_one_place() -> None:
    texts = Texts(main="calls contract { use patient }\n")
    finding = error(
        "two policies",
        texts.label("patient", "first"),
        texts.label("calls contract { use patient }", "whole"),
        texts.label("patient", "second"),
    )
    assert render_one(finding, texts.sources) == golden("""
        error[MC201]: two policies
         --> main.mesh:1:22
          |
        1 | calls contract { use patient }
          | ---------------------^^^^^^^--
          | |                    |
          | |                    first
          | |                    second
          | whole
        """)


def test_labels_on_lines_far_apart_and_near() -> None:
    texts = Texts(main="\n".join(f"line{number}" for number in range(1, 13)))
    finding = error(
        "cycle", texts.label("line12", "closes"), texts.label("line2", "opens"), texts.label("line4", "goes on")
    )
    assert render_one(finding, texts.sources) == golden("""
        error[MC201]: cycle
          --> main.mesh:12:1
           |
         2 | line2
           | ----- opens
         3 | line3
         4 | line4
           | ----- goes on
        ...
        12 | line12
           | ^^^^^^ closes
        """)


def test_labels_in_several_files() -> None:
    texts = Texts(main="service api {}\n", other="\n" * 9 + "service api {}\n")
    finding = error("`api` is defined twice", texts.label("api", "again", "other"), texts.label("api", "first here"))
    assert render_one(finding, texts.sources) == golden("""
        error[MC201]: `api` is defined twice
          --> other.mesh:10:9
           |
        10 | service api {}
           |         ^^^ again
          ::: main.mesh:1:9
           |
         1 | service api {}
           |         --- first here
        """)


def test_a_place_of_several_lines_is_marked_at_both_ends() -> None:
    texts = Texts(main="service a {\n  x = 1\n  y = 2\n  z = 3\n}\n")
    finding = error("left open", texts.label("a {", "this block", end="}"))
    assert render_one(finding, texts.sources) == golden("""
        error[MC201]: left open
         --> main.mesh:1:9
          |
        1 | service a {
          |         ^^^
        ...
        5 | }
          | ^ this block
        """)


def test_a_place_that_takes_its_line_end_stays_on_its_line() -> None:
    texts = Texts(main="a = 1\nb = 2\n")
    assert render_one(error("whole line", texts.label("a = 1\n", "here")), texts.sources) == golden("""
        error[MC201]: whole line
         --> main.mesh:1:1
          |
        1 | a = 1
          | ^^^^^ here
        """)


def test_the_end_of_a_file_gets_a_caret() -> None:
    for text, line in (("service a {", 1), ("service a {\n", 2), ("", 1)):
        texts = Texts(main=text)
        shown = render_one(error("`}` is missing", Label(texts.at_end(), "end of file")), texts.sources).splitlines()
        column = len(text.splitlines()[0]) + 1 if text and line == 1 else 1
        assert f" --> main.mesh:{line}:{column}" == shown[1]
        assert "  | " + " " * (column - 1) + "^ end of file" == shown[-1]


def test_tabs_and_wide_characters_keep_carets_in_place() -> None:
    texts = Texts(main='\tname = "在庫サービス" ; port = x\n')
    finding = error("wide", texts.label("x", "here"), texts.label("在庫サービス", "a name"))
    assert render_one(finding, texts.sources) == golden("""
        error[MC201]: wide
         --> main.mesh:1:27
          |
        1 |     name = "在庫サービス" ; port = x
          |             ------------           ^ here
          |             |
          |             a name
        """)


def test_combining_characters_take_no_column() -> None:
    texts = Texts(main="e\u0301e\u0301 = x\n")
    assert render_one(error("combining", texts.label("x")), texts.sources).splitlines()[-1] == "  |      ^"


def test_a_crlf_does_not_reach_the_terminal() -> None:
    texts = Texts(main="a = x\r\nb = 2\r\n")
    assert "\r" not in render_one(error("crlf", texts.label("x\r\n", "here")), texts.sources)


def test_a_long_line_is_cut_around_its_label() -> None:
    texts = Texts(main="[" + "aaaa, " * 200 + "wrong" + ", bbbb" * 200 + "]\n")
    shown = render_one(error("long", texts.label("wrong", "here")), texts.sources).splitlines()
    source, marks = shown[3], shown[4]
    assert len(source) < 180
    assert source.startswith("1 | …") and source.endswith("…")
    assert source[marks.index("^") : marks.rindex("^") + 1] == "wrong"
    start = render_one(error("long", texts.label("[", "here")), texts.sources).splitlines()
    assert start[3].startswith("1 | [aaaa") and start[3].endswith("…")
    assert start[4] == "  | ^ here"


def test_a_label_longer_than_the_cut_ends_with_it() -> None:
    texts = Texts(main="x" * 5000 + "\n")
    source, marks = render_one(error("long", texts.label("x" * 5000, "here")), texts.sources).splitlines()[3:]
    assert len(source) < 180
    assert marks.endswith("^ here") and len(marks) < 200


def test_a_file_that_is_not_at_hand_is_named_without_a_snippet() -> None:
    origin = Origin(Item("team/main.mesh", "", line=12), 0, 0)
    finding = error("too long", Label(origin, "64 characters at most"), help="shorten it")
    assert render_one(finding, SourceMap({}, {})) == golden("""
        error[MC201]: too long
         --> team/main.mesh:12
          = line 12: 64 characters at most
          = help: shorten it
        """)


def test_a_finding_without_a_place() -> None:
    finding = error("there is no mesh here", help="write a file `main.mesh`,\nor name a folder")
    assert render_one(finding, SourceMap({}, {})) == golden("""
        error[MC201]: there is no mesh here
          = help: write a file `main.mesh`,
                  or name a folder
        """)


def test_a_default_is_no_place() -> None:
    assert render_one(error("x", Label(BUILT_IN, "y")), SourceMap({}, {})) == "error[MC201]: x\n"


def test_a_fix_helps_where_nothing_else_does() -> None:
    texts = Texts(main="a = 1\n")
    fix = Fix("write `b`", (Edit(texts.origin("a"), "b"),), Applicability.SAFE)
    assert render_one(error("x", texts.label("a"), fix=fix), texts.sources).endswith("  = help: write `b`\n")
    helped = render_one(error("x", texts.label("a"), help="do", fix=fix), texts.sources)
    assert helped.endswith("\n  |\n1 | a = 1\n  | ^\n  = help: do\n")


def test_nothing_in_a_mesh_can_steer_the_terminal() -> None:
    hostile = "a\x1b[31m\x07\x9b\u202eevil\u2028\x7f"
    texts = Texts(main=f'name = "{hostile}"\nport = 1\n')
    finding = error(f"`{hostile}` is odd", texts.label(hostile, hostile), help=hostile)
    shown = render_one(finding, texts.sources)
    assert not set("\x1b\x07\x9b\u202e\u2028\x7f") & set(shown)


def test_colors_come_only_from_the_palette() -> None:
    texts = Texts(main="a = 1\n")
    finding = error("x", texts.label("a", "here"), texts.label("1", "there"), help="do")
    plain = render([finding], texts.sources)
    colored = render([finding], texts.sources, palette=COLORED)
    assert "\x1b" not in plain
    for sequence in set(COLORED):
        colored = colored.replace(sequence, "")
    assert colored == plain


def test_an_empty_line_stands_between_findings_of_several_lines() -> None:
    none = SourceMap({}, {})
    assert render([error("a"), error("b")], none) == "error[MC201]: a\nerror[MC201]: b\n"
    helped = error("b", help="do")
    expected = "error[MC201]: a\n\nerror[MC201]: b\n  = help: do\n\nerror[MC201]: c\n"
    assert expected == render([error("a"), helped, error("c")], none)
    assert render([], none) == ""


def test_a_prefix_leads_to_the_files() -> None:
    texts = Texts(main="a = 1\n")
    assert " --> shop/main.mesh:1:1\n" in render([error("x", texts.label("a"))], texts.sources, prefix="shop/")


@pytest.mark.parametrize(
    ("severities", "expected"),
    [
        ([], "no findings"),
        (["error"], "1 error"),
        (["warning", "error", "error"], "2 errors, 1 warning"),
        (["note", "note", "warning"], "1 warning, 2 notes"),
    ],
)
def test_the_summary_counts(severities: list[str], expected: str) -> None:
    findings = [Diagnostic("MC101", "x", Severity(severity), "m") for severity in severities]
    assert expected == summary(findings)


@given(text=st.text(max_size=400), data=st.data())
def test_any_place_in_any_text_can_be_shown(text: str, data: st.DataObject) -> None:
    item = Item("main.mesh", text)
    sources = SourceMap({"main.mesh": SourceFile("main.mesh", text)}, {item: 0})

    def label() -> Label:
        start = data.draw(st.integers(0, len(text)))
        return Label(Origin(item, start, data.draw(st.integers(start, len(text)))), "here")

    shown = render_one(error("m", label(), label(), label()), sources)
    assert "^" in shown
    assert not [character for character in shown if category(character) == "Cc" and character != "\n"]
