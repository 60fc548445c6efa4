"""How many of a kind App Mesh allows until somebody asks for more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from meshc.backends.appmesh import samples
from meshc.backends.checks import at_most
from meshc.backends.limits import Build, Document, Limit, Pointer, Strength

_QUOTAS = "https://docs.aws.amazon.com/general/latest/gr/appmesh.html"
_SCALING = "https://docs.aws.amazon.com/app-mesh/latest/userguide/troubleshooting-scaling.html"
_MOST_ENVOYS = 50
_MOST_BACKENDS = 50
_MOST_MESHES = 15
_IDENTITY = "APPMESH_RESOURCE_ARN"
_limit = partial(Limit, backend="appmesh", service="appmesh", strength=Strength.ADJUSTABLE)


def _counted(
    operation: str, member: str, what: str, most: int
) -> Callable[[Build], Iterable[tuple[int, Pointer, str]]]:
    """No more than so many documents for an operation that have the same member."""

    def across(build: Build) -> Iterable[tuple[int, Pointer, str]]:
        seen: Counter[str] = Counter()
        for index, body in build.of("appmesh", operation):
            seen[body[member]] += 1
            if seen[body[member]] == most + 1:
                yield index, (member,), f"`{body[member]}` gets more {what} than the {most} of App Mesh"

    return across


def _quota(id: str, operation: str, member: str, what: str, most: int, made: Callable[[int], dict[str, Any]]) -> Limit:
    owner = "router" if member == "virtualRouterName" else "mesh"
    return _limit(
        id=f"app-mesh-{id}",
        operations=(operation,),
        field=member,
        statement=f"A {owner} has up to {most} {what}.",
        value=f"{most} {what}",
        source=_QUOTAS,
        across=_counted(operation, member, what, most),
        at=lambda: samples.build(operation, *map(made, range(most))),
        past=lambda: samples.build(operation, *map(made, range(most + 1))),
    )


def _envoys(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    for index, body, task in build.running:
        count = body.get("desiredCount", 1)
        if count > _MOST_ENVOYS and _is_meshed(task):
            yield (
                index,
                ("desiredCount",),
                f"`desiredCount` is {count:,} tasks; a virtual node has {_MOST_ENVOYS} at most",
            )


def _meshes(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    for number, (index, _body) in enumerate(build.of("appmesh", "CreateMesh"), 1):
        if number == _MOST_MESHES + 1:
            yield index, (), f"this is mesh {number} of the build; App Mesh allows {_MOST_MESHES} to an account"


def _is_meshed(task: Any) -> bool:
    return any(
        variable["name"] == _IDENTITY
        for container in task["containerDefinitions"]
        for variable in container.get("environment", ())
    )


def _tasks(count: int) -> Build:
    environment = [{"name": _IDENTITY, "value": "mesh/shop/virtualNode/api"}]
    documents: Sequence[Document] = (
        Document("ecs", "RegisterTaskDefinition", _task(environment)),
        Document("ecs", "CreateService", _service(count)),
    )
    return Build(documents, {})


def _task(environment: list[dict[str, str]]) -> dict[str, Any]:
    from meshc.backends.samples import container, task

    return task(container(environment=environment))


def _service(count: int) -> dict[str, Any]:
    from meshc.backends.samples import service

    return service(desiredCount=count)


LIMITS: tuple[Limit, ...] = (
    _quota("nodes", "CreateVirtualNode", "meshName", "virtual nodes", 200, lambda n: samples.node(f"n{n}")),
    _quota("routers", "CreateVirtualRouter", "meshName", "virtual routers", 200, lambda n: samples.router(f"n{n}")),
    _quota("services", "CreateVirtualService", "meshName", "virtual services", 200, lambda n: samples.service(f"n{n}")),
    _quota("routes", "CreateRoute", "virtualRouterName", "routes", 50, lambda n: samples.route(f"n{n}")),
    _limit(
        id="app-mesh-meshes",
        operations=("CreateMesh",),
        field="",
        statement="An account has up to 15 meshes.",
        value="15 meshes",
        source=_QUOTAS,
        across=_meshes,
        at=lambda: samples.build("CreateMesh", *(samples.mesh() for _number in range(_MOST_MESHES))),
        past=lambda: samples.build("CreateMesh", *(samples.mesh() for _number in range(_MOST_MESHES + 1))),
    ),
    _limit(
        id="app-mesh-backends",
        operations=("CreateVirtualNode", "UpdateVirtualNode"),
        field="spec.backends",
        statement="A virtual node has up to 50 backends.",
        value="50 backends",
        source=_QUOTAS,
        check=at_most("backends", _MOST_BACKENDS, "backend", taker="App Mesh"),
        at=lambda: samples.node(backends=samples.backends(_MOST_BACKENDS)),
        past=lambda: samples.node(backends=samples.backends(_MOST_BACKENDS + 1)),
    ),
    _limit(
        id="app-mesh-envoys",
        service="ecs",
        operations=("CreateService", "UpdateService"),
        field="desiredCount",
        statement="A virtual node or a virtual gateway has up to 50 proxies at a time.",
        value="50 tasks",
        source=_SCALING,
        across=_envoys,
        at=lambda: _tasks(_MOST_ENVOYS),
        past=lambda: _tasks(_MOST_ENVOYS + 1),
    ),
)
