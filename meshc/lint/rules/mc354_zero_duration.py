"""Durations of zero where zero means nothing."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.diagnostics.model import Code, Diagnostic
from meshc.ir.base import Node
from meshc.ir.traffic import OutlierDetection, Retry, TrafficPolicy
from meshc.lint.context import Context

CODE = Code(
    code="MC354",
    name="zero-duration",
    summary="A limit is zero, which proxies take for no limit or refuse.",
    explanation=(
        "A timeout of zero does not mean at once: Envoy and Service Connect take it for no timeout at all, and other "
        "targets refuse it. Write `off` for no timeout. Intervals, and the part of the instances that outlier "
        "detection may eject, are more than zero as well."
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
defaults { timeout = 0s }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  port = 8080
  protocol = http
}
""",
    good="""\
mesh demo { namespace = "demo.local" }
defaults { timeout = off }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  port = 8080
  protocol = http
}
""",
)


def check(context: Context) -> Iterator[Diagnostic]:
    for policy, where in context.written_policies:
        yield from _policy(policy, where)
    for _unit, container in context.containers:
        if container.health is not None:
            where = f"the health check of `{container.name}`"
            yield from _fields(container.health, where, "interval", "timeout")


def _policy(policy: TrafficPolicy, where: str) -> Iterator[Diagnostic]:
    yield from _fields(policy, where, "timeout", "idle_timeout", help="write `off` for no limit")
    yield from _fields(policy, where, "connect_timeout")
    if isinstance(policy.retry, Retry):
        yield from _fields(policy.retry, where, "per_try")
        if policy.retry.backoff is not None:
            yield from _fields(policy.retry.backoff, where, "base")
    if isinstance(policy.outlier_detection, OutlierDetection):
        yield from _fields(policy.outlier_detection, where, "interval", "eject_for", "eject_at_most")


def _fields(node: Node, where: str, *fields: str, help: str = "give it a value above zero") -> Iterator[Diagnostic]:
    values = node.__dict__
    for field in fields:
        if values[field] == 0:
            yield CODE.at(node.origin(field), f"`{field.replace('_', '-')}` of {where} is zero", help=help)
