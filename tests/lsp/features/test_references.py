"""References in all files, highlights in one."""

from __future__ import annotations

import pytest
from lsprotocol import types

from tests.lsp.features.asked import asked
from tests.lsp.features.places import FILES, at, path_of, text_of
from tests.lsp.harness import opened


@pytest.mark.parametrize(("declaration", "number"), [(True, 4), (False, 3)])
def test_references_in_all_files(declaration: bool, number: int) -> None:
    session = opened(FILES)
    context = types.ReferenceContext(include_declaration=declaration)
    params = types.ReferenceParams(context, **at(session, "team/user.mesh", "契約.url"))
    found = asked(session, types.TEXT_DOCUMENT_REFERENCES, params)
    assert [text_of(session, path_of(place["uri"]), place["range"]) for place in found] == ["契約"] * number


def test_highlights_in_one_file() -> None:
    session = opened(FILES)
    params = types.DocumentHighlightParams(**at(session, "team/user.mesh", "契約.url"))
    found = asked(session, types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, params)
    kinds = types.DocumentHighlightKind
    assert [place["kind"] for place in found] == [kinds.Read, kinds.Read, kinds.Write]
    assert {text_of(session, "team/user.mesh", place["range"]) for place in found} == {"契約"}
