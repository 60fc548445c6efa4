"""Texts with places to fill in."""

from __future__ import annotations

from meshc.editor.completion.snippets import END, Slot, plain, snippet


def test_signs_of_the_syntax_are_escaped() -> None:
    template = ("a $b \\ }{ ", Slot("${c}"), "}")
    assert snippet(template, choices=False) == "a \\$b \\\\ }{ ${1:\\${c\\}}}"
    assert plain(template) == "a $b \\ }{ ${c}}"


def test_slots_are_numbered_and_the_caret_rests_at_the_end() -> None:
    template = (Slot("a"), " ", END, " ", Slot("b", ("b", "c,d|e")))
    assert snippet(template, choices=False) == "${1:a} $0 ${2:b}"
    assert snippet(template, choices=True) == "${1:a} $0 ${2|b,c\\,d\\|e|}"
    assert plain(template) == "a  b"
