"""The index of names: what is mentioned where, and that it costs nothing to keep."""

from __future__ import annotations

from collections import Counter

import pytest

from meshc.compilation import Compilation, Options
from meshc.editor.kept import Kept
from meshc.editor.names import index as names
from meshc.editor.names import mentions
from meshc.editor.names.index import Names, Placed
from meshc.editor.names.symbols import Form, Role, Space, Symbol
from meshc.editor.view import View
from meshc.syntax.result import ParsedItem
from tests.editor.marked import marked
from tests.editor.shops import SHOP

NUMBER_OF = Counter(
    {
        ("owner", "", "contract"): 12,
        ("owner", "", "billing"): 4,
        ("owner", "", "ledger"): 3,
        ("owner", "", "report"): 2,
        ("owner", "", "public"): 1,
        ("member", "contract", "v1"): 3,
        ("member", "contract", "v2"): 5,
        ("member", "contract", "v3"): 2,
        ("member", "billing", "http"): 3,
        ("member", "billing", "grpc"): 3,
        ("route", "contract", "new-api"): 3,
        ("route", "contract", "newest"): 1,
        ("container", "contract", "statsd"): 2,
        ("container", "contract", "waits"): 1,
        ("container", "contract", "contract"): 1,
        ("volume", "contract", "scratch"): 2,
        ("policy", "", "patient"): 2,
        ("parameter", "", "vpc"): 2,
        ("parameter", "", "tag"): 3,
        ("overlay", "", "prod"): 1,
        ("target", "", "envoy"): 2,
        ("mesh", "", "demo"): 1,
        ("test", "", "it is new"): 1,
    }
)


def found(text: str) -> list[Placed]:
    return list(Names(marked(text).view.compilation).all())


def test_everything_that_is_named_is_found() -> None:
    counted = Counter(
        (placed.mention.symbol.space.value, placed.mention.symbol.of, placed.mention.symbol.name)
        for placed in found(SHOP)
    )
    assert counted == NUMBER_OF


def test_a_mention_covers_the_name_and_nothing_else() -> None:
    for placed in found(SHOP):
        expected = "self" if placed.mention.role is Role.IMPLIES else placed.mention.symbol.name
        assert SHOP[placed.place.start : placed.place.end] == expected


def test_nothing_but_what_the_mesh_lacks_is_undeclared() -> None:
    compilation = Compilation.of({"main.mesh": SHOP})
    index = Names(compilation)
    assert not {placed.mention.symbol for placed in index.all() if not index.declarations(placed.mention.symbol)}


@pytest.mark.parametrize(
    ("text", "symbol", "form"),
    [
        ('service "user" {}', Symbol(Space.OWNER, "user"), Form.QUOTED),
        ("service a { version 2 {} }", Symbol(Space.MEMBER, "2", "a"), Form.NUMBER),
        ('gateway a { route "/" { to = "b.v\\"1" } }', Symbol(Space.MEMBER, 'v"1', "b"), Form.QUOTED),
        ('gateway a { route "/" { to = "b\\"c.v1" } }', Symbol(Space.MEMBER, "v1", 'b"c'), Form.QUOTED),
        ('service a { route "${param.x}/y" { timeout = 1s } }', Symbol(Space.PARAMETER, "x"), Form.PATH),
        ("service a { env { A = param.x.y } }", Symbol(Space.PARAMETER, "x.y"), Form.WORD),
        ('service a { log { group = "g" } ; env { A = ssm("${param.p}") } }', Symbol(Space.PARAMETER, "p"), Form.PATH),
        ("service a { container = app }", Symbol(Space.CONTAINER, "app", "a"), Form.WORD),
        ("service 在庫 { calls 倉庫 }", Symbol(Space.OWNER, "倉庫"), Form.WORD),
        ("defaults { mirror { to = b } }", Symbol(Space.OWNER, "b"), Form.WORD),
        ("servce a { env { A = param.x } }", Symbol(Space.PARAMETER, "x"), Form.WORD),
        ("overlay o { param p { new = true } }", Symbol(Space.PARAMETER, "p"), Form.WORD),
    ],
)
def test_names_are_read_as_the_compiler_reads_them(text: str, symbol: Symbol, form: Form) -> None:
    assert (symbol, form) in [(placed.mention.symbol, placed.mention.form) for placed in found(text)]


