"""What the report says of what no proxy stands beside, and of what a registry or a proxy cannot carry."""

from __future__ import annotations

import pytest

from meshc.compilation import Compilation
from tests.targets.meshes import API, CONNECT, DISCOVERY, gated, service

CLIENT = "client job { type = lambda ; calls api }\n"
BARE = 'service api {{ image = "x:1"\n{}\n}}\n'
GATEWAY = 'gateway front {{ image = "x:1" ; port = 8080\n{}\n}}\n'
PLAIN = 'service plain { image = "x:1" ; port = 53 ; mesh = off ; calls api }\n'
WEB = 'service web { image = "x:1" ; port = 80 ; calls api }\n'
OTHER = 'service other { image = "x:1" ; port = 81 }\n'


def answers(text: str, target: str) -> set[tuple[str, str, str]]:
    """Feature, subject and answer of everything asked for in writing or not."""
    report, _ = gated(text, target)
    return {(entry.feature, subject, entry.answer.value) for entry in report.entries for subject in set(entry.subjects)}


def check(text: str, target: str, *expected: tuple[str, str, str]) -> None:
    found = answers(text, target)
    for feature, subject, answer in expected:
        told = {one[2] for one in found if one[:2] == (feature, subject)}
        assert told == {answer}, (feature, subject, told)


LOG = "access-log { format = json ; query = true }\nproxy { cpu = 0.25 ; log-level = debug }"
LOST = [
    ("access-log", "lost"),
    ("access-log.query", "lost"),
    ("proxy.cpu", "lost"),
    ("proxy.log-level", "lost"),
]


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        (service(LOG + "\nmesh = off"), "service api"),
        (BARE.format(LOG), "service api"),
        (GATEWAY.format(LOG), "gateway front"),
    ],
)
def test_what_has_no_proxy_logs_and_sizes_none(text: str, subject: str) -> None:
    check(text, CONNECT, *((feature, subject, answer) for feature, answer in LOST))


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        (service(LOG), "service api"),
        (BARE.format(LOG + "\ncalls other") + OTHER, "service api"),
        (GATEWAY.format(LOG + "\ncalls other") + OTHER, "gateway front"),
    ],
)
def test_what_calls_or_offers_has_a_proxy(text: str, subject: str) -> None:
    check(text, CONNECT, ("access-log", subject, "exact"), ("proxy.cpu", subject, "emulated"))


def test_what_the_mesh_says_of_proxies_is_not_asked_of_what_has_none() -> None:
    text = 'mesh demo { vpc = "vpc-1" ; access-log { format = json } }\n' + API + PLAIN
    found = answers(text, CONNECT)
    assert ("access-log", "mesh", "exact") in found
    assert {one[0] for one in found if one[1] == "service plain"} >= {"unproxied"}
    assert not [one for one in found if one[0] == "access-log" and one[1] == "service plain"]


def test_the_port_of_a_gateway_has_no_proxy_before_it() -> None:
    text = GATEWAY.format("client-port = 80 ; stream = true ; calls other") + OTHER
    check(text, CONNECT, ("client-port", "gateway front", "lost"), ("stream", "gateway front", "exact"))


def test_a_udp_port_has_no_proxy_before_it() -> None:
    text = service("client-port = 53 ; protocol = udp")
    check(text, CONNECT, ("client-port", "service api", "lost"))


@pytest.mark.parametrize("strategy", ["blue-green", "canary", "linear"])
def test_traffic_moves_only_where_a_port_is_offered(strategy: str) -> None:
    deploy = f"deploy {{ strategy = {strategy} }}"
    for text in (service(deploy + "\nmesh = off"), BARE.format(deploy), service(deploy + "\nprotocol = udp")):
        check(text, CONNECT, ("deployment.shift", "service api", "lost"))
    check(GATEWAY.format(deploy), CONNECT, ("deployment.shift", "gateway front", "lost"))
    check(service(deploy), CONNECT, ("deployment.shift", "service api", "exact"))


def test_a_test_header_needs_an_offered_port_with_requests() -> None:
    deploy = 'deploy { strategy = blue-green ; test-header { name = "x-test" ; value = "1" } }'
    check(service(deploy), CONNECT, ("deployment.test-header", "service api", "exact"))
    check(service(deploy + "\nmesh = off"), CONNECT, ("deployment.test-header", "service api", "lost"))
    check(service(deploy + "\nprotocol = redis"), CONNECT, ("deployment.test-header.tcp", "service api", "lost"))


def external(lines: str, host: str = "db.example.com") -> str:
    return API + f'external bank {{ host = "{host}" ; port = 443 ; discovery {{ {lines} }} }}\n'


