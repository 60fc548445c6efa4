"""What callers say of TLS, held against what the others serve: who shows a certificate, and who speaks plain text."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lint.meshes import GRPC, HTTP, TCP, compiled, findings, gateway, mesh, places, prefix, service, workload

MISSING = "client-certificate-missing"
PLAIN = "plain-text-to-tls-port"
IDLE = "client-tls-without-effect"

CERTIFICATE = {"kind": "pem", "chain": "/tls/chain.pem", "key": "/tls/key.pem"}
TRUST = {"kind": "pem", "path": "/tls/ca.pem"}
SHOWN = {"trust": TRUST, "certificate": CERTIFICATE}
"""Of a caller that does what it should."""
SERVED = {"certificate": CERTIFICATE}
DEMANDED = {"certificate": CERTIFICATE, "clients": {"trust": TRUST}}


def call(to: str, tls: Any = None, **fields: Any) -> dict[str, Any]:
    return {"to": to, **({} if tls is None else {"policy": {"tls": tls}}), **fields}


def secured(**fields: Any) -> dict[str, Any]:
    return service("bank", tls=DEMANDED, **fields)


def user(tls: Any = None, **fields: Any) -> dict[str, Any]:
    return service("user", calls=[call("bank", tls)], **fields)


def edge(*routes: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A gateway that is a proxy and nothing else."""
    return gateway("edge", routes=list(routes), **{"workload": workload(application={"image": None}), **fields})


def to(*services: str, tls: Any = None, **fields: Any) -> dict[str, Any]:
    policy = {} if tls is None else {"policy": {"tls": tls}}
    return prefix("", **{"destinations": [{"service": name} for name in services], **policy, **fields})


def external(**fields: Any) -> dict[str, Any]:
    return {"name": "queue", "host": "queue.example.com", "port": 443, "protocol": "http", **fields}


@pytest.mark.parametrize(
    ("tls", "defaults", "fires"),
    [
        (None, None, True),
        ({}, None, True),
        ({"trust": TRUST}, None, True),
        ("off", None, True),
        ("off", SHOWN, True),
        (SHOWN, None, False),
        (SHOWN, "off", False),
        ({"certificate": {"kind": "sds", "name": "me"}}, None, False),
        (None, SHOWN, False),
        ({"trust": TRUST}, {"certificate": CERTIFICATE}, False),
    ],
)
def test_a_call_shows_the_certificate_that_is_in_force(tls: Any, defaults: Any, fires: bool) -> None:
    further = {"defaults": {"tls": defaults}} if defaults is not None else {}
    assert places(MISSING, mesh(user(tls), secured(), **further)) == (["/services/0/calls/0"] if fires else [])


@pytest.mark.parametrize("port", [HTTP, GRPC, TCP])
def test_connections_are_refused_whatever_is_spoken(port: Any) -> None:
    assert findings(MISSING, mesh(user(), secured(ports=[port])))


@pytest.mark.parametrize(
    "found",
    [
        mesh(user(), service("bank", tls=SERVED)),
        mesh(user(), service("bank")),
        mesh(user(), secured(mesh=False)),
        mesh(user(mesh=False), secured()),
        mesh(user(), secured(ports=[{"number": 53, "protocol": "udp"}])),
        mesh(user("off"), service("bank", tls={**DEMANDED, "mode": "permissive"})),
        mesh(secured(), clients=[{"name": "cron", "type": "lambda", "calls": [call("bank")]}]),
    ],
    ids=["none-is-demanded", "no-tls", "without-proxy", "caller-without-proxy", "datagrams", "permissive", "client"],
)
def test_nobody_is_refused_who_is_not_asked(found: Any) -> None:
    assert not findings(MISSING, found)


@pytest.mark.parametrize(
    "tls",
    [
        {"certificate": {"kind": "pca", "arn": "arn:ca"}, "clients": {"trust": TRUST}},
        {"certificate": CERTIFICATE, "clients": {"trust": {"kind": "acm", "arns": ["arn:ca"]}}},
    ],
    ids=["issued-by-ecs", "authorities-of-acm"],
)
def test_what_no_proxy_can_demand_is_told_as_a_loss(tls: Any) -> None:
    assert not findings(MISSING, mesh(user(), service("bank", tls=tls)))


def test_a_permissive_service_refuses_tls_without_a_certificate() -> None:
    assert findings(MISSING, mesh(user(), service("bank", tls={**DEMANDED, "mode": "permissive"})))


