"""Whatever the text, an answer comes."""

from __future__ import annotations

import pytest

from meshc.editor.links import link_at, links
from meshc.editor.names.call_hierarchy import incoming, outgoing, party_at
from meshc.editor.names.definition import definition
from meshc.editor.names.references import highlights, references
from meshc.editor.rename import RenameError, prepare, rename
from meshc.editor.structure.folding import folds
from meshc.editor.structure.outline import outline, search
from meshc.editor.structure.selection import selection
from meshc.editor.view import View
from tests.editor.marked import marked
from tests.editor.shops import SHOP

JAPANESE = SHOP.replace("contract", "契約").replace("billing", "請求🚀").replace("\n", "\r\n")
BROKEN = (
    SHOP.replace("{", "", 3),
    SHOP.replace('"', "", 5),
    SHOP.replace("\n}", "\n", 4),
    SHOP.replace(" = ", " ", 9),
    "}}}\nservice service service { calls calls }\nroute\n=\n${a.b}\n\ufeff\x07[(",
    'gateway { route { to = } calls . calls a. split { .v = 1 } }\nversion v1\n"a" = "${.}"',
    'import\nimport ""\nimport "/" "b"\nimport "."\nx = file()\ny = file("")\nz = file("\\0")\nz = file("..")',
)


def ask(view: View, offset: int) -> None:
    """Every question about a place."""
    definition(view, offset)
    references(view, offset, declaration=True)
    highlights(view, offset)
    selection(view, offset)
    link_at(view, offset)
    party = party_at(view, offset)
    if party is not None:
        incoming(view.compilation, party.name)
        outgoing(view.compilation, party.name, view.path)


def ask_file(view: View) -> None:
    """Every question about a file."""
    list(outline(view))
    folds(view)
    list(links(view))
    search(view.compilation, "a")


def try_rename(view: View, offset: int) -> None:
    try:
        prepare(view, offset)
        rename(view, offset, "another")
    except RenameError as error:
        assert str(error)


@pytest.mark.parametrize("text", [SHOP, JAPANESE], ids=["plain", "japanese"])
def test_every_beginning_of_a_file(text: str) -> None:
    view = marked("").view
    for end in range(0, len(text), 23):
        view = View(view.compilation.with_text(view.path, text[:end]), view.path)
        ask_file(view)
        for offset in (*range(0, end, 131), end - 1, end, end + 9):
            ask(view, max(0, offset))
    for offset in range(0, len(view.file.text), 301):
        try_rename(view, offset)


@pytest.mark.parametrize("text", BROKEN)
def test_what_is_broken(text: str) -> None:
    view = marked(text).view
    ask_file(view)
    for offset in range(0, len(text) + 2, 11):
        ask(view, offset)
    for offset in range(0, len(text), 97):
        try_rename(view, offset)
