"""Every page over the demo, in `demo.md`, for people to review; `--update-golden` writes it anew."""

from __future__ import annotations

from pathlib import Path

from meshc.compilation import Compilation, Options
from meshc.editor.hover import hover
from meshc.editor.view import View

DEMO = Path(__file__).parents[3] / "examples" / "01-demo" / "main.mesh"
GOLDEN = Path(__file__).with_name("demo.md")
OPTIONS = Options(targets=("service-connect",))
"""One target is enough to see how each word is told of."""


def pages(text: str) -> str:
    """The pages of all words in the order of the file, each page once, under the first line that has it."""
    view = View(Compilation.of({"main.mesh": text}, options=OPTIONS), "main.mesh")
    words: dict[str, tuple[int, dict[str, None]]] = {}
    offset = 0
    while offset < len(text):
        found = hover(view, offset)
        if found is None:
            offset += 1
            continue
        line = view.file.line(found.start)
        words.setdefault(found.text, (line, {}))[1].setdefault(text[found.start : found.end])
        offset = max(found.end, offset + 1)
    return "\n".join(
        f"# {line}: {', '.join(f'`{word}`' for word in told)}\n\n{page}\n" for page, (line, told) in words.items()
    )


def test_the_pages_of_the_demo(update_golden: bool) -> None:
    found = pages(DEMO.read_text(encoding="utf-8"))
    if update_golden:
        GOLDEN.write_text(found, encoding="utf-8")
    assert GOLDEN.read_text(encoding="utf-8") == found
