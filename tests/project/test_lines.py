"""Finding the line of a word in a TOML file."""

from __future__ import annotations

import pytest

from meshc.project.lines import line_of

TEXT = """\
# "MC432" in a comment
[a]
key = "x # MC1" # "MC2"
'MC3' = 'y'
[ tool . "meshc" ]
dotted.MC4 = 1
list = ["MC5",
  "MC6"]
[tool.other]
MC7 = 1
"""


@pytest.mark.parametrize(
    ("word", "table", "expected"),
    [
        ("MC432", "", None),
        ("MC1", "", None),
        ("MC2", "", None),
        ("MC3", "", 4),
        ("key", "", 3),
        ("MC4", "tool.meshc", 6),
        ("MC6", "tool.meshc", 8),
        ("MC6", "", 8),
        ("MC3", "tool.meshc", None),
        ("MC7", "tool.meshc", None),
        ("MC7", "", 10),
        ("a", "", 2),
        ("MC", "", None),
    ],
)
def test_lines(word: str, table: str, expected: int | None) -> None:
    assert expected == line_of(TEXT, table, word)
