"""How many services and tasks ECS and Application Auto Scaling allow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial
from math import inf
from typing import Any

from meshc.backends import samples, sources
from meshc.backends.checks import FINE, here, late, within
from meshc.backends.documents import is_registered
from meshc.backends.limits import Build, Found, Limit, Pointer, Strength

_SERVICE = ("CreateService", "UpdateService")
_MOST_SERVICES = 5000
_MOST_TASKS = 5000
_MOST_REGISTERED_TASKS = 1000
_limit = partial(Limit, backend="ecs", service="ecs", operations=_SERVICE)
_across = partial(Limit, backend="ecs", service="ecs", operations=("CreateService",))


def _tasks(count: int, body: Mapping[str, Any]) -> Iterable[Found]:
    return within("desiredCount", 0, inf if is_registered(body) else _MOST_TASKS, "tasks")(count, body)


def _registered_tasks(count: int, body: Mapping[str, Any]) -> Iterable[Found]:
    if count <= _MOST_REGISTERED_TASKS or not is_registered(body):
        return FINE
    most = f"{_MOST_REGISTERED_TASKS:,}"
    return here(f"`desiredCount` is {count:,} tasks; a service with Service Connect or discovery has at most {most}")


def _services_per_cluster(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    seen: Counter[str] = Counter()
    for index, body in build.of("ecs", "CreateService"):
        cluster = body.get("cluster", "default")
        seen[cluster] += 1
        if seen[cluster] == _MOST_SERVICES + 1:
            yield index, ("cluster",), f"the cluster `{cluster}` gets more services than the {_MOST_SERVICES:,} of ECS"


def _range(body: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    least, most = body.get("MinCapacity"), body.get("MaxCapacity")
    if least is None or most is None or 0 <= least <= most:
        return FINE
    return ((("MinCapacity",), f"`MinCapacity` is {least}; it must be 0 to `MaxCapacity`, which is {most}"),)


def _resource(resource: str, body: Mapping[str, Any]) -> Iterable[Found]:
    parts = resource.split("/")
    if body["ServiceNamespace"] != "ecs" or late(resource) or (len(parts) == 3 and parts[0] == "service"):
        return FINE
    return here(f"`ResourceId` is `{resource}`; for ECS it is service/<cluster>/<service>")


def _scaled_tasks(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    registered = {
        f"service/{body.get('cluster', 'default')}/{body['serviceName']}"
        for _index, body in build.of("ecs", "CreateService")
        if is_registered(body)
    }
    for index, body in build.of("application-autoscaling", "RegisterScalableTarget"):
        most = _MOST_REGISTERED_TASKS if body["ResourceId"] in registered else _MOST_TASKS
        if body.get("MaxCapacity", 0) > most:
            message = f"`MaxCapacity` is {body['MaxCapacity']:,} tasks; this service can have {most:,}"
            yield index, ("MaxCapacity",), message


LIMITS: tuple[Limit, ...] = (
    _across(
        id="services-per-cluster",
        field="cluster",
        statement="A cluster has up to 5,000 services.",
        value="5,000 services",
        source=sources.ECS_QUOTAS,
        across=_services_per_cluster,
        at=lambda: samples.build(*(samples.service(serviceName=f"s{n}") for n in range(_MOST_SERVICES))),
        past=lambda: samples.build(*(samples.service(serviceName=f"s{n}") for n in range(_MOST_SERVICES + 1))),
        strength=Strength.ADJUSTABLE,
    ),
    _limit(
        id="tasks-per-service",
        field="desiredCount",
        statement="A service has up to 5,000 tasks.",
        value="5,000 tasks",
        source=sources.ECS_QUOTAS,
        check=_tasks,
        at=lambda: samples.service(desiredCount=5000),
        past=lambda: samples.service(desiredCount=5001),
        strength=Strength.ADJUSTABLE,
    ),
    _limit(
        id="registered-tasks-per-service",
        field="desiredCount",
        statement="A service with Service Connect or service discovery has up to 1,000 tasks.",
        value="1,000 tasks",
        source=sources.CLOUD_MAP_QUOTAS,
        check=_registered_tasks,
        at=lambda: samples.connected() | {"desiredCount": 1000},
        past=lambda: samples.connected() | {"desiredCount": 1001},
    ),
    _across(
        id="autoscaling-tasks",
        service="application-autoscaling",
        operations=("RegisterScalableTarget",),
        field="MaxCapacity",
        statement="A service scales up to 5,000 tasks, with Service Connect or service discovery up to 1,000.",
        value="5,000 tasks or 1,000",
        source=sources.ECS_QUOTAS,
        across=_scaled_tasks,
        at=lambda: samples.build(samples.connected(), samples.scalable(MaxCapacity=1000)),
        past=lambda: samples.build(samples.connected(), samples.scalable(MaxCapacity=1001)),
    ),
    _limit(
        id="autoscaling-range",
        service="application-autoscaling",
        operations=("RegisterScalableTarget",),
        field="",
        statement="The least number of tasks is not negative and no more than the most.",
        value="0..MaxCapacity",
        source="botocore application-autoscaling 2016-02-06 RegisterScalableTarget.MinCapacity documentation",
        check=_range,
        at=lambda: samples.scalable(MinCapacity=10),
        past=lambda: samples.scalable(MinCapacity=11),
    ),
    _limit(
        id="autoscaling-resource",
        service="application-autoscaling",
        operations=("RegisterScalableTarget", "PutScalingPolicy"),
        field="ResourceId",
        statement="What scales is written service/<cluster>/<service>.",
        value="service/<cluster>/<service>",
        source="botocore application-autoscaling 2016-02-06 RegisterScalableTarget.ResourceId documentation",
        check=_resource,
        at=lambda: samples.scalable(),
        past=lambda: samples.scalable(ResourceId="service/api"),
    ),
)
