"""Colours: whole, in part, and as the difference to the last answer."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol import types

from meshc.lsp.convert import units
from meshc.lsp.features.semantic_tokens import HANDLERS, LEGEND
from meshc.lsp.lines import Lines
from meshc.lsp.session import Session
from tests.lsp.harness import identifier, opened, uri

TEXT = 'mesh demo\n\nservice 契約 {\n  image = "🚀${param.版}" # 🚀\n  x = """\n  a\n  b"""\n}\n\nparam 版 { }\n'
FULL, DELTA, RANGE = (HANDLERS[method][1] for method in HANDLERS)


def full(session: Session) -> Any:
    return FULL(session, types.SemanticTokensParams(identifier("main.mesh"))).value


def delta(session: Session, previous: str) -> Any:
    return DELTA(session, types.SemanticTokensDeltaParams(identifier("main.mesh"), previous)).value


def edit(session: Session, text: str) -> None:
    session.buffers.open(types.TextDocumentItem(uri("main.mesh"), "mesh", 2, text))


def read(text: str, data: list[int], encoding: str) -> list[tuple[str, str]]:
    """The words that the numbers are about, with what they are."""
    lines = Lines(text)
    found = []
    line = column = 0
    for at in range(0, len(data), 5):
        moved, start, length, kind, _ = data[at : at + 5]
        line, column = (line + moved, start) if moved else (line, column + start)
        words = text[lines.starts[line] : lines.end(line)]
        first = next(i for i in range(len(words) + 1) if units(words[:i], encoding) == column)
        last = next(i for i in range(len(words) + 1) if units(words[:i], encoding) == column + length)
        found.append((words[first:last], LEGEND.token_types[kind]))
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_numbers_are_those_of_the_words(encoding: str, ending: str) -> None:
    text = TEXT.replace("\n", ending)
    session = opened({"main.mesh": text}, encoding=encoding)
    found = read(text, full(session)["data"], encoding)
    assert found[:4] == [("mesh", "keyword"), ("demo", "namespace"), ("service", "keyword"), ("契約", "class")]
    assert ("param.版", "parameter") in found
    assert ("# 🚀", "comment") in found
    assert ("  a", "string") in found
    assert found[-1] == ("版", "parameter")


def test_the_legend_is_of_standard_types() -> None:
    assert set(LEGEND.token_types) <= {member.value for member in types.SemanticTokenTypes}
    assert set(LEGEND.token_modifiers) <= {member.value for member in types.SemanticTokenModifiers}


def test_a_part_is_what_the_whole_says_of_it() -> None:
    session = opened({"main.mesh": TEXT})
    params = types.SemanticTokensRangeParams(
        identifier("main.mesh"), types.Range(types.Position(3, 0), types.Position(3, 5))
    )
    part = read(TEXT, RANGE(session, params).value["data"], "utf-16")
    whole = read(TEXT, full(session)["data"], "utf-16")
    assert ("契約", "class") in part
    assert part == [each for each in whole if each not in (("mesh", "keyword"), ("demo", "namespace"))][: len(part)]
    assert len(part) < len(whole)


def test_what_did_not_change_is_not_sent() -> None:
    session = opened({"main.mesh": TEXT})
    first = full(session)
    assert delta(session, first["resultId"]) == {"resultId": first["resultId"], "edits": []}
    edit(session, TEXT.replace("mesh demo", "mesh demo\n\n"))
    second = delta(session, first["resultId"])
    assert len(second["edits"]) == 1
    assert len(second["edits"][0]["data"]) == 1, "all lines move with the first word behind the change"
    assert "data" in delta(session, first["resultId"]), "that answer is forgotten"


PIECES = ("service a { port = 80 }\n", "# 🚀\n", "param x\n", "  timeout = 2s\n", "}\n", "\n", 'x = "a\n', "契約 ")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=6), min_size=2, max_size=5))
def test_differences_add_up_to_the_whole(versions: list[list[str]]) -> None:
    session = opened({"main.mesh": "".join(versions[0])})
    answer = full(session)
    data, name = list(answer["data"]), answer["resultId"]
    for pieces in versions[1:]:
        edit(session, "".join(pieces))
        answer = delta(session, name)
        for change in answer["edits"]:
            data[change["start"] : change["start"] + change["deleteCount"]] = change["data"]
        name = answer["resultId"]
        assert data == full(session)["data"]
        name = full(session)["resultId"]


def test_nothing_for_what_is_no_mesh() -> None:
    session = opened({"main.mesh": ""})
    missing = identifier("other/missing.mesh", "/nowhere")
    assert FULL(session, types.SemanticTokensParams(missing)) is None
    assert DELTA(session, types.SemanticTokensDeltaParams(missing, "1")) is None
    nowhere = types.Range(types.Position(0, 0), types.Position(9, 9))
    assert RANGE(session, types.SemanticTokensRangeParams(missing, nowhere)) is None
