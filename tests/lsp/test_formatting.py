"""Layout, as edits of a client."""

from __future__ import annotations

import pytest
from lsprotocol import types

from meshc.lsp.features import formatting
from meshc.syntax.format import format_text
from tests.lsp.edited import applied
from tests.lsp.harness import identifier, opened

UGLY = (
    'mesh demo {vpc="vpc-1"}\n\n\n\nservice 店   {\n image="\U0001f6d2/店:1" ;cpu=0.25\n'
    "      memory = 512MiB # \U0001f6d2\n}\n"
)
OPTIONS = types.FormattingOptions(tab_size=8, insert_spaces=False)


@pytest.mark.parametrize("encoding", list(types.PositionEncodingKind))
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_file_gets_the_layout_of_the_command(encoding: str, ending: str) -> None:
    text = UGLY.replace("\n", ending)
    edits = formatting.whole(
        opened({"main.mesh": text}, encoding=encoding), types.DocumentFormattingParams(identifier("main.mesh"), OPTIONS)
    )
    laid_out = format_text(text)
    assert laid_out is not None
    assert applied(text, edits, encoding).replace("\r\n", "\n") == laid_out
    assert all(edit.new_text or edit.range.start != edit.range.end for edit in edits)


def test_lines_are_formatted_alone() -> None:
    lines = types.Range(types.Position(0, 0), types.Position(1, 0))
    params = types.DocumentRangeFormattingParams(identifier("main.mesh"), lines, OPTIONS)
    edits = formatting.lines(opened({"main.mesh": UGLY}), params)
    assert applied(UGLY, edits) == UGLY.replace('{vpc="vpc-1"}', '{ vpc = "vpc-1" }')


def test_a_new_line_is_indented() -> None:
    text = "service user {\n\n}\n"
    params = types.DocumentOnTypeFormattingParams(identifier("main.mesh"), types.Position(1, 0), "\n", OPTIONS)
    assert applied(text, formatting.typed(opened({"main.mesh": text}), params)) == "service user {\n  \n}\n"


def test_a_file_with_syntax_errors_stays_as_it_is() -> None:
    params = types.DocumentFormattingParams(identifier("main.mesh"), OPTIONS)
    assert formatting.whole(opened({"main.mesh": "service {{"}), params) == []
    assert formatting.whole(opened({}), params) == []
