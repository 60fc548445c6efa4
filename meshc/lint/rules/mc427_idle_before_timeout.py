"""A wait for an answer that the idle timeout ends first."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.diagnostics.model import Code, Diagnostic, Severity
from meshc.lint.context import Context
from meshc.lint.rule import Once, labels
from meshc.lint.wording import duration

CODE = Code(
    code="MC427",
    name="idle-before-timeout",
    summary="The idle timeout ends a request before its timeout does.",
    explanation=(
        "A request that waits for its answer is idle. With an `idle-timeout` below `timeout` it ends at the idle "
        "timeout, and the longer `timeout` never counts. Where nothing is said the idle timeout is 300 s."
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  port = 8080
  protocol = http
  timeout = 10m
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
  timeout = 10m
  idle-timeout = 15m
}
""",
    severity=Severity.WARNING,
)


def check(context: Context) -> Iterator[Diagnostic]:
    once = Once()
    for entry in context.in_force:
        policy = entry.policy
        timeout, idle = policy.timeout, policy.idle_timeout
        if not isinstance(timeout, int) or not isinstance(idle, int) or not idle or idle >= timeout:
            continue
        at, other, at_word, other_word = (
            policy.origin("timeout"),
            policy.origin("idle_timeout"),
            f"never reaches {duration(timeout)}",
            f"ends after {duration(idle)} without a byte",
        )
        if not at.written:
            at, other, at_word, other_word = other, at, other_word, at_word
        if not once.new(entry.subject, at, other):
            continue
        yield CODE.at(
            at,
            f"`timeout` of {context.subject(entry, at)} is {duration(timeout)}, but `idle-timeout` ends a request "
            f"that waits for its answer after {duration(idle)}",
            label=at_word,
            secondary=labels((other, other_word)),
            help=f"write `idle-timeout = {duration(timeout)}` or more",
        )