@pytest.mark.parametrize("target", [CONNECT, DISCOVERY])
@pytest.mark.parametrize(
    ("lines", "feature", "answer"),
    [
        ("name = b", "external.discovery", "emulated"),
        ("record = ip", "external.discovery.record", "lost"),
        ("record = srv", "external.discovery.record", "lost"),
        ("record = cname", "external.discovery.record", "exact"),
        ("ip = dual", "external.discovery.ip", "lost"),
        ("routing = multivalue", "external.discovery.routing", "lost"),
        ("routing = weighted", "external.discovery.routing", "exact"),
        ("health { }", "external.discovery.health", "lost"),
        ('account = "111122223333"', "external.discovery.account", "lost"),
        ('attributes { a = "1" }', "external.discovery.attributes", "exact"),
        ("ttl = 5s", "external.discovery.ttl", "exact"),
        ("ttl = 1500ms", "external.discovery.ttl.sub-second", "fixed"),
        ("type = public-dns", "external.discovery.type", "lost"),
        ("type = http", "external.discovery.api", "emulated"),
        ("type = http ; ttl = 5s", "external.discovery.ttl", "lost"),
        ("type = http ; routing = weighted", "external.discovery.routing", "lost"),
    ],
)
def test_what_the_record_of_an_external_carries(lines: str, feature: str, answer: str, target: str) -> None:
    check(external(lines), target, (feature, "external bank", answer))


@pytest.mark.parametrize("target", [CONNECT, DISCOVERY])
@pytest.mark.parametrize(
    ("host", "lines", "feature", "answer"),
    [
        ("10.0.0.1", "name = b", "external.discovery.address", "exact"),
        ("10.0.0.1", "ip = v4", "external.discovery.ip", "exact"),
        ("10.0.0.1", "ip = dual", "external.discovery.ip", "lost"),
        ("fd00::1", "ip = v6", "external.discovery.ip", "exact"),
        ("10.0.0.1", "record = ip", "external.discovery.record", "exact"),
        ("10.0.0.1", "record = cname", "external.discovery.record", "lost"),
        ("10.0.0.1", "routing = multivalue", "external.discovery.routing", "exact"),
    ],
)
def test_an_external_with_an_address_has_records_of_addresses(
    host: str, lines: str, feature: str, answer: str, target: str
) -> None:
    check(external(lines, host), target, (feature, "external bank", answer))


ALIAS = 'alias = ["old.demo.local"]'


def test_aliases_are_known_to_proxies_only() -> None:
    check(service(ALIAS), CONNECT, ("alias", "service api", "exact"))
    check(service(ALIAS + "\nmesh = off"), CONNECT, ("alias", "service api", "lost"))
    check(service(ALIAS + "\nmesh = off"), DISCOVERY, ("alias", "service api", "emulated"))
    check(service('alias = ["old"]\nmesh = off'), CONNECT, ("alias.outside", "service api", "lost"))


def test_an_alias_takes_the_place_of_the_name() -> None:
    check(service(ALIAS), CONNECT, ("own-name", "service api", "lost"))
    check(service(ALIAS), DISCOVERY, ("own-name", "service api", "exact"))
    findings = gated(service(ALIAS), CONNECT)[1]
    assert [finding.code for finding in findings if "`own-name`" in finding.message] == ["MC503"]


@pytest.mark.parametrize(("callers", "subject"), [(CLIENT, "job → api"), (PLAIN, "plain → api")])
def test_an_alias_is_not_in_dns_for_callers_without_a_proxy(callers: str, subject: str) -> None:
    check(service(ALIAS) + callers, CONNECT, ("alias.dns", subject, "lost"))
    check(service(ALIAS) + callers, DISCOVERY, ("alias.dns", subject, "emulated"))


def test_calls_past_the_proxies_are_told_apart() -> None:
    check(API + WEB, CONNECT, ("call", "web → api", "exact"))
    check(API + PLAIN, CONNECT, ("call", "plain → api", "emulated"))
    check(service("mesh = off") + WEB, CONNECT, ("call", "web → api", "emulated"))
    check(service("protocol = udp") + WEB, CONNECT, ("call", "web → api", "emulated"))
    bank = 'external bank { host = "b.example.com" ; port = 443 }\n'
    check(bank + WEB.replace("api", "bank"), CONNECT, ("external.call", "web → bank", "exact"))


@pytest.mark.parametrize(("callers", "subject"), [(CLIENT, "job → api"), (PLAIN, "plain → api")])
def test_a_caller_without_a_proxy_reaches_the_task_itself(callers: str, subject: str) -> None:
    check(service("client-port = 80") + callers, CONNECT, ("client-port.caller", subject, "lost"))
    tls = 'tls { certificate = pca("arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/1") }'
    check(service(tls) + callers, CONNECT, ("tls.unproxied-caller", subject, "lost"))
    check(service(tls) + callers, DISCOVERY, ("tls.unproxied-caller", subject, "exact"))
    codes = {finding.code for finding in gated(service(tls) + callers, CONNECT)[1] if "`tls.unpro" in finding.message}
    assert codes == {"MC501"}


