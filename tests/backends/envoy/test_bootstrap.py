"""Whole bootstraps, with the real Envoy as judge."""

from __future__ import annotations

import json
from typing import Any

import pytest

from meshc.backends.envoy.bootstrap_rules import broken
from tests.backends.envoy.bootstraps import bootstrap, bootstraps
from tests.oracles.envoy import accepts

HEAD = 'mesh demo { vpc = "vpc-1" ; namespace = "demo.local"\n MORE\n}\n'
USER = 'service user { image = "acme/user:1" ; port = 8080 }\n'
PEM = 'certificate = pem("/tls/chain.pem", "/tls/key.pem")'

FULL = (
    """
mesh demo {
  vpc = "vpc-1" ; namespace = "demo.local"
  access-log { format = json ; path = "/var/log/envoy/access.log" }
  tracing { provider = otel ; sampling = 5% }
  metrics { dogstatsd = "127.0.0.1:8125" ; tags = true ; prometheus = 9902 }
}
param host { type = string ; late = true }
gateway public {
  port = 8443 ; http3 = true
  tls { PEM ; clients { trust = pem("/tls/ca.pem") } }
  rate-limit { rate = 100/s ; burst = 200 }
  route "/contracts/*" {
    to = contract
    host = "shop.example.com"
    rewrite { prefix = "/" }
    rate-limit { rate = 10/m }
  }
  route "/mixed" { split { contract.v1 = 50% ; user = 25% ; contract = 25% } ; host = "*.example.com" }
  route "/old" { redirect { path = "/new" ; status = 302 } }
  route "/robots.txt" { respond { status = 200 ; body = "LONG" } }
  route "/api/*" { to = api ; headers { add { x-a = "50%" } ; remove = ["x-b"] ; response { add { x-c = "1" } } } }
  route "/*" { to = user }
}
service user {
  image = "acme/user:1" ; port = 8080
  calls contract {
    timeout = 30s
    route search { retry { max = 3 ; on = [server-error, 503, reset] ; per-try = 200ms ; backoff { base = 10ms } } }
  }
  calls billing.grpc
  calls billing.http { rate-limit { rate = 5/s } ; fault { delay { time = 100ms ; share = 12.5% } } }
  calls ledger
  calls cache
  calls docs
  calls dns
  calls api
}
service contract {
  image = "acme/contract:1.9" ; port = 8080 ; client-port = 80
  version v1 { weight = rest }
  version v2 { weight = 10% ; image = "acme/contract:2.0" }
  route "/v2/*" { to = v2 ; rewrite { prefix = "/" } ; host = "contract.example.com" ; buffer { limit = 2MiB } }
  route "/search" search {
    method = [GET, POST]
    header x-canary { exact = "yes" ; not = true }
    header x-n { range = "1..10" }
    query q { present = true }
    query r { exact = "a b" ; not = true }
    query s { range = "5..120" }
    split { v1 = 50% ; v2 = 50% }
  }
  route "/color1*" { mirror { to = user ; share = 5% } ; rate-limit { rate = 3/s } ; idle-timeout = off }
  route regex("/a/.+") { to = v1 ; load-balancing { algorithm = maglev ; affinity { by = cookie } } }
  rate-limit { rate = 100/s }
  tls { mode = permissive ; PEM ; clients { trust = pem("/tls/ca.pem") } }
}
service billing {
  image = "acme/billing:0.7"
  port http { number = 8080 ; protocol = http }
  port grpc { number = 9090 ; client-port = 80 ; protocol = grpc }
  route "pkg.Billing/*" { timeout = 1s ; retry { on = [unavailable, resource-exhausted] } }
  unmatched = deny
}
service cache { image = "redis:7" ; port = 6379 ; protocol = redis }
service dns { image = "acme/dns:7" ; port = 53 ; protocol = udp ; version a { weight = 1 } ; version b { weight = 2 } }
service docs { image = "mongo:7" ; port = 27017 ; protocol = mongo ; discovery { ip = dual } }
external ledger { host = "${param.host}" ; port = 5432 ; protocol = tcp }
external api { host = "api.example.com" ; port = 8443 ; protocol = http ; tls { trust = pem("/tls/ca.pem") } }
""".replace("PEM", PEM)
    .replace("LONG", "x" * 5000)
    .lstrip()
)


def test_envoy_accepts_them_all() -> None:
    made = bootstraps(FULL)
    assert len(made) == 9
    contents = {unit: one.resource.encoded.content for unit, one in made.items() if one.resource.encoded is not None}
    assert {unit: list(broken(one.message)) for unit, one in made.items()} == {unit: [] for unit in made}
    assert accepts(contents) == {}


@pytest.mark.parametrize("provider", ["otel", "zipkin", "datadog", "xray"])
def test_envoy_accepts_every_collector(provider: str) -> None:
    made = bootstrap(HEAD.replace("MORE", f"tracing {{ provider = {provider} ; sampling = 5% }}") + USER)
    assert made.resource.encoded is not None
    assert accepts({"user": made.resource.encoded.content}) == {}


