"""Who is told of findings, and when: a client that asks is told when asking again pays, any other is told everything.

Changes come faster than findings can be worked out, so they are only noted; what is worked out is always the newest.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from lsprotocol import types

from meshc.lsp.buffers import key_of
from meshc.lsp.findings import Plain, Report

if TYPE_CHECKING:
    from meshc.lsp.server import MeshServer


class Publisher:
    """Knows what has changed and what the client was told."""

    def __init__(self, server: MeshServer) -> None:
        self._server = server
        self._session = server.session
        self._noting = Lock()
        self._edited: set[str] = set()
        self._moved = False
        self._waiting = False
        self._pushed: dict[str, list[Plain]] = {}

    def edited(self, uri: str) -> None:
        """A text was changed."""
        self._note(uri, moved=False)

    def moved(self, uri: str | None = None) -> None:
        """A text was opened or closed, files on the disk may have changed, or settings have."""
        self._note(uri, moved=True)

    def _note(self, uri: str | None, *, moved: bool) -> None:
        with self._noting:
            if uri is not None:
                self._edited.add(key_of(uri))
            self._moved |= moved
            if self._waiting:
                return
            self._waiting = True
        self._server.later(self._catch_up)

    def _catch_up(self) -> None:
        with self._noting:
            edited, moved = self._edited, self._moved
            self._edited, self._moved, self._waiting = set(), False, False
        before = {mesh.state: mesh.compilation for mesh in self._session.meshes()} if moved else {}
        if moved:
            self._session.forget()
        for key in edited:
            self._session.meshes_open.edited(key)
        if not self._session.pulls:
            self._push(edited)
        if not moved:
            return
        meshes = list(self._session.meshes())
        if self._session.pulls:
            self._session.offers.check(self._session.findings.everywhere())
        if any(before.get(mesh.state, mesh.compilation) is not mesh.compilation for mesh in meshes):
            self._server.refresh()

    def _push(self, edited: set[str]) -> None:
        """Tell the findings of what was edited, and of every other file where they are others than before."""
        found = self._session.findings.everywhere()
        for uri in self._pushed.keys() - found.keys():
            self._send(uri, Report(None, [], []))
        for uri, report in found.items():
            if self._pushed.get(uri, []) != report.items or (key_of(uri) in edited and report.version is not None):
                self._send(uri, report)
        self._pushed = {uri: report.items for uri, report in found.items() if report.items}

    def _send(self, uri: str, report: Report) -> None:
        params: Plain = {"uri": uri, "diagnostics": report.items}
        if report.version is not None:
            params["version"] = report.version
        self._server.protocol.notify_plain(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, params)
