"""What ECS asks of services, beyond the published schema, and of the services of one build together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from meshc.backends import samples, sources
from meshc.backends.checks import FINE, at_most, here, spelled
from meshc.backends.limits import Build, Found, Limit, Pointer
from meshc.backends.names import ECS_NAME

_LOAD_BALANCING = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/register-multiple-targetgroups.html"
_SERVICE = ("CreateService", "UpdateService")
_limit = partial(Limit, backend="ecs", service="ecs", operations=_SERVICE)
_across = partial(Limit, backend="ecs", service="ecs", operations=("CreateService",))


def _registries(registries: Sequence[Any], _body: Any) -> Iterable[Found]:
    if len(registries) <= 1:
        return FINE
    return here(f"`serviceRegistries` has {len(registries)} entries; ECS registers a service in one")


def _registry_port(registry: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    if "port" in registry and ("containerName" in registry or "containerPort" in registry):
        return ((("port",), "`port` and `containerName` are both given; ECS takes one or the other"),)
    if ("containerName" in registry) != ("containerPort" in registry):
        missing = "containerPort" if "containerName" in registry else "containerName"
        return (((missing,), f"`{missing}` is missing; `containerName` and `containerPort` go together"),)
    return FINE


def _groups(balancers: Sequence[Mapping[str, Any]], _body: Any) -> Iterable[Found]:
    groups = sum("targetGroupArn" in balancer for balancer in balancers)
    if groups <= 5:
        return FINE
    return here(f"`loadBalancers` has {groups} target groups; ECS allows 5")


def _service_names(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    seen: set[tuple[str, str]] = set()
    for index, body in build.of("ecs", "CreateService"):
        key = (body.get("cluster", "default"), body["serviceName"])
        if key in seen:
            yield index, ("serviceName",), f"the cluster `{key[0]}` gets two services called `{key[1]}`"
        seen.add(key)


def _network(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    for index, body, task in build.running:
        needed = task.get("networkMode") == "awsvpc"
        given = "awsvpcConfiguration" in body.get("networkConfiguration", {})
        # An update leaves out what does not change.
        if needed and not given and "serviceName" in body:
            yield index, ("networkConfiguration",), "`networkConfiguration` is missing; the task's awsvpc needs it"
        elif given and not needed:
            yield index, ("networkConfiguration",), "`networkConfiguration` is given, but the task is not awsvpc"


def _containers(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    for index, body, task in build.running:
        names = {container.get("name") for container in task["containerDefinitions"]}
        for member in ("serviceRegistries", "loadBalancers"):
            for position, entry in enumerate(body.get(member, ())):
                name = entry.get("containerName")
                if name is not None and name not in names:
                    place = (member, position, "containerName")
                    yield index, place, f"`containerName` is `{name}`, which is no container of `{task['family']}`"


def _registered_by_port(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    for index, body, task in build.running:
        if task.get("networkMode", "bridge") not in ("bridge", "host"):
            continue
        for position, registry in enumerate(body.get("serviceRegistries", ())):
            if "containerName" not in registry:
                place = ("serviceRegistries", position, "containerName")
                yield index, place, "`containerName` is missing; discovery of a task without awsvpc needs it"


def _network_of(subnets: int, groups: int) -> dict[str, Any]:
    awsvpc = {
        "subnets": [f"subnet-{number}" for number in range(subnets)],
        "securityGroups": [f"sg-{number}" for number in range(groups)],
    }
    return samples.service(networkConfiguration={"awsvpcConfiguration": awsvpc})


def _balanced(groups: int) -> dict[str, Any]:
    group = {"targetGroupArn": "${group}", "containerName": "app", "containerPort": 8080}
    return samples.service(loadBalancers=[group] * groups)


def _bridged(**registry: Any) -> Build:
    return samples.build(
        samples.ec2_task(networkMode="bridge"),
        samples.registered({"registryArn": "${registry}", **registry}, launchType="EC2", networkConfiguration=None),
    )


LIMITS: tuple[Limit, ...] = (
    _across(
        id="service-name",
        field="serviceName",
        statement="The name of a service has up to 255 letters, digits, underscores and hyphens.",
        value="255 characters",
        source=sources.ecs("CreateService.serviceName"),
        check=spelled("serviceName", ECS_NAME),
        names=ECS_NAME,
        at=lambda: samples.service(serviceName="s" * 255),
        past=lambda: samples.service(serviceName="s" * 256),
    ),
    _across(
        id="service-name-unique",
        field="serviceName",
        statement="The services of a cluster have different names.",
        value="1 service per name and cluster",
        source=sources.ecs("CreateService.serviceName"),
        across=_service_names,
        at=lambda: samples.build(samples.service(), samples.service(cluster="other")),
        past=lambda: samples.build(samples.service(), samples.service()),
    ),
    _limit(
        id="subnets-per-service",
        field="networkConfiguration.awsvpcConfiguration.subnets",
        statement="A service is placed in up to 16 subnets.",
        value="16 subnets",
        source=sources.ecs("AwsVpcConfiguration.subnets"),
        check=at_most("subnets", 16),
        at=lambda: _network_of(16, 1),
        past=lambda: _network_of(17, 1),
    ),
    _limit(
        id="security-groups-per-service",
        field="networkConfiguration.awsvpcConfiguration.securityGroups",
        statement="A service has up to 5 security groups.",
        value="5 security groups",
        source=sources.ecs("AwsVpcConfiguration.securityGroups"),
        check=at_most("securityGroups", 5),
        at=lambda: _network_of(1, 5),
        past=lambda: _network_of(1, 6),
    ),
    _across(
        id="service-network",
        field="networkConfiguration",
        statement="A service has a network configuration exactly when its task definition is awsvpc.",
        value="awsvpc",
        source=sources.ecs("CreateService.networkConfiguration"),
        across=_network,
        at=lambda: samples.build(samples.task(), samples.service()),
        past=lambda: samples.build(samples.task(), samples.service(networkConfiguration=None)),
    ),
    _across(
        id="service-container",
        field="",
        statement="A service names containers of its own task definition.",
        value="a container of the task",
        source=sources.ecs("ServiceRegistry.containerName"),
        across=_containers,
        at=lambda: samples.build(samples.task(), _balanced(1)),
        past=lambda: samples.build(samples.task(samples.container("web")), _balanced(1)),
    ),
    _limit(
        id="service-registries",
        field="serviceRegistries",
        statement="A service is registered in one Cloud Map service.",
        value="1 registry",
        source=sources.ecs("CreateService.serviceRegistries"),
        check=_registries,
        at=lambda: samples.registered(),
        past=lambda: samples.registered({"registryArn": "${a}"}, {"registryArn": "${b}"}),
    ),
    _limit(
        id="registry-port",
        field="serviceRegistries[]",
        statement="A registry has a container with its port, or a port, or neither.",
        value="containerName with containerPort, or port",
        source=sources.ecs("ServiceRegistry.containerName"),
        check=_registry_port,
        at=lambda: samples.registered({"registryArn": "${a}", "containerName": "app", "containerPort": 8080}),
        past=lambda: samples.registered(
            {"registryArn": "${a}", "containerName": "app", "containerPort": 8080, "port": 8080}
        ),
    ),
    _across(
        id="registry-container",
        field="serviceRegistries[].containerName",
        statement="With bridge or host networking a registry names the container and its port.",
        value="containerName with containerPort",
        source=sources.ecs("ServiceRegistry.containerName"),
        across=_registered_by_port,
        at=lambda: _bridged(containerName="app", containerPort=8080),
        past=lambda: _bridged(),
    ),
    _limit(
        id="target-groups-per-service",
        field="loadBalancers",
        statement="A service is behind up to 5 target groups.",
        value="5 target groups",
        source=_LOAD_BALANCING,
        check=_groups,
        at=lambda: _balanced(5),
        past=lambda: _balanced(6),
    ),
)
