"""Volumes that nobody mounts."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.diagnostics.model import Code, Diagnostic, Severity
from meshc.lint.context import Context

CODE = Code(
    code="MC435",
    name="unused-volume",
    summary="No container mounts this volume.",
    explanation="A volume that no container of the task mounts holds nothing.",
    bad="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  volume scratch {}
}
""",
    good="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  volume scratch {}
  mount scratch { path = "/tmp" }
}
""",
    severity=Severity.WARNING,
)


def check(context: Context) -> Iterator[Diagnostic]:
    for unit in context.units:
        workload = unit.workload
        # The containers of a task definition that the user supplies may mount it.
        if not workload.volumes or workload.task is not None:
            continue
        used = {mount.volume for container in (workload.application, *workload.sidecars) for mount in container.mounts}
        # A mount of an unknown volume is reported as such; most likely it is a misspelt one of these.
        if not used <= {volume.name for volume in workload.volumes}:
            continue
        for volume in workload.volumes:
            if volume.name not in used:
                yield CODE.at(
                    volume.origin("name"),
                    f"volume `{volume.name}` of `{unit.owner}` is not mounted by any of its containers",
                    label="never used",
                    help="mount it, or remove it",
                )
