"""How a new name is written in the places of an old one."""

from __future__ import annotations

from meshc.editor.names.symbols import Form, Space
from meshc.source import SourceFile
from meshc.syntax import ast
from meshc.syntax.parser import parse

_RESERVED = ("self", "aws", "param")
_WORDS = ("off", "true", "false")


def problem(space: Space, name: str) -> str:
    """Why there cannot be a thing of that name, as the end of a sentence; empty where there can."""
    if not name:
        return "it is empty"
    if any("\ud800" <= char <= "\udfff" for char in name):
        return "it has half of a character in it"
    if space is Space.TEST:
        return "it is longer than a line" if "\n" in name or "\r" in name else ""
    if name in _WORDS:
        return f"`{name}` has a meaning of its own"
    if space is Space.OWNER and name in _RESERVED:
        return f"`${{{name}.…}}` means something else in strings"
    if "." in name:
        return "a dot leads from a service to its port or version"
    if not _is_word(name):
        return "a name is a letter and then letters, digits, `-` and `_`"
    return ""


def fits(name: str, form: Form) -> bool:
    """Whether a name can be written in that way: `${…}` takes fewer letters than the rest of the language."""
    if form is not Form.PATH:
        return True
    value = _value(f'"${{{name}.url}}"')
    parts = value.parts if isinstance(value, ast.String) else ()
    return len(parts) == 1 and isinstance(parts[0], ast.Interpolation) and parts[0].path == f"{name}.url"


def written(name: str, form: Form) -> str:
    """The name as it is written in place of one of that form."""
    if form is Form.QUOTED:
        return name.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t").replace("${", "$${")
    return name if _is_word(name) else f'"{written(name, Form.QUOTED)}"'


def _is_word(name: str) -> bool:
    value = _value(name)
    return isinstance(value, ast.Word) and value.text == name


def _value(text: str) -> ast.Value | None:
    """The value that a text is, and nothing else."""
    items = parse(SourceFile("", f"x = {text}")).items
    if len(items) != 1 or items[0][1].diagnostics or len(items[0][1].statements) != 1:
        return None
    statement = items[0][1].statements[0]
    if not isinstance(statement, ast.Setting) or statement.value.span[1] - statement.value.span[0] != len(text):
        return None
    return statement.value