def test_a_call_is_reported_once_however_many_routes_fail() -> None:
    routes = [prefix("/a", name="a"), prefix("/b", name="b")]
    (finding,) = findings(MISSING, mesh(user(), secured(routes=routes)))
    assert finding.message == "`user` shows no certificate to `bank`, which demands one: every request fails"
    assert finding.help == (
        'write `tls { trust = pem("/…/ca.pem") ; certificate = pem("/…/chain.pem", "/…/key.pem") }` in the call, '
        "or in `defaults` for all callers"
    )
    assert [label.message for label in finding.secondary] == ["demanded here"]


def test_only_a_route_of_the_call_fails() -> None:
    calls = [call("bank", SHOWN, routes=[{"name": "a", "policy": {"tls": "off"}}])]
    found = mesh(service("user", calls=calls), secured(routes=[prefix("/a", name="a")]))
    (finding,) = findings(MISSING, found)
    assert finding.message == (
        "on the route `a` `user` shows no certificate to `bank`, which demands one: every request fails"
    )
    assert [label.message for label in finding.secondary] == ["demanded here", "switched off here"]
    assert finding.help.endswith("in the call, in place of `tls = off`")


def test_what_never_reaches_the_service_needs_no_certificate() -> None:
    routes = [prefix("/old", name="old", policy={"respond": {"status": 410}}), prefix("/new", name="new")]
    calls = [call("bank", routes=[{"name": "new", "policy": {"tls": SHOWN}}])]
    assert not findings(MISSING, mesh(service("user", calls=calls), secured(routes=routes, unmatched="deny")))
    assert findings(MISSING, mesh(service("user", calls=calls), secured(routes=routes)))


def test_the_certificate_alone_is_asked_for_where_a_caller_verifies_already() -> None:
    (finding,) = findings(MISSING, mesh(user({"trust": TRUST}), secured()))
    assert finding.help == (
        'write `tls { certificate = pem("/…/chain.pem", "/…/key.pem") }` in the call, or in `defaults` for all callers'
    )


def test_each_route_of_a_gateway_is_a_caller() -> None:
    routes = [to("bank"), to("bank", tls=SHOWN), to("open"), to("open", "bank")]
    found = mesh(secured(), service("open"), gateways=[edge(*routes)])
    assert places(MISSING, found) == ["/gateways/0/routes/0", "/gateways/0/routes/3"]


def test_a_split_is_one_finding() -> None:
    found = mesh(secured(), service("vault", tls=DEMANDED), gateways=[edge(to("bank", "vault"))])
    (finding,) = findings(MISSING, found)
    assert finding.message == (
        "on the route `/*` `edge` shows no certificate to `bank` and `vault`, which demand one: every request fails"
    )
    assert len(finding.secondary) == 2


def test_a_call_of_a_gateway_counts_and_its_routes_only_where_the_proxy_has_them() -> None:
    proxied = edge(to("bank"), calls=[call("bank")])
    assert places(MISSING, mesh(secured(), gateways=[proxied])) == ["/gateways/0/calls/0", "/gateways/0/routes/0"]
    brought = edge(to("bank"), calls=[call("bank")], workload=workload())
    assert places(MISSING, mesh(secured(), gateways=[brought])) == ["/gateways/0/calls/0"]


def test_a_route_that_answers_by_itself_calls_nobody() -> None:
    route = to("bank", policy={"redirect": {"path": "/new"}})
    assert not findings(MISSING, mesh(secured(), gateways=[edge(route)]))


def test_the_routes_behind_a_gateway_may_show_one() -> None:
    routes = [prefix("/a", name="a", policy={"tls": SHOWN})]
    assert not findings(MISSING, mesh(secured(routes=routes, unmatched="deny"), gateways=[edge(to("bank"))]))
    assert findings(MISSING, mesh(secured(routes=routes), gateways=[edge(to("bank"))]))


def test_the_places_are_those_of_the_mesh() -> None:
    text = """mesh demo { namespace = "d.local" }
gateway edge { port = 80 ; route "/bank/*" { to = bank ; tls { trust = pem("/tls/ca.pem") } } }
service bank {
  image = "i:1"
  port = 80
  tls { certificate = pem("/c", "/k") ; clients { trust = pem("/tls/ca.pem") } }
}
"""
    (finding,) = (finding for finding in compiled(text) if finding.name == MISSING)
    assert finding.primary is not None
    assert finding.message.startswith("on the route `/bank/*` `edge` shows no certificate to `bank`")
    assert finding.help.startswith("write `tls { certificate = ")


