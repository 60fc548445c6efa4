"""Nothing is raised at any place of any text, however broken; and nothing is told about another place."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from meshc.compilation import Compilation
from meshc.editor.hover import hover
from meshc.editor.inlay import hints
from meshc.editor.lens import lenses
from meshc.editor.view import View

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*/*.mesh"))
PIECES = ("{", "}", '"', "${", "#", "=", "[", "(", "\r\n", "日本 ", "off ", "`*_[x](y)", "calls ", ";", "param.")


def broken(text: str, random: Random) -> str:
    """The text cut off, with a hole, or with something in it that does not belong there."""
    at = random.randrange(len(text))
    how = random.randrange(3)
    if how == 0:
        return text[:at]
    return text[:at] + (text[at + 20 :] if how == 1 else random.choice(PIECES) + text[at:])


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_any_offset_of_broken_text(path: Path) -> None:
    whole = path.read_text(encoding="utf-8")
    random = Random(path.name)
    for _ in range(12):
        text = broken(whole, random)
        view = View(Compilation.of({"main.mesh": text}), "main.mesh")
        assert all(0 <= hint.offset <= len(text) for hint in hints(view, 0, len(text)))
        assert all(0 <= lens.start <= lens.end <= len(text) for lens in lenses(view))
        for offset in random.sample(range(len(text) + 1), min(40, len(text) + 1)):
            found = hover(view, offset)
            assert found is None or 0 <= found.start <= offset <= found.end <= len(text)


def test_every_offset_of_the_demo_after_every_letter_of_a_line() -> None:
    text = EXAMPLES[0].read_text(encoding="utf-8")
    start = text.index("  calls billing.grpc { use patient }")
    end = text.index("\n", start)
    for cut in range(start, end):
        view = View(Compilation.of({"main.mesh": text[:cut] + text[end:]}), "main.mesh")
        hints(view, start, end)
        for offset in range(start, cut + 2):
            hover(view, offset)


def test_an_empty_file_has_nothing() -> None:
    view = View(Compilation.of({"main.mesh": ""}), "main.mesh")
    assert hover(view, 0) is None
    assert hover(view, 7) is None
    assert hints(view, 0, 0) == []
    assert not lenses(view)
