"""Nothing that is written is passed over: what has no effect is said."""

from __future__ import annotations

import pytest

from meshc.compilation import Compilation, LoadError, Options, TextReader
from tests.semantics.meshes import mesh, model

API = 'service api { image = "a:1" ; port = 80 }\n'
TWO = (
    'service two { image = "t:1"\nport http { number = 80 ; protocol = http }\n'
    "port rpc { number = 81 ; protocol = grpc } }\n"
)
EXTERNAL = 'external db { host = "h" ; port = 5432 ; protocol = postgres }\n'


def said(text: str, *overlays: str) -> str:
    return "\n".join(f"{finding.code} {finding.message} | {finding.help}" for finding in model(text, overlays).findings)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'param v { default = "x" }\nservice "s-${param.v}" { image = "a:1" }',
            "name of `service` must be written out",
        ),
        ('param v { default = "x" }\nservice param.v { image = "a:1" }', "name of `service` must be written out"),
        ('param v { default = "x" }\nimport "./${param.v}"', "path of `import` must be written out"),
        ('param a { default = "1" }\nparam a { default = "2" }\n' + API, "param `a` is declared twice"),
        (API + "target service-connect { }\ntarget service-connect { }", "target `service-connect` is declared twice"),
        (EXTERNAL + 'service a { image = "a:1" ; calls db.x }', "`db` is an external, which has no `x`"),
        (EXTERNAL + 'gateway g { port = 80 ; route "/*" { to = db.x } }', "`db` is an external, which has no `x`"),
        (API.replace("}", '; route "/x" x { before = y } }'), "`before` has a meaning in overlays only"),
        ('param a { late = true ; default = "x" }\n' + API, "is late and has a default"),
        ('param b { default = "x" }\nparam a { default = "${param.b}" }\n' + API, "depends on something else"),
        (
            "param f { type = boolean ; default = true }\nparam a { late = param.f }\n" + API,
            "`late` must be written out",
        ),
        (
            TWO + 'service a { image = "a:1" ; calls two.rpc ; env { U = "${two.http.url}" } }',
            "does not call that port",
        ),
        ('service self { image = "a:1" }', "`self` cannot be the name of a service"),
        (
            'service a { image = "a:1" ; port = 80 ; version v { weight = 1 }\n'
            'route "/" { split { v = 50% ; a.v = 50% } } }',
            "names `a.v` twice",
        ),
        (
            "policy p { retry { max = 3 } }\npolicy q { retry = off }\n"
            + API
            + 'service w { image = "w:1" ; calls api { use p ; use q } }',
            "policies `p` and `q` both set `retry`",
        ),
        (API.replace("}", '; version v { weight = 1 } ; route "/" { to = api } }'), "leave `to` out"),
        (API + 'client c { type = lambda ; calls api }\nservice w { image = "w:1" ; calls c }', "`c` is a client"),
    ],
)
def test_it_is_said(text: str, expected: str) -> None:
    assert expected in said(text)


def test_an_overlay_removes_an_entry_of_a_map() -> None:
    text = 'service a { image = "a:1" ; env { A = 1 ; B = 2 } }\noverlay o { service a { env { A = off } } }'
    application = mesh(text, overlays=["o"]).services[0].versions[0].workload.application
    assert [entry.name for entry in application.env] == ["B"]


def test_an_overlay_moves_a_route() -> None:
    text = 'service a { image = "a:1" ; port = 80 ; route "/x" x { timeout = 1s } ; route "/y" y { timeout = 2s } }\n'
    text += 'overlay o { service a { route "/y" y { before = x } } }'
    assert [route.name for route in mesh(text, overlays=["o"]).services[0].routes] == ["y", "x"]


def test_an_overlay_replaces_a_split_by_a_destination() -> None:
    text = 'service a { image = "a:1" ; port = 80 ; version v { weight = 1 } ; version w { weight = 1 }\n'
    text += 'route "/x" x { split { v = 50% ; w = 50% } } }\noverlay o { service a { route "/x" x { to = w } } }'
    route = mesh(text, overlays=["o"]).services[0].routes[0]
    assert [destination.version for destination in route.destinations] == ["w"]


def test_an_overlay_replaces_the_policies_that_are_used() -> None:
    text = "policy p { timeout = 1s }\npolicy q { timeout = 2s }\n" + API
    text += 'service w { image = "w:1" ; calls api { use p } }\noverlay o { service w { calls api { use q } } }'
    assert mesh(text, overlays=["o"]).services[1].calls[0].policy.timeout == 2000


def test_an_overlay_says_so_when_it_adds_a_version() -> None:
    text = (
        'service a { image = "a:1" ; port = 80 ; version v { weight = 100% } }\noverlay o { service a { version w } }'
    )
    assert "the mesh has no version `w`" in said(text, "o")


def test_numbers_reach_the_environment_as_written() -> None:
    env = (
        mesh('service a { image = "a:1" ; env { A = 1.10 ; B = 1.50 } }')
        .services[0]
        .versions[0]
        .workload.application.env
    )
    assert [entry.value for entry in env] == ["1.10", "1.50"]


def test_a_word_may_come_from_a_parameter() -> None:
    found = mesh('param p { default = "grpc" }\nservice a { image = "a:1" ; port = 80 ; protocol = param.p }')
    assert found.services[0].ports[0].protocol == "grpc"


def test_expressions_of_re2_that_python_does_not_have(recwarn: pytest.WarningsRecorder) -> None:
    for expression in (r"[[:alpha:]]+", r"a\++", r"a\}+b", r"\pL+", r"\p{Greek}"):
        text = 'service a { image = "a:1" ; port = 80 ; route regex("%s") { timeout = 1s } }' % expression  # noqa: UP031
        assert said(text) == ""
    assert "1000" in said('service a { image = "a:1" ; port = 80 ; route regex("x{1001}") { timeout = 1s } }')
    assert len(recwarn) == 0


def test_options_that_mean_nothing_to_an_ir_document() -> None:
    document = Compilation.of({"main.mesh": "mesh demo\n" + API}).ir_document().decode()
    for options in (Options(overlays=("o",)), Options(set={"x": "1"})):
        compilation = Compilation.load("m.json", options=options, reader=TextReader({"m.json": document}))
        with pytest.raises(LoadError, match="says nothing to an IR document"):
            compilation.diagnostics()
