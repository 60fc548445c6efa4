"""What is lost is an error until `accept` names it; what only a built-in asked for is a note."""

from __future__ import annotations

import pytest

from meshc.diagnostics.model import Diagnostic, Severity
from meshc.ir.features import Feature
from meshc.targets.gate import covers, known_names
from tests.targets.meshes import API, CONNECT, DISCOVERY, gated, service

WEB = 'service web { image = "acme/web:1" ; port = 80 ; '


def found(text: str, target: str, *codes: str) -> list[Diagnostic]:
    return [finding for finding in gated(text, target)[1] if finding.code in codes]


def messages(text: str, target: str, *codes: str) -> list[str]:
    return [finding.message for finding in found(text, target, *codes)]


def accepting(target: str, *names: str) -> str:
    return f"target {target} {{ accept = [{', '.join(names)}] }}\n"


def test_a_loss_names_the_line_the_remedy_and_what_to_accept() -> None:
    text = service("timeout = 5s") + WEB + "calls api { timeout = 30s } }\n"
    (finding,) = found(text, CONNECT, "MC501")
    assert finding.message == (
        "`timeout.caller` of `web → api` is lost under `service-connect`: Service Connect sets timeouts at the server"
    )
    assert finding.help == (
        "write it in `service api`, for all its callers; "
        "or accept it: `target service-connect { accept = [timeout.caller] }`"
    )
    assert finding.severity is Severity.ERROR
    assert finding.primary is not None
    item = finding.primary.origin.item
    assert item is not None
    assert item.text[finding.primary.origin.start : finding.primary.origin.end].strip().endswith("30s")


def test_parts_of_a_setting_are_told_together() -> None:
    text = service('route "/a" slow {\nmethod = [GET]\nheader x { present = true }\n}')
    (finding,) = found(text, CONNECT, "MC501")
    assert finding.message == (
        "`route.path.exact`, `route.method` and `route.header` of `service api route slow` are lost under "
        "`service-connect`: Service Connect does not route by request"
    )
    assert [label.message for label in finding.secondary] == ["`route.method`", "`route.header`"]
    assert finding.help.endswith("accept = [route] }`")


def test_the_line_to_accept_keeps_what_is_accepted_already() -> None:
    text = service("connect-timeout = 1s") + accepting(CONNECT, "retry")
    (finding,) = found(text, CONNECT, "MC501")
    assert "accept = [retry, connect-timeout]" in finding.help


@pytest.mark.parametrize("name", ["timeout.caller", "timeout"])
def test_a_name_stands_for_its_parts(name: str) -> None:
    text = service("timeout = 5s") + WEB + "calls api { timeout = 30s } }\n" + accepting(CONNECT, name)
    report, findings = gated(text, CONNECT)
    assert not [finding for finding in findings if finding.severity is Severity.ERROR]
    (entry,) = [entry for entry in report.entries if entry.differs and entry.written]
    assert (entry.feature, entry.accepted) == ("timeout.caller", name)


def test_route_stands_for_what_routes_ask_for_too() -> None:
    text = service('route "/a" slow { timeout = 60s ; stream = true }') + accepting(CONNECT, "route")
    assert found(text, CONNECT, "MC501", "MC502") == []


def test_a_policy_that_many_use_is_told_once() -> None:
    callers = "".join(
        f'service w{number} {{ image = "x:1" ; port = 80 ; calls api {{ use slow }} }}\n' for number in range(6)
    )
    text = "policy slow { connect-timeout = 3s }\n" + API + callers
    assert messages(text, CONNECT, "MC501") == [
        "`connect-timeout.caller` of `w0 → api`, `w1 → api`, `w2 → api`, `w3 → api` and 2 more is lost under "
        "`service-connect`: Service Connect has no setting for it at the caller"
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("retry { max = 2 }", []),
        ("retry { max = 3 }", ["retry.max"]),
        ("retry { on = [connect-failure, 503] }", []),
        ("retry { on = [gateway-error] }", ["retry.on"]),
        ("retry = off", ["retry.off"]),
        ("load-balancing { zone-aware = true }", []),
        ("load-balancing { zone-aware = false }", ["load-balancing.zone-aware"]),
        ("timeout = 2s", []),
        ("timeout = 800ms", ["timeout.sub-second"]),
        ("outlier-detection { errors = 5 }", ["outlier-detection.errors"]),
    ],
)
def test_what_is_fixed_is_an_error_only_for_other_numbers(line: str, expected: list[str]) -> None:
    features = [message.split("`")[1] for message in messages(service(line), CONNECT, "MC502")]
    assert features == expected


