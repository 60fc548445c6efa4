"""What can be done about findings: each fix, all fixes at once, letting a warning pass, accepting what a target loses.

A fix that keeps the meaning is the preferred one. One that may change it says so, and is never part of "all". One that
only shows what to write is not offered: to carry it out would put an example into the mesh.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from lsprotocol import types

from meshc.diagnostics.model import Applicability, Diagnostic
from meshc.editor.actions.accepting import accepting
from meshc.editor.actions.allowing import REASON, allowing
from meshc.fixes import Change, changes, choose
from meshc.lsp.edits import snippet_edit, takes_snippets, workspace_edit
from meshc.lsp.session import Document, Session

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.meshc"
QUICK_FIX = types.CodeActionKind.QuickFix.value
_SAFE = frozenset({Applicability.SAFE})


class _Shown(NamedTuple):
    """A finding, and the same as the client has it if it named it."""

    finding: Diagnostic
    start: int
    end: int
    named: types.Diagnostic | None


def answer(session: Session, params: types.CodeActionParams) -> list[types.CodeAction]:
    """What can be done about the findings in a range, and about those that the client names."""
    document = session.document(params.text_document.uri)
    if document is None or not _takes_actions(session):
        return []
    shown = _shown(document, params.context.diagnostics)
    actions: list[types.CodeAction] = []
    if _wanted(QUICK_FIX, params.context.only):
        start, end = document.positions.offsets(params.range)
        near = [one for one in shown if one.named or (one.start <= end and start <= one.end)]
        actions += _fixes(document, near)
        actions += _fixes_of_a_kind(document, near, shown)
        actions += _accepted(document, near)
        actions += _allowed(document, near)
    if _wanted(FIX_ALL, params.context.only) and any(_is_safe(one.finding) for one in shown):
        actions.append(_of_many(document, "fix all that can be fixed without a change of meaning", FIX_ALL, None))
    return actions


def resolve(session: Session, action: types.CodeAction) -> types.CodeAction:
    """An action with its edits, which `answer` left out."""
    data = action.data
    if action.edit is None and isinstance(data, Mapping):
        document = session.document(str(data.get("uri")))
        if document is not None:
            action.edit = _many_edits(document, data.get("code"))
    return action


def _shown(document: Document, named: Iterable[types.Diagnostic]) -> list[_Shown]:
    mesh = document.session.mesh(document.uri)
    report = document.session.findings.in_mesh(mesh, document.uri) if mesh else None
    if report is None:
        return []
    known = {(one.code, one.range.start.line, one.range.start.character): one for one in named}
    found = []
    for finding, item in zip(report.findings, report.items, strict=False):
        at, to = item["range"]["start"], item["range"]["end"]
        start, end = (document.positions.offset(types.Position(**one)) for one in (at, to))
        found.append(_Shown(finding, start, end, known.get((finding.code, at["line"], at["character"]))))
    return found


def _fixes(document: Document, near: Sequence[_Shown]) -> Iterator[types.CodeAction]:
    """Those that keep the meaning first."""
    offered: set[tuple[str, str]] = set()
    for kind in (Applicability.SAFE, Applicability.UNSAFE):
        for one in near:
            fix = one.finding.fix
            if fix is None or fix.applicability is not kind:
                continue
            by_path = changes(fix, document.compilation.source_map)
            edit = workspace_edit(document, by_path) if by_path else None
            if edit is None or (fix.title, repr(by_path)) in offered:
                continue
            offered.add((fix.title, repr(by_path)))
            safe = kind is Applicability.SAFE
            yield types.CodeAction(
                fix.title if safe else f"{fix.title} (if that is what you mean)",
                kind=QUICK_FIX,
                diagnostics=_named(one),
                is_preferred=True if safe else None,
                edit=edit,
            )


def _fixes_of_a_kind(document: Document, near: Sequence[_Shown], shown: Sequence[_Shown]) -> Iterator[types.CodeAction]:
    for code, name in dict.fromkeys((one.finding.code, one.finding.name) for one in near if _is_safe(one.finding)):
        count = sum(_is_safe(one.finding) and one.finding.code == code for one in shown)
        if count > 1:
            yield _of_many(document, f"fix all {count} of `{name}` in this file", QUICK_FIX, code)


def _accepted(document: Document, near: Sequence[_Shown]) -> Iterator[types.CodeAction]:
    offered: set[tuple[str, str]] = set()
    for one in near:
        found = accepting(document.view, one.finding)
        edit = workspace_edit(document, {found.path: [found.change]}) if found else None
        if found is None or edit is None or (found.target, found.feature) in offered:
            continue
        offered.add((found.target, found.feature))
        title = f"accept that `{found.target}` does not do `{found.feature}` as asked"
        yield types.CodeAction(title, kind=QUICK_FIX, diagnostics=_named(one), edit=edit)


def _allowed(document: Document, near: Sequence[_Shown]) -> Iterator[types.CodeAction]:
    offered: set[tuple[str, int]] = set()
    for one in near:
        found = allowing(document.view, one.finding)
        if found is None or (one.finding.name, found.at) in offered:
            continue
        offered.add((one.finding.name, found.at))
        if takes_snippets(document.session):
            edit: types.WorkspaceEdit | None = snippet_edit(
                document, found.at, f"{_escaped(found.before)}${{1:{REASON}}}{found.after}"
            )
        else:
            change = Change(found.at, found.at, f"{found.before}{REASON}{found.after}")
            edit = workspace_edit(document, {document.path: [change]})
        title = f"let `{one.finding.name}` pass here, with a reason"
        yield types.CodeAction(title, kind=QUICK_FIX, diagnostics=_named(one), edit=edit)


def _of_many(document: Document, title: str, kind: str, code: str | None) -> types.CodeAction:
    """All safe fixes in the file; the edits come later where the client can ask for them."""
    action = types.CodeAction(title, kind=kind)
    if _resolves(document.session):
        action.data = {"uri": document.uri, "code": code}
    else:
        action.edit = _many_edits(document, code)
    return action


def _many_edits(document: Document, code: object) -> types.WorkspaceEdit | None:
    """The safe fixes of one code, or of all, that touch nothing but the file."""
    sources = document.compilation.source_map
    wanted = [
        one.finding
        for one in _shown(document, ())
        if _is_safe(one.finding)
        and code in (None, one.finding.code)
        and one.finding.fix is not None
        and changes(one.finding.fix, sources).keys() == {document.path}
    ]
    return workspace_edit(document, choose(wanted, sources, applicabilities=_SAFE).changes)


def _is_safe(finding: Diagnostic) -> bool:
    return finding.fix is not None and finding.fix.applicability is Applicability.SAFE


def _named(one: _Shown) -> list[types.Diagnostic] | None:
    return [one.named] if one.named is not None else None


def _escaped(text: str) -> str:
    """A text as a snippet has it."""
    return text.replace("\\", "\\\\").replace("$", "\\$").replace("}", "\\}")


def _wanted(kind: str, only: Sequence[types.CodeActionKind | str] | None) -> bool:
    """Whether a client that wants some kinds only, each with all below it, wants this one."""
    if only is None:
        return True
    words = [one.value if isinstance(one, types.CodeActionKind) else one for one in only]
    return any(word == "" or kind == word or kind.startswith(f"{word}.") for word in words)


def _capabilities(session: Session) -> types.CodeActionClientCapabilities | None:
    texts = session.capabilities.text_document
    return texts.code_action if texts else None


def _takes_actions(session: Session) -> bool:
    """Whether the client knows more than commands."""
    known = _capabilities(session)
    return known is not None and known.code_action_literal_support is not None


def _resolves(session: Session) -> bool:
    known = _capabilities(session)
    return bool(known and known.data_support and known.resolve_support and "edit" in known.resolve_support.properties)


HANDLERS = {
    types.TEXT_DOCUMENT_CODE_ACTION: (
        types.CodeActionOptions(code_action_kinds=[QUICK_FIX, FIX_ALL], resolve_provider=True),
        answer,
    ),
    types.CODE_ACTION_RESOLVE: (None, resolve),
}
