"""Completions in the words and the units of a client."""

from __future__ import annotations

from typing import Any

import pytest
from lsprotocol import types

from tests.lsp.features.asked import asked
from tests.lsp.harness import document, identifier, opened, position

TEXT = 'service 契約 { port = 80 }\nservice user {\n  env { A = "🚀${契約.u‸}" }\n  calls 契約\n}\n'
FULL = types.ClientCompletionItemOptions(
    snippet_support=True,
    insert_replace_support=True,
    documentation_format=[types.MarkupKind.Markdown],
    insert_text_mode_support=types.ClientCompletionItemInsertTextModeOptions(
        [types.InsertTextMode.AsIs, types.InsertTextMode.AdjustIndentation]
    ),
)


def capabilities(item: types.ClientCompletionItemOptions | None, kinds: list[int] | None = None) -> Any:
    known = types.ClientCompletionItemOptionsKind(kinds) if kinds else None
    completion = types.CompletionClientCapabilities(completion_item=item, completion_item_kind=known)
    return types.ClientCapabilities(text_document=types.TextDocumentClientCapabilities(completion=completion))


def completed(
    text: str, *, trigger: str = "", encoding: str = "utf-16", given: Any = None, commands: tuple[str, ...] = ()
) -> Any:
    """The answer at the mark, with the text that each item makes."""
    offset = text.index("‸")
    session = opened({"main.mesh": text.replace("‸", "")}, encoding=encoding, capabilities=given)
    session.commands = frozenset(commands)
    kind = types.CompletionTriggerKind.TriggerCharacter if trigger else types.CompletionTriggerKind.Invoked
    params = types.CompletionParams(
        identifier("main.mesh"),
        position(session, "main.mesh", offset),
        types.CompletionContext(kind, trigger or None),
    )
    found = asked(session, types.TEXT_DOCUMENT_COMPLETION, params)
    positions = document(session, "main.mesh").positions
    for item in found["items"] if found else ():
        edit = item["textEdit"]
        range_ = edit.get("range") or edit["replace"]
        start, end = (positions.offset(types.Position(**range_[side])) for side in ("start", "end"))
        item["replaces"] = text.replace("‸", "")[start:end]
    return found


def item(found: Any, label: str) -> Any:
    return next(each for each in found["items"] if each["label"] == label)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_the_word_is_replaced(encoding: str) -> None:
    found = completed(TEXT, encoding=encoding)
    assert item(found, "契約.url")["replaces"] == "契約.u"
    assert found["isIncomplete"] is False
    assert "\r" not in item(completed(TEXT.replace("\n", "\r\n"), encoding=encoding), "契約.url")["replaces"]


def test_a_client_with_everything() -> None:
    found = completed("ser‸vi", given=capabilities(FULL, list(range(1, 26))))
    service = item(found, "service")
    assert service["textEdit"]["newText"] == "service ${1:name} {\n  $0\n}"
    assert service["textEdit"]["insert"]["end"]["character"] == 3
    assert service["textEdit"]["replace"]["end"]["character"] == 5
    assert service["insertTextFormat"] == types.InsertTextFormat.Snippet
    assert service["insertTextMode"] == types.InsertTextMode.AdjustIndentation
    assert service["kind"] == types.CompletionItemKind.Struct
    assert service["documentation"]["kind"] == "markdown"
    assert service["filterText"] == "service"
    assert "commitCharacters" not in service


def test_a_client_with_nothing() -> None:
    service = item(completed("ser‸vi"), "service")
    assert service["textEdit"]["newText"] == "service"
    assert service["replaces"] == "servi"
    assert service["kind"] == types.CompletionItemKind.Class
    assert service["documentation"].startswith("A service:")
    assert "insertTextFormat" not in service


def test_amounts_are_asked_for_again_with_each_digit() -> None:
    found = completed("service a { timeout = 2‸")
    assert found["isIncomplete"] is True
    assert item(found, "2s")["replaces"] == "2"


def test_required_settings_are_sorted_first() -> None:
    found = completed("external a { ‸ }")
    ordered = sorted(found["items"], key=lambda each: each["sortText"])
    assert [each["label"] for each in ordered[:2]] == ["host", "port"]


def test_a_client_that_can_ask_again() -> None:
    given, commands = capabilities(FULL), ("editor.action.triggerSuggest",)
    found = completed("# meshc: ‸", given=given, commands=commands)
    assert item(found, "allow")["command"]["command"] == "editor.action.triggerSuggest"
    found = completed("service a { ‸ }", given=given, commands=commands)
    assert "${1|http,http2," in item(found, "protocol")["textEdit"]["newText"]


@pytest.mark.parametrize(
    ("text", "trigger", "shown"),
    [
        ("service a { calls ‸", " ", True),
        ("service a { protocol = ‸", " ", True),
        ("service a { retry { on = [‸", "[", True),
        ('service a { image = "${‸', "{", True),
        ("service a {‸", "{", False),
        ("service a { ‸", " ", False),
        ("service a { timeout = ‸", " ", False),
        ("service ‸", " ", False),
        ('service a { image = "‸', '"', False),
        ("# a comment ‸", " ", False),
        ("# see a.‸", ".", False),
    ],
)
def test_nothing_is_shown_unasked_where_something_else_may_be_meant(text: str, trigger: str, shown: bool) -> None:
    if 'image = "${' in text:
        text = f"param tag {{ }}\n{text}"
    if "calls" in text:
        text = f"service b {{ port = 1 }}\n{text}"
    assert (completed(text, trigger=trigger) is not None) == shown


def test_nothing_for_what_is_no_mesh() -> None:
    session = opened({"main.mesh": ""})
    params = types.CompletionParams(identifier("other/missing.mesh", "/nowhere"), types.Position(0, 0))
    assert asked(session, types.TEXT_DOCUMENT_COMPLETION, params) is None
