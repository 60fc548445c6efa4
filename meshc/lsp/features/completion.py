"""What may be typed where the caret stands."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

from lsprotocol import types

from meshc.editor.completion import Candidate, Completion, Listing, Sort, complete
from meshc.editor.completion.snippets import snippet
from meshc.lsp.convert import Positions
from meshc.lsp.session import Session
from meshc.lsp.texts import text_for

TRIGGERS = (".", "{", '"', "/", " ", "[")
"""Signs after which something is shown unasked, but only where nothing else than what is shown may stand."""
_ASK_AGAIN = "editor.action.triggerSuggest"
"""The command by which VS Code shows what may follow; its snippets have lists of choices, too."""
_MOST_FILES = 500

_Kind = types.CompletionItemKind
_KINDS: dict[Sort, tuple[types.CompletionItemKind, types.CompletionItemKind]] = {
    Sort.BLOCK: (_Kind.Struct, _Kind.Class),
    Sort.SETTING: (_Kind.Property, _Kind.Property),
    Sort.WORD: (_Kind.EnumMember, _Kind.Enum),
    Sort.VALUE: (_Kind.Value, _Kind.Value),
    Sort.UNIT: (_Kind.Unit, _Kind.Unit),
    Sort.OWNER: (_Kind.Class, _Kind.Class),
    Sort.MEMBER: (_Kind.Field, _Kind.Field),
    Sort.POLICY: (_Kind.Reference, _Kind.Reference),
    Sort.PARAMETER: (_Kind.Variable, _Kind.Variable),
    Sort.FUNCTION: (_Kind.Function, _Kind.Function),
    Sort.FILE: (_Kind.File, _Kind.File),
    Sort.FOLDER: (_Kind.Folder, _Kind.File),
    Sort.FEATURE: (_Kind.Constant, _Kind.Value),
    Sort.CODE: (_Kind.Constant, _Kind.Value),
}
"""Which kind of the protocol stands for each, and which of those that every client knows."""


def answer(session: Session, params: types.CompletionParams) -> types.CompletionList | None:
    """The candidates for the word at the caret."""
    document = session.document(params.text_document.uri)
    if document is None:
        return None
    listing = _listing(session, params.text_document.uri)
    found = complete(document.view, document.positions.offset(params.position), listing)
    if found is None or (_unasked(params.context) and not found.closed_set):
        return None
    writer = _Writer(session, document.positions, found)
    items = [writer.item(number, candidate) for number, candidate in enumerate(found.candidates)]
    # Another digit makes other amounts; all else is only filtered by what is typed next.
    amounts = any(candidate.sort is Sort.UNIT for candidate in found.candidates)
    return types.CompletionList(is_incomplete=amounts, items=items)


def _unasked(asked: types.CompletionContext | None) -> bool:
    return asked is not None and asked.trigger_kind == types.CompletionTriggerKind.TriggerCharacter


class _Writer:
    """Writes candidates as the client can take them."""

    def __init__(self, session: Session, positions: Positions, found: Completion) -> None:
        text = session.capabilities.text_document
        client = text.completion if text else None
        item = client.completion_item if client else None
        kinds = client.completion_item_kind if client else None
        modes = item.insert_text_mode_support if item else None
        self.snippets = bool(item and item.snippet_support)
        self.adjusts = bool(modes and types.InsertTextMode.AdjustIndentation in modes.value_set)
        self.known_kinds = frozenset((kinds.value_set if kinds else None) or ())
        self.formats = (item.documentation_format if item else None) or ()
        self.asks_again = _ASK_AGAIN in session.commands
        self.replaced = positions.range(found.start, found.end)
        self.inserted = positions.range(found.start, found.caret)
        self.both = bool(item and item.insert_replace_support)

    def item(self, number: int, candidate: Candidate) -> types.CompletionItem:
        expands = self.snippets and bool(candidate.template)
        text = snippet(candidate.template, choices=self.asks_again) if expands else candidate.plain
        kind, common = _KINDS[candidate.sort]
        item = types.CompletionItem(
            label=candidate.label,
            kind=kind if kind in self.known_kinds else common,
            detail=candidate.detail or None,
            sort_text=f"{candidate.rank}{number:04}",
            filter_text=candidate.label,
            text_edit=self.edit(text),
        )
        if candidate.doc:
            item.documentation = text_for(self.formats, candidate.doc)
        if expands:
            item.insert_text_format = types.InsertTextFormat.Snippet
            if self.adjusts and "\n" in text:
                item.insert_text_mode = types.InsertTextMode.AdjustIndentation
        if candidate.again and self.asks_again:
            item.command = types.Command("Suggest", _ASK_AGAIN)
        return item

    def edit(self, text: str) -> types.TextEdit | types.InsertReplaceEdit:
        if self.both:
            return types.InsertReplaceEdit(text, self.inserted, self.replaced)
        return types.TextEdit(self.replaced, text)


def _listing(session: Session, uri: str) -> Listing | None:
    """What stands in the folders of the mesh; None for a text without a place."""
    mesh = session.mesh(uri)
    root = mesh.state.root if mesh is not None else None
    if mesh is None or root is None:
        return None
    open_files = mesh.compilation.reader.meshes

    def names(folder: str) -> Sequence[str]:
        found: set[str] = set()
        # A folder that is not on the disk may hold files that are open and not yet saved.
        with suppress(OSError):
            inside = islice(Path(root, folder).iterdir(), _MOST_FILES)
            found.update(f"{path.name}/" if path.is_dir() else path.name for path in inside)
        with suppress(OSError):
            found.update(open_files(folder) or ())
        return sorted(found)

    return names


OPTIONS = types.CompletionOptions(trigger_characters=TRIGGERS)
HANDLERS = {types.TEXT_DOCUMENT_COMPLETION: (OPTIONS, answer)}
