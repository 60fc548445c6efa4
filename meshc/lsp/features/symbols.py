"""The blocks of a file, and the names of all open meshes by a few of their letters."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from meshc.editor.structure.outline import Entry, outline, search
from meshc.lsp.convert import Positions
from meshc.lsp.places import location_in
from meshc.lsp.session import Session

_Kinds = types.SymbolKind
KINDS = {
    "mesh": _Kinds.Package,
    "overlay": _Kinds.Namespace,
    "import": _Kinds.File,
    "service": _Kinds.Class,
    "gateway": _Kinds.Interface,
    "external": _Kinds.Module,
    "client": _Kinds.Object,
    "version": _Kinds.EnumMember,
    "port": _Kinds.Field,
    "route": _Kinds.Method,
    "calls": _Kinds.Event,
    "policy": _Kinds.Struct,
    "defaults": _Kinds.Struct,
    "use": _Kinds.Operator,
    "param": _Kinds.Variable,
    "target": _Kinds.Constant,
    "test": _Kinds.Function,
    "container": _Kinds.Object,
    "volume": _Kinds.Object,
}
"""By the kind of block; every other is a property."""


def of_file(
    session: Session, params: types.DocumentSymbolParams
) -> list[types.DocumentSymbol] | list[types.SymbolInformation] | None:
    """A tree for clients that take one, else a list."""
    document = session.document(params.text_document.uri)
    if document is None:
        return None
    positions, uri = document.positions, document.uri
    if _takes_trees(session):
        return [_symbol(positions, offset, entry) for offset, entry in outline(document.view)]
    return [symbol for offset, entry in outline(document.view) for symbol in _flat(positions, uri, offset, entry, None)]


def of_meshes(session: Session, params: types.WorkspaceSymbolParams) -> list[types.SymbolInformation]:
    """What open meshes declare, each once where meshes have a file in common; nothing is read for it."""
    found: dict[tuple[str, int], types.SymbolInformation] = {}
    for mesh in session.meshes():
        for match in search(mesh.compilation, params.query):
            place = match.placed.place
            key = mesh.uri(place.path), place.start
            if key not in found:
                found[key] = types.SymbolInformation(
                    location_in(mesh, place), match.name, _kind(match.word), container_name=match.of or None
                )
    return list(found.values())


def _symbol(positions: Positions, offset: int, entry: Entry) -> types.DocumentSymbol:
    return types.DocumentSymbol(
        name=entry.name,
        kind=_kind(entry.word),
        range=positions.range(offset + entry.start, offset + entry.end),
        selection_range=positions.range(offset + entry.name_start, offset + entry.name_end),
        detail=entry.word if entry.word != entry.name else None,
        children=[_symbol(positions, offset, child) for child in entry.children],
    )


def _flat(
    positions: Positions, uri: str, offset: int, entry: Entry, container: str | None
) -> Iterator[types.SymbolInformation]:
    place = types.Location(uri, positions.range(offset + entry.start, offset + entry.end))
    yield types.SymbolInformation(place, entry.name, _kind(entry.word), container_name=container)
    for child in entry.children:
        yield from _flat(positions, uri, offset, child, entry.name)


def _kind(word: str) -> types.SymbolKind:
    return KINDS.get(word, _Kinds.Property)


def _takes_trees(session: Session) -> bool:
    text = session.capabilities.text_document
    return bool(text and text.document_symbol and text.document_symbol.hierarchical_document_symbol_support)


HANDLERS = {
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: (types.DocumentSymbolOptions(label="meshc"), of_file),
    types.WORKSPACE_SYMBOL: (types.WorkspaceSymbolOptions(), of_meshes),
}
