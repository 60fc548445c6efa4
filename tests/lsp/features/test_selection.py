"""Ranges around places."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from lsprotocol import types

from tests.lsp.features.asked import asked
from tests.lsp.features.places import FILES, at, text_of
from tests.lsp.harness import opened


def test_each_range_lies_in_its_parent() -> None:
    session = opened(FILES)
    place = at(session, "team/user.mesh", "契約.url")
    params = types.SelectionRangeParams(place["text_document"], [place["position"], types.Position(0, 0)])
    found = asked(session, types.TEXT_DOCUMENT_SELECTION_RANGE, params)
    texts: list[str] = []
    step: dict[str, Any] | None = found[0]
    while step is not None:
        texts.append(text_of(session, "team/user.mesh", step["range"]))
        step = step.get("parent")
    assert texts[:4] == ["契約", "契約.url", "${契約.url}", "🚀${契約.url}"]
    assert texts[-1] == FILES["team/user.mesh"]
    assert all(inner in outer for inner, outer in pairwise(texts))
    assert len(found) == 2
