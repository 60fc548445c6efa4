"""Another name for a thing, in every place of the mesh that names it: all of them, or none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from meshc.compilation import Compilation
from meshc.editor.links import link_at
from meshc.editor.names.index import Names, Placed, application_of
from meshc.editor.names.symbols import Role, Space, Symbol
from meshc.editor.rename import damage, spelling
from meshc.editor.rename.meaning import changed_meaning
from meshc.editor.view import View
from meshc.fixes import Change, applied

_WORDS = {"application": "container", "param": "parameter"}
"""What a person calls what a word of the language declares, where that is not the word."""


class RenameError(Exception):
    """The name cannot be changed; the message is for a person."""


class Renameable(NamedTuple):
    """A name that can be changed: its range in the file, and what it is now."""

    start: int
    end: int
    name: str


def prepare(view: View, offset: int) -> Renameable:
    """What would be renamed at an offset; RenameError where nothing can."""
    _, found = _found(view, offset)
    return Renameable(found.place.start, found.place.end, found.mention.symbol.name)


def rename(view: View, offset: int, new: str) -> dict[str, tuple[Change, ...]]:
    """The changes, by path and in the order of the file, that give what is named at an offset a new name.

    The mesh means the same with them as before, but for the name. RenameError where that cannot be.
    """
    names, found = _found(view, offset)
    symbol = names.meant(found.mention.symbol)
    old = symbol.name
    if new == old:
        return {}
    what = _what(names, symbol)
    problem = spelling.problem(symbol.space, new)
    if problem:
        raise RenameError(f"`{new}` cannot be the name of a {what}: {problem}")
    _refuse_clash(names, symbol, new)
    _refuse_damage(view.compilation, old)
    changes: dict[str, list[Change]] = {}
    for placed in names.mentions(symbol):
        mention, place = placed.mention, placed.place
        if mention.role is Role.IMPLIES:
            continue
        if not spelling.fits(new, mention.form):
            raise RenameError(f"`{new}` cannot be written in `${{…}}`, as {_where(names, placed)} needs it")
        changes.setdefault(place.path, []).append(Change(place.start, place.end, spelling.written(new, mention.form)))
    texts = {path: applied(view.compilation.files[path].file.text, of_file) for path, of_file in changes.items()}
    problem = changed_meaning(view.compilation, texts, symbol, new)
    if problem:
        raise RenameError(f"`{old}` cannot be called `{new}`: {problem}")
    return {path: tuple(of_file) for path, of_file in changes.items()}


def _found(view: View, offset: int) -> tuple[Names, Placed]:
    names = Names(view.compilation)
    found = names.at(view, offset)
    if found is None:
        if link_at(view, offset) is not None:
            raise RenameError("this is the name of a file: rename the file, and then what stands here")
        raise RenameError("there is no name here that could be changed")
    symbol = names.meant(found.mention.symbol)
    name = symbol.name
    if found.mention.role is Role.IMPLIES:
        raise RenameError(f"`self` is `{name}` here: rename it where its name is written")
    if symbol.space is Space.TARGET:
        raise RenameError(f"`{name}` is the name of a target, which is part of the language")
    if not names.declarations(symbol):
        raise RenameError(f"nothing in the mesh declares `{name}`, so there is nothing to rename")
    if symbol.space is Space.CONTAINER and (not symbol.of or _has_own_task(names, symbol.of)):
        raise RenameError(f"`{name}` may be a container of a task definition, which would keep its name")
    wide = Symbol(Space.CONTAINER, name)
    concerned = symbol.space is Space.CONTAINER or application_of(symbol) is not None
    for placed in names.written(wide) if concerned else ():
        raise RenameError(f"{_where(names, placed)} waits for a container `{name}` of every service")
    given = view.compilation.options
    if symbol.space is Space.OVERLAY and name in given.overlays:
        raise RenameError(f"overlay `{name}` is chosen in the settings: take it out there first")
    if symbol.space is Space.PARAMETER and {name, name.replace("-", "_")} & given.given.keys():
        raise RenameError(f"parameter `{name}` is given a value from outside, by its name")
    return names, found


def _has_own_task(names: Names, owner: str) -> bool:
    """Whether the containers of an owner may stand in a task definition of its own."""
    heads = (placed for placed in names.written(Symbol(Space.OWNER, owner)) if placed.mention.role is not Role.REFERS)
    return any(damage.has_setting(names.parsed(placed), "task", placed.mention.statement) for placed in heads)


def _refuse_clash(names: Names, symbol: Symbol, new: str) -> None:
    other = symbol._replace(name=new)
    for placed in _taken(names, other, symbol.name):
        mention = placed.mention
        of = f" of `{mention.symbol.of}`" if mention.symbol.of else ""
        if mention.role is Role.REFERS:
            raise RenameError(
                f"{_where(names, placed)} names `{new}`{of} already, which nothing declares: it would come to mean this"
            )
        raise RenameError(f"there is a {mention.word} `{new}`{of} already: {_where(names, placed)} declares it")


def _taken(names: Names, other: Symbol, old: str) -> Iterator[Placed]:
    """What the new name means already, declarations first; the application is a container of its service's name."""
    for symbol in (other, Symbol(Space.CONTAINER, other.name, old) if other.space is Space.OWNER else None):
        if symbol is not None:
            found = [placed for placed in names.mentions(symbol) if placed.mention.role is not Role.IMPLIES]
            yield from sorted(found, key=lambda placed: placed.mention.role is Role.REFERS)


def _refuse_damage(compilation: Compilation, old: str) -> None:
    for path, result in compilation.files.items():
        for offset, parsed in result.items:
            at = damage.mentioned(parsed, old)
            if at is not None:
                line = result.file.line(offset + at)
                raise RenameError(f"line {line} of `{path}` has `{old}` in it and makes no sense: put it right first")


def _what(names: Names, symbol: Symbol) -> str:
    declared = names.declarations(symbol)
    word = declared[0].mention.word
    return _WORDS.get(word, word)


def _where(names: Names, placed: Placed) -> str:
    line = names.compilation.files[placed.path].file.line(placed.place.start)
    return f"line {line} of `{placed.path}`"
