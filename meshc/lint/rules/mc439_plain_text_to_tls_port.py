"""Externals at the port of HTTPS that are asked in plain text."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.diagnostics.model import Code, Diagnostic, Severity
from meshc.ir.mesh import External
from meshc.ir.traffic import HTTP_PROTOCOLS, TrafficPolicy
from meshc.ir.workload import Gateway, Service
from meshc.lint.context import Context
from meshc.lint.rule import labels
from meshc.source import Origin

CODE = Code(
    code="MC439",
    name="plain-text-to-tls-port",
    summary="An external is asked in plain text at port 443.",
    explanation=(
        "443 is the port of HTTPS. Somebody has to speak TLS there: the application, which `encrypted = true` says, or "
        "the proxy, with a client's `tls` in the call, in the external or in `defaults`; then the application asks its "
        "proxy in plain http. With neither, requests go out in plain text, and servers refuse them. "
        "Where a server does take plain text at 443, say so with `tls = off`."
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  calls queue
}
external queue { host = "queue.example.com" ; port = 443 ; protocol = http }
""",
    good="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  calls queue
}
external queue { host = "queue.example.com" ; port = 443 ; protocol = http ; encrypted = true }
""",
    severity=Severity.WARNING,
)
_PORT = 443
_SHOWN = 3
"""Callers that are pointed at; more of them tell nobody more."""


def check(context: Context) -> Iterator[Diagnostic]:
    doubtful = {
        external.name: external
        for external in context.mesh.externals
        if external.port == _PORT and external.protocol in HTTP_PROTOCOLS and not external.tls
    }
    if not doubtful:
        return
    plain: dict[str, list[tuple[Origin, str]]] = {}
    for caller in context.owners:
        for name, policy, origin in _asked(context, caller, doubtful):
            if policy.tls is None:
                plain.setdefault(name, []).append((origin, "asked without TLS"))
    for name, external in doubtful.items():
        if name in plain:
            yield CODE.at(
                external.origin("port"),
                f"`{name}` is asked in plain text at port {_PORT}, which is the port of TLS",
                secondary=labels(*plain[name][:_SHOWN]),
                help="write `encrypted = true` where the application speaks TLS itself, or "
                '`tls { trust = pem("/etc/ssl/certs/ca-certificates.crt") }` where its proxy shall',
            )


def _asked(
    context: Context, caller: Service | Gateway, externals: dict[str, External]
) -> Iterator[tuple[str, TrafficPolicy, Origin]]:
    """The externals among those that a caller asks, and what holds there."""
    for call in caller.calls:
        if call.to in externals:
            yield call.to, context.policies.call(call), call.origin()
    if isinstance(caller, Gateway):
        for route in caller.routes:
            for destination in route.destinations:
                external = externals.get(destination.external or "")
                if external is not None:
                    policy = context.policies.edge(caller, route, external, None)
                    yield external.name, policy, destination.origin()
