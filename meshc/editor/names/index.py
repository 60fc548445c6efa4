"""The definitions and references of a mesh: one index, put together from what each of its statements mentions."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from meshc.compilation import Compilation
from meshc.editor.kept import Kept
from meshc.editor.names.mentions import mentions
from meshc.editor.names.symbols import Form, Mention, Role, Space, Symbol
from meshc.editor.view import View
from meshc.syntax.result import ParsedItem


class Place(NamedTuple):
    """A range of a file of the mesh, in code points."""

    path: str
    start: int
    end: int


class Placed(NamedTuple):
    """A mention with the file and the offset of the item that it stands in."""

    path: str
    offset: int
    mention: Mention

    @property
    def place(self) -> Place:
        """The name."""
        return Place(self.path, self.offset + self.mention.start, self.offset + self.mention.end)

    @property
    def statement(self) -> Place:
        """The statement: of a head the whole block, of a reference the head or setting that it stands in."""
        start, end = self.mention.statement
        return Place(self.path, self.offset + start, self.offset + end)


class ItemNames(NamedTuple):
    """The mentions of an item, in the order of the text and by what they mention."""

    all: tuple[Mention, ...]
    by_symbol: Mapping[Symbol, tuple[Mention, ...]]


def _of_item(parsed: ParsedItem) -> ItemNames:
    found = mentions(parsed)
    by_symbol: dict[Symbol, tuple[Mention, ...]] = {}
    for mention in found:
        by_symbol[mention.symbol] = (*by_symbol.get(mention.symbol, ()), mention)
    return ItemNames(found, by_symbol)


_kept = Kept(_of_item)


class Names:
    """The names of one version of a mesh. It holds nothing itself: to make one costs nothing."""

    def __init__(self, compilation: Compilation) -> None:
        self.compilation = compilation
        _kept.expect(sum(len(result.items) for result in compilation.files.values()))

    def parsed(self, placed: Placed) -> ParsedItem:
        """The item that a mention stands in."""
        found = View(self.compilation, placed.path).item_at(placed.offset)
        assert found is not None
        return found[1]

    def of_item(self, parsed: ParsedItem) -> ItemNames:
        """What an item mentions."""
        return _kept.of(parsed)

    def beside(self, placed: Placed) -> ItemNames:
        """What is mentioned in the same item."""
        return _kept.of(self.parsed(placed))

    def items(self) -> Iterator[tuple[str, int, ItemNames]]:
        """Every statement of the mesh, with its file and offset, by file and in the order of the text."""
        of = _kept.of
        for path, result in self.compilation.files.items():
            for offset, parsed in result.items:
                if parsed.statements:
                    yield path, offset, of(parsed)

    def at(self, view: View, offset: int) -> Placed | None:
        """The name at an offset, or just before it; of two that touch there, the second."""
        found = view.item_at(offset)
        if found is None:
            return None
        at, parsed = found
        here = _kept.of(parsed).all
        # One further than the offset, because a name in quotes is found at its quotes, too.
        last = bisect_right(here, offset - at + 1, key=lambda mention: mention.start)
        for mention in reversed(here[max(0, last - 2) : last]):
            quote = mention.form is Form.QUOTED and mention.whole
            if mention.start - quote <= offset - at <= mention.end + quote:
                return Placed(view.path, at, mention)
        return None

    def all(self) -> Iterator[Placed]:
        """Every mention."""
        for path, offset, names in self.items():
            for mention in names.all:
                yield Placed(path, offset, mention)

    def written(self, symbol: Symbol) -> Iterator[Placed]:
        """The mentions that spell just this symbol."""
        for path, offset, names in self.items():
            for mention in names.by_symbol.get(symbol, ()):
                yield Placed(path, offset, mention)

    def mentions(self, symbol: Symbol) -> Iterator[Placed]:
        """Every mention of what the symbol names, by file and in the order of the text."""
        symbol = self.meant(symbol)
        application = application_of(symbol)
        if application is not None and not self.is_declared(application):
            symbols = (symbol, application)
            for path, offset, names in self.items():
                by_symbol = names.by_symbol
                if symbol in by_symbol or application in by_symbol:
                    for mention in names.all:
                        if mention.symbol in symbols:
                            yield Placed(path, offset, mention)
        else:
            yield from self.written(symbol)

    def meant(self, symbol: Symbol) -> Symbol:
        """What the symbol names: the container of the application has the name of its service, unless it has one."""
        if symbol.space is Space.CONTAINER and symbol.name == symbol.of and not self.is_declared(symbol):
            return Symbol(Space.OWNER, symbol.name)
        return symbol

    def is_declared(self, symbol: Symbol) -> bool:
        """Whether a block or setting declares the symbol."""
        return any(placed.mention.role is Role.DECLARES for placed in self.written(symbol))

    def declarations(self, symbol: Symbol) -> list[Placed]:
        """Where what the symbol names is declared; more than one where the mesh is wrong, or has overlays."""
        if symbol.space is Space.CONTAINER and not symbol.of:
            # The proxy of the whole mesh waits for a container of every task.
            containers = (placed for placed in self.all() if placed.mention.symbol[:2] == symbol[:2])
            return [placed for placed in containers if placed.mention.role is Role.DECLARES]
        meant = self.meant(symbol)
        return [placed for placed in self.written(meant) if placed.mention.role is Role.DECLARES]


def application_of(symbol: Symbol) -> Symbol | None:
    """The container that has the name of an owner."""
    return Symbol(Space.CONTAINER, symbol.name, symbol.name) if symbol.space is Space.OWNER else None
