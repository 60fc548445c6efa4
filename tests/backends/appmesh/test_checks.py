"""What App Mesh cannot be told of a mesh, beyond whole features."""

from __future__ import annotations

import pytest

from meshc.compilation import Compilation
from tests.backends.appmesh.tasks import built, service

CALLER = 'service web { image = "acme/web:1" ; calls user }\n'
TLS = 'tls { certificate = pem("/etc/ssl/c.pem", "/etc/ssl/k.pem") }'


def findings(text: str, inside: str = "") -> list[tuple[str, str]]:
    """Code and message of all that is more than a note."""
    found = built(text, inside).diagnostics
    return [(one.code, one.message) for one in found if one.severity != "note" and one.code != "MC511"]


def test_a_mesh_with_nothing_out_of_the_way() -> None:
    assert findings(service() + CALLER) == []


@pytest.mark.parametrize(
    ("inside", "message"),
    [
        (
            'metrics { dogstatsd = "agent:8125" }',
            "App Mesh's Envoy reaches DogStatsD by an IP address, and `agent` is a name",
        ),
        (
            'tracing { provider = xray ; endpoint = "agent.local:2000" }',
            "App Mesh's Envoy reaches X-Ray by an IP address, and `agent.local` is a name",
        ),
    ],
)
def test_a_collector_by_name(inside: str, message: str) -> None:
    assert findings(service() + service(name="other"), inside) == [("MC530", message)]


def test_collectors_that_are_found() -> None:
    for inside in (
        'metrics { dogstatsd = "10.0.0.9" }',
        'tracing { provider = datadog ; endpoint = "agent.local:8126" }',
        'tracing { provider = xray ; endpoint = "[fd00::1]:2000" }',
    ):
        assert findings(service(), inside) == []


def test_a_collector_that_is_known_later() -> None:
    def codes(value: str) -> list[str]:
        mesh = f'mesh demo {{ vpc = "vpc-1" ; metrics {{ dogstatsd = "{value}" }} }}\nparam at {{ late = true }}\n'
        found = Compilation.of({"main.mesh": mesh + service()}).build("app-mesh").diagnostics
        return [one.code for one in found if one.severity == "error"]

    assert codes("${param.at}:8125") == []
    assert codes("${param.at}") == ["MC530"]


@pytest.mark.parametrize(
    ("weights", "told"),
    [
        (("1", "1", "1"), []),
        (("50%", "50%"), []),
        (("30", "270"), []),
        (("12.5%", "87.5%"), []),
        (("99.5%", "0.5%"), ["the weights of `service user` become whole percents under `app-mesh`: `v1` 99, `v2` 1"]),
    ],
)
def test_weights(weights: tuple[str, ...], told: list[str]) -> None:
    versions = "\n".join(f"version v{index} {{ weight = {weight} }}" for index, weight in enumerate(weights, 1))
    assert [message for code, message in findings(service(versions) + CALLER) if code == "MC531"] == told


def grpc(route: str) -> list[str]:
    text = 'service user { image = "acme/user:1" ; port = 8080 ; protocol = grpc ; version v1 { weight = 1 }\n'
    return [message for code, message in findings(f"{text}route {route}\n}}\n") if code == "MC533"]


def test_routes_of_grpc() -> None:
    assert grpc('"acme.Users/Get" { to = v1 }') == []
    assert grpc('"acme.Users/*" { to = v1 }') == []
    assert grpc('regex("acme[.].*") { to = v1 }') == [
        "`service user` route `acme[.].*` cannot be said under `app-mesh`: it knows whole services and methods only"
    ]
    assert grpc('"acme.Users/*" { to = v1 ; query x { exact = "1" } }') == [
        "`service user` route `acme.Users/*` cannot be said under `app-mesh`: gRPC has no query parameters"
    ]


