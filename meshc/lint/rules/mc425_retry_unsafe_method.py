"""Retries that may do twice what should be done once."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.diagnostics.model import Code, Diagnostic, Severity
from meshc.ir.traffic import Retry
from meshc.lint.context import Context
from meshc.lint.rule import Once, labels
from meshc.lint.wording import quoted

CODE = Code(
    code="MC425",
    name="retry-unsafe-method",
    summary="Requests are retried that may have taken effect already.",
    explanation=(
        "POST and PATCH are not idempotent (RFC 9110, section 9.2.2): sent twice they may act twice. An answer such as "
        "503 or a timeout does not say that nothing has happened. A retry on `connect-failure` or `refused-stream` is "
        "safe for every method, because the request was never taken. Where the service recognises repeated requests, "
        "by a key in a header for example, suppress this with that reason."
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  calls billing { retry { on = [connect-failure, gateway-error] ; methods = [GET, POST] } }
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
  calls billing { retry { on = [connect-failure, gateway-error] ; methods = [GET, HEAD] } }
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
_UNSAFE = frozenset({"POST", "PATCH"})
_BEFORE_THE_REQUEST = frozenset({"connect-failure", "connection-error", "refused-stream"})


def check(context: Context) -> Iterator[Diagnostic]:
    once = Once()
    for entry in context.in_force:
        retry = entry.policy.retry
        if not isinstance(retry, Retry) or not retry.methods or not retry.on or retry.max == 0:
            continue
        unsafe = [method for method in retry.methods if method.upper() in _UNSAFE]
        if entry.route is not None and entry.route.methods:
            unsafe = [method for method in unsafe if method in entry.route.methods]
        answers = [condition for condition in retry.on if condition not in _BEFORE_THE_REQUEST]
        if not unsafe or not answers or entry.protocol == "grpc":
            continue
        origin = retry.origin("methods")
        if not once.new(entry.subject, origin):
            continue
        yield CODE.at(
            origin,
            f"{quoted(unsafe)} of {context.subject(entry, origin)} would be sent again on {quoted(answers, 'or')}, "
            "though the first try may have taken effect",
            label="not safe to repeat",
            secondary=labels((retry.origin("on"), "after an answer like these")),
            help=f"take {quoted(unsafe)} out of `methods`, or retry on `connect-failure` and `refused-stream` only",
        )
