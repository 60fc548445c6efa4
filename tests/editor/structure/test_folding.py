"""What can be folded away."""

from __future__ import annotations

import pytest

from meshc.editor.structure.folding import FoldKind, folds
from tests.editor.marked import marked


def folded(text: str) -> list[tuple[int, int, str]]:
    """First line, last line that goes out of sight where only lines can, and the kind; lines from 0."""
    view = marked(text).view
    line = view.file.line
    return [(line(fold.start) - 1, line(fold.last) - 1, fold.kind.value) for fold in folds(view)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("service a {\n  port = 80\n}\n", [(0, 1, "region")]),
        ("service a {\n  env {\n    A = 1\n  }\n}\n", [(0, 3, "region"), (1, 2, "region")]),
        ("service a { port = 80 }\n", []),
        ("service a {\n  on = [\n    a,\n    b,\n  ]\n}", [(0, 4, "region"), (1, 3, "region")]),
        ("service a {\n  on = [a,\n    b]\n}", [(0, 2, "region"), (1, 2, "region")]),
        ("service a {\n  x = secret(\n    \"a\",\n  )\n}", [(0, 3, "region"), (1, 2, "region")]),
        ('service a {\n  x = """\n    b\n  """\n}', [(0, 3, "region"), (1, 2, "region")]),
        ("# a\n# b\nmesh demo\n", [(0, 1, "comment")]),
        ("# a\n\n# b\nmesh demo\n", []),
        ("# a\nmesh demo # b\n# c\n# d\nparam e\n", [(2, 3, "comment")]),
        ("mesh demo\n# c\n# d\n", [(1, 2, "comment")]),
        ("service a {\n  # b\n  # c\n  port = 80\n}\n", [(0, 3, "region"), (1, 2, "comment")]),
        ("service a { # b\n  # c\n  # d\n}\n", [(0, 2, "region"), (1, 2, "comment")]),
        ("mesh m\nimport \"a\"\n# b\nimport \"b\"\n\nimport \"c\"\nparam p\n", [(1, 5, "imports")]),
        ("import \"a\"\nparam p\nimport \"b\"\n", []),
        ("service a {\r\n  port = 80\r\n}\r\n", [(0, 1, "region")]),
        ("service a {\n  port = 80\n", []),
        ("service a {\n  env {\n    A = 1\n}\nservice b {\n  port = 1\n}\n", [(1, 2, "region"), (4, 5, "region")]),
        ("", []),
    ],
)  # fmt: skip
def test_folds(text: str, expected: list[tuple[int, int, str]]) -> None:
    assert folded(text) == expected


def test_brackets_stay_in_sight() -> None:
    view = marked("service a {«\n  port = 80\n»}\n")
    assert [(fold.start, fold.end, fold.kind) for fold in folds(view.view)] == [
        (*view.ranges["main.mesh"][0], FoldKind.REGION)
    ]