def test_the_document() -> None:
    resource = bootstrap(USER).resource
    assert (resource.id, resource.file, resource.service, resource.operation) == (
        "envoy/user/bootstrap",
        "user.bootstrap.yaml",
        "envoy",
        "",
    )
    assert resource.body["node"] == {"id": "user", "cluster": "demo"}
    assert resource.body["admin"] == {"address": {"socket_address": {"address": "127.0.0.1", "port_value": 9901}}}


def test_late_values_are_to_be_filled_in() -> None:
    encoded = bootstraps(FULL)["user"].resource.encoded
    assert encoded is not None
    assert [fill.value for fill in encoded.fills] == ["param.host"]
    assert b'"${param.host}"' in encoded.content


def log_format(lines: str) -> Any:
    """The format of the access log with these lines."""
    made = bootstrap(HEAD.replace("MORE", f"access-log {{ {lines} }}") + USER)
    (log,) = made.manager("in/8080")["access_log"]
    assert log["name"] == "envoy.access_loggers.stdout"
    return log["typed_config"]["log_format"]


def test_envoy_takes_a_log_on_its_output() -> None:
    made = bootstrap(HEAD.replace("MORE", "access-log { format = json }") + USER)
    assert made.resource.encoded is not None
    assert accepts({"user": made.resource.encoded.content}) == {}


def test_a_log_in_a_file() -> None:
    made = bootstrap(HEAD.replace("MORE", 'access-log { path = "/log/requests" }') + USER)
    (log,) = made.manager("in/8080")["access_log"]
    assert (log["name"], log["typed_config"]["path"]) == ("envoy.access_loggers.file", "/log/requests")


def test_query_strings_are_logged_only_where_somebody_asks_for_it() -> None:
    assert "%PATH(NQ:ORIG_OR_PATH)%" in log_format("")["text_format_source"]["inline_string"]
    assert "%PATH(WQ:ORIG_OR_PATH)%" in log_format("query = true")["text_format_source"]["inline_string"]
    assert log_format("format = json")["json_format"]["path"] == "%PATH(NQ:ORIG_OR_PATH)%"


def test_a_log_may_have_a_format_of_its_own() -> None:
    assert log_format('fields = "%PROTOCOL%"') == {"text_format_source": {"inline_string": "%PROTOCOL%\n"}}
    fields = json.dumps(json.dumps({"protocol": "%PROTOCOL%"}))
    assert log_format(f"format = json ; fields = {fields}") == {"json_format": {"protocol": "%PROTOCOL%"}}
    assert log_format('format = json ; fields = "%PROTOCOL%"') == {
        "text_format_source": {"inline_string": "%PROTOCOL%\n"}
    }


def test_spans_go_to_the_collector() -> None:
    text = HEAD.replace("MORE", 'tracing { provider = otel ; sampling = 12.5% ; endpoint = "otel.example.com:5000" }')
    made = bootstrap(text + USER)
    tracing = made.manager("in/8080")["tracing"]
    assert tracing["random_sampling"] == {"value": 12.5}
    assert tracing["provider"]["typed_config"]["service_name"] == "user"
    address = made.clusters()["tracing"]["load_assignment"]["endpoints"][0]["lb_endpoints"][0]["endpoint"]["address"]
    assert address == {"socket_address": {"address": "otel.example.com", "port_value": 5000}}


def test_xray_samples_by_rules_of_its_own() -> None:
    made = bootstrap(HEAD.replace("MORE", "tracing { provider = xray ; sampling = 5% }") + USER)
    config = made.manager("in/8080")["tracing"]["provider"]["typed_config"]
    assert config["daemon_endpoint"] == {"protocol": "UDP", "address": "127.0.0.1", "port_value": 2000}
    assert json.loads(config["sampling_rule_manifest"]["inline_string"])["default"] == {"fixed_target": 0, "rate": 0.05}
    assert "tracing" not in made.clusters()


def test_stats() -> None:
    text = HEAD.replace("MORE", 'metrics { dogstatsd = "10.0.0.9" ; tags = true ; prometheus = 9902 }')
    made = bootstrap(text + USER)
    assert made.message["stats_config"]["stats_tags"] == [
        {"tag_name": "mesh", "fixed_value": "demo"},
        {"tag_name": "service", "fixed_value": "user"},
    ]
    assert made.message["stats_sinks"][0]["typed_config"]["address"] == {
        "socket_address": {"protocol": "UDP", "address": "10.0.0.9", "port_value": 8125}
    }
    (route,) = made.routes("prometheus")
    assert (route["match"]["path"], route["route"]) == ("/stats/prometheus", {"cluster": "admin"})
    plain = bootstrap(HEAD.replace("MORE", "metrics { tags = false }") + USER)
    assert plain.message["stats_config"] == {"use_all_default_tags": False}
    assert "stats_sinks" not in plain.message
