"""What ECS itself answers, whatever the target: everything about containers, tasks and deployments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from meshc.backends.answers import Answer, Capabilities, exact, fixed
from meshc.backends.rounding import whole_minutes, whole_seconds
from meshc.ir.feature import Feature, Use

_TASK = "botocore ecs 2014-11-13 RegisterTaskDefinitionRequest"
_CONTAINER = "botocore ecs 2014-11-13 ContainerDefinition"
_SERVICE = "botocore ecs 2014-11-13 CreateServiceRequest"


def _rounded(use: Use) -> Answer:
    """Nobody waits shorter than was asked."""
    asked: Mapping[str, Any] = use.value if isinstance(use.value, dict) else {"is": use.value}
    if asked.get("unit") == 60_000:
        units, made = "minutes", f"{whole_minutes(asked['is'])}m"
    else:
        units, made = "seconds", f"{whole_seconds(asked['is'])}s"
    name = asked.get("name", "stop-timeout")
    return fixed(f"ECS counts whole {units}: `{name}` is {made}", _SERVICE, remedy=f"write whole {units}")


CAPABILITIES: Capabilities = {
    Feature.DURATION_ROUNDED: _rounded,
    Feature.HEALTH_COMMAND: exact("`healthCheck` of the container", f"{_CONTAINER}.healthCheck"),
    Feature.SIDECAR: exact("a container of the task", f"{_TASK}.containerDefinitions"),
    Feature.TASK_DEFINITION: exact("your own task definition, amended", _TASK),
    Feature.SECRETS: exact("`secrets` of the container", f"{_CONTAINER}.secrets"),
    Feature.LOG: exact("`logConfiguration` of the container", f"{_CONTAINER}.logConfiguration"),
    Feature.LOG_ROUTER: exact("`firelensConfiguration` of the container", f"{_CONTAINER}.firelensConfiguration"),
    Feature.VOLUME: exact("`volumes` of the task", f"{_TASK}.volumes"),
    Feature.VOLUME_EFS: exact(
        "`efsVolumeConfiguration` of the volume", "botocore ecs 2014-11-13 Volume.efsVolumeConfiguration"
    ),
    Feature.TRACING_SIDECAR: exact("a container of the task", f"{_TASK}.containerDefinitions"),
    Feature.LAUNCH_FARGATE: exact("`launchType` of the service", f"{_SERVICE}.launchType"),
    Feature.LAUNCH_EC2: exact("`launchType` of the service", f"{_SERVICE}.launchType"),
    Feature.CAPACITY_PROVIDERS: exact(
        "`capacityProviderStrategy` of the service", f"{_SERVICE}.capacityProviderStrategy"
    ),
    Feature.EXECUTE_COMMAND: exact("`enableExecuteCommand` of the service", f"{_SERVICE}.enableExecuteCommand"),
    Feature.AUTOSCALE: exact(
        "a scalable target and its policies",
        "botocore application-autoscaling 2016-02-06 RegisterScalableTargetRequest",
    ),
    Feature.DEPLOYMENT: exact("`deploymentConfiguration` of the service", f"{_SERVICE}.deploymentConfiguration"),
    Feature.DEPLOYMENT_CIRCUIT_BREAKER: exact(
        "`deploymentCircuitBreaker` of the service",
        "botocore ecs 2014-11-13 DeploymentConfiguration.deploymentCircuitBreaker",
    ),
    Feature.DEPLOYMENT_ALARMS: exact(
        "`alarms` of the service", "botocore ecs 2014-11-13 DeploymentConfiguration.alarms"
    ),
    Feature.GATEWAY_IMAGE: exact("an ECS service with your image", _SERVICE),
    Feature.VERSION_UNDEPLOYED: exact("nothing is written for it", _SERVICE),
}
"""Features that every target with ECS tasks has from ECS."""
