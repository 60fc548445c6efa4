"""Shapes of the ECS and Application Auto Scaling requests that meshc writes, in the spelling of AWS.

Only fields that meshc writes stand here; what a user's own task definition holds beside them passes through.
A `Text` may hold parts that become known later, `Late` stands where a whole value does, `Ref` for a value of another
resource.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NotRequired, TypeAlias, TypedDict

from meshc.backends.base import Ref
from meshc.backends.container_log import LogConfiguration, SecretValue
from meshc.ir.text import Late, Text

TextOrRef: TypeAlias = Text | Ref
LateList: TypeAlias = Sequence[Text] | Late


class KeyValue(TypedDict):
    """A variable of the environment."""

    name: str
    value: Text


class Tag(TypedDict):
    """A tag."""

    key: str
    value: Text


class PortMapping(TypedDict, total=False):
    """A port of a container."""

    name: str
    containerPort: int
    protocol: str
    appProtocol: str


class HealthCheck(TypedDict, total=False):
    """A command that tells whether a container is well; times in seconds."""

    command: list[str]
    interval: int
    timeout: int
    retries: int
    startPeriod: int


class ContainerDefinition(TypedDict, total=False):
    """A container of a task; `cpu` in CPU units, memory in MiB, times in seconds."""

    name: str
    image: Text
    repositoryCredentials: dict[str, Text]
    cpu: int
    memory: int
    memoryReservation: int
    portMappings: list[PortMapping]
    essential: bool
    entryPoint: list[Text]
    command: list[Text]
    workingDirectory: Text
    user: Text
    environment: list[KeyValue]
    environmentFiles: list[dict[str, Text]]
    secrets: list[SecretValue]
    mountPoints: list[dict[str, str | bool]]
    dependsOn: list[dict[str, str]]
    linuxParameters: dict[str, bool]
    stopTimeout: int
    readonlyRootFilesystem: bool
    privileged: bool
    dockerLabels: dict[str, Text]
    ulimits: list[dict[str, str | int]]
    logConfiguration: LogConfiguration
    healthCheck: HealthCheck
    firelensConfiguration: dict[str, Any]


class RegisterTaskDefinition(TypedDict, total=False):
    """A task definition; `cpu` in CPU units and `memory` in MiB, both as strings."""

    family: str
    taskRoleArn: Text
    executionRoleArn: Text
    networkMode: str
    containerDefinitions: list[ContainerDefinition]
    volumes: list[dict[str, Any]]
    requiresCompatibilities: list[str]
    cpu: str
    memory: str
    runtimePlatform: dict[str, str]
    ephemeralStorage: dict[str, int]
    tags: list[Tag]


class AwsvpcConfiguration(TypedDict, total=False):
    """Where the network interfaces of tasks are."""

    subnets: LateList
    securityGroups: LateList
    assignPublicIp: str


class DeploymentConfiguration(TypedDict, total=False):
    """How new tasks replace old ones; shares in percent, times in minutes."""

    strategy: str
    minimumHealthyPercent: int
    maximumPercent: int
    deploymentCircuitBreaker: dict[str, bool]
    bakeTimeInMinutes: int
    canaryConfiguration: dict[str, float | int]
    linearConfiguration: dict[str, float | int]
    alarms: dict[str, Any]


class CreateService(TypedDict, total=False):
    """A service that keeps tasks running; times in seconds."""

    cluster: Text
    serviceName: str
    taskDefinition: TextOrRef
    desiredCount: int | Late
    launchType: str
    capacityProviderStrategy: list[dict[str, str | int]]
    platformVersion: str
    deploymentConfiguration: DeploymentConfiguration
    networkConfiguration: dict[str, AwsvpcConfiguration]
    healthCheckGracePeriodSeconds: int
    tags: list[Tag]
    propagateTags: str
    enableExecuteCommand: bool


class ScalableTarget(TypedDict):
    """The range of tasks of a service."""

    ServiceNamespace: str
    ResourceId: Text
    ScalableDimension: str
    MinCapacity: int
    MaxCapacity: int
    Tags: NotRequired[dict[str, Text]]


class ScalingPolicy(TypedDict):
    """What average use of a resource a service is scaled to."""

    PolicyName: str
    ServiceNamespace: str
    ResourceId: Text
    ScalableDimension: str
    PolicyType: str
    TargetTrackingScalingPolicyConfiguration: dict[str, Any]


UPDATED = frozenset(
    {
        "cluster",
        "taskDefinition",
        "desiredCount",
        "capacityProviderStrategy",
        "deploymentConfiguration",
        "availabilityZoneRebalancing",
        "networkConfiguration",
        "placementConstraints",
        "placementStrategy",
        "platformVersion",
        "healthCheckGracePeriodSeconds",
        "deploymentController",
        "enableExecuteCommand",
        "enableECSManagedTags",
        "loadBalancers",
        "propagateTags",
        "serviceRegistries",
        "serviceConnectConfiguration",
        "volumeConfigurations",
        "vpcLatticeConfigurations",
    }
)
"""Fields of CreateService that UpdateService takes under the same name. botocore ecs, UpdateServiceRequest."""
