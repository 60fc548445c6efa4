"""Retries that the timeout cuts off."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.diagnostics.model import Applicability, Code, Diagnostic, Severity
from meshc.ir.traffic import Retry, TrafficPolicy
from meshc.lint.context import Context
from meshc.lint.fixes import replace_value
from meshc.lint.rule import Once, labels
from meshc.lint.wording import duration

CODE = Code(
    code="MC422",
    name="retry-exceeds-timeout",
    summary="The timeout ends a request before its retries are through.",
    explanation=(
        "`timeout` limits a whole request, its retries and the waits between them included. If every try takes as long "
        "as `per-try` lets it, the tries take (max + 1) × per-try, and before each retry there is a wait. Counted for "
        "it is the least that the backoff aims at, its `base`: 25 ms in Envoy where nothing else is said, "
        "https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/router_filter"
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
defaults {
  timeout = 1s
  retry { max = 2 ; per-try = 500ms }
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
  retry { max = 2 ; per-try = 500ms }
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
ENVOY_BASE = 25
"""Milliseconds that Envoy's backoff starts from, by the page that the explanation names."""


def check(context: Context) -> Iterator[Diagnostic]:
    once = Once()
    for entry in context.in_force:
        policy, retry = entry.policy, entry.policy.retry
        if not isinstance(retry, Retry) or not isinstance(policy.timeout, int) or not policy.timeout:
            continue
        if not retry.max or not retry.per_try or retry.per_try > policy.timeout:
            continue
        base = retry.backoff.base if retry.backoff is not None else ENVOY_BASE
        needed = (retry.max + 1) * retry.per_try + retry.max * base
        if needed <= policy.timeout:
            continue
        if once.new(entry.subject, policy.origin("timeout"), retry.origin("per_try"), retry.origin("max")):
            subject = context.subject(entry, policy.origin("timeout"), retry.origin("per_try"))
            yield _finding(entry.policy, subject, retry, policy.timeout, retry.max, retry.per_try, base, needed)


def _finding(
    policy: TrafficPolicy, subject: str, retry: Retry, timeout: int, retries: int, per_try: int, base: int, needed: int
) -> Diagnostic:
    at, other = policy.origin("timeout"), retry.origin("per_try")
    at_word, other_word = f"ends after {duration(timeout)}", f"{duration(per_try)} for each try"
    if not at.written:
        at, other, at_word, other_word = other, at, other_word, at_word
    fitting = (timeout + base) // (per_try + base) - 1
    shorter = (timeout - retries * base) // (retries + 1)
    ways = [f"raise `timeout` to {duration(needed)}"]
    if shorter > 0:
        ways.append(f"lower `per-try` to {duration(shorter)}")
    ways.append(f"lower `max` to {fitting}" if fitting else "write `retry = off`")
    waits = f"{retries} wait{'s' if retries > 1 else ''} of {duration(base)}"
    return CODE.at(
        at,
        f"`timeout` of {subject} is {duration(timeout)}, but {retries + 1} tries of {duration(per_try)} and "
        f"{waits} make {duration(needed)}: the last tries are cut off",
        label=at_word,
        secondary=labels((other, other_word), (retry.origin("max"), f"{retries} after the first try")),
        help=f"{', '.join(ways[:-1])}, or {ways[-1]}",
        fix=replace_value(
            policy.origin("timeout"),
            duration(timeout),
            duration(needed),
            applicability=Applicability.UNSAFE,
            title=f"raise `timeout` to {duration(needed)}",
        ),
    )
