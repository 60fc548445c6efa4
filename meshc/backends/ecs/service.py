"""The ECS service of a unit: the request that makes it, and the one for every later deployment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from meshc.backends.base import Contribution, Lowering, Pointer, Ref, Unit
from meshc.backends.ecs.model import UPDATED, AwsvpcConfiguration, CreateService, DeploymentConfiguration
from meshc.backends.ecs.task import add_tags
from meshc.backends.rounding import whole_minutes, whole_seconds
from meshc.ir.text import Late
from meshc.ir.workload import Deployment
from meshc.source import Origin

UNKNOWN_SUBNETS = Late.model_construct(late="ecs.subnets")
"""Tasks with awsvpc must be in a subnet: where the mesh names none, whoever deploys fills them in."""

DEFAULT_BLUE_GREEN_BAKE = 0
"""Minutes; ECS wants the field with BLUE_GREEN and has no default for it."""

_STRATEGIES = {"rolling": "ROLLING", "blue-green": "BLUE_GREEN", "canary": "CANARY", "linear": "LINEAR"}
_STEPS = {
    "canary": ("canaryConfiguration", "canaryPercent", "canaryBakeTimeInMinutes"),
    "linear": ("linearConfiguration", "stepPercent", "stepBakeTimeInMinutes"),
}


_TAKEN_AWAY: Mapping[str, Any] = {"serviceRegistries": [], "serviceConnectConfiguration": {"enabled": False}}
"""What an update says where a service has none. botocore ecs, UpdateServiceRequest."""


class ServiceBodies(NamedTuple):
    """The bodies of CreateService and UpdateService, with the origins of their fields."""

    create: CreateService
    create_origins: dict[Pointer, Origin]
    update: dict[str, Any]
    update_origins: dict[Pointer, Origin]


def service_bodies(
    unit: Unit, lowering: Lowering, contributions: Sequence[Contribution], task_definition: Ref
) -> ServiceBodies:
    """The service of a unit.

    An update leaves the number of tasks alone where scaling decides it, and forces a deployment where capacity
    providers are named, without which ECS refuses a change of them. Registries and Service Connect of which the mesh
    says nothing are taken away: a field that is left out would stay as it was.
    """
    workload, ecs = unit.workload, unit.workload.ecs
    body: CreateService = {}
    origins: dict[Pointer, Origin] = {(): unit.origin}
    if ecs.cluster is not None:
        body["cluster"] = lowering.text(ecs.cluster, unit.owner)
        origins[("cluster",)] = ecs.origin("cluster")
    body["serviceName"] = unit.name
    body["taskDefinition"] = task_definition
    autoscale = workload.autoscale
    if workload.replicas is not None:
        body["desiredCount"] = workload.replicas
        origins[("desiredCount",)] = workload.origin("replicas")
    elif autoscale is not None:
        body["desiredCount"] = autoscale.min
        origins[("desiredCount",)] = autoscale.origin("min")
    else:
        body["desiredCount"] = 1
    _placement(body, unit, origins)
    if workload.deployment is not None:
        shifts = any(_can_shift(contribution.service_fields) for contribution in contributions)
        _deployment(body, workload.deployment if shifts else _rolling(workload.deployment), unit, lowering, origins)
    network: AwsvpcConfiguration = {"subnets": UNKNOWN_SUBNETS}
    place = ("networkConfiguration", "awsvpcConfiguration")
    for field, key in (("subnets", "subnets"), ("security_groups", "securityGroups")):
        values = getattr(ecs, field)
        if values:
            listed = values if isinstance(values, Late) else [lowering.text(value, unit.owner) for value in values]
            network[key] = listed  # type: ignore[literal-required]
            origins[(*place, key)] = ecs.origin(field)
    if ecs.public_ip is not None:
        network["assignPublicIp"] = "ENABLED" if ecs.public_ip else "DISABLED"
        origins[(*place, "assignPublicIp")] = ecs.origin("public_ip")
    body["networkConfiguration"] = {"awsvpcConfiguration": network}
    add_tags(body, unit, lowering, origins)
    if "tags" in body:
        body["propagateTags"] = "SERVICE"
        origins[("propagateTags",)] = ecs.origin("tags")
    if ecs.execute_command is not None:
        body["enableExecuteCommand"] = ecs.execute_command
        origins[("enableExecuteCommand",)] = ecs.origin("execute_command")
    for contribution in contributions:
        if contribution.service_fields:
            body.update(contribution.service_fields)  # type: ignore[typeddict-item]
            for pointer, origin in contribution.origins.items():
                if pointer and pointer[0] in contribution.service_fields:
                    origins[pointer] = origin
    update: dict[str, Any] = {"service": unit.name}
    update.update((key, value) for key, value in body.items() if key in UPDATED)
    for key, nothing in _TAKEN_AWAY.items():
        update.setdefault(key, nothing)
    if autoscale is not None:
        update.pop("desiredCount")
    if "capacityProviderStrategy" in update:
        update["forceNewDeployment"] = True
    update_origins = {pointer: origin for pointer, origin in origins.items() if not pointer or pointer[0] in update}
    return ServiceBodies(body, origins, update, update_origins)


def _can_shift(fields: Mapping[str, Any]) -> bool:
    """Whether something stands before the tasks by which ECS can move traffic from old ones to new."""
    return bool(fields.get("loadBalancers") or fields.get("serviceConnectConfiguration", {}).get("services"))


def _rolling(deployment: Deployment) -> Deployment:
    """What is left of a deployment where nothing can shift traffic and its author has accepted the loss."""
    if deployment.strategy in (None, "rolling"):
        return deployment
    return deployment.model_copy(update=dict.fromkeys(("strategy", "bake", "step", "step_bake")))


def _placement(body: CreateService, unit: Unit, origins: dict[Pointer, Origin]) -> None:
    ecs = unit.workload.ecs
    if ecs.capacity_providers:
        strategy: list[dict[str, str | int]] = []
        for index, provider in enumerate(ecs.capacity_providers):
            place = ("capacityProviderStrategy", index)
            item: dict[str, str | int] = {"capacityProvider": provider.name}
            origins[place] = provider.origin()
            if provider.weight is not None:
                item["weight"] = provider.weight
                origins[(*place, "weight")] = provider.origin("weight")
            if provider.base is not None:
                item["base"] = provider.base
                origins[(*place, "base")] = provider.origin("base")
            strategy.append(item)
        body["capacityProviderStrategy"] = strategy
    else:
        body["launchType"] = "FARGATE" if ecs.launch == "fargate" else "EC2"
        origins[("launchType",)] = ecs.origin("launch")
    if ecs.platform is not None and ecs.platform.version is not None:
        body["platformVersion"] = ecs.platform.version
        origins[("platformVersion",)] = ecs.platform.origin("version")


def _deployment(
    body: CreateService, deployment: Deployment, unit: Unit, lowering: Lowering, origins: dict[Pointer, Origin]
) -> None:
    made: DeploymentConfiguration = {}
    place = ("deploymentConfiguration",)
    origins[place] = deployment.origin()
    if deployment.strategy is not None:
        made["strategy"] = _STRATEGIES[deployment.strategy]
        origins[(*place, "strategy")] = deployment.origin("strategy")
    if deployment.maximum is not None:
        made["maximumPercent"] = deployment.maximum
        origins[(*place, "maximumPercent")] = deployment.origin("maximum")
    if deployment.minimum_healthy is not None:
        made["minimumHealthyPercent"] = deployment.minimum_healthy
        origins[(*place, "minimumHealthyPercent")] = deployment.origin("minimum_healthy")
    if deployment.circuit_breaker is not None:
        made["deploymentCircuitBreaker"] = {"enable": True, "rollback": deployment.circuit_breaker.rollback}
        origins[(*place, "deploymentCircuitBreaker")] = deployment.circuit_breaker.origin()
    if deployment.bake is not None:
        made["bakeTimeInMinutes"] = whole_minutes(deployment.bake)
        origins[(*place, "bakeTimeInMinutes")] = deployment.origin("bake")
    elif deployment.strategy == "blue-green":
        made["bakeTimeInMinutes"] = DEFAULT_BLUE_GREEN_BAKE
    if deployment.strategy in _STEPS and (deployment.step is not None or deployment.step_bake is not None):
        key, percent, bake = _STEPS[deployment.strategy]
        steps: dict[str, float | int] = {}
        origins[(*place, key)] = deployment.origin("strategy")
        if deployment.step is not None:
            steps[percent] = deployment.step
            origins[(*place, key, percent)] = deployment.origin("step")
        if deployment.step_bake is not None:
            steps[bake] = whole_minutes(deployment.step_bake)
            origins[(*place, key, bake)] = deployment.origin("step_bake")
        made[key] = steps  # type: ignore[literal-required]
    if deployment.alarms:
        names = [lowering.text(alarm, unit.owner) for alarm in deployment.alarms]
        made["alarms"] = {"alarmNames": names, "enable": True, "rollback": True}
        origins[(*place, "alarms")] = deployment.origin("alarms")
    if made:
        body["deploymentConfiguration"] = made
    if deployment.health_grace is not None:
        body["healthCheckGracePeriodSeconds"] = whole_seconds(deployment.health_grace)
        origins[("healthCheckGracePeriodSeconds",)] = deployment.origin("health_grace")
