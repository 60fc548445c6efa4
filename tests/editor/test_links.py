"""Strings that name files."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from meshc.compilation import Compilation, Options
from meshc.editor.links import link_at, links
from meshc.editor.view import View
from tests.editor.marked import marked

FILES = {
    "main.mesh": (
        'mesh demo\nimport "«./a.mesh»"\nimport "«teams»"\nimport "./missing.mesh"\nimport "../outside.mesh"\n'
        'service s { task = file("«s.json»") ; container = "s.json" }\n'
        'service t { task = file("missing.json") }\nservice u { task = file("${param.x}") }\n'
        'service v { task = file(""" «s.json»""") }\n'.replace(" «s.json»", "«s.json»")
    ),
    "a.mesh": "service a {}\n",
    "teams/b.mesh": "service b {}\n",
    "teams/c.mesh": 'service c { task = file("../s.json") }\n',
    "s.json": "{}",
}


def test_links_are_of_files_that_exist() -> None:
    here = marked(FILES)
    assert [(link.start, link.end) for link in links(here.view)] == list(here.ranges["main.mesh"])
    assert [link.paths for link in links(here.view)] == [
        ("a.mesh",),
        ("teams/b.mesh", "teams/c.mesh"),
        ("s.json",),
        ("s.json",),
    ]


def test_paths_begin_at_the_file_that_names_them() -> None:
    here = marked(FILES)
    assert [link.paths for link in links(here.view._replace(path="teams/c.mesh"))] == [("s.json",)]


@pytest.mark.parametrize(
    ("text", "found"), [('file(‸"s.json")', True), ('file("s.json"‸)', True), ('f‸ile("s.json")', False)]
)
def test_a_link_is_found_at_its_quotes_too(text: str, found: bool) -> None:
    here = marked({"main.mesh": f"mesh demo\nservice s {{ task = {text} }}", "s.json": "{}"})
    assert (link_at(here.view, here.offset) is not None) == found


def test_a_file_that_cannot_be_read_is_no_link() -> None:
    class Locked:
        def __init__(self, texts: Mapping[str, str]) -> None:
            self.texts = texts

        def meshes(self, folder: str) -> list[str] | None:
            return None

        def read(self, path: str) -> bytes | None:
            if path not in self.texts:
                raise OSError("no")
            return self.texts[path].encode()

    reader = Locked({"main.mesh": 'service s { task = file("s.json") }'})
    compilation = Compilation(["main.mesh"], Options(), reader)
    assert list(links(View(compilation, "main.mesh"))) == []
