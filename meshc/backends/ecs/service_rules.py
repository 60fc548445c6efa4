"""What ECS asks of services, beyond the published schema, and of the services of one build together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from meshc.backends import samples
from meshc.backends.checks import FINE, at_most, here, late, spelled, within
from meshc.backends.documents import is_registered, task_definitions
from meshc.backends.limits import Build, Check, Found, Limit, Pointer, Strength
from meshc.backends.names import ECS_NAME

_QUOTAS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html"
_LOAD_BALANCING = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/register-multiple-targetgroups.html"
_CLOUD_MAP_QUOTAS = "https://docs.aws.amazon.com/cloud-map/latest/dg/cloud-map-limits.html"

_SERVICE = ("CreateService", "UpdateService")
_MOST_SERVICES = 5000
_MOST_TASKS = 5000
_MOST_REGISTERED_TASKS = 1000

_limit = partial(Limit, backend="ecs", service="ecs", operations=_SERVICE)
_across = partial(Limit, backend="ecs", service="ecs", operations=("CreateService",))


def _documented(member: str) -> str:
    return f"botocore ecs 2014-11-13 {member} documentation"


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


def _capacity(body: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    if body.get("launchType") and body.get("capacityProviderStrategy"):
        return ((("launchType",), "`launchType` and `capacityProviderStrategy` are both given; ECS takes one"),)
    return FINE


def _strategy(deployment: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    strategy = deployment.get("strategy", "ROLLING")
    for member, wanted in (("canaryConfiguration", "CANARY"), ("linearConfiguration", "LINEAR")):
        if member in deployment and strategy != wanted:
            yield (member,), f"`{member}` is given with the strategy {strategy}; it belongs to {wanted}"


def _bake_time(deployment: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    if deployment.get("strategy") != "BLUE_GREEN" or "bakeTimeInMinutes" in deployment:
        return FINE
    return ((("bakeTimeInMinutes",), "`bakeTimeInMinutes` is missing; the strategy BLUE_GREEN needs it"),)


def _circuit_breaker(deployment: Mapping[str, Any], _body: Any) -> Iterable[Found]:
    strategy = deployment.get("strategy", "ROLLING")
    if strategy == "ROLLING" or not deployment.get("deploymentCircuitBreaker", {}).get("enable"):
        return FINE
    return ((("deploymentCircuitBreaker",), f"`deploymentCircuitBreaker` is on with {strategy}; it needs ROLLING"),)


def _tenths(name: str, least: float) -> Check:
    def check(value: float, body: Any) -> Iterable[Found]:
        if abs(value * 10 - round(value * 10)) > 1e-6:
            return here(f"`{name}` is {value:g}; ECS takes multiples of 0.1")
        return within(name, least, 100)(value, body)

    return check


def _tasks(count: int, body: Mapping[str, Any]) -> Iterable[Found]:
    return within("desiredCount", 0, float("inf") if is_registered(body) else _MOST_TASKS, "tasks")(count, body)


def _registered_tasks(count: int, body: Mapping[str, Any]) -> Iterable[Found]:
    if count <= _MOST_REGISTERED_TASKS or not is_registered(body):
        return FINE
    most = f"{_MOST_REGISTERED_TASKS:,}"
    return here(f"`desiredCount` is {count:,} tasks; a service with Service Connect or discovery has at most {most}")


def _groups(balancers: Sequence[Mapping[str, Any]], _body: Any) -> Iterable[Found]:
    groups = sum("targetGroupArn" in balancer for balancer in balancers)
    if groups <= 5:
        return FINE
    return here(f"`loadBalancers` has {groups} target groups; ECS allows 5")


def _services_per_cluster(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    seen: Counter[str] = Counter()
    for index, body in build.of("ecs", "CreateService"):
        cluster = body.get("cluster", "default")
        seen[cluster] += 1
        if seen[cluster] == _MOST_SERVICES + 1:
            yield index, ("cluster",), f"the cluster `{cluster}` gets more services than the {_MOST_SERVICES:,} of ECS"


def _service_names(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    seen: set[tuple[str, str]] = set()
    for index, body in build.of("ecs", "CreateService"):
        key = (body.get("cluster", "default"), body["serviceName"])
        if key in seen:
            yield index, ("serviceName",), f"the cluster `{key[0]}` gets two services called `{key[1]}`"
        seen.add(key)


def _network(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    for index, body, task in task_definitions(build):
        needed = task.get("networkMode") == "awsvpc"
        given = "awsvpcConfiguration" in body.get("networkConfiguration", {})
        # An update leaves out what does not change.
        if needed and not given and "serviceName" in body:
            yield index, ("networkConfiguration",), "`networkConfiguration` is missing; the task's awsvpc needs it"
        elif given and not needed:
            yield index, ("networkConfiguration",), "`networkConfiguration` is given, but the task is not awsvpc"


def _containers(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    for index, body, task in task_definitions(build):
        names = {container.get("name") for container in task["containerDefinitions"]}
        for member in ("serviceRegistries", "loadBalancers"):
            for position, entry in enumerate(body.get(member, ())):
                name = entry.get("containerName")
                if name is not None and name not in names:
                    place = (member, position, "containerName")
                    yield index, place, f"`containerName` is `{name}`, which is no container of `{task['family']}`"


def _registered_by_port(build: Build) -> Iterable[tuple[int, Pointer, str]]:
    for index, body, task in task_definitions(build):
        if task.get("networkMode", "bridge") not in ("bridge", "host"):
            continue
        for position, registry in enumerate(body.get("serviceRegistries", ())):
            if "containerName" not in registry:
                place = ("serviceRegistries", position, "containerName")
                yield index, place, "`containerName` is missing; discovery of a task without awsvpc needs it"


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


def _deployed(**deployment: Any) -> dict[str, Any]:
    return samples.service(deploymentConfiguration=deployment)


def _network_of(subnets: int, groups: int) -> dict[str, Any]:
    awsvpc = {
        "subnets": [f"subnet-{number}" for number in range(subnets)],
        "securityGroups": [f"sg-{number}" for number in range(groups)],
    }
    return samples.service(networkConfiguration={"awsvpcConfiguration": awsvpc})


def _balanced(groups: int) -> dict[str, Any]:
    group = {"targetGroupArn": "${group}", "containerName": "app", "containerPort": 8080}
    return samples.service(loadBalancers=[group] * groups)


def _breaker(strategy: str) -> dict[str, Any]:
    return _deployed(
        strategy=strategy, bakeTimeInMinutes=5, deploymentCircuitBreaker={"enable": True, "rollback": True}
    )


def _strategies(count: int, **changes: Any) -> dict[str, Any]:
    providers = [{"capacityProvider": f"provider-{number}"} for number in range(count)]
    return samples.service(capacityProviderStrategy=providers, **{"launchType": None, **changes})


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
        source=_documented("CreateService.serviceName"),
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
        source=_documented("CreateService.serviceName"),
        across=_service_names,
        at=lambda: samples.build(samples.service(), samples.service(cluster="other")),
        past=lambda: samples.build(samples.service(), samples.service()),
    ),
    _across(
        id="services-per-cluster",
        field="cluster",
        statement="A cluster has up to 5,000 services.",
        value="5,000 services",
        source=_QUOTAS,
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
        source=_QUOTAS,
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
        source=_CLOUD_MAP_QUOTAS,
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
        source=_QUOTAS,
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
    _limit(
        id="subnets-per-service",
        field="networkConfiguration.awsvpcConfiguration.subnets",
        statement="A service is placed in up to 16 subnets.",
        value="16 subnets",
        source=_documented("AwsVpcConfiguration.subnets"),
        check=at_most("subnets", 16),
        at=lambda: _network_of(16, 1),
        past=lambda: _network_of(17, 1),
    ),
    _limit(
        id="security-groups-per-service",
        field="networkConfiguration.awsvpcConfiguration.securityGroups",
        statement="A service has up to 5 security groups.",
        value="5 security groups",
        source=_documented("AwsVpcConfiguration.securityGroups"),
        check=at_most("securityGroups", 5),
        at=lambda: _network_of(1, 5),
        past=lambda: _network_of(1, 6),
    ),
    _across(
        id="service-network",
        field="networkConfiguration",
        statement="A service has a network configuration exactly when its task definition is awsvpc.",
        value="awsvpc",
        source=_documented("CreateService.networkConfiguration"),
        across=_network,
        at=lambda: samples.build(samples.task(), samples.service()),
        past=lambda: samples.build(samples.task(), samples.service(networkConfiguration=None)),
    ),
    _across(
        id="service-container",
        field="",
        statement="A service names containers of its own task definition.",
        value="a container of the task",
        source=_documented("ServiceRegistry.containerName"),
        across=_containers,
        at=lambda: samples.build(samples.task(), _balanced(1)),
        past=lambda: samples.build(samples.task(samples.container("web")), _balanced(1)),
    ),
    _limit(
        id="service-registries",
        field="serviceRegistries",
        statement="A service is registered in one Cloud Map service.",
        value="1 registry",
        source=_documented("CreateService.serviceRegistries"),
        check=_registries,
        at=lambda: samples.registered(),
        past=lambda: samples.registered({"registryArn": "${a}"}, {"registryArn": "${b}"}),
    ),
    _limit(
        id="registry-port",
        field="serviceRegistries[]",
        statement="A registry has a container with its port, or a port, or neither.",
        value="containerName with containerPort, or port",
        source=_documented("ServiceRegistry.containerName"),
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
        source=_documented("ServiceRegistry.containerName"),
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
    _limit(
        id="capacity",
        field="",
        statement="A service has a launch type or a capacity provider strategy, not both; Fargate Spot is a provider.",
        value="1 of launchType, capacityProviderStrategy",
        source=_documented("CreateService.launchType"),
        check=_capacity,
        at=lambda: _strategies(1),
        past=lambda: _strategies(1, launchType="FARGATE"),
    ),
    _limit(
        id="capacity-providers",
        field="capacityProviderStrategy",
        statement="A capacity provider strategy has up to 20 providers.",
        value="20 providers",
        source=_documented("CreateService.capacityProviderStrategy"),
        check=at_most("capacityProviderStrategy", 20),
        at=lambda: _strategies(20),
        past=lambda: _strategies(21),
    ),
    _limit(
        id="deployment-strategy",
        field="deploymentConfiguration",
        statement="Canary and linear settings are given with the strategy of their name only.",
        value="CANARY or LINEAR",
        source=_documented("DeploymentConfiguration.canaryConfiguration"),
        check=_strategy,
        at=lambda: _deployed(strategy="CANARY", canaryConfiguration={}),
        past=lambda: _deployed(strategy="LINEAR", canaryConfiguration={}),
    ),
    _limit(
        id="deployment-bake-time",
        field="deploymentConfiguration",
        statement="A blue/green deployment has a bake time.",
        value="bakeTimeInMinutes",
        source=_documented("DeploymentConfiguration.bakeTimeInMinutes"),
        check=_bake_time,
        at=lambda: _deployed(strategy="BLUE_GREEN", bakeTimeInMinutes=0),
        past=lambda: _deployed(strategy="BLUE_GREEN"),
    ),
    _limit(
        id="deployment-circuit-breaker",
        field="deploymentConfiguration",
        statement="The deployment circuit breaker works with rolling deployments only.",
        value="ROLLING",
        source=_documented("DeploymentConfiguration.deploymentCircuitBreaker"),
        check=_circuit_breaker,
        at=lambda: _breaker("ROLLING"),
        past=lambda: _breaker("BLUE_GREEN"),
    ),
    _limit(
        id="canary-percent",
        field="deploymentConfiguration.canaryConfiguration.canaryPercent",
        statement="A canary gets 0.1 to 100 percent of the traffic, in steps of 0.1.",
        value="0.1..100 %",
        source=_documented("CanaryConfiguration.canaryPercent"),
        check=_tenths("canaryPercent", 0.1),
        at=lambda: _deployed(strategy="CANARY", canaryConfiguration={"canaryPercent": 0.1}),
        past=lambda: _deployed(strategy="CANARY", canaryConfiguration={"canaryPercent": 0.05}),
    ),
    _limit(
        id="canary-bake-time",
        field="deploymentConfiguration.canaryConfiguration.canaryBakeTimeInMinutes",
        statement="A canary bakes for up to 1440 minutes.",
        value="0..1440 min",
        source=_documented("CanaryConfiguration.canaryBakeTimeInMinutes"),
        check=within("canaryBakeTimeInMinutes", 0, 1440, "min"),
        at=lambda: _deployed(strategy="CANARY", canaryConfiguration={"canaryBakeTimeInMinutes": 1440}),
        past=lambda: _deployed(strategy="CANARY", canaryConfiguration={"canaryBakeTimeInMinutes": 1441}),
    ),
    _limit(
        id="linear-step",
        field="deploymentConfiguration.linearConfiguration.stepPercent",
        statement="A linear deployment moves 3 to 100 percent of the traffic at a time, in steps of 0.1.",
        value="3..100 %",
        source=_documented("LinearConfiguration.stepPercent"),
        check=_tenths("stepPercent", 3),
        at=lambda: _deployed(strategy="LINEAR", linearConfiguration={"stepPercent": 3.0}),
        past=lambda: _deployed(strategy="LINEAR", linearConfiguration={"stepPercent": 2.9}),
    ),
    _limit(
        id="linear-bake-time",
        field="deploymentConfiguration.linearConfiguration.stepBakeTimeInMinutes",
        statement="A step of a linear deployment bakes for up to 1440 minutes.",
        value="0..1440 min",
        source=_documented("LinearConfiguration.stepBakeTimeInMinutes"),
        check=within("stepBakeTimeInMinutes", 0, 1440, "min"),
        at=lambda: _deployed(strategy="LINEAR", linearConfiguration={"stepBakeTimeInMinutes": 1440}),
        past=lambda: _deployed(strategy="LINEAR", linearConfiguration={"stepBakeTimeInMinutes": 1441}),
    ),
)
