"""What Envoy finds wrong with a mesh."""

from __future__ import annotations

import pytest

from meshc.compilation import Compilation, Options
from tests.backends.envoy.meshes import head, planned, user, web

SDS = 'proxy { sds-socket = "/run/spire/agent.sock" ; image = "acme/envoy:1" }'
CERTIFICATE = 'tls { certificate = sds("user") }'


def messages(text: str) -> list[str]:
    return [finding.message for finding in planned(text).findings()]


def test_nothing_is_wrong_with_a_plain_mesh() -> None:
    assert planned(head() + user() + web()).findings() == []


def test_many_calls_do_not_fit_into_a_task_definition() -> None:
    names = [f"user{number}" for number in range(100)]
    services = "".join(f'service {name} {{ image = "acme/user:1" ; port = 8080 }}\n' for name in names)
    calls = "".join(f"calls {name}\n" for name in names)
    text = head() + f'service web {{ image = "acme/web:1"\n{calls}}}\n' + services
    found = Compilation.of({"main.mesh": text}, options=Options()).build("envoy").diagnostics
    errors = [finding for finding in found if finding.severity == "error"]
    assert [(finding.code, finding.help[:28]) for finding in errors] == [("MC520", "write `proxy { bootstrap { f")]
    bucket = (
        'task-role = "arn:aws:iam::111122223333:role/web" ; proxy { bootstrap { from = s3 ; location = "s3://a/b" } }'
    )
    assert planned(text.replace("calls user0\n", f"{bucket}\ncalls user0\n")).findings() == []


def test_late_parts_count_as_their_placeholders() -> None:
    late = "param host { type = string ; late = true }\n"
    external = "external ledger { host = param.host ; port = 5432 }\n"
    text = head() + late + external + 'service web { image = "acme/web:1" ; calls ledger }\n'
    assert planned(text).codes() == []
    calls = "".join(
        f"external e{number} {{ host = param.host ; port = 80 ; protocol = http }}\n" for number in range(80)
    )
    many = "".join(f"calls e{number}\n" for number in range(80))
    assert planned(head() + late + calls + f'service web {{ image = "acme/web:1"\n{many}}}\n').codes() == ["MC520"]


@pytest.mark.parametrize(
    ("namespace", "lines", "reason"),
    [
        ('existing("ns-0123456789abcdef")', "", "only the id of its namespace is known"),
        ('"shop.local"', "discovery { type = http }", "it is found by the API of Cloud Map only"),
        ('"shop.local"', "discovery { record = srv }", "it has SRV records, which hold no address"),
    ],
)
def test_a_service_without_a_name_in_dns(namespace: str, lines: str, reason: str) -> None:
    mesh = head().replace('"shop.local"', namespace)
    assert messages(mesh + user(lines) + web()) == [f"the proxy of `web` cannot find `user`: {reason}"]
    assert messages(mesh + user(lines)) == []
    host = lines.replace("}", ' ; host = "lb.example.com" }') if lines else 'discovery { host = "lb.example.com" }'
    assert messages(mesh + user(host) + web()) == []


def test_one_finding_for_a_service_that_many_call() -> None:
    callers = "".join(f'service web{number} {{ image = "acme/web:1" ; calls user }}\n' for number in range(6))
    mirror = 'service log { image = "acme/log:1" ; port = 80 ; mirror { to = user } }\n'
    edge = 'gateway edge { port = 80 ; route "/*" { to = user } }\n'
    (message,) = messages(head() + user("discovery { type = http }") + callers + mirror + edge)
    assert message.startswith("the proxies of `log`, `web0`, `web1`, `web2` and 4 more cannot find `user`")


def test_a_caller_outside_the_proxies_asks_for_itself() -> None:
    assert planned(head() + user("discovery { type = http }") + web("mesh = off")).codes() == []


@pytest.mark.parametrize(
    ("call", "expected"),
    [("", ["MC523"]), ('{ tls { server-name = "user" } }', ["MC523"]), ('{ tls { trust = sds("ca") } }', [])],
)
def test_callers_that_take_any_certificate(call: str, expected: list[str]) -> None:
    caller = f'service web {{ image = "acme/web:1" ; calls user {call} }}\n'
    assert planned(head(SDS) + user(CERTIFICATE) + caller).codes() == expected


