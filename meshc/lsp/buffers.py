"""The texts that a client has open."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lsprotocol import types

from meshc.lsp.convert import Positions
from meshc.lsp.lines import Lines
from meshc.lsp.uris import to_path

_SURROGATES = re.compile("[\ud800-\udfff]")
_UNKNOWN = "\ufffd"


class Buffer(NamedTuple):
    """An open text at one moment."""

    uri: str
    """As the client spells it."""
    path: str | None
    """Of the file, with `/`; None where the URI names none, such as that of a new text without a name."""
    version: int | None
    lines: Lines

    @property
    def text(self) -> str:
        """The whole text; half of a surrogate pair, which no file can hold, has become U+FFFD."""
        return self.lines.text

    @property
    def key(self) -> str:
        """What tells the buffer from others: its path, else its URI."""
        return self.path or self.uri


def key_of(uri: str) -> str:
    """What tells the text of a URI from others."""
    return to_path(uri) or uri


class Buffers:
    """All open texts. Every change makes a new mapping, so that who holds one sees no change."""

    def __init__(self) -> None:
        self.by_key: Mapping[str, Buffer] = {}
        self.encoding: str = types.PositionEncodingKind.Utf16

    def of(self, uri: str) -> Buffer | None:
        """The open text of a URI, however that is spelled."""
        return self.by_key.get(key_of(uri))

    def open(self, document: types.TextDocumentItem) -> Buffer:
        """A text that is open from now on."""
        return self._keep(Buffer(document.uri, to_path(document.uri), document.version, _lines(document.text)))

    def change(
        self,
        document: types.VersionedTextDocumentIdentifier,
        changes: Sequence[types.TextDocumentContentChangeEvent],
    ) -> Buffer | None:
        """An open text after changes, each made to what the one before it left; None where it is not open."""
        buffer = self.of(document.uri)
        if buffer is None:
            return None
        lines = buffer.lines
        for change in changes:
            new = _SURROGATES.sub(_UNKNOWN, change.text)
            if isinstance(change, types.TextDocumentContentChangePartial):
                lines = lines.replaced(*Positions(lines, self.encoding).offsets(change.range), new)
            else:
                lines = Lines(new)
        return self._keep(buffer._replace(version=document.version, lines=lines))

    def close(self, uri: str) -> Buffer | None:
        """The text that is open no more; None where it was not."""
        buffer = self.of(uri)
        if buffer is not None:
            self.by_key = {key: kept for key, kept in self.by_key.items() if key != buffer.key}
        return buffer

    def _keep(self, buffer: Buffer) -> Buffer:
        self.by_key = {**self.by_key, buffer.key: buffer}
        return buffer


def _lines(text: str) -> Lines:
    return Lines(_SURROGATES.sub(_UNKNOWN, text))
