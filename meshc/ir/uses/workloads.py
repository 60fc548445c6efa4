"""Which features of workloads a mesh uses: what runs, how it is replaced, what it tells about itself."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.ir.feature import Feature, Use
from meshc.ir.mesh import Mesh
from meshc.ir.observability import AccessLog, Tracing
from meshc.ir.text import Secret
from meshc.ir.uses.values import plain
from meshc.ir.workload import Container, Deployment, Ecs, Proxy, Workload

_PROXY = {
    "image": Feature.PROXY_IMAGE,
    "cpu": Feature.PROXY_CPU,
    "memory": Feature.PROXY_MEMORY,
    "log": Feature.PROXY_LOG,
}
_ROLLING = ("strategy", "minimum_healthy", "maximum", "bake", "step", "step_bake", "health_grace")


class WorkloadUses:
    """Takes workloads apart; where they are placed is told once, as the mesh's, where they have it from the mesh."""

    def __init__(self, mesh: Mesh) -> None:
        self._mesh = mesh
        self._placed = tuple(_ecs(mesh.ecs, "mesh"))
        self._told = {(use.feature, use.origin, repr(use.value)) for use in self._placed}

    def mesh(self) -> Iterator[Use]:
        """What the mesh says of every workload."""
        yield from _around(self._mesh.access_log, self._mesh.tracing, self._mesh.proxy, "mesh")
        yield from self._placed

    def workload(self, workload: Workload, subject: str) -> Iterator[Use]:
        """What holds for one workload."""
        yield from _around(workload.access_log, workload.tracing, workload.proxy, subject)
        if workload.ecs is not self._mesh.ecs:
            for use in _ecs(workload.ecs, subject):
                if (use.feature, use.origin, repr(use.value)) not in self._told:
                    yield use
        yield from _task(workload, subject)
        yield from _container(workload.application, subject)
        for sidecar in workload.sidecars:
            at = f"{subject} container {sidecar.name}"
            yield Use(Feature.SIDECAR, sidecar.origin(), at)
            yield from _container(sidecar, at)


def _around(log: AccessLog | None, tracing: Tracing | None, proxy: Proxy | None, subject: str) -> Iterator[Use]:
    if log is not None:
        yield Use(Feature.ACCESS_LOG, log.origin("format"), subject, log.format)
        if log.path is not None:
            yield Use(Feature.ACCESS_LOG_PATH, log.origin("path"), subject, log.path)
        if log.query:
            yield Use(Feature.ACCESS_LOG_QUERY, log.origin("query"), subject)
        if log.fields is not None:
            yield Use(Feature.ACCESS_LOG_FIELDS, log.origin("fields"), subject, log.fields)
    if tracing is not None:
        yield Use(Feature.TRACING, tracing.origin("provider"), subject, tracing.provider)
        if tracing.sampling is not None:
            yield Use(Feature.TRACING_SAMPLING, tracing.origin("sampling"), subject, tracing.sampling)
        if tracing.endpoint is not None:
            yield Use(Feature.TRACING_ENDPOINT, tracing.origin("endpoint"), subject, plain(tracing.endpoint))
        if tracing.sidecar is not None:
            yield Use(Feature.TRACING_SIDECAR, tracing.origin("sidecar"), subject, plain(tracing.sidecar))
    if proxy is not None:
        for field, feature in _PROXY.items():
            value = getattr(proxy, field)
            if value is not None:
                yield Use(feature, proxy.origin(field), subject, plain(value))
        if proxy.log_level is not None:
            common = proxy.log_level in ("info", "debug")
            feature = Feature.PROXY_LOG_LEVEL if common else Feature.PROXY_LOG_LEVEL_OTHER
            yield Use(feature, proxy.origin("log_level"), subject, proxy.log_level)


def _ecs(ecs: Ecs, subject: str) -> Iterator[Use]:
    if ecs.capacity_providers:
        names = [provider.name for provider in ecs.capacity_providers]
        yield Use(Feature.CAPACITY_PROVIDERS, ecs.origin("capacity_providers"), subject, names)
    launch = Feature.LAUNCH_FARGATE if ecs.launch == "fargate" else Feature.LAUNCH_EC2
    yield Use(launch, ecs.origin("launch"), subject)
    if ecs.log is not None:
        yield Use(Feature.LOG, ecs.log.origin(), subject, ecs.log.driver)
    if ecs.execute_command:
        yield Use(Feature.EXECUTE_COMMAND, ecs.origin("execute_command"), subject)


def _task(workload: Workload, subject: str) -> Iterator[Use]:
    if workload.task is not None:
        yield Use(Feature.TASK_DEFINITION, workload.origin("task"), subject, workload.task.path)
    for volume in workload.volumes:
        feature = Feature.VOLUME if volume.efs is None else Feature.VOLUME_EFS
        yield Use(feature, volume.origin(), f"{subject} volume {volume.name}", volume.name)
    if workload.autoscale is not None:
        yield Use(Feature.AUTOSCALE, workload.origin("autoscale"), subject, plain(workload.autoscale))
    if workload.deployment is not None:
        yield from _deployment(workload.deployment, subject)


def _deployment(deployment: Deployment, subject: str) -> Iterator[Use]:
    rolling = {field: getattr(deployment, field) for field in _ROLLING if getattr(deployment, field) is not None}
    if deployment.strategy not in (None, "rolling"):
        yield Use(Feature.DEPLOYMENT_SHIFT, deployment.origin("strategy"), subject, rolling)
    elif rolling:
        yield Use(Feature.DEPLOYMENT, deployment.origin(), subject, rolling)
    if deployment.circuit_breaker is not None:
        yield Use(Feature.DEPLOYMENT_CIRCUIT_BREAKER, deployment.origin("circuit_breaker"), subject)
    if deployment.alarms:
        yield Use(Feature.DEPLOYMENT_ALARMS, deployment.origin("alarms"), subject, plain(deployment.alarms))
    if deployment.test_header is not None:
        yield Use(
            Feature.DEPLOYMENT_TEST_HEADER, deployment.origin("test_header"), subject, plain(deployment.test_header)
        )


def _container(container: Container, subject: str) -> Iterator[Use]:
    health = container.health
    if health is not None:
        shown = {"path": health.path, "port": health.port, "healthy": health.healthy}
        if health.command is None:
            shown |= {"interval": health.interval, "timeout": health.timeout, "unhealthy": health.unhealthy}
        said = {name: value for name, value in shown.items() if value is not None}
        if said:
            yield Use(Feature.HEALTH_PATH, health.origin(next(iter(said))), subject, said)
        if health.command is not None:
            yield Use(Feature.HEALTH_COMMAND, health.origin("command"), subject)
    for variable in container.env:
        if isinstance(variable.value, Secret):
            yield Use(Feature.SECRETS, variable.origin(), subject, variable.name)
    if container.log is not None:
        yield Use(Feature.LOG, container.log.origin(), subject, container.log.driver)
    if container.router is not None:
        yield Use(Feature.LOG_ROUTER, container.router.origin(), subject, container.router.type)
