"""Retries that multiply along a path of calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from meshc.diagnostics.model import Code, Diagnostic, Severity
from meshc.ir.effective import built_in
from meshc.ir.traffic import Retry, TrafficPolicy
from meshc.lint.context import Context, Edge
from meshc.lint.rule import labels
from meshc.lint.wording import arrows

CODE = Code(
    code="MC423",
    name="retry-amplification",
    summary="Retries along a path of calls multiply to more than ten requests.",
    explanation=(
        "Each hop that retries repeats all that happens behind it: with 2 retries at each of three hops one request "
        "becomes 27 at the end of the path, just when the last service is in trouble. The factors are (max + 1) of "
        "each hop, the built-in retries included. Nothing is said of a path whose retries are all built in."
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
defaults { retry { max = 3 } }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  calls contract
}
service contract {
  image = "acme/contract:1"
  cpu = 0.25
  memory = 512MiB
  port = 8080
  protocol = http
  calls inventory
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
defaults { retry { max = 1 } }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  calls contract
}
service contract {
  image = "acme/contract:1"
  cpu = 0.25
  memory = 512MiB
  port = 8080
  protocol = http
  calls inventory
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
THRESHOLD = 10
_MOST = 1_000_000


class _Hop(NamedTuple):
    caller: str
    callee: str
    factor: int
    retry: Retry | None
    """Where the author asked for it."""


def check(context: Context) -> Iterator[Diagnostic]:
    hops = [hop for edge in context.edges if edge.proxied for hop in (_hop(edge),) if hop is not None]
    if not any(hop.retry for hop in hops):
        return
    outgoing: dict[str, list[_Hop]] = {}
    for hop in hops:
        outgoing.setdefault(hop.caller, []).append(hop)
    order, forward = _order(outgoing)
    after = _best(reversed(order), {name: [(hop, hop.callee) for hop in forward[name]] for name in order})
    incoming: dict[str, list[tuple[_Hop, str]]] = {name: [] for name in order}
    for name in order:
        for hop in forward[name]:
            incoming[hop.callee].append((hop, name))
    before = _best(order, incoming)
    totals = sorted(
        ((before[hop.caller][0] * hop.factor * after[hop.callee][0], hop) for name in order for hop in forward[name]),
        key=lambda entry: -entry[0],
    )
    told: set[int] = set()
    for total, hop in totals:
        if total <= THRESHOLD:
            break
        if hop.retry is None or id(hop.retry) in told:
            continue
        path = [*reversed([*_walk(before, hop.caller, back=True)]), hop, *_walk(after, hop.callee, back=False)]
        told.update(id(other.retry) for other in path if other.retry is not None)
        yield _finding(path, total)


def _hop(edge: Edge) -> _Hop | None:
    standard = built_in(edge.port.protocol).retry
    worst: tuple[int, Retry] | None = None
    for policy in (edge.policy, *edge.routes):
        factor = _factor(policy)
        if factor > 1 and isinstance(policy.retry, Retry) and (worst is None or factor > worst[0]):
            worst = (factor, policy.retry)
    if worst is None:
        return _Hop(edge.caller, edge.callee.name, 1, None)
    return _Hop(edge.caller, edge.callee.name, worst[0], None if worst[1] is standard else worst[1])


def _factor(policy: TrafficPolicy) -> int:
    return 1 + (policy.retry.max or 0) if isinstance(policy.retry, Retry) else 1


def _order(outgoing: dict[str, list[_Hop]]) -> tuple[list[str], dict[str, list[_Hop]]]:
    """The names so that callers come before callees, and the hops without those that close a circle."""
    forward: dict[str, list[_Hop]] = {}
    done: list[str] = []
    open_names: set[str] = set()
    for root in outgoing:
        if root in forward:
            continue
        forward[root] = []
        open_names.add(root)
        stack = [(root, iter(outgoing[root]))]
        while stack:
            name, hops = stack[-1]
            for hop in hops:
                if hop.callee in open_names:
                    continue
                forward[name].append(hop)
                if hop.callee not in forward:
                    forward[hop.callee] = []
                    open_names.add(hop.callee)
                    stack.append((hop.callee, iter(outgoing.get(hop.callee, ()))))
                    break
            else:
                stack.pop()
                open_names.discard(name)
                done.append(name)
    return done[::-1], forward


def _best(order: Iterable[str], hops: dict[str, list[tuple[_Hop, str]]]) -> dict[str, tuple[int, _Hop | None, str]]:
    """The greatest product of a path that begins (or ends) at each name, with its hop there and what comes next."""
    best: dict[str, tuple[int, _Hop | None, str]] = {}
    for name in order:
        top: tuple[int, _Hop | None, str] = (1, None, "")
        for hop, other in hops[name]:
            product = min(hop.factor * best[other][0], _MOST)
            if product > top[0]:
                top = (product, hop, other)
        best[name] = top
    return best


def _walk(best: dict[str, tuple[int, _Hop | None, str]], name: str, *, back: bool) -> Iterator[_Hop]:
    while (hop := best[name][1]) is not None:
        yield hop
        name = hop.caller if back else hop.callee


def _finding(path: list[_Hop], total: int) -> Diagnostic:
    names = [f"`{path[0].caller}`", *(f"`{hop.callee}`" for hop in path)]
    written = sorted((hop for hop in path if hop.retry is not None), key=lambda hop: -hop.factor)
    first = written[0].retry
    assert first is not None
    count = f"{total:,}" if total < _MOST else f"more than {_MOST:,}"
    shown = " × ".join(str(hop.factor) for hop in path[:8]) + (" × …" if len(path) > 8 else "")
    others = {hop.retry.origin("max"): hop for hop in written[1:] if hop.retry is not None}
    others.pop(first.origin("max"), None)
    return CODE.at(
        first.origin("max"),
        f"retries multiply one request to {count} on the way {arrows(names)} ({shown})",
        label=f"{written[0].factor - 1} retries here",
        secondary=labels(
            *(
                (origin, f"{hop.factor - 1} more between `{hop.caller}` and `{hop.callee}`")
                for origin, hop in others.items()
            )
        ),
        help="retry at one hop of the path, near the failure, and write `retry = off` at the others",
    )
