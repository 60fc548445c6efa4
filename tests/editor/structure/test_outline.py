"""The blocks of a file, and the search for names."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from meshc.editor.structure.outline import Entry, outline, search
from tests.editor.marked import marked
from tests.editor.shops import SHOP


def tree(entries: Iterable[Entry]) -> list[object]:
    return [
        (entry.word, entry.name, tree(entry.children)) if entry.children else (entry.word, entry.name)
        for entry in entries
    ]


def test_blocks_stand_in_blocks() -> None:
    text = (
        'mesh demo\nservice user {\n  port = 80\n  env { A = "b" }\n  route "/v2/*" search { split { v1 = 1 } }\n'
        '  route regex("^/a") {}\n  calls billing.grpc { use patient }\n}\n# end\n'
    )
    assert tree(entry for _, entry in outline(marked(text).view)) == [
        ("mesh", "demo"),
        (
            "service",
            "user",
            [
                ("env", "env"),
                ("route", "/v2/* search", [("split", "split")]),
                ("route", 'regex("^/a")'),
                ("calls", "billing.grpc", [("use", "patient")]),
            ],
        ),
    ]


def test_a_name_lies_in_its_block_and_a_block_in_the_one_around_it() -> None:
    view = marked("# 🚀 以前\n" + SHOP).view

    def check(offset: int, entry: Entry, start: int, end: int) -> None:
        assert start <= entry.start <= entry.name_start < entry.name_end <= entry.end <= end
        assert view.file.text[offset + entry.start : offset + entry.end].startswith(entry.word)
        for child in entry.children:
            check(offset, child, entry.start, entry.end)

    for offset, entry in outline(view):
        check(offset, entry, 0, len(view.file.text) - offset)


def test_every_entry_has_a_name() -> None:
    entries = list(outline(marked('service {\n  route "" {\n}\nservice "" {}\ncalls\n').view))
    assert all(entry.name.strip() for _, entry in entries)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("con", ["contract"]),
        ("CONTRACT", ["contract"]),
        ("v", ["v1", "v2", "v3", "vpc", "envoy"]),
        ("nwt", ["newest"]),
        ("zz", []),
    ],
)
def test_names_are_found_by_some_of_their_letters(query: str, expected: list[str]) -> None:
    names = [match.name for match in search(marked(SHOP).view.compilation, query)]
    assert [name for name in names if name in expected] == [name for name in expected if name in names]
    assert all(set(query.lower()) <= set(name) for name in names)
    assert bool(names) == bool(expected)


def test_no_letters_find_everything_declared() -> None:
    compilation = marked(SHOP).view.compilation
    names = {(match.word, match.name, match.of) for match in search(compilation, "")}
    assert {
        ("service", "contract", ""),
        ("version", "v2", "contract"),
        ("port", "grpc", "billing"),
        ("route", "new-api", "contract"),
        ("param", "tag", ""),
        ("overlay", "prod", ""),
        ("test", "it is new", ""),
    } <= names
