"""Hints of a range, with the places that their values come from."""

from __future__ import annotations

import pytest
from lsprotocol import types

from tests.lsp.features.asked import asked
from tests.lsp.features.shop import FILES
from tests.lsp.harness import document, identifier, opened, uri


def params(first: int = 0, last: int = 9) -> types.InlayHintParams:
    return types.InlayHintParams(
        identifier("main.mesh"), types.Range(types.Position(first, 0), types.Position(last, 0))
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_hints_stand_behind_what_they_are_about(encoding: str) -> None:
    session = opened(FILES, encoding=encoding)
    found = asked(session, types.TEXT_DOCUMENT_INLAY_HINT, params())
    here = document(session, "main.mesh")
    text = here.view.file.text
    shown = []
    for hint in found:
        offset = here.positions.offset(types.Position(**hint["position"]))
        shown.append((text[:offset].rpartition("\n")[2].strip(), "".join(part["value"] for part in hint["label"])))
    assert shown == [
        ('image = "acme/user:1" ; port = 80', "protocol http"),
        ("calls 契約", "timeout 8s · 2 retries"),
    ]


def test_a_value_leads_to_its_line_in_another_file() -> None:
    session = opened(FILES)
    call = asked(session, types.TEXT_DOCUMENT_INLAY_HINT, params())[1]
    timeout, between, retries = call["label"]
    assert timeout == {
        "value": "timeout 8s",
        "tooltip": "policy 気長, other.mesh:2",
        "location": {
            "uri": uri("other.mesh"),
            "range": {"start": {"line": 1, "character": 22}, "end": {"line": 1, "character": 24}},
        },
    }
    assert between == {"value": " · "}
    assert retries == {"value": "2 retries", "tooltip": "built-in default"}


def test_only_the_range_that_is_asked_for() -> None:
    session = opened(FILES)
    assert len(asked(session, types.TEXT_DOCUMENT_INLAY_HINT, params(3, 4))) == 1
    assert asked(session, types.TEXT_DOCUMENT_INLAY_HINT, params(5, 9)) == []


def test_a_range_past_the_end_is_the_whole_file() -> None:
    assert len(asked(opened(FILES), types.TEXT_DOCUMENT_INLAY_HINT, params(0, 100_000))) == 2


def test_nothing_without_a_mesh() -> None:
    missing = types.InlayHintParams(identifier("missing.mesh", "/nowhere"), params().range)
    assert asked(opened(FILES), types.TEXT_DOCUMENT_INLAY_HINT, missing) == []
