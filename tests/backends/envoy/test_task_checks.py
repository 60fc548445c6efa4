"""Tasks whose application does not come to its proxy, or that no proxy can run in."""

from __future__ import annotations

import pytest

from meshc.compilation import Compilation, Options
from tests.backends.envoy.meshes import head, planned, user


def web(lines: str) -> str:
    """A service that calls the other and is told nothing but what the lines say."""
    return f'service web {{ image = "acme/web:1" ; calls user\n{lines}\n}}\n'


def told(text: str) -> list[tuple[str, str, str]]:
    """Code, message and help of the findings."""
    return [(finding.code, finding.message, finding.help) for finding in planned(text).all_findings()]


NOTHING = "nothing in `web` mentions the address of `user`: what it dials passes by its proxy"


@pytest.mark.parametrize(
    "line",
    [
        'env { U = "${user.url}" }',
        'env { U = "http://${user.address}/v1" }',
        'env { U = "${user.host}" }',
        'command = ["serve", "--user=${user.address}"]',
        'container agent { image = "acme/agent:1" ; memory = 64MiB ; env { U = "${user.url}" } }',
    ],
)
def test_an_address_that_is_mentioned(line: str) -> None:
    assert told(head() + user() + web(line)) == []


def test_an_address_that_nobody_mentions() -> None:
    help = 'write `env { USER_URL = "${user.url}" }`'
    assert told(head() + user() + web("")) == [("MC557", NOTHING, help)]
    assert told(head() + user() + web('env { A = "user" ; B = "http://users.shop.local" }')) == [
        ("MC557", NOTHING, help)
    ]
    text = head() + 'external db { host = "db.example.com" ; port = 5432 }\nservice web { image = "a:1" ; calls db }\n'
    assert [help for _, _, help in told(text)] == ['write `env { DB_ADDRESS = "${db.address}" }`']


def test_the_address_itself_may_be_written_down() -> None:
    host = planned(head() + user() + web("")).lowering.addresses.address("web", "user", None).host
    assert told(head() + user() + web(f'env {{ A = "http://{host}:25000" }}')) == []


def test_a_name_that_leads_past_the_proxy() -> None:
    (found,) = told(head() + user() + web('env { A = "http://user.shop.local:8080/v1" }'))
    assert found[1] == "`web` has `user.shop.local` written down, which leads past the proxy of the task"


def test_a_port_of_a_service_stands_for_its_others() -> None:
    ports = "port a { number = 8080 ; protocol = http }\nport b { number = 8081 ; protocol = grpc }"
    called = f'service user {{ image = "acme/user:1"\n{ports}\n}}\n'
    calling = 'service web {{ image = "acme/web:1" ; calls user.a ; calls user.b ; {} }}\n'
    assert told(head() + called + calling.format('env { U = "${user.a.host}" }')) == []
    assert told(head() + called + calling.format("")) == [
        ("MC557", NOTHING, 'write `env { USER_A_URL = "${user.a.url}" }`')
    ]


def test_who_is_told_nothing_is_told_once() -> None:
    services = "".join(f'service s{number} {{ image = "acme/s:1" ; port = 8080 }}\n' for number in range(6))
    calls = "".join(f"calls s{number}\n" for number in range(6))
    text = head() + services + f'service web {{ image = "acme/web:1"\n{calls}MORE\n}}\n'
    assert [message for _, message, _ in told(text.replace("MORE", ""))] == [
        "nothing in `web` mentions the addresses of `s0`, `s1`, `s2`, `s3` and 2 more: "
        "what it dials passes by its proxy"
    ]
    some = " ; ".join(f'S{number} = "${{s{number}.url}}"' for number in range(4))
    assert len(told(text.replace("MORE", f"env {{ {some} }}"))) == 2


def test_a_task_definition_of_one_s_own() -> None:
    body = '{"containerDefinitions":[{"name":"web","image":"a:1","environment":[{"name":"A","value":"VALUE"}]}]}'

    def found(value: str, lines: str = "") -> list[str]:
        text = f'service web {{ task = file("web.json") ; container = web ; calls user ; {lines} }}\n'
        files = {"main.mesh": head() + user() + text, "web.json": body.replace("VALUE", value)}
        build = Compilation.of(files, options=Options()).build("envoy")
        return [finding.message for finding in build.diagnostics if finding.code == "MC557"]

    assert found("x") == [NOTHING]
    assert found("user.shop.local:8080") == [
        "`web` has `user.shop.local` written down, which leads past the proxy of the task"
    ]
    assert found("x", 'env { U = "${user.url}" }') == []


def test_who_knows_better_can_say_so() -> None:
    text = head() + user() + web("").replace("calls", "\n# meshc: allow address-unused -- in its image\ncalls")
    assert [
        finding.code for finding in Compilation.of({"main.mesh": text}, options=Options()).diagnostics(["envoy"])
    ] == []


def test_a_task_on_windows() -> None:
    windows = "platform { os = windows-2022-core }"
    assert [code for code, _, _ in told(head() + user(windows))] == ["MC558"]
    image = 'proxy { image = "acme/envoy:1" }'
    assert [message for _, message, _ in told(head(f"{image} ; ecs {{ {windows} }}") + user() + web(WANTS))] == [
        "Envoy stands beside `user` and `web` and runs on Linux, and these tasks run on Windows"
    ]
    assert told(head() + user(f"{windows} ; mesh = off")) == []
    assert told(head() + user("platform { os = linux }")) == []


WANTS = 'env { U = "${user.url}" }'
