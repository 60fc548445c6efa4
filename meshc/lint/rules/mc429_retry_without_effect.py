"""Retries that never happen."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.diagnostics.model import Code, Diagnostic, Severity
from meshc.ir.traffic import Retry
from meshc.lint.context import Context, InForce
from meshc.lint.rule import Once, labels
from meshc.lint.wording import quoted, route_text

CODE = Code(
    code="MC429",
    name="retry-without-effect",
    summary="A retry is asked for that never happens.",
    explanation=(
        "The conditions `cancelled`, `deadline-exceeded`, `internal`, `resource-exhausted` and `unavailable` are "
        "answers of grpc, which http never gives. And a retry on an answer holds only for the methods in `methods`, "
        "GET, HEAD and OPTIONS where nothing is said: a route that matches none of them is not retried. What stands in "
        "`defaults` holds where it can and is not reported."
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  calls billing { retry { on = [connect-failure, unavailable] } }
}
service billing {
  image = "acme/billing:1"
  cpu = 0.25
  memory = 512MiB
  port = 8080
  protocol = http
}
""",
    good="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  calls billing { retry { on = [connect-failure, 503] } }
}
service billing {
  image = "acme/billing:1"
  cpu = 0.25
  memory = 512MiB
  port = 8080
  protocol = http
}
""",
    severity=Severity.WARNING,
)
_GRPC = frozenset({"cancelled", "deadline-exceeded", "internal", "resource-exhausted", "unavailable"})
_WITHOUT_ANSWER = frozenset({"connect-failure", "connection-error", "refused-stream"})


def check(context: Context) -> Iterator[Diagnostic]:
    defaults = context.mesh.defaults.retry
    usual = defaults.on if isinstance(defaults, Retry) else None
    once = Once()
    for entry in context.in_force:
        retry = entry.policy.retry
        if not isinstance(retry, Retry) or not retry.on or retry.on is usual or entry.protocol == "grpc":
            continue
        origin = retry.origin("on")
        wrong = [condition for condition in retry.on if condition in _GRPC]
        if wrong and once.new(entry.subject, origin):
            yield CODE.at(
                origin,
                f"the retries of {entry.subject} wait for {quoted(wrong)}, which only grpc answers; "
                f"the protocol is {entry.protocol}",
                label="never happens",
                help="name statuses, such as `503`, or `gateway-error`",
            )
        elif not wrong and _asked_on_route(entry) and once.new(entry.subject, origin):
            yield _methods(entry, retry)


def _asked_on_route(entry: InForce) -> bool:
    """Whether the route itself asks for a retry on an answer to methods that the retry leaves out."""
    route = entry.route
    if route is None or not route.methods or not isinstance(route.policy.retry, Retry):
        return False
    own, retry = route.policy.retry, entry.policy.retry
    if own.on is None or not isinstance(retry, Retry) or retry.on is not own.on:
        return False
    answers = any(condition not in _WITHOUT_ANSWER for condition in own.on)
    return answers and retry.methods is not None and set(retry.methods).isdisjoint(route.methods)


def _methods(entry: InForce, retry: Retry) -> Diagnostic:
    assert entry.route is not None
    return CODE.at(
        retry.origin("on"),
        f"the route `{route_text(entry.route)}` matches only {quoted(entry.route.methods)}, "
        f"but only {quoted(retry.methods or ())} are retried on an answer",
        label="never happens",
        secondary=labels((entry.route.origin("methods"), "the methods of the route")),
        help=f"if they are safe to repeat, write `methods = [{', '.join(entry.route.methods)}]` in `retry`; "
        "else retry on `connect-failure` and `refused-stream` only",
    )
