"""Every use of a feature is told once, with where it is asked for and what is asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import get_args

import pytest

from meshc.compilation import Compilation
from meshc.ir.effective import EffectivePolicies
from meshc.ir.features import Feature, Use, features_used
from meshc.ir.traffic import Protocol, TrafficPolicy
from meshc.ir.uses.leaves import FIELDS
from meshc.ir.uses.routing import PROTOCOLS

HEAD = 'mesh demo { vpc = "vpc-1" }\n'
API = 'service api { image = "acme/api:1" ; port = 8080 }\n'


def uses(text: str) -> tuple[Use, ...]:
    mesh = Compilation.of({"main.mesh": text if text.startswith("mesh") else HEAD + text}).mesh
    assert mesh is not None
    return features_used(mesh, EffectivePolicies(mesh))


def written(text: str) -> list[tuple[str, str, object]]:
    return [(use.feature.value, use.subject, use.value) for use in uses(text) if use.written]


def service(lines: str) -> str:
    return f'service api {{ image = "acme/api:1" ; port = 8080\n{lines}\n}}\n'


def of(text: str, start: str) -> list[tuple[str, str, object]]:
    return [use for use in written(text) if use[0].startswith(start)]


def test_built_in_policy_is_told_once_and_not_per_service() -> None:
    text = "".join(f'service s{number} {{ image = "acme/s:1" ; port = 8080 }}\n' for number in range(20))
    built_in = [use.feature for use in uses(text) if not use.written and use.feature.startswith(("timeout", "retry"))]
    assert Counter(built_in) == {
        Feature.TIMEOUT: 1,
        Feature.RETRY_MAX: 1,
        Feature.RETRY_ON: 1,
        Feature.RETRY_METHODS: 1,
    }


def test_defaults_are_told_once_per_family_of_protocols() -> None:
    text = "defaults { timeout = 2s }\n" + API + API.replace("api", "web")
    text += 'service rpc { image = "acme/rpc:1" ; port = 9090 ; protocol = grpc }\n'
    text += 'service db { image = "acme/db:1" ; port = 5432 ; protocol = postgres }\n'
    assert of(text, "timeout") == [
        ("timeout", "every http service", 2000),
        ("timeout", "every grpc service", 2000),
    ]


def test_defaults_ask_nothing_of_tcp_that_it_has_no_word_for() -> None:
    text = "defaults { retry { max = 3 } ; idle-timeout = 60s }\n"
    text += 'service db { image = "acme/db:1" ; port = 5432 ; protocol = postgres }\n'
    assert written(text)[1:] == [("idle-timeout", "every tcp service", 60_000)]


def test_a_service_tells_only_what_it_says_itself() -> None:
    text = "defaults { retry { max = 3 ; per-try = 1s } }\n" + service("retry { max = 5 }")
    assert of(text, "retry") == [
        ("retry.max", "service api", 5),
        ("retry.per-try", "every http service", 1000),
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("timeout = 800ms", ("timeout.sub-second", "service api", 800)),
        ("timeout = off", ("timeout.off", "service api", "off")),
        ("protocol = tcp\ntimeout = 2s", ("timeout.tcp", "service api", 2000)),
        ("idle-timeout = 1500ms", ("idle-timeout.sub-second", "service api", 1500)),
        ("connect-timeout = 1s", ("connect-timeout", "service api", 1000)),
        ("retry = off", ("retry.off", "service api", "off")),
        ("retry { on = [503] }", ("retry.on", "service api", ["503"])),
        ("retry { backoff { base = 10ms } }", ("retry.backoff", "service api", {"base": 10})),
        ("connection-pool { pending = 5 }", ("connection-pool.pending", "service api", 5)),
        ("outlier-detection { errors = 5 }", ("outlier-detection.errors", "service api", 5)),
        ("load-balancing { algorithm = round-robin }", ("load-balancing.round-robin", "service api", "round-robin")),
        ("load-balancing { algorithm = maglev }", ("load-balancing.algorithm", "service api", "maglev")),
        ("load-balancing { zone-aware = false }", ("load-balancing.zone-aware", "service api", False)),
        ("rate-limit { rate = 100/s }", ("rate-limit", "service api", {"rate": 100})),
        ("fault { abort { status = 503 } }", ("fault.abort", "service api", {"status": 503})),
        ("respond { status = 204 }", ("respond", "service api", {"status": 204})),
        ("mirror = off", ("mirror.off", "service api", "off")),
        ("client-port = 80", ("client-port", "service api", 80)),
        ("stream = true", ("stream", "service api", True)),
        ("mesh = off", ("mesh-off", "service api", [{"number": 8080, "protocol": "http"}])),
        ("unmatched = deny", ("route.unmatched", "service api", "deny")),
        ('alias = ["old.demo.local"]', ("alias", "service api", "old.demo.local")),
        ('alias = ["old"]', ("alias.outside", "service api", "old")),
        ("tls { mode = permissive }", ("tls.permissive", "service api", {"mode": "permissive", "certificate": None})),
        ('health { path = "/h" ; interval = 5s }', ("health.path", "service api", {"path": "/h", "interval": 5000})),
        ('health { command = ["CMD", "true"] }', ("health.command", "service api", True)),
        ("discovery { ttl = 1500ms }", ("discovery.ttl.sub-second", "service api", 1500)),
        ("discovery { health { } }", ("discovery.health.private", "service api", {})),
        ("discovery { type = public-dns ; health { } }", ("discovery.health", "service api", {})),
        (
            'discovery { attributes { ECS_TASK_DEFINITION_FAMILY = "api" } }',
            ("discovery.attributes", "service api", {"name": "ECS_TASK_DEFINITION_FAMILY", "value": "api"}),
        ),
        (
            'discovery { attributes { version = "1" } }',
            ("discovery.attributes.custom", "service api", {"name": "version", "value": "1"}),
        ),
        ('route "/a" { method = [GET] }', ("route.method", "service api route /a", ["GET"])),
        ('route "/a/*" { }', ("route.path.prefix", "service api route /a/*", "/a/*")),
        ('route regex("^/a$") { }', ("route.path.regex", "service api route ^/a$", "^/a$")),
        ('route "/a" slow { timeout = 60s }', ("timeout.route", "service api route slow", 60_000)),
        ('route "/a" { stream = true }', ("route.stream", "service api route /a", True)),
        ("deploy { strategy = canary }", ("deployment.shift", "service api", {"strategy": "canary"})),
        ("proxy { log-level = trace }", ("proxy.log-level.other", "service api", "trace")),
        ("tracing { provider = otel }", ("tracing", "service api", "otel")),
        ('access-log { path = "/var/log/x" }', ("access-log.path", "service api", "/var/log/x")),
    ],
)
def test_what_one_line_of_a_service_uses(lines: str, expected: tuple[str, str, object]) -> None:
    assert expected in written(service(lines))


def test_a_split_by_weights_and_one_by_a_route() -> None:
    text = service(
        'version v1 { weight = rest }\nversion v2 { weight = 10% }\nroute "/a" { split { v1 = 1 ; v2 = 3 } }'
    )
    assert of(text, "split") == [
        ("split", "service api", {"v1": 90, "v2": 10}),
        ("split", "service api route /a", {"v1": 1, "v2": 3}),
    ]


def test_a_version_with_all_of_the_traffic_is_no_split() -> None:
    assert of(service("version v1 { weight = 100% }\nversion v2 { }"), "split") == []


def test_a_caller_counts_where_it_differs_from_the_provider() -> None:
    web = 'service web {{ image = "acme/web:1" ; port = 80 ; calls api {{ timeout = {} }} }}\n'
    text = service("timeout = 5s")
    assert of(text + web.format("5s"), "timeout.caller") == []
    assert of(text + web.format("6s"), "timeout.caller") == [("timeout.caller", "web → api", 6000)]


def test_a_caller_may_differ_on_one_route() -> None:
    text = service('route "/a" slow { }')
    text += 'service web { image = "acme/web:1" ; port = 80 ; calls api { route slow { timeout = 60s } } }\n'
    assert of(text, "timeout.caller") == [("timeout.caller", "web → api route slow", 60_000)]


def test_policy_towards_what_has_no_proxy() -> None:
    text = 'external db { host = "db.example.com" ; port = 5432 ; connect-timeout = 1s }\n'
    text += service("mesh = off\ntimeout = 5s")
    text += (
        'service web { image = "acme/web:1" ; port = 80\ncalls db { idle-timeout = 5s }\ncalls api { retry = off }\n}\n'
    )
    assert [use for use in written(text) if use[0].endswith(".policy")] == [
        ("mesh-off.policy", "service api", {"timeout": 5000}),
        ("external.policy", "web → db", {"idle-timeout": 5000}),
        ("mesh-off.policy", "web → api", {"retry": "off"}),
        ("external.policy", "external db", {"connect-timeout": 1000}),
    ]


def test_a_gateway_without_an_image_keeps_its_whole_workload_in_the_report() -> None:
    found = {
        use.feature: use.value
        for use in uses(API + 'gateway public { port = 80 ; memory = 64MiB ; route "/*" { to = api } }')
    }
    shown = found[Feature.GATEWAY]
    assert isinstance(shown, dict)
    assert shown["workload"]["application"]["memory"] == 64
    assert Feature.SIDECAR not in found


def test_a_circle_of_calls_is_one_use() -> None:
    text = 'service a { image = "x:1" ; port = 80 ; calls b }\nservice b { image = "x:1" ; port = 80 ; calls a }\n'
    assert of(text, "start-order") == [("start-order", "a → b → a", ["a", "b", "a"])]


def test_where_the_mesh_places_its_workloads_is_told_once() -> None:
    text = 'mesh demo { vpc = "vpc-1" ; ecs { log { group = "/x" } ; launch = ec2 } }\n' + API
    text += API.replace("api", "web")
    assert [subject for name, subject, _ in written(text) if name in ("log", "launch.ec2")] == ["mesh", "mesh"]


def test_what_the_mesh_wants_of_every_proxy_names_every_service() -> None:
    text = 'mesh demo { vpc = "vpc-1" ; tracing { provider = xray } }\n' + API + API.replace("api", "web")
    assert of(text, "tracing") == [
        ("tracing", "mesh", "xray"),
        ("tracing", "service api", "xray"),
        ("tracing", "service web", "xray"),
    ]


def test_a_client() -> None:
    text = API + "client report { type = lambda ; network = outside ; calls api { timeout = 3s } }\n"
    assert of(text, "client") == [
        ("client.lambda", "client report", "lambda"),
        ("client.dns", "report → api", True),
        ("client.outside", "client report", True),
        ("client.policy", "report → api", {"timeout": 3000}),
    ]


def test_every_protocol_is_a_feature() -> None:
    assert set(PROTOCOLS) == set(get_args(Protocol))


def test_every_field_of_a_policy_has_features_for_callers_and_routes() -> None:
    assert tuple(field for field in TrafficPolicy.model_fields if field != "origins") == FIELDS
    names = {feature.value for feature in Feature}
    assert {f"{name}.{scope}" for name in _spelled() for scope in ("caller", "route")} <= names


def _spelled() -> Iterator[str]:
    return (field.replace("_", "-") for field in FIELDS if field != "tls")


def test_names_are_in_kebab_case_and_documented() -> None:
    for feature in Feature:
        assert feature.doc
        assert not feature.doc.endswith(".")
        assert all(part.replace("-", "").isalnum() and part == part.lower() for part in feature.split("."))


@pytest.mark.parametrize("policy", ["rate-limit { rate = 10/s }", "buffer { limit = 1MiB }", "timeout = 3s"])
def test_defaults_of_requests_ask_nothing_of_connections(policy: str) -> None:
    text = f"defaults {{ {policy} }}\n" + 'service db { image = "d:1" ; port = 1 ; protocol = tcp }\n'
    assert not {use.feature for use in uses(text)} & {Feature.RATE_LIMIT, Feature.BUFFER, Feature.TIMEOUT}
