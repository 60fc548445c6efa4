"""What runs: containers, their task, and where it is placed."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from meshc.ir.base import Gibibytes, JsonObject, Mebibytes, Milliseconds, Node, Percent, PortNumber, VirtualCpus
from meshc.ir.discovery import Discovery
from meshc.ir.observability import AccessLog, Metrics, Tracing
from meshc.ir.security import AcmCertificate, ServerTls
from meshc.ir.text import Late, Secret, Text, TextList
from meshc.ir.traffic import NO_POLICY, Call, Protocol, Route, TrafficPolicy


class Variable(Node):
    """A named value: of the environment, a tag, a label, an option."""

    name: str
    value: Text | Secret


class Port(Node):
    """A port that a service listens on."""

    name: str | None = None
    """None for the only port of a service, written as settings."""
    number: PortNumber
    client_port: PortNumber | None = None
    """The port that callers use; the same number by default."""
    protocol: Protocol
    stream: bool = False

    @property
    def client_number(self) -> int:
        """The port that callers use."""
        return self.client_port or self.number


class Health(Node):
    """How one tells that a container is well."""

    path: str | None = None
    """Asked for by proxies and balancers."""
    port: str | None = None
    command: tuple[str, ...] | None = None
    """Run inside the container, by ECS: `CMD` or `CMD-SHELL` first, or a single string for the shell."""
    interval: Milliseconds | None = None
    timeout: Milliseconds | None = None
    healthy: int | None = Field(default=None, ge=1)
    """Successes in a row before an instance gets traffic."""
    unhealthy: int | None = Field(default=None, ge=1)
    """Failures in a row before an instance is left out."""
    start_period: Milliseconds | None = None


class Ulimit(Node):
    """A resource limit of a container, as `setrlimit` names it."""

    name: str
    soft: int
    hard: int


class Mount(Node):
    """A volume seen in a container."""

    volume: str
    path: str
    read_only: bool = False


class Dependency(Node):
    """A container of the same task that must come first."""

    container: str
    condition: Literal["start", "complete", "success", "healthy"] = "start"


class Log(Node):
    """Where a container's output goes."""

    driver: Literal["awslogs", "firelens", "splunk", "fluentd", "gelf", "json-file", "journald", "syslog"] = "awslogs"
    group: Text | None = None
    region: Text | None = None
    prefix: Text | None = None
    create: bool = False
    """Whether the log group is created when it does not exist."""
    mode: Literal["blocking", "non-blocking"] | None = None
    buffer: Mebibytes | None = None
    options: tuple[Variable, ...] = ()
    """Further options of the driver, by its own names; a secret becomes a secret option."""


class LogRouter(Node):
    """Makes a container the FireLens router of its task."""

    type: Literal["fluentbit", "fluentd"] = "fluentbit"
    options: tuple[Variable, ...] = ()


class Container(Node):
    """A container of a task: the application, or one beside it."""

    name: str
    image: Text | None = None
    """None only for an application whose task definition the user supplies."""
    command: tuple[Text, ...] | None = None
    entrypoint: tuple[Text, ...] | None = None
    directory: Text | None = None
    user: Text | None = None
    env: tuple[Variable, ...] = ()
    env_files: tuple[Text, ...] = ()
    """ARNs of files in S3."""
    cpu: VirtualCpus | None = None
    memory: Mebibytes | None = None
    memory_reservation: Mebibytes | None = None
    essential: bool | None = None
    health: Health | None = None
    ports: tuple[PortNumber, ...] = ()
    """Ports of a sidecar; those of the application are the service's."""
    udp_ports: tuple[PortNumber, ...] = ()
    depends_on: tuple[Dependency, ...] = ()
    mounts: tuple[Mount, ...] = ()
    ulimits: tuple[Ulimit, ...] = ()
    log: Log | None = None
    router: LogRouter | None = None
    labels: tuple[Variable, ...] = ()
    stop_timeout: Milliseconds | None = None
    read_only: bool | None = None
    init: bool | None = None
    privileged: bool | None = None
    registry_credentials: Text | None = None
    """ARN of the secret that opens a private registry."""


class Volume(Node):
    """Storage that containers of a task mount: EFS, or empty space of the task's own."""

    name: str
    efs: Text | None = None
    """File system id."""
    root: str | None = None
    access_point: Text | None = None
    encrypted: bool | None = None
    iam: bool = False


class Platform(Node):
    """What the task runs on."""

    os: Literal["linux", "windows-2019-core", "windows-2019-full", "windows-2022-core", "windows-2022-full"] | None = (
        None
    )
    architecture: Literal["x86_64", "arm64"] | None = None
    version: str | None = None
    """Fargate platform version."""


class CapacityProvider(Node):
    """Where a share of the tasks is placed."""

    name: str
    weight: int | None = Field(default=None, ge=0)
    base: int | None = Field(default=None, ge=0)


class CircuitBreaker(Node):
    """Ends a deployment whose tasks do not come up."""

    rollback: bool = True


