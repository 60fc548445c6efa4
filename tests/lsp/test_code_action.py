"""What is offered for findings, and what becomes of a mesh in which it is done."""

from __future__ import annotations

import pytest
from lsprotocol import types

from meshc.lsp.features import code_action
from meshc.lsp.session import Session
from tests.lsp.edited import carry_out, edits_of
from tests.lsp.harness import identifier, opened, uri

MESH = 'mesh demo { vpc = "vpc-1" ; build = [service-discovery] }\n'
SERVICE = 'service user {\n  image = "acme/user:1"\n  cpu = 0.25\n  memory = 512MiB\n  port = 8080\n}\n'
UNTAGGED = SERVICE.replace("user:1", "user")
CALLER = (
    'service order {\n  image = "acme/order:1"\n  cpu = 0.25\n  memory = 512MiB\n  calls user { timeout = 2s }\n'
    '  env { USER = "${user.url}" }\n}\n'
)
WHOLE = types.Range(types.Position(0, 0), types.Position(99, 0))


def capabilities(*, resolves: bool = False, versions: bool = False, snippets: bool = False) -> types.ClientCapabilities:
    literal = types.ClientCodeActionLiteralOptions(types.ClientCodeActionKindOptions([types.CodeActionKind.QuickFix]))
    action = types.CodeActionClientCapabilities(
        code_action_literal_support=literal,
        data_support=resolves,
        resolve_support=types.ClientCodeActionResolveOptions(["edit"]) if resolves else None,
    )
    edit = types.WorkspaceEditClientCapabilities(document_changes=versions, snippet_edit_support=snippets)
    return types.ClientCapabilities(
        text_document=types.TextDocumentClientCapabilities(code_action=action),
        workspace=types.WorkspaceClientCapabilities(workspace_edit=edit),
    )


def session_of(text: str, *, resolves: bool = False, versions: bool = False, snippets: bool = False) -> Session:
    known = capabilities(resolves=resolves, versions=versions, snippets=snippets)
    return opened({"main.mesh": text}, capabilities=known)


def offered(
    session: Session,
    range_: types.Range = WHOLE,
    *,
    only: list[str] | None = None,
    named: tuple[types.Diagnostic, ...] = (),
) -> list[types.CodeAction]:
    context = types.CodeActionContext(named, only=only)
    return code_action.answer(session, types.CodeActionParams(identifier("main.mesh"), range_, context))


def titles(actions: list[types.CodeAction]) -> list[str]:
    return [action.title for action in actions]


def done(session: Session, title: str) -> str:
    """The text after the action of a title."""
    (action,) = [action for action in offered(session) if action.title.startswith(title)]
    action = code_action.resolve(session, action)
    assert action.edit is not None
    return carry_out(session, action.edit)[uri("main.mesh")]


def codes(session: Session) -> list[str]:
    report = session.findings.of(uri("main.mesh"))
    assert report is not None
    return [item["code"] for item in report.items]


def test_a_safe_fix_is_preferred_and_another_says_that_it_is_a_guess() -> None:
    session = session_of(MESH + SERVICE.replace("memory =", "memory") + "servce a {}\n")
    found = {action.title: action.is_preferred for action in offered(session)}
    assert found["write `=`"] is True
    assert found["write `service` (if that is what you mean)"] is None
    assert "memory = 512MiB" in done(session, "write `=`")
    assert "MC103" not in codes(session)


def test_only_what_is_asked_about_is_offered() -> None:
    session = session_of(MESH + SERVICE.replace("memory =", "memory"))
    elsewhere = types.Range(types.Position(1, 0), types.Position(1, 0))
    assert "write `=`" not in titles(offered(session, elsewhere))
    named = types.Diagnostic(types.Range(types.Position(4, 2), types.Position(4, 8)), "…", code="MC103")
    (action,) = [action for action in offered(session, elsewhere, named=(named,)) if action.title == "write `=`"]
    assert action.diagnostics == [named]


def test_only_the_kinds_that_are_wanted_are_offered() -> None:
    session = session_of(MESH + UNTAGGED.replace("memory =", "memory"))
    kinds = {
        only: sorted({str(action.kind) for action in offered(session, only=[only])})
        for only in (
            "quickfix",
            "source",
            "source.fixAll",
            "source.fixAll.meshc",
            "source.fixAll.eslint",
            "refactor",
            "",
        )
    }
    assert kinds == {
        "quickfix": ["quickfix"],
        "source": ["source.fixAll.meshc"],
        "source.fixAll": ["source.fixAll.meshc"],
        "source.fixAll.meshc": ["source.fixAll.meshc"],
        "source.fixAll.eslint": [],
        "refactor": [],
        "": ["quickfix", "source.fixAll.meshc"],
    }


