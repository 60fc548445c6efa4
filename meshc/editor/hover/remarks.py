"""What a suppression allows."""

from __future__ import annotations

import re

from meshc.editor.caret.context import Context
from meshc.editor.hover.markup import Plain
from meshc.editor.view import View

_ALLOWED = re.compile(r"#+[ \t]*meshc:[ \t]*allow[ \t]+(?P<names>.*?)(?:--|\Z)", re.DOTALL)
_NAME = re.compile(r"[^\s,]+")


def of_suppression(view: View, offset: int, here: Context, markup: Plain) -> tuple[int, int, list[str]]:
    """The range of the code or name at an offset of a comment, and what there is to say of that finding."""
    text = view.file.text[here.start : here.end]
    allowed = _ALLOWED.match(text)
    if allowed is not None:
        for name in _NAME.finditer(text, *allowed.span("names")):
            start, end = here.start + name.start(), here.start + name.end()
            if start <= offset <= end:
                return start, end, of_code(name[0], markup)
    return offset, offset, []


def of_code(word: str, markup: Plain) -> list[str]:
    """What a kind of finding says; nothing where none goes by the word."""
    from meshc import catalogue

    code = catalogue.code(word)
    if code is None:
        return []
    return [
        f"{markup.strong(code.code)} {markup.code(code.name)}, {code.severity.value}",
        markup.prose(code.summary),
        *(markup.prose(paragraph.strip()) for paragraph in code.explanation.split("\n\n")),
    ]
