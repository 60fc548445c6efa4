"""Logs for a FireLens router that is not there."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.diagnostics.model import Code, Diagnostic
from meshc.ir.workload import Log
from meshc.lint.context import Context

CODE = Code(
    code="MC358",
    name="log-router-missing",
    summary="A container logs to FireLens, but no container of its task is the router.",
    explanation=(
        "With the log driver `firelens` ECS hands a container's output to the log router of the same task: a container "
        "with a block `router`. ECS refuses a task that has none. See "
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html"
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  log { driver = firelens }
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
)


def check(context: Context) -> Iterator[Diagnostic]:
    for unit in context.units:
        workload = unit.workload
        if workload.task is not None or any(container.router for container in workload.sidecars):
            continue
        logs: list[Log | None] = [container.log for container in (workload.application, *workload.sidecars)]
        # What the mesh says of logs counts only for a container that says nothing of its own.
        if None in logs:
            logs.append(workload.ecs.log)
        for log in logs:
            if log is not None and log.driver == "firelens" and workload.application.router is None:
                yield CODE.at(
                    log.origin("driver"),
                    f"`{unit.owner}` logs to firelens, but none of its containers is the log router",
                    help="add a container with `router { type = fluentbit }`, or log to awslogs",
                )
                break