@pytest.mark.parametrize(("lines", "more"), [("", CLIENT), ("", PLAIN), ("mesh = off", "")])
def test_names_that_are_registered_are_as_the_registry_has_them(lines: str, more: str) -> None:
    text = service(lines + '\ndiscovery { ttl = 1500ms ; ip = v4 ; attributes { REGION = "r" } ; health { } }') + more
    for target in (CONNECT, DISCOVERY):
        check(
            text,
            target,
            ("discovery.ttl.sub-second", "service api", "fixed"),
            ("discovery.ip", "service api", "exact"),
            ("discovery.attributes", "service api", "exact"),
            ("discovery.health.private", "service api", "lost"),
        )


def test_names_that_nobody_looks_up_are_known_to_the_proxies() -> None:
    check(service("discovery { ttl = 1500ms }"), CONNECT, ("discovery.ttl.sub-second", "service api", "emulated"))


def test_proxies_select_by_no_attributes() -> None:
    text = service('discovery { attributes { REGION = "r" } }') + CLIENT
    check(text, CONNECT, ("discovery.attributes", "service api", "exact"))
    check(text + WEB, CONNECT, ("discovery.attributes", "service api", "lost"))


@pytest.mark.parametrize("target", [CONNECT, DISCOVERY])
def test_a_registry_knows_one_port_of_a_task(target: str) -> None:
    text = 'service api { image = "x:1" ; mesh = off\nport a { number = 80 ; protocol = tcp }\n'
    text += "port b { number = 81 ; protocol = tcp }\ndiscovery { record = srv } }\n"
    check(text, target, ("discovery.record.srv.ports", "service api", "lost"))


def test_the_kind_of_address_is_lost_in_records_of_ports() -> None:
    text = service("discovery { record = srv ; ip = dual }")
    check(text, DISCOVERY, ("discovery.ip.srv", "service api", "lost"))
    check(text, CONNECT, ("discovery.ip.srv", "service api", "emulated"))


def test_route_53_reaches_no_private_address() -> None:
    text = service("discovery { type = public-dns ; health { } }")
    check(text, DISCOVERY, ("discovery.health", "service api", "lost"))


def test_a_timeout_wins_over_a_stream() -> None:
    text = service("timeout = 5s ; stream = true")
    check(text, CONNECT, ("stream.timeout", "service api", "lost"))
    check(text, DISCOVERY, ("stream.timeout", "service api", "exact"))


@pytest.mark.parametrize(
    "line",
    [
        "retry { on = [503, connect-failure] }",
        "retry { methods = [PATCH, TRACE, OPTIONS, CONNECT, DELETE, PUT, POST, HEAD, GET] }",
    ],
)
def test_an_order_means_nothing_to_a_set(line: str) -> None:
    assert [one for one in gated(service(line), CONNECT)[1] if one.code == "MC502"] == []


def test_an_idle_timeout_names_its_own_member() -> None:
    report, _ = gated(service("idle-timeout = 1500ms"), CONNECT)
    (entry,) = [entry for entry in report.entries if entry.feature == "idle-timeout.sub-second"]
    assert entry.source == "botocore ecs 2014-11-13 TimeoutConfiguration.idleTimeoutSeconds"


@pytest.mark.parametrize("target", [CONNECT, DISCOVERY])
@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ("stop-timeout = 1500ms", "ECS counts whole seconds: `stop-timeout` is 2s"),
        ('health { command = ["CMD", "true"] ; interval = 9500ms }', "`health interval` is 10s"),
        ("deploy { health-grace = 100ms }", "`health-grace` is 1s"),
        ("deploy { strategy = blue-green ; bake = 90s }", "ECS counts whole minutes: `bake` is 2m"),
        ("autoscale { min = 1 ; max = 2 ; cpu = 50% ; scale-in-cooldown = 1ms }", "`scale-in-cooldown` is 1s"),
    ],
)
def test_durations_that_ecs_rounds_are_told(lines: str, text: str, target: str) -> None:
    report, findings = gated(service(lines), target)
    (entry,) = [entry for entry in report.entries if entry.feature == "duration.rounded"]
    assert entry.differs
    assert text in entry.detail
    assert any(finding.code == "MC502" for finding in findings)


def test_durations_that_are_whole_are_not_told() -> None:
    report, _ = gated(service("stop-timeout = 2s\ndeploy { strategy = blue-green ; bake = 2m }"), CONNECT)
    assert not [entry for entry in report.entries if entry.feature == "duration.rounded"]


def test_a_mesh_gives_no_name_to_its_services() -> None:
    text = 'mesh demo { vpc = "vpc-1" ; discovery { name = all } }\n' + API
    (finding,) = Compilation.of({"main.mesh": text}).diagnostics()
    assert "`name`" in finding.message


@pytest.mark.parametrize(("strategy", "told"), [("", 1), ("strategy = rolling ; ", 1), ("strategy = canary ; ", 0)])
def test_a_test_header_needs_traffic_that_moves(strategy: str, told: int) -> None:
    deploy = f'deploy {{ {strategy}test-header {{ name = "x-test" ; value = "1" }} }}'
    found = Compilation.of({"main.mesh": 'mesh demo { vpc = "vpc-1" }\n' + service(deploy)}).diagnostics()
    assert len([one for one in found if one.code == "MC438" and "`test-header`" in one.message]) == told