def test_a_gateway_takes_any_certificate_too() -> None:
    gateway = 'gateway edge { port = 80 ; route "/*" { to = user } }\n'
    assert messages(head(SDS) + user(CERTIFICATE) + gateway) == ["`edge` takes any certificate that `user` shows"]


def test_egress_is_told_once() -> None:
    assert planned(head("egress = deny") + user() + web()).codes() == ["MC524"]


@pytest.mark.parametrize(
    ("protocol", "expected"), [("redis", ["MC525"]), ("udp", ["MC525"]), ("tcp", []), ("http", []), ("mongo", [])]
)
def test_what_cannot_be_shared_out(protocol: str, expected: list[str]) -> None:
    lines = f"protocol = {protocol}\nversion v1 {{ weight = 50 }}\nversion v2 {{ weight = 50 }}"
    assert planned(head() + user(lines)).codes() == expected
    assert planned(head() + user(lines.replace("v1 { weight = 50", "v1 { weight = 0"))).codes() == []


@pytest.mark.parametrize(
    "text",
    [
        user(CERTIFICATE),
        user() + 'service web { image = "acme/web:1" ; calls user { tls { trust = sds("ca") } } }',
        user() + 'gateway edge { port = 443 ; tls { certificate = sds("edge") } ; route "/*" { to = user } }',
    ],
)
def test_secrets_need_a_socket(text: str) -> None:
    assert planned(head() + text).codes() == ["MC526"]
    assert planned(head(SDS) + text).codes() == []


def test_secrets_of_what_has_no_proxy_need_none() -> None:
    assert planned(head() + user(f"{CERTIFICATE} ; mesh = off")).codes() == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("metrics { prometheus = 8080 }", ["MC527"]),
        ("metrics { prometheus = 9901 }", ["MC527"]),
        ("metrics { prometheus = 9090 }", []),
        ('metrics { prometheus = 81 } ; container a { image = "a:1" ; ports = [81] }', ["MC527"]),
        ('container a { image = "a:1" ; ports = [9901] }', ["MC527"]),
        ('container a { image = "a:1" ; udp-ports = [9901] }', []),
        ('container a { image = "a:1" ; ports = [25000] }', []),
        ('container a { image = "a:1" ; ports = [25000] } ; calls other', ["MC527"]),
        ('container a { image = "a:1" ; udp-ports = [25000] } ; calls other', []),
        ('container a { image = "a:1" ; udp-ports = [25000] } ; calls datagrams', ["MC527"]),
        ("metrics { prometheus = 25000 } ; calls other", ["MC527"]),
        ("metrics { prometheus = 25000 } ; calls datagrams", []),
        ("metrics { prometheus = 25000 } ; calls tls", []),
    ],
)
def test_ports_that_the_proxy_wants(lines: str, expected: list[str]) -> None:
    others = (
        'service other { image = "acme/other:1" ; port = 8080 }\n'
        'service datagrams { image = "acme/datagrams:1" ; port = 8125 ; protocol = udp }\n'
        'external tls { host = "tls.example.com" ; port = 443 ; encrypted = true }\n'
    )
    assert planned(head() + user(lines) + others).codes() == expected


def test_an_application_at_the_port_of_calls() -> None:
    app = 'service app { image = "acme/app:1" ; port = 25000 ; calls user }\n'
    (message,) = messages(head() + user() + app)
    assert message == "`app` listens at port 25000, where the proxy beside it takes what the application calls"
    assert messages(head() + user() + app.replace(" ; calls user", "")) == []