@pytest.mark.parametrize(
    ("fields", "tls", "defaults", "fires"),
    [
        ({}, None, None, True),
        ({"protocol": "http2"}, None, None, True),
        ({"protocol": "grpc"}, None, None, True),
        ({"protocol": "tcp"}, None, None, False),
        ({"port": 80}, None, None, False),
        ({"port": 8443}, None, None, False),
        ({"tls": True}, None, None, False),
        ({"policy": {"tls": {}}}, None, None, False),
        ({"policy": {"tls": "off"}}, None, None, False),
        ({}, {"trust": TRUST}, None, False),
        ({}, "off", None, False),
        ({}, None, {"trust": TRUST}, False),
    ],
)
def test_somebody_has_to_speak_tls_at_port_443(fields: Any, tls: Any, defaults: Any, fires: bool) -> None:
    further = {"defaults": {"tls": defaults}} if defaults is not None else {}
    found = mesh(service("user", calls=[call("queue", tls)]), externals=[external(**fields)], **further)
    assert places(PLAIN, found) == (["/externals/0"] if fires else [])


def test_the_callers_that_speak_plain_text_are_pointed_at() -> None:
    callers = [service(f"s{at}", calls=[call("queue")]) for at in range(5)]
    kept = service("kept", calls=[call("queue", {"trust": TRUST})])
    (finding,) = findings(PLAIN, mesh(kept, *callers, externals=[external()]))
    assert finding.message == "`queue` is asked in plain text at port 443, which is the port of TLS"
    assert finding.help == (
        "write `encrypted = true` where the application speaks TLS itself, or "
        '`tls { trust = pem("/etc/ssl/certs/ca-certificates.crt") }` where its proxy shall'
    )
    pointed = [label.origin.item.path for label in finding.secondary if label.origin.item is not None]
    assert pointed == ["/services/1/calls/0", "/services/2/calls/0", "/services/3/calls/0"]


@pytest.mark.parametrize(("tls", "fires"), [(None, True), ({"trust": TRUST}, False)])
def test_routes_of_gateways_ask_externals_too(tls: Any, fires: bool) -> None:
    route = to(destinations=[{"external": "queue"}], tls=tls)
    assert bool(findings(PLAIN, mesh(gateways=[edge(route)], externals=[external()]))) is fires


def test_an_external_that_nobody_asks_is_another_finding() -> None:
    assert not findings(PLAIN, mesh(service("user"), externals=[external()]))


@pytest.mark.parametrize(
    ("tls", "callee", "fires"),
    [
        ({"trust": TRUST}, {}, True),
        ({"certificate": CERTIFICATE}, {}, True),
        ({}, {}, True),
        ("off", {}, False),
        (None, {}, False),
        ({"trust": TRUST}, {"tls": SERVED}, False),
        ({"trust": TRUST}, {"mesh": False}, False),
    ],
)
def test_tls_towards_what_serves_none(tls: Any, callee: Any, fires: bool) -> None:
    found = mesh(user(tls), service("bank", **callee))
    assert places(IDLE, found) == (["/services/0/calls/0/policy/tls"] if fires else [])


def test_defaults_hold_where_they_can() -> None:
    assert not findings(IDLE, mesh(user(), service("bank"), defaults={"tls": {"trust": TRUST}}))


def test_tls_on_a_route_of_a_call_counts_once() -> None:
    calls = [call("bank", routes=[{"name": name, "policy": {"tls": SHOWN}} for name in "ab"])]
    found = mesh(service("user", calls=calls), service("bank", routes=[prefix(f"/{name}", name=name) for name in "ab"]))
    (finding,) = findings(IDLE, found)
    assert finding.message == "`tls` of `user` towards `bank` has no effect, as `bank` serves no TLS"
    assert finding.help == "write `tls { certificate = … }` in `service bank`, or remove `tls` here"


def test_a_route_of_a_gateway_is_one_finding() -> None:
    routes = [to("open", "wide", tls=SHOWN), to("open")]
    (finding,) = findings(IDLE, mesh(service("open"), service("wide"), gateways=[edge(*routes)]))
    assert (
        finding.message == "`tls` of `edge` towards `open` and `wide` has no effect, as `open` and `wide` serve no TLS"
    )
    assert finding.help == "write `tls { certificate = … }` in `service open` and `service wide`, or remove `tls` here"


@pytest.mark.parametrize("other", [{"service": "bank"}, {"external": "queue"}])
def test_what_a_part_of_a_route_needs_is_not_to_be_removed(other: Any) -> None:
    route = to(destinations=[{"service": "open"}, other], tls=SHOWN)
    services = [service("open"), service("bank", tls=SERVED)]
    (finding,) = findings(IDLE, mesh(*services, gateways=[edge(route)], externals=[external()]))
    assert finding.message == "`tls` of `edge` towards `open` has no effect, as `open` serves no TLS"
    assert finding.help == "write `tls { certificate = … }` in `service open`"