class Deployment(Node):
    """How new tasks replace old ones."""

    strategy: Literal["rolling", "blue-green", "canary", "linear"] | None = None
    minimum_healthy: int | None = Field(default=None, ge=0, description="percent")
    maximum: int | None = Field(default=None, ge=0, description="percent")
    circuit_breaker: CircuitBreaker | None = None
    bake: Milliseconds | None = None
    """How long old and new run side by side after the traffic has moved."""
    step: Percent | None = None
    """Share of the traffic that moves at once (linear), or first (canary)."""
    step_bake: Milliseconds | None = None
    test_header: Variable | None = None
    """Requests with this header reach the new tasks before anyone else's."""
    alarms: tuple[Text, ...] = ()
    """CloudWatch alarms, by name, that roll a deployment back."""
    health_grace: Milliseconds | None = None


class Autoscale(Node):
    """Between how many tasks, and by what measure."""

    min: int = Field(ge=0)
    max: int = Field(ge=0)
    cpu: Percent | None = None
    """Average use to aim at."""
    memory: Percent | None = None
    scale_in_cooldown: Milliseconds | None = None
    scale_out_cooldown: Milliseconds | None = None


class Ecs(Node):
    """Where and with what rights tasks run; the mesh's `ecs` block with what the service itself says."""

    cluster: Text | None = None
    launch: Literal["fargate", "ec2"] = "fargate"
    capacity_providers: tuple[CapacityProvider, ...] = ()
    subnets: TextList = ()
    security_groups: TextList = ()
    public_ip: bool | None = None
    execution_role: Text | None = None
    task_role: Text | None = None
    platform: Platform | None = None
    log: Log | None = None
    execute_command: bool | None = None
    tags: tuple[Variable, ...] = ()


class Bootstrap(Node):
    """How the configuration that meshc writes reaches the proxy."""

    source: Literal["inline", "s3", "image"] = "inline"
    """On its command line, from a bucket before it starts, or in its image."""
    location: Text | None = None
    """Bucket and folder, `s3://bucket/folder`."""
    fetcher: Text | None = None
    """Image of the container that reads the bucket."""


class Proxy(Node):
    """The proxy that a target puts beside the application."""

    image: Text | None = None
    cpu: VirtualCpus | None = None
    memory: Mebibytes | None = None
    log_level: Literal["trace", "debug", "info", "warning", "error", "off"] | None = None
    log: Log | None = None
    env: tuple[Variable, ...] = ()
    sds_socket: str | None = None
    """Path of the socket at which a secret discovery service listens."""
    depends_on: tuple[Dependency, ...] = ()
    bootstrap: Bootstrap | None = None


class TaskDefinition(Node):
    """A task definition that the user supplies; meshc amends it."""

    path: str
    body: JsonObject
    stripped: tuple[str, ...] = ()
    """Read-only fields that `describe-task-definition` prints and registration refuses."""


class Workload(Node):
    """One task definition and the service that keeps its tasks running."""

    application: Container
    sidecars: tuple[Container, ...] = ()
    task: TaskDefinition | None = None
    task_cpu: VirtualCpus | None = None
    task_memory: Mebibytes | None = None
    ephemeral_storage: Gibibytes | None = None
    volumes: tuple[Volume, ...] = ()
    replicas: int | Late | None = None
    autoscale: Autoscale | None = None
    deployment: Deployment | None = None
    ecs: Ecs
    proxy: Proxy | None = None
    access_log: AccessLog | None = None
    metrics: Metrics | None = None
    tracing: Tracing | None = None


class Version(Node):
    """One version of a service. A service without versions has a single one without a name."""

    name: str | None = None
    weight: float | None = Field(default=None, ge=0)
    """Part of the traffic that no route decides, relative to the other versions; None: no part."""
    deployed: bool = True
    """False for a version that others deploy."""
    workload: Workload
    discovery: Discovery | None = None


class Service(Node):
    """A service: what listens, in which versions, by what routes, calling whom."""

    name: str
    ports: tuple[Port, ...] = ()
    versions: tuple[Version, ...] = Field(min_length=1)
    routes: tuple[Route, ...] = ()
    unmatched: Literal["forward", "deny"] = "forward"
    """What becomes of a request that no route matches."""
    policy: TrafficPolicy = NO_POLICY
    tls: ServerTls | None = None
    discovery: Discovery | None = None
    aliases: tuple[str, ...] = ()
    mesh: bool = True
    """False for a service that is registered by name and has no proxy."""
    calls: tuple[Call, ...] = ()

    def port(self, name: str | None) -> Port | None:
        """The port of that name; without a name the only one, or None."""
        if name is None:
            return self.ports[0] if len(self.ports) == 1 else None
        return next((port for port in self.ports if port.name == name), None)


class Expose(Node):
    """How the outside reaches a gateway."""

    scheme: Literal["public", "internal"] = "public"
    certificate: AcmCertificate | None = None
    hosts: tuple[str, ...] = ()


class Gateway(Node):
    """Where traffic enters the mesh."""

    name: str
    ports: tuple[Port, ...] = Field(min_length=1)
    workload: Workload
    expose: Expose | None = None
    routes: tuple[Route, ...] = ()
    unmatched: Literal["forward", "deny"] = "deny"
    http3: bool = False
    """Whether it speaks HTTP/3, too."""
    policy: TrafficPolicy = NO_POLICY
    tls: ServerTls | None = None
    discovery: Discovery | None = None
    """How its tasks are registered; None: they are not."""
    calls: tuple[Call, ...] = ()
    """Calls of the gateway's own, beside those that its routes make."""
