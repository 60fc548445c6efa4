"""A new name for a thing: in every place, or in none, and nothing but the name is another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from meshc.compilation import Compilation, Options, TextReader
from meshc.editor.names.index import Names, Placed
from meshc.editor.names.symbols import Role, Space
from meshc.editor.rename import RenameError, prepare, rename
from meshc.editor.view import View
from meshc.fixes import applied
from tests.editor.marked import Marked, marked
from tests.editor.meaning import meaning
from tests.editor.shops import SHOP

EXAMPLES = sorted(path for path in (Path(__file__).parents[3] / "examples").iterdir() if path.is_dir())


def renamed(here: Marked, new: str) -> dict[str, str]:
    """The texts after a renaming."""
    files = here.view.compilation.files
    changes = rename(here.view, here.offset, new)
    return {path: applied(result.file.text, changes.get(path, ())) for path, result in files.items()}


def refusal(here: Marked, new: str) -> str:
    with pytest.raises(RenameError) as caught:
        rename(here.view, here.offset, new)
    return str(caught.value)


def read(folder: Path) -> Compilation:
    texts = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.mesh")}
    return Compilation(sorted(path for path in texts if "/" not in path), Options(), TextReader(texts))


def symbols(compilation: Compilation) -> Iterator[Placed]:
    """One mention of each thing that can have another name, never its first."""
    index = Names(compilation)
    last = {index.meant(placed.mention.symbol): placed for placed in index.all() if placed.mention.role != Role.IMPLIES}
    return (placed for symbol, placed in last.items() if symbol.space is not Space.TARGET)


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_nothing_but_the_name_is_another(folder: Path) -> None:
    compilation = read(folder)
    before = meaning(compilation)
    for placed in symbols(compilation):
        was = Names(compilation).meant(placed.mention.symbol).name
        # Names are sorted, and one that begins with the old name keeps its place among them.
        name = f"{was}zq"
        changes = rename(View(compilation, placed.path), placed.place.start, name)
        after = compilation.with_texts(
            {path: applied(compilation.files[path].file.text, of_file) for path, of_file in changes.items()}
        )
        assert meaning(after, name, was) == before


def test_back_again_is_where_it_was() -> None:
    compilation = Compilation.of({"main.mesh": SHOP})
    for placed in symbols(compilation):
        view = View(compilation, placed.path)
        was = prepare(view, placed.place.start).name
        changes = rename(view, placed.place.start, "在庫")["main.mesh"]
        after = View(compilation.with_text("main.mesh", applied(SHOP, changes)), "main.mesh")
        moved = placed.place.start + sum(
            len(text) - (end - start) for start, end, text in changes if end <= placed.place.start
        )
        assert applied(after.file.text, rename(after, moved, was)["main.mesh"]) == SHOP


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("service «a» { port = 80 } ; client c { type = lambda ; calls «‸a» }", "b"),
        ('service "«a»" {} ; client c { calls «‸a» }', "b"),
        ('service «a» {} ; client c { calls "«‸a»" }', "b"),
        ('service a { version «‸2» {} ; route "/" { split { "«2»" = 1 } } }', "two"),
        ('gateway g { route "/" { to = "a.«v»" } } ; service a { version «‸v» {} }', "w"),
        ('service a { route "/" { to = a.v } ; container «‸x» {} } ; service b { container x {} }', "y"),
        ('service «‸a» { route "/" { to = «a».v } ; version v {} ; depends-on «a» }', "b"),
        ('param «‸p»\nservice a { env { A = "${param.«p»}-${param.pp}$${param.p}" ; B = param.«p» } }\nparam pp', "q"),
        ("service «‸в»\r\n{ port = 80 }\r\nclient c { calls «в» }\r\n", "ж"),
        ('service «‸a» {}\nservice b { env { E = "🚀${«a».url}🚀" } ; calls «a» }', "倉庫"),
    ],
)
def test_every_way_of_writing_a_name(text: str, new: str) -> None:
    expected = re.sub("«[^»]*»", new, text)
    assert renamed(marked(text), new) == {"main.mesh": expected}


@pytest.mark.parametrize(
    ("written", "new", "expected"),
    [
        ('‸"a \\"b\\""', 'x "y" \\ ${z}', '"x \\"y\\" \\\\ $${z}"'),
        ("‸a", "two words", '"two words"'),
        ("‸a", "word", "word"),
    ],
)
def test_a_test_has_any_name(written: str, new: str, expected: str) -> None:
    assert renamed(marked(f"test {written} {{ from = c }}"), new) == {"main.mesh": f"test {expected} {{ from = c }}"}


def test_all_files_change_together() -> None:
    files = {
        "a.mesh": "mesh demo\nservice user { port = 80 }\n",
        "b.mesh": 'service web { calls us‸er ; env { A = "${user.url}" } }\n',
        "c.mesh": "overlay prod { service user { replicas = 2 } }\n",
        "d.mesh": "service other { port = 80 }\n",
    }
    here = marked(files)
    assert list(rename(here.view, here.offset, "people")) == ["a.mesh", "b.mesh", "c.mesh"]
    expected = {path: text.replace("‸", "").replace("user", "people") for path, text in files.items()}
    assert renamed(here, "people") == expected


def test_the_same_name_changes_nothing() -> None:
    here = marked("service ‸a {}")
    assert rename(here.view, here.offset, "a") == {}


@pytest.mark.parametrize(
    ("text", "new", "reason"),
    [
        ("service ‸a {}", "", "`` cannot be the name of a service: it is empty"),
        (
            "service ‸a {}",
            "a b",
            "`a b` cannot be the name of a service: a name is a letter and then letters, digits, `-` and `_`",
        ),
        (
            "service ‸a {}",
            "1a",
            "`1a` cannot be the name of a service: a name is a letter and then letters, digits, `-` and `_`",
        ),
        (
            "service ‸a {}",
            "a # b",
            "`a # b` cannot be the name of a service: a name is a letter and then letters, digits, `-` and `_`",
        ),
        (
            "service ‸a {}",
            "a.b",
            "`a.b` cannot be the name of a service: a dot leads from a service to its port or version",
        ),
        (
            "gateway ‸a {}",
            "param",
            "`param` cannot be the name of a gateway: `${param.…}` means something else in strings",
        ),
        ("param ‸a", "off", "`off` cannot be the name of a parameter: `off` has a meaning of its own"),
        ("test ‸a {}", "\ud800", "`\ud800` cannot be the name of a test: it has half of a character in it"),
        ("test ‸a {}", "a\nb", "`a\nb` cannot be the name of a test: it is longer than a line"),
        ("service ‸a {}\ngateway b {}", "b", "there is a gateway `b` already: line 2 of `main.mesh` declares it"),
        (
            "service a { version ‸v {} ; port p {} }",
            "p",
            "there is a port `p` of `a` already: line 1 of `main.mesh` declares it",
        ),
        (
            "service ‸a { container b {} }",
            "b",
            "there is a container `b` of `a` already: line 1 of `main.mesh` declares it",
        ),
        ("service a { container ‸b {} }", "a", "there is a service `a` already: line 1 of `main.mesh` declares it"),
        (
            "service ‸a {}\nclient c { calls b }",
            "b",
            "line 2 of `main.mesh` names `b` already, which nothing declares: it would come to mean this",
        ),
        (
            'service ‸a { env { A = "${a.url}" } }',
            "か\u3099",
            "`か\u3099` cannot be written in `${…}`, as line 1 of `main.mesh` needs it",
        ),
        ("client c { calls ‸a }", "b", "nothing in the mesh declares `a`, so there is nothing to rename"),
        ("target ‸envoy { accept = [] }", "b", "`envoy` is the name of a target, which is part of the language"),
        ('service a { env { A = "${‸self.url}" } }', "b", "`self` is `a` here: rename it where its name is written"),
        ("service a { cpu = 0‸.25 }", "b", "there is no name here that could be changed"),
        (
            'service a { task = file("t.json") ; container = ap‸p }',
            "b",
            "`app` may be a container of a task definition, which would keep its name",
        ),
        (
            "service ‸a {}\nservice b { calls a\n  = a }",
            "b2",
            "line 3 of `main.mesh` has `a` in it and makes no sense: put it right first",
        ),
        (
            "service ‸a {}\nservce b {\n  calls a\n}",
            "b2",
            "line 3 of `main.mesh` has `a` in it and makes no sense: put it right first",
        ),
        (
            "mesh demo { proxy { depends-on x } }\nservice a { container ‸x {} }",
            "y",
            "line 1 of `main.mesh` waits for a container `x` of every service",
        ),
    ],
)
def test_what_cannot_be_says_why(text: str, new: str, reason: str) -> None:
    assert refusal(marked(text), new) == reason


def test_what_the_compiler_would_find_wrong_is_refused() -> None:
    text = SHOP.replace("service contract {", "service con‸tract {", 1).replace(
        "  port = 8080", '  port = 8080\n  alias = ["x"]', 1
    )
    here = marked(text.replace("service billing {", 'service billing {\n  alias = ["taken"]', 1))
    assert refusal(here, "taken").startswith("`contract` cannot be called `taken`: `taken` is the name of ")


@pytest.mark.parametrize(
    "slip", ["cals a", "too = a", 'x = "${a.url}"', "to a", "calls [a", "calls a b =", "calls b a"]
)
def test_what_makes_no_sense_is_not_passed_over(slip: str) -> None:
    assert refusal(marked(f"service ‸a {{}}\nservice b {{\n  {slip}\n}}"), "c") == (
        "line 3 of `main.mesh` has `a` in it and makes no sense: put it right first"
    )


@pytest.mark.parametrize("slip", ["=", 'imag = "acme/a:1"', "x = aa", "# a", "a-b c", "= a-b"])
def test_damage_elsewhere_does_not_matter(slip: str) -> None:
    text = f"service ‸a {{ port = 80 }}\nclient c {{ calls a }}\nservice d {{\n  {slip}\n}}\n"
    assert renamed(marked(text), "b")["main.mesh"].startswith("service b { port = 80 }\nclient c { calls b }")


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (Options(overlays=("prod",)), "mesh demo\noverlay ‸prod {}"),
        (Options(set={"tag": "1"}), "mesh demo\nparam ‸tag"),
        (Options(params={"image_tag": "1"}), "mesh demo\nparam ‸image-tag"),
    ],
)
def test_names_that_settings_give_keep_their_names(options: Options, text: str) -> None:
    here = marked(text, options=options)
    with pytest.raises(RenameError, match=r"settings|outside"):
        prepare(here.view, here.offset)


def test_only_the_name_is_offered() -> None:
    here = marked('gateway g { route "/" { to = "contract.«v‸1»" } } ; service contract { version v1 {} }')
    found = prepare(here.view, here.offset)
    assert (found.start, found.end, found.name) == (*here.ranges["main.mesh"][0], "v1")


def test_a_file_is_not_renamed() -> None:
    here: Marked = marked({"main.mesh": 'mesh demo\nimport "./‸a.mesh"\n', "a.mesh": "service a {}"})
    assert refusal(here, "b") == "this is the name of a file: rename the file, and then what stands here"


def test_overlays_in_force_change_too() -> None:
    files: Mapping[str, str] = {
        "main.mesh": SHOP.replace("version v2 { weight = 25% }", "version ‸v2 { weight = 25% }")
    }
    after = renamed(marked(files, options=Options(overlays=("prod",))), "second")
    assert after["main.mesh"] == SHOP.replace("v2 ", "second ").replace("contract.v2", "contract.second").replace(
        "= v2", "= second"
    )


def test_a_version_that_was_only_tried_leaves_nothing_behind() -> None:
    services = "".join(
        f'service s{number} {{ image = "a:1" ; port = 80 ; timeout = {number + 1}s ; calls s{number + 1} }}\n'
        for number in range(60)
    )
    text = f'mesh demo {{ namespace = "a.b" }}\n{services}service s60 {{ image = "a:1" ; port = 80 }}\n'
    view = marked(text).view
    told = view.compilation.diagnostics()
    at = text.index("service s7 ") + 8
    assert rename(view, at, "seven")
    with pytest.raises(RenameError):
        rename(view, at, "s8")
    assert view.compilation.diagnostics() == told
    later = text.replace("timeout = 9s", "timeout = 900s")
    cold = Compilation.of({"main.mesh": later}).diagnostics()
    warm = view.compilation.with_text("main.mesh", later).diagnostics()
    assert [(finding.code, finding.message) for finding in warm] == [
        (finding.code, finding.message) for finding in cold
    ]
