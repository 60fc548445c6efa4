"""A limit for one try above the limit for all of them."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.diagnostics.model import Code, Diagnostic, Severity
from meshc.ir.traffic import Retry
from meshc.lint.context import Context
from meshc.lint.rule import Once, labels
from meshc.lint.wording import duration

CODE = Code(
    code="MC426",
    name="per-try-exceeds-timeout",
    summary="One try may take longer than the whole request.",
    explanation=(
        "`per-try` limits each try and `timeout` the request with all of its tries. A `per-try` above the timeout "
        "never ends a try, so a slow instance is never left for another one."
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
defaults {
  timeout = 2s
  retry { per-try = 5s }
}
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
defaults {
  timeout = 2s
  retry { per-try = 500ms }
}
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  port = 8080
  protocol = http
}
""",
    severity=Severity.WARNING,
)


def check(context: Context) -> Iterator[Diagnostic]:
    once = Once()
    for entry in context.in_force:
        policy, retry = entry.policy, entry.policy.retry
        timeout = policy.timeout
        if not isinstance(retry, Retry) or not isinstance(timeout, int) or not timeout or not retry.per_try:
            continue
        at, other = retry.origin("per_try"), policy.origin("timeout")
        if retry.per_try <= timeout or not once.new(entry.subject, at, other):
            continue
        yield CODE.at(
            at,
            f"`per-try` of {context.subject(entry, at, other)} is {duration(retry.per_try)}, longer than the whole "
            f"request may take: `timeout` is {duration(timeout)}",
            secondary=labels((other, "the whole request")),
            help=f"lower `per-try` to a part of {duration(timeout)}, or raise `timeout`",
        )
