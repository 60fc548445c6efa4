"""Lines above blocks, for clients that can show references and for those that cannot."""

from __future__ import annotations

from typing import Any

from lsprotocol import converters, types

from meshc.lsp.session import Session
from tests.lsp.features.asked import asked
from tests.lsp.features.shop import FILES
from tests.lsp.harness import identifier, opened, uri

PARAMS = types.CodeLensParams(identifier("other.mesh"))


def showing(files: dict[str, str]) -> Session:
    """The session of a client that can show references."""
    session = opened(files)
    session.commands = frozenset({"meshc.showReferences"})
    return session


def resolved(session: Session, lens: dict[str, Any]) -> Any:
    given = converters.get_converter().structure(lens, types.CodeLens)
    return asked(session, types.CODE_LENS_RESOLVE, given)


def test_a_client_that_can_show_nothing_gets_words() -> None:
    found = asked(opened(FILES), types.TEXT_DOCUMENT_CODE_LENS, PARAMS)
    assert found == [
        {
            "range": {"start": {"line": 2, "character": 0}, "end": {"line": 2, "character": 10}},
            "command": {"title": "1 caller", "command": ""},
        }
    ]


def test_a_client_that_shows_references_gets_them() -> None:
    (lens,) = asked(showing(FILES), types.TEXT_DOCUMENT_CODE_LENS, PARAMS)
    assert lens["command"] == {
        "title": "1 caller",
        "command": "meshc.showReferences",
        "arguments": [
            uri("other.mesh"),
            {"line": 2, "character": 0},
            [
                {
                    "uri": uri("main.mesh"),
                    "range": {"start": {"line": 3, "character": 8}, "end": {"line": 3, "character": 10}},
                }
            ],
        ],
    }


def test_losses_lead_to_the_lines_that_ask_for_them() -> None:
    lenses = asked(showing(FILES), types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensParams(identifier("main.mesh")))
    told = [lens["command"] for lens in lenses]
    assert [command["title"] for command in told] == [
        "service-connect: 1 accepted",
        "no callers",
        "service-connect: 1 accepted",
    ]
    assert told[1] == {"title": "no callers", "command": ""}
    place = told[2]["arguments"][2][0]
    assert (place["uri"], place["range"]["start"]["line"]) == (uri("other.mesh"), 1)


def many(calls: str = "calls s99") -> dict[str, str]:
    """A mesh of so many services that the places of their lines are not sent at once."""
    services = "".join(f"service s{index} {{ port = 80 ; {calls if index < 99 else ''} }}\n" for index in range(100))
    return {"main.mesh": f"mesh demo\n{services}"}


def test_of_many_lines_the_places_come_when_they_are_asked_for() -> None:
    session = showing(many())
    lens = asked(session, types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensParams(identifier("main.mesh")))[-1]
    assert "command" not in lens
    command = resolved(session, lens)["command"]
    assert (command["title"], command["command"]) == ("99 callers", "meshc.showReferences")
    assert len(command["arguments"][2]) == 99


def test_a_line_that_is_no_longer_true_keeps_its_words_and_leads_nowhere() -> None:
    session = showing(many())
    lens = asked(session, types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensParams(identifier("main.mesh")))[-1]
    assert resolved(showing(many("")), lens)["command"] == {"title": "99 callers", "command": ""}
    gone = {**lens, "data": {**lens["data"], "uri": "file:///nowhere/missing.mesh"}}
    assert resolved(session, gone)["command"] == {"title": "99 callers", "command": ""}


def test_nothing_without_a_mesh() -> None:
    missing = types.CodeLensParams(identifier("missing.mesh", "/nowhere"))
    assert asked(opened(FILES), types.TEXT_DOCUMENT_CODE_LENS, missing) == []
