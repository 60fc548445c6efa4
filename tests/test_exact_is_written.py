"""What a target calls exact or emulated stands in its documents: each wish alone, in each place, changes some."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from meshc.backends.answers import AnswerKind
from meshc.compilation import Compilation, Options
from meshc.diagnostics.model import Severity
from meshc.emission import TargetBuild
from meshc.targets.gate import known_names
from meshc.targets.table import TARGETS

POLICIES = (
    "timeout = 3s",
    "timeout = off",
    "idle-timeout = 41s",
    "idle-timeout = off",
    "connect-timeout = 700ms",
    "retry = off",
    "retry { max = 5 }",
    "retry { on = [connect-failure, 504] }",
    "retry { per-try = 300ms }",
    "retry { backoff { base = 30ms ; max = 1s } }",
    "retry { methods = [POST] }",
    "connection-pool { connections = 17 }",
    "connection-pool { pending = 18 }",
    "connection-pool { requests = 19 }",
    "connection-pool { retries = 4 }",
    "outlier-detection { errors = 7 }",
    "outlier-detection { errors = 7 ; interval = 11s }",
    "outlier-detection { errors = 7 ; eject-for = 31s }",
    "outlier-detection { errors = 7 ; eject-at-most = 40% }",
    "load-balancing { algorithm = least-request }",
    "load-balancing { algorithm = maglev ; affinity { by = header ; name = x-user } }",
    "load-balancing { affinity { by = cookie ; name = key ; ttl = 5m } }",
    "rate-limit { rate = 20/s }",
    "rate-limit { rate = 20/s ; burst = 30 }",
    "buffer { limit = 2MiB }",
    "fault { delay { time = 100ms ; share = 10% } }",
    "fault { abort { status = 503 ; share = 10% } }",
    "mirror { to = copy ; share = 20% }",
    'rewrite { host = "other.example.com" }',
    'rewrite { path = "/other" }',
    'redirect { host = "moved.example.com" ; status = 308 }',
    'redirect { path = "/moved" }',
    'respond { status = 503 ; body = "closed" }',
    'headers { add { x-n = "1" } }',
    'headers { remove = ["x-m"] }',
    'headers { response { add { x-n = "1" } ; remove = ["x-m"] } }',
)
CALLER_TLS = (
    'tls { trust = pem("/ca.pem") }',
    'tls { trust = pem("/ca.pem") ; names = ["n.example.com"] }',
    'tls { trust = pem("/ca.pem") ; server-name = "n.example.com" }',
    'tls { certificate = pem("/c.pem", "/k.pem") }',
)

MESH = """\
mesh demo {{ vpc = "vpc-0a1b2c3d" ; discovery {{ type = private-dns }} ; {mesh} }}
{defaults}
service front {{
  image = "acme/front:1" ; port = 8080
  calls back {{ {call}
    route part {{ {call_route} }} }}
  calls bank {{ {external_call} }}
}}
service back {{
  image = "acme/back:1" ; port = 8080
  {service}
  version v1 {{ weight = 3 }}
  version v2 {{ weight = 1 }}
  route "/part/*" part {{ {route} }}
}}
service copy {{ image = "acme/copy:1" ; port = 8080 }}
external bank {{ host = "bank.example.com" ; port = 80 ; protocol = http ; {external} }}
gateway public {{
  port = 80
  {gateway}
  route "/copy/*" {{ to = copy ; {gateway_route} }}
  route "/*" {{ to = back ; {other_gateway_route} }}
}}
{more}
"""
WITH_FILES = 'proxy { image = "acme/envoy:1" }'
"""An image of a proxy that has the certificates, which the images of Envoy have not."""
PLACES = ("call", "call_route", "service", "route", "external", "external_call", "gateway", "gateway_route", "defaults")

WHOLE = {
    "mesh": (
        "egress = deny",
        "access-log { format = json }",
        'access-log { path = "/log/requests" }',
        "access-log { query = true }",
        'access-log { fields = "%PROTOCOL%" }',
        "tracing { provider = xray }",
        "tracing { provider = xray ; sampling = 7% }",
        'tracing { provider = xray ; endpoint = "127.0.0.1:2001" }',
        'metrics { dogstatsd = "127.0.0.1:8126" }',
        "metrics { tags = false }",
        "metrics { prometheus = 9102 }",
        "proxy { log-level = debug }",
        "proxy { cpu = 0.5 }",
        "proxy { memory = 256MiB }",
        'proxy { image = "acme/proxy:1" }',
        'proxy { env { X = "1" } }',
        'proxy { log { group = "/proxy" ; region = "eu-central-1" } }',
    ),
    "gateway": (
        "stream = true",
        'tls { certificate = pem("/c.pem", "/k.pem") }',
        'tls { certificate = pem("/c.pem", "/k.pem") ; clients { trust = pem("/ca.pem") } }',
        'health { path = "/ping" ; interval = 7s }',
        'access-log { path = "/log/gateway" }',
        "replicas = 3",
        "autoscale { min = 1 ; max = 3 ; cpu = 50% }",
        "memory = 1GiB",
        'env { A = "1" }',
        'container agent { image = "acme/agent:1" ; memory = 64MiB ; essential = false }',
        "discovery { ttl = 20s }",
    ),
    "service": (
        "stream = true",
        "client-port = 81",
        "unmatched = deny",
        'health { path = "/ping" }',
        'health { path = "/ping" ; interval = 7s }',
        'health { path = "/ping" ; timeout = 3s }',
        'health { path = "/ping" ; healthy = 4 ; unhealthy = 5 }',
        'tls { certificate = pem("/c.pem", "/k.pem") }',
        'tls { mode = permissive ; certificate = pem("/c.pem", "/k.pem") }',
        'tls { certificate = pem("/c.pem", "/k.pem") ; clients { trust = pem("/ca.pem") } }',
        'tls { certificate = pem("/c.pem", "/k.pem") ; clients { trust = pem("/ca.pem") ; names = ["n"] } }',
        "discovery { ip = dual }",
        "discovery { ip = dual ; prefer = v6 }",
        "discovery { name = known }",
        'discovery { host = "lb.example.com" }',
        'discovery { namespace = "other.local" }',
        "mesh = off",
    ),
    "route": (
        "method = [GET]",
        "method = [GET, POST]",
        'host = "a.example.com"',
        'header x-a { exact = "1" }',
        'header x-a { contains = "1" }',
        "header x-a { present = false }",
        'header x-a { range = "1..5" }',
        'query q { exact = "1" }',
        "query q { present = true }",
        "stream = true",
        "to = v2",
        "split { v1 = 50% ; v2 = 50% }",
    ),
    "gateway_route": (
        "method = [GET]",
        "method = [GET, POST]",
        'host = "a.example.com"',
        'header x-a { exact = "1" }',
        'query q { exact = "1" }',
        "stream = true",
        'rewrite { prefix = "/" }',
        'rewrite { prefix = "/new" }',
    ),
}
"""What is no policy, in the places that take it."""

ANYWAY = {("app-mesh", "metrics { tags = false }")}
"""What a target does where nobody says anything: there is nothing to write."""

ACCEPT = ", ".join(name for name in known_names() if "." not in name)


def mesh(**lines: str) -> str:
    slots = dict.fromkeys((*PLACES, "mesh", "more", "other_gateway_route"), "")
    if "defaults" in lines:
        lines["defaults"] = f"defaults {{ {lines['defaults']} }}"
    accepts = "\n".join(f"target {target} {{ accept = [{ACCEPT}] }}" for target in TARGETS)
    return MESH.format_map({**slots, **lines}) + accepts


def built(target: str, text: str) -> TargetBuild | None:
    """What comes of a mesh; None where it has an error, which tells enough."""
    compilation = Compilation.of({"main.mesh": text}, options=Options(targets=(target,)))
    errors = [finding for finding in compilation.diagnostics() if finding.severity is Severity.ERROR]
    assert not [finding.message for finding in errors if finding.code.startswith(("MC1", "MC2"))], text
    if errors:
        return None
    return compilation.build(target)


def wishes() -> Iterator[tuple[str, str, str, str]]:
    """A place, a line, and the meshes without and with it."""
    for place in PLACES:
        for line in POLICIES:
            yield place, line, mesh(), mesh(**{place: line})
    for place, several in WHOLE.items():
        usual = {} if place == "mesh" else {"mesh": WITH_FILES}
        for line in several:
            yield place, line, mesh(**usual), mesh(**usual, **{place: line})
    secure = 'tls { certificate = pem("/c.pem", "/k.pem") }'
    for place in ("call", "call_route", "route", "gateway_route", "defaults"):
        for line in CALLER_TLS:
            usual = {"service": secure, "mesh": WITH_FILES}
            within = {"other_gateway_route" if place == "gateway_route" else place: line}
            yield place, line, mesh(**usual), mesh(**usual, **within)


@pytest.mark.parametrize("target", ["envoy", "app-mesh"])
def test_every_wish_alone_is_written_or_told(target: str) -> None:
    silent = []
    plain: dict[str, TargetBuild | None] = {}
    for place, line, without, text in wishes():
        if without not in plain:
            plain[without] = built(target, without)
        before, after = plain[without], built(target, text)
        assert before is not None
        if after is None or after.artifacts != before.artifacts or (target, line) in ANYWAY:
            continue
        known = [(entry.feature, entry.values) for entry in before.report.entries]
        asked = [entry for entry in after.report.entries if (entry.feature, entry.values) not in known]
        told = {finding.message for finding in after.diagnostics} - {finding.message for finding in before.diagnostics}
        refused = any(entry.answer in (AnswerKind.LOST, AnswerKind.FIXED) for entry in asked)
        if not refused and not told:
            silent.append(f"{place}: {line}  [{', '.join(f'{entry.feature} {entry.answer}' for entry in asked)}]")
    assert not silent, "\n".join(silent)
