"""Edits carried out as a client does it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lsprotocol import types

from meshc.lsp.convert import Positions
from meshc.lsp.lines import Lines
from meshc.lsp.session import Session


def applied(text: str, edits: Iterable[types.TextEdit], encoding: str = types.PositionEncodingKind.Utf16) -> str:
    """A text after edits, none of which may touch another."""
    positions = Positions(Lines(text), encoding)
    last = len(text)
    for start, end, new in sorted(((*positions.offsets(edit.range), edit.new_text) for edit in edits), reverse=True):
        assert end <= last
        text, last = text[:start] + new + text[end:], start
    return text


def edits_of(edit: types.WorkspaceEdit) -> Mapping[str, list[types.TextEdit]]:
    """The edits by URI, however they are sent."""
    found: dict[str, list[types.TextEdit]] = {uri: list(edits) for uri, edits in (edit.changes or {}).items()}
    for change in edit.document_changes or ():
        assert isinstance(change, types.TextDocumentEdit)
        for one in change.edits:
            assert isinstance(one, types.TextEdit)
            found.setdefault(change.text_document.uri, []).append(one)
    return found


def carry_out(session: Session, edit: types.WorkspaceEdit) -> dict[str, str]:
    """The texts of the open files that an edit changes, changed in the session as well."""
    texts = {}
    for uri, edits in edits_of(edit).items():
        buffer = session.buffers.of(uri)
        assert buffer is not None, f"{uri} is not open"
        texts[uri] = applied(buffer.text, edits, session.encoding)
        identifier = types.VersionedTextDocumentIdentifier((buffer.version or 0) + 1, uri)
        session.buffers.change(identifier, [types.TextDocumentContentChangeWholeDocument(texts[uri])])
    return texts
