"""Health checks that take longer than the time between them."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.diagnostics.model import Code, Diagnostic, Severity
from meshc.lint.context import Context
from meshc.lint.rule import labels
from meshc.lint.wording import duration

CODE = Code(
    code="MC434",
    name="health-timeout",
    summary="A health check may take as long as the time between two checks, or longer.",
    explanation=(
        "A check that has not ended when the next one is due delays it, so `interval` does not hold; balancers refuse "
        "a timeout that is not below the interval."
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  port = 8080
  protocol = http
  health { path = "/healthz" ; interval = 10s ; timeout = 15s }
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
  health { path = "/healthz" ; interval = 10s ; timeout = 3s }
}
""",
    severity=Severity.WARNING,
)


def check(context: Context) -> Iterator[Diagnostic]:
    for _unit, container in context.containers:
        health = container.health
        if health is None or health.interval is None or health.timeout is None or not health.interval:
            continue
        if health.timeout >= health.interval:
            yield CODE.at(
                health.origin("timeout"),
                f"a health check of `{container.name}` may take {duration(health.timeout)}, "
                f"but the next one is due after {duration(health.interval)}",
                secondary=labels((health.origin("interval"), "the time between two checks")),
                help=f"lower `timeout` below {duration(health.interval)}",
            )
