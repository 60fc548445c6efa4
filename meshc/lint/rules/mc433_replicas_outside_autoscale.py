"""A number of tasks that autoscaling takes back at once."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.diagnostics.model import Code, Diagnostic, Severity
from meshc.lint.context import Context
from meshc.lint.rule import labels

CODE = Code(
    code="MC433",
    name="replicas-outside-autoscale",
    summary="`replicas` lies outside the bounds of `autoscale`.",
    explanation=(
        "Autoscaling keeps the number of tasks between `min` and `max`: a number outside of them is changed as soon as "
        "the service exists."
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  replicas = 1
  autoscale { min = 2 ; max = 6 ; cpu = 60% }
}
""",
    good="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  replicas = 2
  autoscale { min = 2 ; max = 6 ; cpu = 60% }
}
""",
    severity=Severity.WARNING,
)


def check(context: Context) -> Iterator[Diagnostic]:
    for unit in context.units:
        scale, replicas = unit.workload.autoscale, unit.workload.replicas
        if scale is None or not isinstance(replicas, int) or not unit.workload.origin("replicas").written:
            continue
        if scale.min <= replicas <= scale.max or scale.min > scale.max:
            continue
        field, bound = ("min", scale.min) if replicas < scale.min else ("max", scale.max)
        side = "below" if replicas < scale.min else "above"
        yield CODE.at(
            unit.workload.origin("replicas"),
            f"`replicas` of `{unit.owner}` is {replicas}, {side} the `{field}` of its `autoscale`, {bound}",
            secondary=labels((scale.origin(field), f"the `{field}`")),
            help=f"write a number from {scale.min} to {scale.max}, or leave `replicas` out",
        )
