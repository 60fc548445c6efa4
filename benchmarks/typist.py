"""Somebody types in a generated mesh: the text after each keystroke; at the end it is what it was."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.generate import mesh

_TYPISTS = 8
"""Services in which somebody types."""
_SETTING = "  connect-timeout = 300ms\n"
_BLOCK = "  retry { max = 2 ; on = [503] ; per-try = 300ms }\n"


def first_text(services: int) -> str:
    """A generated mesh that accepts what will be typed into it."""
    return mesh(services).replace("service-connect { accept = [", "service-connect { accept = [connect-timeout, ", 1)


def keystrokes(text: str, services: int) -> Iterator[str]:
    """The text after each keystroke in a mesh of `first_text`."""
    for typist in range(_TYPISTS):
        number = services * 2 // 5 + typist * services // (5 * _TYPISTS)
        at = text.index(f"service s{number} {{")
        memory = text.index("512MiB", at)
        for new, old in (("1024MiB", "512MiB"), ("512MiB", "1024MiB")):
            yield from _retyped(text, memory, old, new)
            text = text[:memory] + new + text[memory + len(old) :]
        for line in (_SETTING, _BLOCK):
            place = text.index("  env {", at)
            for length in range(1, len(line) + 1):
                yield text[:place] + line[:length] + text[place:]
        call = text.index("  calls s", at) + len("  calls s")
        callee = text[call : text.index("\n", call)]
        yield from _retyped(text, call, callee, callee)
        # The service itself, which others call by its name.
        yield from _retyped(text, at + len("service s"), str(number), str(number))
        yield text


def _retyped(text: str, at: int, old: str, new: str) -> Iterator[str]:
    """A word deleted from its end, and another typed in its place."""
    for length in range(len(old) - 1, -1, -1):
        yield text[: at + length] + text[at + len(old) :]
    for length in range(1, len(new) + 1):
        yield text[:at] + new[:length] + text[at + len(old) :]