@pytest.mark.parametrize(
    "text",
    [
        'service a { env { A = "$${b.url}" } }',
        'service a { env { A = "${aws.region}" } }',
        "overlay o { service a { route /x { to = off } } }",
        'defaults { headers { add { A = "${self.url}" } } }',
        "service a { cpu = 1 ; launch = ec2 }",
    ],
)
def test_what_is_no_name_is_not_found(text: str) -> None:
    assert not [placed for placed in found(text) if placed.mention.role in (Role.REFERS, Role.IMPLIES)]


def test_an_overlay_declares_what_it_says_is_new() -> None:
    roles = {
        placed.mention.symbol.name: placed.mention.role
        for placed in found(
            "overlay o { service a { version v1 {} ; version v2 { new = true } } }\n"
            "overlay o { service b { new = true ; port p {} } }"
        )
    }
    declares, extends = Role.DECLARES, Role.EXTENDS
    assert roles == {"o": declares, "a": extends, "v1": extends, "v2": declares, "b": declares, "p": declares}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("service a {} ; client c { calls ‸a }", "a"),
        ("service a {} ; client c { calls a‸ }", "a"),
        ("gateway g { route \"/\" { to = a‸.v } }", "a"),
        ("gateway g { route \"/\" { to = a.‸v } }", "v"),
        ("mesh demo‸", "demo"),
        ("mesh demo‸\nparam x", "demo"),
        ("mesh demo\n‸param x", None),
        ("‸service a {}", None),
        ("‸", None),
    ],
)  # fmt: skip
def test_a_name_is_found_at_its_ends_too(text: str, name: str | None) -> None:
    here = marked(text)
    placed = Names(here.view.compilation).at(here.view, here.offset)
    assert (placed.mention.symbol.name if placed else None) == name


def test_the_application_has_the_name_of_its_service() -> None:
    compilation = Compilation.of({"main.mesh": SHOP})
    index = Names(compilation)
    container = Symbol(Space.CONTAINER, "contract", "contract")
    assert index.meant(container) == Symbol(Space.OWNER, "contract")
    own = Names(Compilation.of({"main.mesh": "service a { container = a ; proxy { depends-on a } }"}))
    assert own.meant(Symbol(Space.CONTAINER, "a", "a")) == Symbol(Space.CONTAINER, "a", "a")


def undefined(compilation: Compilation) -> set[tuple[int, int]]:
    """Where the compiler says that nothing is called so."""
    places = (
        compilation.source_map.locate(finding.primary.origin)
        for finding in compilation.diagnostics([])
        if finding.primary and finding.code in ("MC201", "MC250")
    )
    return {(place.start_offset, place.end_offset) for place in places if place is not None}


def test_what_is_declared_is_what_the_compiler_knows() -> None:
    compilation = Compilation.of({"main.mesh": SHOP}, options=Options(overlays=("prod",)))
    assert not undefined(compilation)
    for placed in Names(compilation).all():
        place, mention = placed.place, placed.mention
        if mention.role is not Role.REFERS or mention.symbol.space is Space.TARGET:
            continue
        after = compilation.with_text("main.mesh", f"{SHOP[: place.end]}x{SHOP[place.end :]}")
        index = Names(after)
        slip = index.at(View(after, "main.mesh"), place.start)
        assert slip is not None
        assert not index.declarations(slip.mention.symbol)
        assert any(start <= place.start < end for start, end in undefined(after)), SHOP[place.start - 20 : place.end]


def test_only_what_changed_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[ParsedItem] = []

    def counted(parsed: ParsedItem) -> names.ItemNames:
        looked.append(parsed)
        return names._of_item(parsed)

    monkeypatch.setattr(names, "_kept", Kept(counted))
    services = [f"service s{number} {{ port = 80 ; calls s{number + 1} }}\n" for number in range(100)]
    compilation = Compilation.of({"main.mesh": "".join(services)})
    view = View(compilation, "main.mesh")
    assert len(list(Names(compilation).all())) == 200
    looked.clear()
    services[50] = "service s50 { port = 80 ; calls s7 }\n"
    view = View(compilation.with_text(view.path, "".join(services)), view.path)
    assert len(list(Names(view.compilation).mentions(Symbol(Space.OWNER, "s7")))) == 3
    assert len(looked) <= 3


def test_what_nobody_asks_for_is_forgotten() -> None:
    kept = Kept(mentions.mentions, spare=10)
    kept.expect(10)
    for number in range(1000):
        compilation = Compilation.of({"main.mesh": f"service s{number} {{}}"})
        for _, parsed in compilation.files["main.mesh"].items:
            kept.of(parsed)
    assert len(kept) <= 40