PARAM = "param host { type = string ; late = true }\n"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ('metrics { dogstatsd = "127.0.0.1:8125" }', []),
        ('metrics { dogstatsd = "10.0.0.1" }', []),
        ('metrics { dogstatsd = "[fd00::1]:8125" }', []),
        ('metrics { dogstatsd = "localhost" }', []),
        ('metrics { dogstatsd = "agent:8125" }', ["MC529"]),
        ("metrics { dogstatsd = param.host }", ["MC529"]),
        ('metrics { dogstatsd = "${param.host}:8125" }', []),
        ('metrics { dogstatsd = "${param.host}.example.com:8125" }', ["MC529"]),
        ('tracing { provider = xray ; endpoint = "xray.shop.local:2000" }', ["MC529"]),
        ('tracing { provider = xray ; endpoint = "10.0.0.1:2000" }', []),
        ('tracing { provider = otel ; endpoint = "otel.shop.local:4317" }', []),
        ("tracing { provider = otel ; endpoint = param.host }", ["MC529"]),
        ('tracing { provider = zipkin ; endpoint = "${param.host}.example.com" }', []),
    ],
)
def test_where_collectors_are(lines: str, expected: list[str]) -> None:
    found = planned(head() + (PARAM if "param" in lines else "") + user(lines)).findings()
    assert expected == [finding.code for finding in found]
    assert all(finding.help and finding.primary is not None for finding in found)


def test_the_cause_that_is_told_is_not_told_by_its_effect() -> None:
    lines = 'metrics { dogstatsd = "agent:8125" } ; calls other { headers { add { host = "x" } } }'
    other = 'service other { image = "acme/other:1" ; port = 8080 }\n'
    assert planned(head() + user(lines) + other).codes() == ["MC529"]
    assert planned(head() + user(lines.partition(" ; ")[2]) + other).codes() == ["MC603"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (user("tls { }"), ["MC556"]),
        (user("tls { mode = permissive }"), ["MC556"]),
        (user("mesh = off ; tls { }"), []),
        (user() + 'gateway edge { port = 443 ; tls { } ; http3 = true ; route "/*" { to = user } }\n', ["MC556"]),
        (user() + 'gateway edge { port = 443 ; image = "a:1" ; tls { } ; calls user }\n', []),
    ],
)
def test_tls_without_a_certificate(text: str, expected: list[str]) -> None:
    assert planned(head() + text).codes() == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("", ["MC528", "MC528"]),
        ('proxy { image = "acme/envoy:1" }', []),
        ('volume certs { efs = "fs-0a" }\ncontainer a { image = "a:1" ; mount certs { path = "/certs" } }', []),
    ],
)
def test_files_that_the_proxy_does_not_have(lines: str, expected: list[str]) -> None:
    pem = 'tls { certificate = pem("/certs/chain.pem", "/certs/key.pem") }\n'
    assert planned(head() + user(pem + lines)).codes() == expected


def test_the_authorities_that_everybody_trusts_are_there() -> None:
    trust = 'defaults { tls { trust = pem("/etc/ssl/certs/ca-certificates.crt") } }\n'
    assert planned(head() + trust + user() + web()).codes() == []


def test_units_that_share_a_line_share_its_finding() -> None:
    assert planned(head("proxy { bootstrap { from = image } }") + user() + web()).codes() == ["MC521"]


def test_a_line_about_deliveries_is_told_once() -> None:
    text = head('proxy { bootstrap { from = s3 ; location = "s3://a/b" } }') + user() + web()
    assert messages(text) == [
        "`user` and `web` read their configurations from S3, and their tasks have no role that lets them"
    ]
    assert messages(text.replace(web(), "")) == [
        "`user` reads its configuration from S3, and its task has no role that lets it"
    ]


def test_a_name_that_is_no_host_name_is_told_at_the_service() -> None:
    called = 'service 在庫 { image = "acme/stock:1" ; port = 8080 }\n'
    callers = "".join(f'service {name} {{ image = "acme/web:1" ; calls 在庫 }}\n' for name in ("one", "two"))
    (found,) = planned(head() + called + callers).findings()
    assert found.message == "`在庫` cannot be a host name, and proxies ask DNS for it"
    assert found.help.startswith('write `discovery { name = "n')
    assert found.help.endswith('" }` in `service 在庫`')
    assert found.primary is not None and found.primary.origin.item is not None
    assert found.primary.origin.item.text.startswith("service 在庫")
    named = called.replace("8080", '8080 ; discovery { name = "stock" }')
    assert planned(head() + named + callers).findings() == []


def test_a_namespace_that_is_none_of_host_names_is_told_once() -> None:
    text = head().replace("shop.local", "店.local") + user() + web() + user().replace("user", "other")
    (found,) = planned(text + 'service two { image = "acme/web:1" ; calls user ; calls other }\n').findings()
    assert found.message == "no name in the namespace `店.local` can be a host name, and proxies ask DNS for them"
