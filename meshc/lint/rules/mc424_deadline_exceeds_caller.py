"""Work that goes on after its caller has given up."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.diagnostics.model import Code, Diagnostic, Severity
from meshc.ir.traffic import Call
from meshc.lint.context import Context, Edge
from meshc.lint.rule import labels
from meshc.lint.wording import duration

CODE = Code(
    code="MC424",
    name="deadline-exceeds-caller",
    summary="A service waits for another one longer than anybody waits for it.",
    explanation=(
        "When the caller of a service gives up, what the service still waits for is of no use to anybody: it only "
        "holds connections and load. Timeouts should get shorter along a path of calls. Nothing is said where one "
        "of the callers waits long enough, runs no proxy, or where nobody in the mesh calls the service."
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  calls contract { timeout = 2s }
}
service contract {
  image = "acme/contract:1"
  cpu = 0.25
  memory = 512MiB
  port = 8080
  protocol = http
  calls inventory { timeout = 30s }
}
service inventory {
  image = "acme/inventory:1"
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
  calls contract { timeout = 2s }
}
service contract {
  image = "acme/contract:1"
  cpu = 0.25
  memory = 512MiB
  port = 8080
  protocol = http
  calls inventory { timeout = 1500ms }
}
service inventory {
  image = "acme/inventory:1"
  cpu = 0.25
  memory = 512MiB
  port = 8080
  protocol = http
}
""",
    severity=Severity.WARNING,
)


def check(context: Context) -> Iterator[Diagnostic]:
    longest: dict[str, tuple[int, Edge] | None] = {}
    for edge in context.edges:
        name = edge.callee.name
        waits = _longest_wait(edge)
        before = longest.get(name, (-1, edge))
        if waits is None or before is None:
            longest[name] = None
        elif waits > before[0]:
            longest[name] = (waits, edge)
    for edge in context.edges:
        given = longest.get(edge.caller)
        if given is None or not edge.proxied or not isinstance(edge.cause, Call):
            continue
        timeout = edge.policy.timeout
        if (isinstance(timeout, int) and timeout > given[0]) or edge.cause.policy.timeout == "off":
            yield _finding(edge, given[0], given[1])


def _longest_wait(edge: Edge) -> int | None:
    """How long the caller waits at most, in milliseconds; None where that is not limited, or not by a proxy."""
    if not edge.proxied:
        return None
    longest = 0
    for policy in (edge.policy, *edge.routes):
        if not isinstance(policy.timeout, int):
            return None
        longest = max(longest, policy.timeout)
    return longest


def _finding(edge: Edge, waits: int, caller: Edge) -> Diagnostic:
    timeout = edge.policy.timeout
    own, other = edge.policy.origin("timeout"), caller.policy.origin("timeout")
    how_long = f"up to {duration(timeout)}" if isinstance(timeout, int) else "without a limit"
    own_word = f"`{edge.caller}` waits {how_long} for `{edge.callee.name}`"
    other_word = f"`{caller.caller}` gives up on `{edge.caller}` after {duration(waits)}"
    message = (
        f"{own_word}, but nobody waits for `{edge.caller}` longer than {duration(waits)}, not even `{caller.caller}`"
    )
    if not own.written:
        own, other, own_word, other_word = other, own, other_word, own_word
    return CODE.at(
        own,
        message,
        label=own_word,
        secondary=labels((other, other_word)),
        help=f"give the calls of `{edge.caller}` to `{edge.callee.name}` a `timeout` below {duration(waits)}, "
        f"or let `{caller.caller}` wait longer",
    )