@pytest.mark.parametrize("line", ["retry = off", "timeout = off", "stream = true"])
def test_what_nobody_does_needs_no_turning_off(line: str) -> None:
    assert found(service(line), DISCOVERY, "MC501", "MC502") == []


def test_a_caller_may_turn_off_what_nobody_does() -> None:
    text = API + WEB + "calls api { retry = off } }\n"
    assert found(text, DISCOVERY, "MC501") == []
    assert len(found(text, CONNECT, "MC501")) == 1


def test_rounded_seconds_are_told() -> None:
    assert "whole seconds: 1s" in messages(service("timeout = 800ms"), CONNECT, "MC502")[0]


def test_what_only_a_built_in_asked_for_is_a_note_per_setting() -> None:
    findings = gated(API, DISCOVERY)[1]
    assert [(finding.code, finding.severity) for finding in findings] == [("MC503", Severity.NOTE)] * 3
    assert [finding.message.split("`")[1] for finding in findings] == ["timeout", "idle-timeout", "retry"]


def test_an_accepted_built_in_is_silent() -> None:
    assert gated(API + accepting(DISCOVERY, "timeout", "idle-timeout", "retry"), DISCOVERY)[1] == ()


def test_accept_of_another_target_counts_for_nothing() -> None:
    text = service("connect-timeout = 1s") + accepting(DISCOVERY, "connect-timeout")
    assert len(found(text, CONNECT, "MC501")) == 1


def test_names_in_accept_are_checked() -> None:
    text = API + accepting(CONNECT, "outlier_detection", "tracing", "retry", "retry")
    assert messages(text, CONNECT, "MC504", "MC505") == [
        "`accept` of target `service-connect` names `outlier_detection`, which is no feature",
        "`accept` of target `service-connect` names `tracing`, of which the mesh loses nothing",
        "`accept` of target `service-connect` names `retry` twice",
    ]
    assert found(text, CONNECT, "MC504")[0].help == "did you mean `outlier-detection`?"


def test_a_circle_of_calls_names_the_call_to_remove() -> None:
    text = WEB + "calls api }\n" + service("calls db") + service("calls web", "db")
    (finding,) = found(text, CONNECT, "MC506")
    assert finding.message.startswith("`api` → `db` → `web` → `api` cannot start under `service-connect`")
    assert "remove the call of `api` from `web`" in finding.help
    assert len(finding.secondary) == 2
    assert found(text + accepting(CONNECT, "start-order"), CONNECT, "MC506", "MC501") == []
    assert found(text, DISCOVERY, "MC506") == []


@pytest.mark.parametrize(
    ("client", "head", "target", "reason"),
    [
        ("type = lambda", 'vpc = "v" ; discovery { type = http }', DISCOVERY, "the API of Cloud Map only"),
        ("type = lambda", 'vpc = "v" ; discovery { type = http }', CONNECT, "the API of Cloud Map only"),
        ("type = lambda", "", CONNECT, "the API of Cloud Map only"),
        ("type = other ; network = outside", 'vpc = "v"', DISCOVERY, "inside the VPC only"),
        ("type = lambda", 'namespace = existing("ns-0abc")', DISCOVERY, "name of the existing namespace"),
        ("type = ec2 ; resolves = api", 'namespace = existing("ns-0abc")', DISCOVERY, "name of the existing namespace"),
        ("type = lambda", 'vpc = "v" ; discovery { record = srv }', DISCOVERY, "SRV records"),
    ],
)
def test_a_client_that_cannot_find_what_it_calls(client: str, head: str, target: str, reason: str) -> None:
    text = f"mesh demo {{ {head} }}\n{API}client report {{ {client} ; calls api }}\n"
    (finding,) = found(text, target, "MC507")
    assert finding.message.startswith(f"`client report` cannot find `api` under `{target}`: ")
    assert reason in finding.message


