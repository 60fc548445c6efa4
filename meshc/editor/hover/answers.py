"""What the targets of a mesh make of something, as a page tells it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from meshc.compilation import Compilation
from meshc.editor.hover.markup import Plain
from meshc.editor.model.answers import answers_to, known_targets, uses_of, uses_within
from meshc.source import Origin

if TYPE_CHECKING:
    from meshc.backends.answers import Answer
    from meshc.ir.feature import Use
    from meshc.targets.gate import Accept, Answered

_MOST = 6
"""Answers told of one target."""

_ORDER = ("lost", "fixed", "emulated", "exact")


def of_place(compilation: Compilation, place: Origin, markup: Plain) -> list[str]:
    """What each target answers to what is asked for in a range of text; those that answer alike in one paragraph."""
    targets = known_targets(compilation)
    return _told(compilation, targets, uses_within(compilation, place) if targets else [], markup)


def of_subject(compilation: Compilation, subject: str, markup: Plain) -> list[str]:
    """What each target answers to what a call asks for; that it can be called at all is left out."""
    targets = known_targets(compilation)
    uses = uses_of(compilation, subject) if targets else []
    return _told(compilation, targets, [use for use in uses if use.feature not in ("call", "external.call")], markup)


def _told(compilation: Compilation, targets: Iterable[str], uses: list[Use], markup: Plain) -> list[str]:
    alike: dict[tuple[str, ...], list[str]] = {}
    for target in targets:
        lines = _lines(compilation, target, uses, markup)
        if lines:
            alike.setdefault(lines, []).append(target)
    return [
        f"{', '.join(map(markup.strong, several))}\n\n{markup.bullets(lines, most=_MOST)}"
        for lines, several in alike.items()
    ]


def _lines(compilation: Compilation, target: str, uses: list[Use], markup: Plain) -> tuple[str, ...]:
    together: dict[tuple[Answer, str, Accept | None], list[str]] = {}
    for use, answer, differs, accept in answers_to(compilation, target, uses):
        advice = answer.advice(use.subject) if differs and accept is None else ""
        together.setdefault((answer, advice, accept), []).append(use.feature)
    told = sorted(together.items(), key=lambda item: _ORDER.index(item[0][0].kind.value))
    lines = [
        answer_line(dict.fromkeys(features), answer, markup, advice) + _accepted(compilation, accept, markup)
        for (answer, advice, accept), features in told
    ]
    return tuple(lines)


def _accepted(compilation: Compilation, accept: Accept | None, markup: Plain) -> str:
    if accept is None:
        return ""
    place = markup.prose(compilation.source_map.describe(accept.origin))
    return f" Accepted as {markup.code(accept.name)}, {place}."


def answer_line(features: Iterable[str], answer: Answer, markup: Plain, advice: str = "") -> str:
    """`lost split: why not; what to do instead (source).`"""
    kind = markup.strong(answer.kind.value) if answer.kind.value == "lost" else answer.kind.value
    told = markup.prose(f"{answer.detail}; {advice}" if advice else answer.detail)
    return f"{kind} {', '.join(map(markup.code, features))}: {told} ({_source(answer.source, markup)})."


def _source(text: str, markup: Plain) -> str:
    """A page of the web as a link; the member of a published model as it is."""
    return markup.link("source", text) if text.startswith("https://") else markup.prose(text)


def names_of(entries: Iterable[Answered], markup: Plain) -> str:
    """The features of some answers, each once."""
    return ", ".join(markup.code(feature) for feature in dict.fromkeys(entry.use.feature for entry in entries))
