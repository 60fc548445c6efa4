"""Ranges around a place, each in the next."""

from __future__ import annotations

from itertools import pairwise

import pytest

from meshc.editor.structure.selection import selection
from tests.editor.marked import marked
from tests.editor.shops import SHOP


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "# note\nservice a { port = 8‸0 ; x = 1 }\nmesh m\n",
            [
                "80",
                "port = 80",
                "port = 80 ; x = 1",
                " port = 80 ; x = 1 ",
                "service a { port = 80 ; x = 1 }",
                "# note\nservice a { port = 80 ; x = 1 }",
            ],
        ),
        (
            'x = ["a ${b.u‸rl}", c]',
            [
                "url",
                "b.url",
                "${b.url}",
                "a ${b.url}",
                '"a ${b.url}"',
                '"a ${b.url}", c',
                '["a ${b.url}", c]',
                'x = ["a ${b.url}", c]',
            ],
        ),
        ('x = secret("‸a", "b")', ["a", '"a"', '"a", "b"', 'secret("a", "b")', 'x = secret("a", "b")']),
        ("po‸rt = 80", ["port", "port = 80"]),
        ('route "/v‸2/*" x {}', ["v2", "/v2/*", '"/v2/*"', 'route "/v2/*" x', 'route "/v2/*" x {}']),
        ("serv‸ice a {}", ["service", "service a", "service a {}"]),
        ("calls bil‸ling.grpc", ["billing", "billing.grpc", "calls billing.grpc"]),
        ("# one ‸two\nmesh m", ["two", "# one two", "# one two\nmesh m"]),
        ("service a {\n  x = [‸\n", ["[", "x = [", "\n  x = [", "service a {\n  x = ["]),
    ],
)
def test_ranges_grow_as_one_expects(text: str, expected: list[str]) -> None:
    here = marked(text)
    whole = here.view.file.text
    found = [whole[start:end] for start, end in selection(here.view, here.offset)]
    assert [part for part in found if part != whole] == [part for part in expected if part != whole]
    assert found[-1] == whole


def test_each_range_holds_more_than_the_one_before() -> None:
    view = marked("# 🚀\n" + SHOP).view
    for offset in range(0, len(view.file.text) + 1, 7):
        ranges = selection(view, offset)
        assert ranges[-1] == (0, len(view.file.text))
        for (start, end), (outer_start, outer_end) in pairwise(ranges):
            assert outer_start <= start <= offset <= end <= outer_end
            assert end - start < outer_end - outer_start
