"""Vim, with the plugin as a package: colours, the quickfix list, indentation and formatting."""

from __future__ import annotations

import json

from tests.editors.editing import COLOURS, EXAMPLES, TYPED, Desk, findings, without_indentation


def test_colours(desk: Desk) -> None:
    desk.write("sample.mesh", (COLOURS / "sample.mesh").read_text(encoding="utf-8"))
    assert desk.vim("colours.vim") == (COLOURS / "vim.txt").read_text(encoding="utf-8")


def test_quickfix_leads_to_the_words(desk: Desk) -> None:
    expected = findings(desk.mesh)
    result = json.loads(desk.vim("quickfix.vim"))
    assert sorted(
        ("main.mesh", found.line, found.start + 1, found.severity[0], int(found.code[2:])) for found in expected
    ) == sorted(tuple(entry[:5]) for entry in result["found"])
    assert [entry[5] for entry in result["found"]] == [
        "`protokol` is not a setting of `service`; did you mean `protocol`?",
        "policy `patiant` is not defined; did you mean `patient`?",
        "policy `patient` is never used; write `use patient`, or remove it",
    ]
    assert result["words"] == ["protokol", "patiant", "policy"]


def test_quickfix_without_a_place(desk: Desk) -> None:
    """What is wrong with the command or with the mesh as a whole is an entry, too."""
    desk.put(
        "meshc", "echo 'error[MC999]: nothing can be built'; echo 'other.mesh:3:1: warning[house-rule]: no'; exit 1"
    )
    assert json.loads(desk.vim("quickfix.vim"))["found"] == [
        ["", 0, 0, "e", 999, "nothing can be built"],
        ["other.mesh", 3, 1, "w", -1, "no"],
    ]


def test_typing_is_indented_and_formatted(desk: Desk) -> None:
    result = json.loads(desk.vim("typing.vim"))
    assert result["typed"] == TYPED
    assert result["formatted"] == TYPED
    assert result["kept"]
    assert "error[MC104]: a second `=` after `port`" in result["said"]


def test_indentation_of_the_examples(desk: Desk) -> None:
    """All examples in one file, so that Vim starts once."""
    text = "".join(path.read_text(encoding="utf-8") for path in EXAMPLES)
    desk.write("main.mesh", without_indentation(text))
    assert text == desk.vim("indentation.vim")


def test_ale_needs_no_configuration(desk: Desk) -> None:
    expected = sorted((found.line, found.severity[0].upper(), found.code) for found in findings(desk.mesh))
    shown = json.loads(desk.ale("ale.vim"))
    assert expected == sorted((entry["lnum"], entry["type"], entry["text"].partition(":")[0]) for entry in shown)
