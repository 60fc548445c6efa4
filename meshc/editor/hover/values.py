"""What is in force, and where it comes from, as a page tells it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from meshc.compilation import Compilation
from meshc.editor.caret.trail import Trail
from meshc.editor.hover.markup import Plain
from meshc.editor.model.in_force import InForce, in_block, in_force, of_calls
from meshc.editor.model.whence import whence
from meshc.source import Origin

_MOST = 5
"""Values told one by one."""


def of_setting(compilation: Compilation, trail: Trail, markup: Plain) -> list[str]:
    """What is in force for a setting where it stands, and for the calls that it concerns."""
    setting = trail.setting
    if setting is None or compilation.mesh is None:
        return []
    here = Origin(trail.item, setting.value.span[0], setting.value.span[1])
    paragraphs = []
    values = in_force(compilation, trail)
    if values:
        written = " ".join(trail.item.text[here.start : here.end].split())
        told = _in_force(compilation, values, here, written, markup)
        idle = trail.overlay if trail.overlay not in (None, *compilation.options.overlays) else None
        paragraphs.append(f"Overlay {markup.code(idle)} is not applied. {told}" if idle else told)
    calls = of_calls(compilation, trail)
    if calls:
        paragraphs.append(_of_calls(compilation, calls, here, markup))
    return paragraphs


def _in_force(compilation: Compilation, values: list[InForce], here: Origin, written: str, markup: Plain) -> str:
    distinct: dict[tuple[str, Origin], list[str]] = {}
    for value in values:
        distinct.setdefault((value.text, value.origin), []).append(value.subject)
    if len(distinct) == 1:
        (text, origin), _ = distinct.popitem()
        if origin == here:
            # What stands there as it is need not be told again.
            return "" if _is_told(text, written) else f"In force: {markup.code(text)}."
        return f"In force: {markup.code(text)}, from {markup.prose(whence(compilation, origin))}."
    lines = [
        f"{', '.join(map(markup.code, subjects))}: {markup.code(text)}"
        + ("" if origin == here else f", {markup.prose(whence(compilation, origin))}")
        for (text, origin), subjects in distinct.items()
    ]
    return f"In force:\n\n{markup.bullets(lines, most=_MOST)}"


def _is_told(text: str, written: str) -> bool:
    """Whether what is written says what is in force, so that only its unit may be another."""
    if "param." in written or "${" in written:
        return text in (written, f"${{{written}}}") or text in written
    # A whole number as a weight is a part of all of them together.
    return not text.endswith("%") or text in written


def _of_calls(compilation: Compilation, calls: list[InForce], here: Origin, markup: Plain) -> str:
    held = sum(call.origin == here for call in calls)
    if held == len(calls):
        subjects = [markup.code(call.subject) for call in calls]
        return f"Holds for {', '.join(subjects) if held <= _MOST else f'all {held} calls'}."
    line = f"Holds for {held or 'none'} of {len(calls)} {'call' if len(calls) == 1 else 'calls'}."
    others = [
        f"{markup.code(call.subject)}: {markup.code(call.text)}, {markup.prose(whence(compilation, call.origin))}"
        for call in calls
        if call.origin != here
    ]
    return f"{line} The others:\n\n{markup.bullets(others, most=_MOST)}" if others and held else line


def of_block(compilation: Compilation, trail: Trail, markup: Plain) -> list[str]:
    """What is in force beside what is written in a block."""
    lines = list(_lines(compilation, in_block(compilation, trail), trail.origin, markup))
    return [f"In force beside that:\n\n{markup.bullets(lines)}"] if lines else []


def _lines(compilation: Compilation, values: dict[str, list[InForce]], here: Origin, markup: Plain) -> Iterator[str]:
    for name, found in values.items():
        for text, origin in dict.fromkeys((value.text, value.origin) for value in found):
            if origin.item is here.item and here.start <= origin.start and origin.end <= here.end:
                continue
            yield f"{markup.code(f'{name} = {text}')}, {markup.prose(whence(compilation, origin))}"


def told(compilation: Compilation, values: Iterable[tuple[str, str, Origin]], markup: Plain) -> str:
    """A list of values with where they come from."""
    return markup.bullets(
        [f"{name} {markup.code(text)}, {markup.prose(whence(compilation, origin))}" for name, text, origin in values]
    )