def test_a_method_of_grpc_at_a_gateway() -> None:
    text = 'service user { image = "acme/user:1" ; port = 8080 ; protocol = grpc }\n'
    text += 'gateway edge { port = 80 ; protocol = grpc ; route "acme.Users/Get" { to = user } }\n'
    assert [message for code, message in findings(text) if code == "MC533"] == [
        "`gateway edge` route `acme.Users/Get` cannot be said under `app-mesh`: "
        "a route of a gateway knows no single method"
    ]


def test_a_caller_that_trusts_nobody() -> None:
    def codes(tls: str) -> list[str]:
        caller = f'service web {{ image = "acme/web:1" ; calls user {{ tls {{ {tls} }} }} }}\n'
        return [code for code, _ in findings(service(TLS) + caller)]

    assert codes('names = ["user.test"]') == ["MC534"]
    assert codes('certificate = pem("/etc/ssl/c.pem", "/etc/ssl/k.pem")') == ["MC534"]
    assert codes('names = ["user.test"] ; trust = pem("/etc/ssl/ca.pem")') == []


@pytest.mark.parametrize(
    ("protocol", "limits", "left_out"),
    [
        ("http", "connections = 1 ; pending = 2 ; requests = 3", []),
        ("grpc", "connections = 1 ; pending = 2 ; requests = 3", ["connections", "pending"]),
        ("tcp", "connections = 1 ; pending = 2 ; requests = 3", ["pending", "requests"]),
    ],
)
def test_limits_by_protocol(protocol: str, limits: str, left_out: list[str]) -> None:
    head = f'service user {{ image = "acme/user:1" ; port = 80 ; protocol = {protocol}'
    text = f"{head}\nconnection-pool {{ {limits} }}\n}}\n"
    assert [message for code, message in findings(text) if code == "MC535"] == [
        f"App Mesh has no limit of `{name}` for `service user`, which speaks {protocol}" for name in left_out
    ]


def test_names_that_dns_does_not_know() -> None:
    def told(lines: str, inside: str = "", caller: str = CALLER) -> list[str]:
        return [message for code, message in findings(service(lines) + caller, inside) if code == "MC536"]

    assert told('alias = ["user.elsewhere.test"]') == [
        "callers of `user` look up `user.elsewhere.test`, for which meshc makes no record in DNS"
    ]
    assert told("", "discovery { type = http }") == [
        "callers of `user` look up `user`, for which meshc makes no record in DNS"
    ]
    assert told('alias = ["people.demo.local"]', 'namespace = "demo.local"') == []
    assert told('alias = ["user.elsewhere.test"]', caller="") == []


def test_ports_in_dns_are_no_addresses() -> None:
    def codes(discovery: str) -> list[str]:
        return [code for code, _ in findings(service(f"discovery {{ {discovery} }}") + CALLER)]

    assert codes("record = srv") == ["MC537"]
    assert codes("record = srv ; resolves = api") == []


def test_a_namespace_without_a_name() -> None:
    def codes(namespace: str) -> list[str]:
        return [code for code, _ in findings(service() + CALLER, f"namespace = existing({namespace})")]

    assert codes('"ns-1"') == ["MC538"]
    assert codes('"ns-1", "demo.local"') == []


def edge(lines: str, path: str = '"/users/*"') -> list[tuple[str, str]]:
    """The findings about a route of a gateway."""
    gateway = f"gateway edge {{ port = 80 ; protocol = http ; route {path} {{ to = user ; {lines} }} }}\n"
    return findings(service(TLS) + gateway, 'namespace = "demo.local"')


def test_what_a_gateway_writes_anew() -> None:
    assert edge('rewrite { prefix = "/" ; host = "user.demo.local" }') == []
    assert edge('rewrite { host = "people.test" }') == [
        (
            "MC540",
            "`gateway edge` route `/users/*` writes the host `people.test`, "
            "and App Mesh knows only that of the virtual service",
        )
    ]
    assert edge('rewrite { path = "/" }', 'regex("/users/[0-9]+")') == []
    assert edge('rewrite { prefix = "/" }', 'regex("/users/[0-9]+")') == [
        (
            "MC540",
            "`gateway edge` route `/users/[0-9]+` replaces a prefix, "
            "and App Mesh replaces the whole path where it matches an expression",
        )
    ]


