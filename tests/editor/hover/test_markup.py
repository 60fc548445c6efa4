"""Prose for editors: nothing of a mesh becomes markup."""

from __future__ import annotations

import pytest

from meshc.editor.hover.markup import MARKDOWN, PLAIN


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("user", "`user`"),
        ("a`b", "`` a`b ``"),
        ("``", "``` `` ```"),
        ("a\nb", "`a b`"),
        ("*x*", "`*x*`"),
    ],
)
def test_code(text: str, expected: str) -> None:
    assert MARKDOWN.code(text) == expected


def test_prose_keeps_its_code_and_nothing_else() -> None:
    assert MARKDOWN.prose("*a* `b*c` [d](e) <f> g_h") == r"\*a\* `b*c` \[d\](e) \<f\> g\_h"
    assert MARKDOWN.prose("an `odd quote") == "an odd quote"
    assert PLAIN.prose("*a* `b`\n c") == "*a* `b` c"


def test_links_blocks_and_lists() -> None:
    assert MARKDOWN.link("page", "https://example.com/a(b)") == "[page](https://example.com/a(b%29)"
    assert PLAIN.link("page", "https://example.com/") == "page: https://example.com/"
    assert MARKDOWN.block("a = ```") == "````mesh\na = ```\n````"
    assert PLAIN.block("a\n\nb") == "    a\n\n    b"
    assert MARKDOWN.bullets(["a", "b"]) == "- a\n- b"
