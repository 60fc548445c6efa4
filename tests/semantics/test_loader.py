from __future__ import annotations

import pytest

from meshc.compilation import TextReader
from meshc.semantics.loader import load, resolve
from tests.semantics.meshes import mesh, messages, model

API = 'service api { image = "acme/api:1" ; port = 8080 }\n'


def test_the_order_of_files_has_no_meaning() -> None:
    one = mesh({"a.mesh": "mesh demo\n" + API, "b.mesh": 'service web { image = "w:1" ; calls api }'})
    other = mesh({"b.mesh": "mesh demo\n" + API, "a.mesh": 'service web { image = "w:1" ; calls api }'})
    assert {service.name for service in one.services} == {service.name for service in other.services}


def test_a_folder_is_imported() -> None:
    found = mesh(
        {"main.mesh": 'mesh demo\nimport "./team"', "team/a.mesh": API, "team/b.mesh": API.replace("api", "b")}
    )
    assert [service.name for service in found.services] == ["api", "b"]


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("./missing.mesh", "`./missing.mesh` does not exist"),
        ("../outside.mesh", "`../outside.mesh` lies outside the root"),
        ("/etc/passwd", "`/etc/passwd` lies outside the root"),
    ],
)
def test_imports_that_cannot_be_followed(target: str, said: str) -> None:
    assert said in messages({"main.mesh": f'mesh demo\nimport "{target}"'})[0]


def test_an_import_cycle_is_told_in_order() -> None:
    files = {
        "main.mesh": 'mesh demo\nimport "./x/a.mesh"',
        "x/a.mesh": 'import "./b.mesh"',
        "x/b.mesh": 'import "./a.mesh"',
    }
    found = [message for message in messages(files) if "circle" in message]
    assert len(found) == 1
    assert "`x/a.mesh` → `x/b.mesh` → `x/a.mesh`" in found[0]


def test_a_chain_of_a_thousand_imports() -> None:
    files = {f"x/{n}.mesh": f'import "./{n + 1}.mesh"' for n in range(1000)}
    files |= {"main.mesh": 'mesh demo\nimport "./x/0.mesh"', "x/1000.mesh": API}
    assert [service.name for service in mesh(files).services] == ["api"]


def test_files_that_are_not_text() -> None:
    assert [f.code for f in model({"main.mesh": "mesh demo\n" + API, "b.mesh": "a\udcffb"}).findings] == ["MC216"]
    assert [f.code for f in model({"main.mesh": "mesh demo\n" + API, "b.mesh": "a\0b"}).findings] == ["MC216"]


def test_paths_stay_inside() -> None:
    assert resolve("a/b.mesh", "../c.json") == "c.json"
    assert resolve("a/b.mesh", "../../c.json") is None
    assert resolve("b.mesh", "..") is None


def test_untouched_items_are_shared_between_versions_of_a_file() -> None:
    first = load(["main.mesh"], TextReader({"main.mesh": "mesh demo\n" + API}))
    earlier = {result.file.path: result for result in first.parsed}
    second = load(["main.mesh"], TextReader({"main.mesh": "# a comment\nmesh demo\n" + API}), earlier)
    items = [{parsed.item for _, parsed in loaded.parsed[0].items} for loaded in (first, second)]
    assert len(items[0] & items[1]) >= 1
