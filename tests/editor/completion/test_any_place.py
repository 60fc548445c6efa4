"""Whatever is cut off, nothing raises, and nothing that is offered makes a text worse."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from meshc.compilation import Compilation
from meshc.editor.caret.context import context_of_word
from meshc.editor.completion import complete
from meshc.editor.completion.snippets import plain, snippet
from meshc.editor.semantic_tokens import coloured
from meshc.editor.signature import signature
from meshc.editor.view import View
from meshc.source import SourceFile
from meshc.syntax.parser import parse

ROOT = Path(__file__).parents[3]
STRANGE = (
    'service 在庫 {\r\n  image = "😀${param.版}"\r\n  calls 在庫\r\n  # meshc: allow x -- 理由\r\n}\r\nparam 版 { }\r\n'
)
OTHERS = ("", '"', "{", "}", "\ufeff", "=", "[", "(", "\r", "\U0001f600", "# meshc: allow ", "${")


@cache
def texts() -> tuple[str, ...]:
    paths = sorted([*ROOT.glob("examples/*/*.mesh"), *ROOT.glob("tests/complete/*.mesh")])
    return (STRANGE, *(path.read_text(encoding="utf-8") for path in paths))


@st.composite
def cut(draw: st.DrawFn) -> tuple[str, int]:
    """A text that ends at the caret, has lost the rest of a word there, or is whole."""
    text = draw(st.sampled_from(texts()))
    at = draw(st.integers(0, len(text)))
    kept = draw(st.sampled_from(("nothing", "rest", "all")))
    if kept == "nothing":
        return text[:at], at
    end = at
    while kept == "rest" and end < len(text) and (text[end].isalnum() or text[end] in "-._"):
        end += 1
    return text[:at] + text[end:], at


def errors(text: str) -> int:
    return sum(len(parsed.diagnostics) for _, parsed in parse(SourceFile("main.mesh", text)).items)


@settings(max_examples=60, deadline=None)
@given(place=cut(), chosen=st.randoms(use_true_random=False))
def test_a_candidate_adds_no_syntax_error(place: tuple[str, int], chosen: Random) -> None:
    text, offset = place
    view = View(Compilation.of({"main.mesh": text}), "main.mesh")
    found = complete(view, offset, lambda folder: ("team/", "x.mesh", "a.json"))
    if found is None:
        return
    assert found.start <= found.caret == offset <= found.end
    assert "\n" not in text[found.start : found.end]
    before = errors(text)
    candidates = list(found.candidates)
    for candidate in chosen.sample(candidates, min(4, len(candidates))):
        snippet(candidate.template, choices=True)
        for new in {candidate.plain, plain(candidate.template) if candidate.template else candidate.plain}:
            after = text[: found.start] + new + text[found.end :]
            assert errors(after) <= before, (text[max(0, offset - 80) : offset], new)


@settings(max_examples=40, deadline=None)
@given(place=cut(), other=st.sampled_from(OTHERS))
def test_every_place_has_an_answer(place: tuple[str, int], other: str) -> None:
    text, offset = place
    text = text[:offset] + other + text[offset:]
    view = View(Compilation.of({"main.mesh": text}), "main.mesh")
    for at in range(offset, offset + len(other) + 2):
        complete(view, at)
        signature(view, at)
        context_of_word(view, at)
    for _, parsed in view.items:
        last = 0
        for token in coloured(parsed):
            assert last <= token.start < token.end <= len(parsed.item.text)
            last = token.end
