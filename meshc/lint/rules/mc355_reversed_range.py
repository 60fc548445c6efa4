"""Two bounds of which the lower is above the upper."""

from __future__ import annotations

import re
from collections.abc import Iterator

from meshc.diagnostics.model import Code, Diagnostic
from meshc.ir.base import Node
from meshc.ir.traffic import Retry, TrafficPolicy
from meshc.lint.context import Context
from meshc.lint.rule import labels
from meshc.lint.wording import duration

CODE = Code(
    code="MC355",
    name="reversed-range",
    summary="A lower bound is above its upper bound.",
    explanation=(
        "`min` and `max` of `autoscale`, `base` and `max` of `backoff`, the soft and hard limit of `ulimit`, "
        "`minimum-healthy` and `maximum` of `deployment`, `memory-reservation` and `memory`, and the two ends of a "
        "header's range come in this order, the lower first. The second end of a header's range is not part of it."
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  autoscale { min = 6 ; max = 2 ; cpu = 60% }
}
""",
    good="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  autoscale { min = 2 ; max = 6 ; cpu = 60% }
}
""",
)
_RANGE = r"(-?\d{1,18})\.\.(-?\d{1,18})"


def check(context: Context) -> Iterator[Diagnostic]:
    for policy, where in context.written_policies:
        yield from _policy(policy, where)
    for owner in context.owners:
        for route in owner.routes:
            for match in (*route.headers, *route.query):
                if match.kind == "range":
                    yield from _match(match, match.value or "", f"a route of `{owner.name}`")
    for unit in context.units:
        workload, where = unit.workload, f"`{unit.owner}`"
        if (scale := workload.autoscale) is not None:
            yield from _order(scale, "min", scale.min, "max", scale.max, where)
        if (deployment := workload.deployment) is not None:
            low, high = deployment.minimum_healthy, deployment.maximum
            yield from _order(deployment, "minimum_healthy", low, "maximum", high, where)
    for _unit, container in context.containers:
        where = f"container `{container.name}`"
        low, high = container.memory_reservation, container.memory
        yield from _order(container, "memory_reservation", low, "memory", high, where, unit="MiB")
        for limit in container.ulimits:
            hard = None if limit.hard < 0 else limit.hard
            yield from _order(limit, "soft", limit.soft, "hard", hard, f"ulimit `{limit.name}` of {where}")


def _policy(policy: TrafficPolicy, where: str) -> Iterator[Diagnostic]:
    if isinstance(policy.retry, Retry) and policy.retry.backoff is not None:
        backoff = policy.retry.backoff
        yield from _order(backoff, "base", backoff.base, "max", backoff.max, f"the backoff of {where}", unit="ms")


def _order(
    node: Node, low_field: str, low: int | None, high_field: str, high: int | None, where: str, *, unit: str = ""
) -> Iterator[Diagnostic]:
    if low is None or high is None or low <= high:
        return
    first, second = (duration(value) if unit == "ms" else f"{value}{unit}" for value in (low, high))
    low_name, high_name = low_field.replace("_", "-"), high_field.replace("_", "-")
    yield CODE.at(
        node.origin(low_field),
        f"`{low_name}` of {where} is {first}, which is above `{high_name}`, {second}",
        secondary=labels((node.origin(high_field), "the upper bound")),
        help=f"make `{low_name}` at most {second}, or `{high_name}` at least {first}",
    )


def _match(match: Node, value: str, where: str) -> Iterator[Diagnostic]:
    found = re.fullmatch(_RANGE, value)
    if found is None:
        message = f"the range `{value}` in {where} is not two whole numbers joined by `..`"
        yield CODE.at(match.origin("value"), message, help="write it as `100..200`")
    elif int(found[1]) >= int(found[2]):
        message = f"the range `{value}` in {where} holds no number: its second end is not part of it"
        yield CODE.at(match.origin("value"), message, help="make the second end the greater one")
