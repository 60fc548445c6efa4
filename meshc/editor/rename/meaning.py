"""Whether a mesh still means the same after a change of names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from meshc.compilation import Compilation, LoadError
from meshc.diagnostics.model import Diagnostic, Severity
from meshc.editor.names.index import Names
from meshc.editor.names.symbols import Role, Space, Symbol


def changed_meaning(compilation: Compilation, texts: Mapping[str, str], symbol: Symbol, new: str) -> str:
    """What the texts that give a symbol a new name change beside that, in words; empty where nothing.

    Every name must still mean what it did, and there must be no error that was not there.
    """
    after = compilation.with_texts(texts)
    try:
        same = list(_meanings(compilation, symbol, new)) == list(_meanings(after, None, ""))
        if not same:
            return "names that mean something else now would come to mean this"
        return _new_error(compilation.diagnostics(), after.diagnostics(), symbol.name, new)
    except LoadError as error:
        return str(error)


def _meanings(compilation: Compilation, renamed: Symbol | None, new: str) -> Iterator[tuple[str, Symbol, Role]]:
    names = Names(compilation)
    for placed in names.all():
        symbol = names.meant(placed.mention.symbol)
        yield placed.path, _mapped(symbol, renamed, new) if renamed else symbol, placed.mention.role


def _mapped(symbol: Symbol, renamed: Symbol, new: str) -> Symbol:
    if symbol == renamed:
        symbol = symbol._replace(name=new)
    if renamed.space is Space.OWNER and symbol.of == renamed.name:
        symbol = symbol._replace(of=new)
    return symbol


def _new_error(before: tuple[Diagnostic, ...], after: tuple[Diagnostic, ...], old: str, new: str) -> str:
    """The first error of those after that was none before; errors are told apart by their codes and words."""
    known = Counter(finding.code for finding in before if finding.severity is Severity.ERROR)
    words = {finding.message.replace(old, new) for finding in before}
    told: Counter[str] = Counter(finding.code for finding in after if finding.severity is Severity.ERROR)
    for finding in after:
        more = told[finding.code] > known[finding.code]
        if finding.severity is Severity.ERROR and more and finding.message.replace(old, new) not in words:
            return finding.message
    return ""