@pytest.mark.parametrize(
    ("client", "head"),
    [
        ("type = lambda", 'vpc = "v"'),
        ("type = lambda ; resolves = api", 'vpc = "v" ; discovery { type = http }'),
        ("type = other ; network = outside", "discovery { type = public-dns }"),
        ("type = lambda", 'namespace = existing("ns-0abc", "demo.local")'),
    ],
)
@pytest.mark.parametrize("target", [CONNECT, DISCOVERY])
def test_a_client_that_finds_what_it_calls(client: str, head: str, target: str) -> None:
    text = f"mesh demo {{ {head} }}\n{API}client report {{ {client} ; calls api }}\n"
    assert found(text, target, "MC507") == []


def test_an_address_that_nobody_can_look_up() -> None:
    text = "mesh demo { discovery { type = http } }\n" + API + WEB + 'calls api ; env { URL = "${api.url}" } }\n'
    assert messages(text, DISCOVERY, "MC507") == [
        "`web` uses the address of `api`, which has none under `service-discovery`: "
        "it is found by the API of Cloud Map only"
    ]
    assert found(text, CONNECT, "MC507") == []
    assert found(text.replace("port = 80 ;", "port = 80 ; mesh = off ;"), CONNECT, "MC507") != []


def test_namespaces_that_cannot_be() -> None:
    assert messages("mesh demo { discovery { type = private-dns } }\n" + API, CONNECT, "MC508") == [
        "the private DNS namespace of mesh `demo` needs a VPC"
    ]
    assert messages(service("discovery { type = public-dns }"), DISCOVERY, "MC509") == [
        "`service api` wants `public-dns`, but the namespace of the mesh is `private-dns`"
    ]
    shared = 'mesh demo { namespace = existing("ns-0abc", "demo.local") ; discovery { account = "111122223333" } }\n'
    assert "named by its ARN" in messages(shared + API, DISCOVERY, "MC509")[0]


def test_the_report_has_every_use_and_counts_features_by_their_worst_answer() -> None:
    report, _ = gated(service("retry { max = 3 }") + WEB + "calls api }\n", CONNECT)
    by_feature = {entry.feature: entry for entry in report.entries if entry.feature == "protocol.http"}
    assert by_feature["protocol.http"].subjects == ("service api", "service web")
    assert by_feature["protocol.http"].values == (8080, 80)
    assert sum(report.counts.values()) == len({entry.feature for entry in report.entries})
    assert list(report.counts) == ["exact", "fixed", "emulated", "lost"]
    order = [feature.value for feature in Feature]
    assert [entry.feature for entry in report.entries] == sorted(
        (entry.feature for entry in report.entries), key=order.index
    )


def test_the_report_as_json_says_where_everything_stands() -> None:
    report, _ = gated(service("retry { max = 3 }") + accepting(CONNECT, "retry"), CONNECT)
    (entry,) = [
        entry for entry in report.as_json(lambda origin: origin.default or "here") if entry["feature"] == "retry.max"
    ]
    assert entry["accepted"] == "retry"
    assert entry["uses"] == [{"subject": "service api", "origin": "here", "value": 3}]


def test_known_names_are_features_and_their_beginnings() -> None:
    assert {"retry", "retry.on", "route.path", "tls"} <= set(known_names())
    assert covers("retry", "retry.on")
    assert not covers("retry", "retries")
    assert covers("route", "timeout.route")
    assert not covers("caller", "timeout.caller")


def test_findings_come_in_the_order_of_the_mesh() -> None:
    text = service("rate-limit { rate = 1/s }") + service("connect-timeout = 1s\nmirror { to = api }", "web")
    assert [message.split("`")[1] for message in messages(text, CONNECT, "MC501")] == [
        "rate-limit",
        "connect-timeout",
        "mirror",
    ]
