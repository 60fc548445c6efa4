"""Two volumes at one place of a container."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.diagnostics.model import Code, Diagnostic
from meshc.ir.workload import Mount
from meshc.lint.context import Context
from meshc.lint.rule import labels

CODE = Code(
    code="MC357",
    name="mount-path",
    summary="Two volumes are mounted at the same place, or at no place.",
    explanation=(
        "A container sees one volume at a path. The path is absolute: it begins with `/`, or on Windows with a drive."
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  volume scratch {}
  volume cache {}
  mount scratch { path = "/tmp" }
  mount cache { path = "/tmp/" }
}
""",
    good="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  volume scratch {}
  volume cache {}
  mount scratch { path = "/tmp" }
  mount cache { path = "/cache" }
}
""",
)


def check(context: Context) -> Iterator[Diagnostic]:
    for _unit, container in context.containers:
        if not container.mounts:
            continue
        first: dict[str, Mount] = {}
        for mount in container.mounts:
            path = mount.path.rstrip("/\\") or "/"
            if not mount.path.startswith("/") and mount.path[1:2] != ":":
                yield CODE.at(
                    mount.origin("path"),
                    f"`{mount.path}`, where `{container.name}` mounts `{mount.volume}`, is no absolute path",
                    help=f"begin it with `/`: `/{mount.path}`",
                )
            elif path in first:
                yield CODE.at(
                    mount.origin("path"),
                    f"`{container.name}` mounts both `{first[path].volume}` and `{mount.volume}` at `{path}`",
                    secondary=labels((first[path].origin(), "the other mount")),
                    help="mount one of them somewhere else",
                )
            else:
                first[path] = mount
