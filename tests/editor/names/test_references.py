"""From a name to every place that names the same."""

from __future__ import annotations

from meshc.editor.names.references import highlights, references
from tests.editor.marked import marked
from tests.editor.shops import SHOP

FILES = {
    "a.mesh": "mesh demo\nservice «con‸tract» { port = 80 }\n",
    "b.mesh": 'service user { calls «contract» ; env { A = "${«contract».url}/${contract-x.url}" } }\n',
    "c.mesh": "overlay prod { service «contract» { replicas = 2 } }\n",
}


def test_references_stand_in_every_file() -> None:
    here = marked(FILES)
    found = references(here.view, here.offset, declaration=True)
    assert [(place.start, place.end) for place in found] == [
        range_ for path in sorted(here.ranges) for range_ in here.ranges[path]
    ]


def test_the_declaration_can_be_left_out() -> None:
    here = marked(FILES)
    assert [place.path for place in references(here.view, here.offset, declaration=False)] == [
        "b.mesh",
        "b.mesh",
        "c.mesh",
    ]


def test_names_of_other_things_are_none() -> None:
    here = marked(
        'service a { port = 80 ; version «v‸1» {} ; route "/" v1 { to = «v1» } } ; service b { version v1 {} }'
    )
    found = references(here.view, here.offset, declaration=True)
    assert [(place.start, place.end) for place in found] == list(here.ranges["main.mesh"])


def test_only_heads_write() -> None:
    here = marked(SHOP.replace("use patient", "use ‸patient"))
    assert [(here.view.file.text[start:end], writes) for start, end, writes in highlights(here.view, here.offset)] == [
        ("patient", True),
        ("patient", False),
    ]


def test_nothing_is_named_in_a_comment() -> None:
    here = marked("# con‸tract\nservice contract {}")
    assert references(here.view, here.offset, declaration=True) == ()
    assert highlights(here.view, here.offset) == ()
