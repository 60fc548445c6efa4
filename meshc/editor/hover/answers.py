"""What the targets of a mesh make of something, as a page tells it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from meshc.compilation import Compilation
from meshc.editor.answers import answers_to, known_targets, uses_within
from meshc.editor.markup import Plain
from meshc.source import Origin

if TYPE_CHECKING:
    from meshc.backends.answers import Answer
    from meshc.ir.feature import Use
    from meshc.targets.gate import Answered

_MOST = 6
"""Answers told of one target."""

_ORDER = ("lost", "fixed", "emulated", "exact")


def of_place(compilation: Compilation, place: Origin, markup: Plain) -> list[str]:
    """A paragraph for each target: its answers to what is asked for in a range of text."""
    targets = known_targets(compilation)
    uses = uses_within(compilation, place) if targets else []
    return [paragraph for target in targets for paragraph in _of_target(compilation, target, uses, markup)]


def _of_target(compilation: Compilation, target: str, uses: list[Use], markup: Plain) -> list[str]:
    lines: dict[str, int] = {}
    for entry in answers_to(compilation, target, uses):
        lines.setdefault(_line(compilation, entry, markup), _ORDER.index(entry.answer.kind.value))
    if not lines:
        return []
    told = sorted(lines, key=lines.__getitem__)
    rest = [f"and {len(told) - _MOST} more"] if len(told) > _MOST else []
    return [f"{markup.strong(target)}\n\n{markup.bullets(told[:_MOST] + rest)}"]


def _line(compilation: Compilation, entry: Answered, markup: Plain) -> str:
    use, answer, differs, accept = entry
    accepted = ""
    if accept is not None:
        place = compilation.source_map.describe(accept.origin)
        accepted = f" Accepted as {markup.code(accept.name)}, {place}."
    advice = answer.advice(use.subject) if differs and accept is None else ""
    return answer_line(use.feature, answer, markup, advice) + accepted


def answer_line(feature: str, answer: Answer, markup: Plain, advice: str) -> str:
    """`lost split: why not; what to do instead. (source)`."""
    kind = markup.strong(answer.kind.value) if answer.kind.value == "lost" else answer.kind.value
    told = markup.prose(f"{answer.detail}; {advice}" if advice else answer.detail)
    return f"{kind} {markup.code(feature)}: {told} ({source(answer.source, markup)})."


def source(text: str, markup: Plain) -> str:
    """A page of the web as a link; the member of a published model as it is."""
    return markup.link("source", text) if text.startswith("https://") else markup.prose(text)


def names_of(entries: Iterable[Answered], markup: Plain) -> str:
    """The features of some answers, each once."""
    return ", ".join(markup.code(feature) for feature in dict.fromkeys(entry.use.feature for entry in entries))
