"""Streams that a timeout ends."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.diagnostics.model import Code, Diagnostic, Severity
from meshc.ir.base import Node
from meshc.ir.traffic import TrafficPolicy
from meshc.lint.context import Context
from meshc.lint.rule import labels
from meshc.lint.wording import duration, route_text

CODE = Code(
    code="MC428",
    name="stream-timeout",
    summary="A timeout ends the streams of a port or route that is made for streams.",
    explanation=(
        "`stream = true` says that answers may last as long as they like, so no request timeout holds. A `timeout` "
        "beside it takes that back. A caller may still limit what it waits for, in its `calls`."
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  port = 8080
  protocol = http
  route "/events/*" { stream = true ; timeout = 30s }
}
""",
    good="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  port = 8080
  protocol = http
  route "/events/*" { stream = true ; idle-timeout = 30s }
}
""",
    severity=Severity.WARNING,
)


def check(context: Context) -> Iterator[Diagnostic]:
    for owner in context.owners:
        for route in owner.routes:
            if route.stream:
                yield from _timeout(route.policy, route, f"the route `{route_text(route)}` of `{owner.name}`")
        for port in owner.ports:
            if port.stream:
                yield from _timeout(owner.policy, port, f"port {port.number} of `{owner.name}`")


def _timeout(policy: TrafficPolicy, stream: Node, what: str) -> Iterator[Diagnostic]:
    if isinstance(policy.timeout, int):
        yield CODE.at(
            policy.origin("timeout"),
            f"{what} is for streams, but `timeout` ends them after {duration(policy.timeout)}",
            secondary=labels((stream.origin("stream"), "says that there is no limit")),
            help="remove one of the two; `idle-timeout` ends a stream that has gone silent",
        )