@pytest.mark.parametrize("resolves", [False, True])
def test_all_of_a_kind_and_all_at_once(*, resolves: bool) -> None:
    text = MESH + SERVICE.replace("memory =", "memory") + CALLER.replace("memory =", "memory").replace('"acme', "'acme")
    text = text.replace('order:1"', "order:1'").replace("{ timeout = 2s }", "")
    session = session_of(text, resolves=resolves)
    actions = [action for action in offered(session) if action.title.startswith("fix all")]
    assert [action.edit is None for action in actions] == [resolves, resolves]
    one_kind = done(session_of(text, resolves=resolves), "fix all 2 of `missing-equals`")
    assert one_kind == text.replace("memory 512", "memory = 512")
    assert done(session, "fix all that can be fixed") == one_kind.replace("'", '"')
    assert set(codes(session)) == {"MC503"}


def test_a_warning_is_let_pass_where_it_stands() -> None:
    session = session_of(MESH + UNTAGGED)
    assert "MC432" in codes(session)
    text = done(session, "let `image-tag` pass")
    assert '{\n  # meshc: allow image-tag -- why this is right here\n  image = "acme/user"' in text
    assert not {"MC432", "MC490", "MC491", "MC492", "MC493"} & set(codes(session))


@pytest.mark.parametrize(
    "text",
    [
        MESH + 'service user { image = "acme/user" ; cpu = 0.25 ; memory = 512MiB ; port = 8080 }\n',
        MESH + UNTAGGED.replace("  image", "\t\timage"),
        (MESH + UNTAGGED).replace("\n", "\r\n"),
        UNTAGGED.replace("\n  ", " ; ").replace("{ ; ", "{ ").replace("\n}", " }") + MESH,
        MESH + "# about users\n" + UNTAGGED,
        MESH + UNTAGGED.replace("  image", "  # of its image\n  image"),
        MESH + 'overlay prod {\n  service user { image = "acme/user" }\n}\n' + UNTAGGED,
    ],
)
def test_a_warning_can_be_let_pass_in_any_layout(text: str) -> None:
    session = session_of(text)
    before = codes(session)
    done(session, "let `image-tag` pass")
    assert [code for code in before if code != "MC432"] == codes(session)


def test_an_error_cannot_be_let_pass_nor_what_is_said_of_such_comments() -> None:
    comment = "  # meshc: allow nothing-known -- because\n  image"
    session = session_of(MESH + UNTAGGED.replace("  image", comment).replace("memory =", "memory"))
    assert {"MC103", "MC491"} <= set(codes(session))
    passing = [title for title in titles(offered(session)) if title.startswith("let")]
    assert passing == ["let `image-tag` pass here, with a reason"]


def test_the_reason_is_a_place_to_fill_in_where_the_client_has_such() -> None:
    (action,) = [
        action
        for action in offered(session_of(MESH + UNTAGGED, versions=True, snippets=True))
        if action.title.startswith("let")
    ]
    assert action.edit is not None
    assert action.edit.document_changes is not None
    (change,) = action.edit.document_changes
    assert isinstance(change, types.TextDocumentEdit)
    (edit,) = change.edits
    assert isinstance(edit, types.SnippetTextEdit)
    assert edit.snippet.value == "  # meshc: allow image-tag -- ${1:why this is right here}\n"


@pytest.mark.parametrize(
    ("block", "after"),
    [
        ("", "\n\ntarget service-discovery { accept = [timeout.caller] }\n"),
        ("target service-discovery {}\n", "target service-discovery { accept = [timeout.caller] }\n"),
        ("target service-discovery { accept = [] }\n", "target service-discovery { accept = [timeout.caller] }\n"),
        ("target service-discovery { accept = [retry] }\n", "{ accept = [retry, timeout.caller] }\n"),
        ("target service-discovery {\n  accept = [\n    retry,\n  ]\n}\n", "    retry, timeout.caller,\n"),
    ],
)
def test_what_a_target_loses_is_accepted(block: str, after: str) -> None:
    session = session_of(MESH + block + SERVICE + CALLER)
    assert "MC501" in codes(session)
    assert after in done(session, "accept that `service-discovery` does not do `timeout.caller`")
    assert not [code for code in codes(session) if code.startswith("MC1") or code in ("MC501", "MC204")]


def test_edits_name_the_version_that_they_are_for() -> None:
    session = session_of(MESH + SERVICE.replace("memory =", "memory"), versions=True)
    (action,) = [action for action in offered(session) if action.title == "write `=`"]
    assert action.edit is not None
    assert action.edit.document_changes is not None
    (change,) = action.edit.document_changes
    assert isinstance(change, types.TextDocumentEdit)
    assert change.text_document == types.OptionalVersionedTextDocumentIdentifier(uri("main.mesh"), 1)
    assert list(edits_of(action.edit)) == [uri("main.mesh")]


def test_a_client_that_knows_commands_only_is_offered_nothing() -> None:
    session = opened({"main.mesh": MESH + UNTAGGED})
    assert offered(session) == []


def test_a_file_of_no_mesh_has_no_actions() -> None:
    session = opened({}, capabilities=capabilities())
    assert offered(session) == []
