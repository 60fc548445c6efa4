from __future__ import annotations

from meshc.cli.tables import columns, markdown


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    assert columns([("a", "在庫", "x"), ("long", "b", "")]) == "a     在庫  x\nlong  b\n"
    assert columns([]) == ""


def test_markdown_escapes_what_would_end_a_cell() -> None:
    assert markdown(("a", "b"), [("x|y", "two\nlines")]) == "| a | b |\n|---|---|\n| x\\|y | two lines |\n"
