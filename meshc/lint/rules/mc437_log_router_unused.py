"""FireLens routers that get no logs."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.diagnostics.model import Code, Diagnostic, Severity
from meshc.lint.context import Context

CODE = Code(
    code="MC437",
    name="log-router-unused",
    summary="A log router gets no logs.",
    explanation=(
        "A container with a block `router` handles the output of those containers of its task that log with the driver "
        "`firelens`. Here none does."
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  container router {
    image = "amazon/aws-for-fluent-bit:2.32.0"
    memory = 64MiB
    router { type = fluentbit }
  }
}
""",
    good="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  log { driver = firelens }
  container router {
    image = "amazon/aws-for-fluent-bit:2.32.0"
    memory = 64MiB
    router { type = fluentbit }
  }
}
""",
    severity=Severity.WARNING,
)


def check(context: Context) -> Iterator[Diagnostic]:
    for unit in context.units:
        workload = unit.workload
        if workload.task is not None:
            continue
        routers = [container for container in workload.sidecars if container.router is not None]
        if not routers:
            continue
        logs = [workload.ecs.log, workload.proxy.log if workload.proxy is not None else None]
        logs += (container.log for container in (workload.application, *workload.sidecars))
        if any(log is not None and log.driver == "firelens" for log in logs):
            continue
        for container in routers:
            assert container.router is not None
            yield CODE.at(
                container.router.origin(),
                f"`{container.name}` is a log router, but no container of `{unit.owner}` logs to firelens",
                label="gets no logs",
                help="write `log { driver = firelens }`, or remove `router`",
            )
