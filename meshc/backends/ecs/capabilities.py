"""What ECS itself answers, whatever the target: everything about containers, tasks and deployments."""

from __future__ import annotations

from meshc.backends.answers import Capabilities, exact
from meshc.ir.feature import Feature

_TASK = "botocore ecs 2014-11-13 RegisterTaskDefinitionRequest"
_CONTAINER = "botocore ecs 2014-11-13 ContainerDefinition"
_SERVICE = "botocore ecs 2014-11-13 CreateServiceRequest"

CAPABILITIES: Capabilities = {
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
