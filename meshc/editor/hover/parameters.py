"""A parameter: its type, its value, and who gives it."""

from __future__ import annotations

from meshc.compilation import Compilation
from meshc.editor.hover.markup import Plain
from meshc.editor.names.index import Names
from meshc.editor.names.symbols import Symbol
from meshc.editor.tree import word_of
from meshc.semantics.parameters import given_name
from meshc.syntax.ast import Block, Boolean, Setting


def of_parameter(compilation: Compilation, symbol: Symbol, markup: Plain) -> list[str]:
    """What there is to say of a parameter; nothing where no block declares it."""
    names = Names(compilation)
    for placed in names.declarations(symbol):
        parsed = names.parsed(placed)
        for block in parsed.statements:
            if isinstance(block, Block) and block.span == placed.mention.statement:
                settings = {word_of(one): one for one in block.body or () if isinstance(one, Setting)}
                return _page(compilation, symbol.name, parsed.item.text, settings, markup)
    return []


def _page(compilation: Compilation, name: str, text: str, settings: dict[str, Setting], markup: Plain) -> list[str]:
    def written(key: str) -> str:
        value = settings[key].value if key in settings else None
        return "" if value is None else text[value.span.start : value.span.end]

    late = settings.get("late")
    page = [f"param {markup.code(name)}: {markup.prose(written('type') or 'string')}"]
    description = getattr(settings["description"].value, "literal", None) if "description" in settings else None
    if description:
        page.append(markup.prose(description.replace("`", "'")))
    given = _given(compilation, name)
    if given is not None:
        page.append(f"Value: {markup.code(given)}, given from outside.")
    elif late is not None and isinstance(late.value, Boolean) and late.value.value:
        page.append("The deployment supplies the value.")
    elif "default" in settings:
        page.append(f"Value: {markup.code(written('default'))}, its default.")
    else:
        page.append(markup.prose(f"No value: give one with `--set {name}=…`, or write a `default`."))
    return page


def _given(compilation: Compilation, name: str) -> str | None:
    given = compilation.options.given
    value = given.get(given_name(name, given))
    return None if value is None else str(value)
