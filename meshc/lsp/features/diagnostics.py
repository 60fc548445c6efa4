"""Findings for clients that ask for them: of one file, or of every file of the meshes that are open.

No more is looked at than that: whoever opens a large workspace does not wait for what is in it.
"""

from __future__ import annotations

from collections.abc import Iterable

from lsprotocol import types

from meshc.lsp.findings import Plain, Report
from meshc.lsp.protocol import Ready
from meshc.lsp.session import Session


def of_document(session: Session, params: types.DocumentDiagnosticParams) -> Ready:
    """The findings of one file, or that they are what they were."""
    report = session.findings.of(params.text_document.uri) or Report(None, [], [])
    answer = _answer(session, params.text_document.uri, report, params.previous_result_id)
    session.offers.check(session.findings.everywhere())
    return Ready(answer)


def of_workspace(session: Session, params: types.WorkspaceDiagnosticParams) -> Ready:
    """The findings of all files of all open meshes."""
    before = {known.uri: known.value for known in params.previous_result_ids}
    items = []
    for uri, report in session.findings.everywhere().items():
        answer = _answer(session, uri, report, before.pop(uri, None))
        items.append({**answer, "uri": uri, "version": report.version})
    items += _gone(before)
    return Ready({"items": items})


def _answer(session: Session, uri: str, report: Report, before: str | None) -> Plain:
    result = session.offers.result(uri, report.items)
    if result == before:
        return {"kind": "unchanged", "resultId": result}
    return {"kind": "full", "resultId": result, "items": report.items}


def _gone(uris: Iterable[str]) -> Iterable[Plain]:
    """Files of meshes that are open no more."""
    for uri in uris:
        yield {"kind": "full", "uri": uri, "version": None, "items": []}


HANDLERS = {
    types.TEXT_DOCUMENT_DIAGNOSTIC: (
        types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=True, identifier="meshc"),
        of_document,
    ),
    types.WORKSPACE_DIAGNOSTIC: (None, of_workspace),
}
