"""Containers that wait for what never comes."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.diagnostics.model import Code, Diagnostic
from meshc.ir.workload import Container, Dependency
from meshc.lint.context import Context, Unit
from meshc.lint.rule import labels
from meshc.lint.wording import arrows

CODE = Code(
    code="MC356",
    name="container-dependency",
    summary="A container waits for something that never comes.",
    explanation=(
        "ECS refuses a task whose containers wait for each other in a circle, or that waits for a container to be "
        "healthy which has no health check command, or to end although it is essential. See "
        "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html"
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  depends-on migrate { condition = success }
  container migrate { image = "acme/migrate:1" ; memory = 64MiB ; essential = true }
}
""",
    good="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  depends-on migrate { condition = success }
  container migrate { image = "acme/migrate:1" ; memory = 64MiB ; essential = false }
}
""",
)


def check(context: Context) -> Iterator[Diagnostic]:
    for unit in context.units:
        workload = unit.workload
        if workload.sidecars or workload.application.depends_on:
            containers = {container.name: container for container in (*workload.sidecars, workload.application)}
            supplied = workload.application.name if workload.task is not None else None
            for container in containers.values():
                for dependency in container.depends_on:
                    awaited = containers.get(dependency.container)
                    if awaited is not None and awaited.name != supplied:
                        yield from _condition(container, dependency, awaited)
            yield from _cycle(unit, containers)


def _condition(container: Container, dependency: Dependency, awaited: Container) -> Iterator[Diagnostic]:
    condition = dependency.condition
    if condition == "healthy" and (awaited.health is None or not awaited.health.command):
        yield CODE.at(
            dependency.origin("condition"),
            f"`{container.name}` waits for `{awaited.name}` to be healthy, which has no health check of its own",
            secondary=labels((awaited.origin(), "has no `health { command = … }`")),
            help=f"give `{awaited.name}` a `health {{ command = […] }}`, or wait for its `start`",
        )
    elif condition in ("complete", "success") and awaited.essential is not False:
        yield CODE.at(
            dependency.origin("condition"),
            f"`{container.name}` waits for the end of `{awaited.name}`, which is essential: its end stops the task",
            secondary=labels((awaited.origin("essential"), "essential unless it says otherwise")),
            help=f"write `essential = false` in `{awaited.name}`",
        )


def _cycle(unit: Unit, containers: dict[str, Container]) -> Iterator[Diagnostic]:
    waits = {
        name: [dependency.container for dependency in container.depends_on if dependency.container in containers]
        for name, container in containers.items()
    }
    # What waits for nothing is taken away until only circles, and what waits for them, are left.
    while free := [name for name, needed in waits.items() if not any(other in waits for other in needed)]:
        for name in free:
            del waits[name]
    if not waits:
        return
    path = [next(iter(waits))]
    while path[-1] not in path[:-1]:
        path.append(next(other for other in waits[path[-1]] if other in waits))
    circle = path[path.index(path[-1]) :]
    last = next(entry for entry in containers[circle[-2]].depends_on if entry.container == circle[-1])
    yield CODE.at(
        last.origin(),
        f"the containers of `{unit.owner}` wait for each other: {arrows([f'`{name}`' for name in circle])}",
        label="closes the circle",
        help=f"let `{circle[-2]}` start without `{circle[-1]}`",
    )