def test_a_gateway_verifies_in_one_way() -> None:
    def codes(other: str) -> list[str]:
        routes = ("/a/*", "user", "/etc/ssl/ca.pem"), ("/b/*", "web", other)
        lines = "\n".join(f'route "{path}" {{ to = {to} ; tls {{ trust = pem("{ca}") }} }}' for path, to, ca in routes)
        gateway = f"gateway edge {{ port = 80 ; protocol = http\n{lines}\n}}\n"
        return [code for code, _ in findings(service(TLS) + service(TLS, "web") + gateway)]

    assert codes("/etc/ssl/ca.pem") == []
    assert codes("/etc/ssl/other.pem") == ["MC540"]


def test_a_gateway_that_trusts_nobody() -> None:
    assert [code for code, _ in edge('tls { names = ["user.test"] }')] == ["MC534"]


def test_an_external_beside_a_version_of_its_name() -> None:
    def codes(name: str) -> list[str]:
        external = f'external {name} {{ host = "people.example.com" ; port = 443 }}\n'
        return [code for code, _ in findings(service(f"calls {name} ; version v1 {{ weight = 1 }}") + external)]

    assert codes("user-v1") == ["MC539"]
    assert codes("people") == []


def test_files_that_the_proxy_does_not_have() -> None:
    tls = 'tls { certificate = pem("/c.pem", "/etc/ssl/k.pem") }'
    assert findings(service(tls)) == [("MC541", "the container of App Mesh's Envoy has no file `/c.pem`")]
    assert findings(service(f'{tls}\nproxy {{ image = "acme/envoy:1" }}')) == []
    assert findings(service('tls { certificate = pem("/etc/ssl/c.pem", "/etc/pki/tls/k.pem") }')) == []
    mounted = 'volume tls\nmount tls { path = "/tls" }\ntls { certificate = pem("/tls/c.pem", "/tls/k.pem") }'
    assert findings(service(mounted)) == []


def test_files_of_a_gateway() -> None:
    def codes(lines: str) -> list[str]:
        gateway = f'gateway edge {{ port = 80 ; protocol = http ; route "/*" {{ to = user }} ; {lines} }}\n'
        return [code for code, _ in findings(service() + gateway)]

    tls = 'tls { certificate = pem("/tls/c.pem", "/tls/k.pem") }'
    assert codes(tls) == ["MC541"]
    assert codes(f'{tls} ; volume tls ; mount tls {{ path = "/tls" }}') == []


def test_secrets_that_nobody_hands_out() -> None:
    served = 'tls { certificate = sds("user") }'
    assert findings(service(served)) == [
        ("MC542", "`user` comes from a secret discovery service, and nobody says where that listens")
    ]
    assert findings(service(f'{served}\nproxy {{ image = "acme/envoy:1" ; sds-socket = "/run/sds.sock" }}')) == []


def led(lines: str, services: str = "") -> list[tuple[str, str]]:
    """The findings about a gateway with further lines."""
    gateway = f"gateway edge {{ port = 80 ; protocol = http\n{lines}\n}}\n"
    return findings((services or service() + service(name="web")) + gateway, 'namespace = "demo.local"')


@pytest.mark.parametrize(
    ("services", "reason"),
    [
        (service('route "/a" { timeout = 1s }') + service(name="web"), "`user` has routes of its own"),
        (service("version a { weight = 1 }\nversion b") + service(name="web"), "`user` has several versions"),
        (service("timeout = 3s") + service(name="web"), "`user` and `web` differ in `timeout` or `retry`"),
        (service("retry = off") + service(name="web"), "`user` and `web` differ in `timeout` or `retry`"),
        (service() + service(name="web").replace("http", "http2"), "`user` speaks http and `web` http2"),
        (service("idle-timeout = 3s") + service("idle-timeout = 3s", "web"), None),
    ],
)
def test_what_a_gateway_cannot_share_out(services: str, reason: str | None) -> None:
    told = [("MC543", f"`gateway edge` route `/*` cannot be shared out under `app-mesh`: {reason}")]
    assert led('route "/*" { split { user = 1 ; web = 2 } }', services) == (told if reason else [])


def test_shares_of_a_gateway_are_whole_percents() -> None:
    found = led('route "/*" { split { user = 99.5% ; web = 0.5% } }')
    told = "the weights of `gateway edge route /*` become whole percents under `app-mesh`: `user` 99, `web` 1"
    assert found == [("MC531", told)]


def test_calls_of_a_virtual_gateway() -> None:
    told = "`gateway edge` calls `web`, and a virtual gateway reaches only what a route leads to"
    assert led('route "/*" { to = user }\ncalls web') == [("MC544", told)]
    assert led('image = "acme/edge:1"\ncalls web') == []


def test_a_gateway_that_does_not_insist_on_tls() -> None:
    trust = 'tls { trust = pem("/etc/ssl/ca.pem") }'
    routes = f'route "/users/*" {{ to = user ; {trust} }}\nroute "/web/*" {{ to = web }}'
    told = (
        "`gateway edge` verifies `user` and speaks plain text to `web`: "
        "as a virtual gateway has one way for all, it insists on neither"
    )
    assert led(routes, service(TLS) + service(name="web")) == [("MC545", told)]
    alone = f'route "/*" {{ to = user ; {trust} }}'
    assert led(alone, service(TLS) + service(name="web")) == []
    assert [code for code, _ in led(f"{alone}\ncalls web", service(TLS) + service(name="web"))] == ["MC544"]


def test_a_gateway_leads_to_nothing_that_is_carried_as_tcp() -> None:
    external = (
        'external web { host = "a.test" ; port = 443 ; protocol = http ; encrypted = true ; idle-timeout = off }\n'
    )
    told = "`gateway edge` route `/*` leads to `web`, which App Mesh carries as tcp"
    assert led('route "/*" { to = web }', external) == [("MC546", told)]
    off = service(f"mesh = off\n{TLS}", "web")
    assert led('route "/*" { to = web }', off) == [("MC546", told)]


def test_names_that_two_resources_would_have() -> None:
    def told(text: str) -> list[str]:
        return [message for code, message in findings(text, 'namespace = "demo.local"') if code == "MC539"]

    user = service("version v1 { weight = 1 }", "user")
    same = 'external %s { host = "a.test" ; port = %s }\n'
    callers = 'service web { image = "acme/web:1" ; calls a ; calls b }\n'
    assert told(same % ("a", 80) + same % ("b", 81) + callers) == [
        "`external a` and `external b` become the same virtual service `a.test`"
    ]
    assert told(user + same % ("user-v1", 80) + 'service web { image = "acme/web:1" ; calls user-v1 }\n') == [
        "`service user version v1` and `external user-v1` become the same virtual node `user-v1`"
    ]
    edge = 'gateway edge { port = 80 ; protocol = http ; route "/*" { split { user.v1 = 1 ; other = 1 } } }\n'
    router = service("version v1 { weight = 1 }", "edge-r1") + 'service web { image = "acme/web:1" ; calls edge-r1 }\n'
    assert (
        told(user + service(name="other") + router + edge)
        == [
            "`service edge-r1` and `gateway edge route /*` become the same virtual router `edge-r1`",
            "`service edge-r1` and `gateway edge route /*` become the same virtual service `edge-r1.demo.local`",
        ][:1]
    )


def test_a_namespace_without_a_name_is_told_of_what_nobody_calls() -> None:
    def codes(text: str) -> list[str]:
        return [code for code, _ in findings(text, 'namespace = existing("ns-1")')]

    assert codes(service()) == ["MC538"]
    assert codes(service().replace("port = 8080 ; protocol = http", "")) == []
    assert codes('gateway edge { image = "acme/edge:1" ; port = 80 ; protocol = http }\n') == ["MC538"]
