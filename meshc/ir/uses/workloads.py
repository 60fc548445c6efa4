"""Which features of workloads a mesh uses: what runs, how it is replaced, what it tells about itself."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.ir.base import Node
from meshc.ir.feature import Feature, Use
from meshc.ir.mesh import Mesh
from meshc.ir.observability import AccessLog, Metrics, Tracing
from meshc.ir.registration import Proxies, offered
from meshc.ir.text import Secret
from meshc.ir.traffic import HTTP_PROTOCOLS
from meshc.ir.uses.values import plain
from meshc.ir.workload import Container, Deployment, Ecs, Gateway, Port, Proxy, Service, Workload

_PROXY = {
    "image": Feature.PROXY_IMAGE,
    "cpu": Feature.PROXY_CPU,
    "memory": Feature.PROXY_MEMORY,
    "log": Feature.PROXY_LOG,
    "sds_socket": Feature.PROXY_SDS_SOCKET,
    "bootstrap": Feature.PROXY_BOOTSTRAP,
}
_METRICS = {
    "dogstatsd": Feature.METRICS_DOGSTATSD,
    "tags": Feature.METRICS_TAGS,
    "prometheus": Feature.METRICS_PROMETHEUS,
}
_ROLLING = ("strategy", "minimum_healthy", "maximum", "bake", "step", "step_bake", "health_grace")
_SECOND = 1000
_MINUTE = 60_000
"""Milliseconds."""


class WorkloadUses:
    """Takes workloads apart; where they are placed is told once, as the mesh's, where they have it from the mesh."""

    def __init__(self, mesh: Mesh, proxies: Proxies) -> None:
        self._mesh = mesh
        self._proxies = proxies
        self._placed = tuple(_ecs(mesh.ecs, "mesh"))
        self._told = {(use.feature, use.origin, repr(use.value)) for use in self._placed}

    def mesh(self) -> Iterator[Use]:
        """What the mesh says of every workload."""
        mesh = self._mesh
        said = (mesh.access_log, mesh.metrics, mesh.tracing, mesh.proxy)
        if any(said):
            owners: tuple[Service | Gateway, ...] = (*mesh.services, *mesh.gateways)
            beside = any(self._proxies.beside(owner) for owner in owners)
            outward = not beside and any(self._proxies.outward(owner) for owner in owners)
            for use in _around(*said, "mesh", unproxied=not (beside or outward)):
                yield use._replace(outward=outward)
        yield from self._placed

    def workload(self, workload: Workload, subject: str, owner: Service | Gateway) -> Iterator[Use]:
        """What holds for one workload."""
        said = (workload.access_log, workload.metrics, workload.tracing, workload.proxy)
        if any(said):
            outward = self._proxies.outward(owner)
            unproxied = not outward and not self._proxies.beside(owner)
            around = _around(*said, subject, unproxied=unproxied)
            if unproxied or outward:
                around = self._past_proxies(around)
            for use in around:
                yield use._replace(outward=outward)
        if workload.ecs is not self._mesh.ecs:
            for use in _ecs(workload.ecs, subject):
                if (use.feature, use.origin, repr(use.value)) not in self._told:
                    yield use
        yield from _task(workload, subject, offered(owner) if isinstance(owner, Service) else ())
        yield from _container(workload.application, subject)
        for sidecar in workload.sidecars:
            at = f"{subject} container {sidecar.name}"
            yield Use(Feature.SIDECAR, sidecar.origin(), at)
            yield from _container(sidecar, at)

    def _past_proxies(self, around: Iterator[Use]) -> Iterator[Use]:
        """What is asked of a proxy that is not there; what the mesh asks of every proxy is told apart."""
        mesh = self._mesh
        said = {(use.feature, use.origin) for use in _around(mesh.access_log, mesh.metrics, None, mesh.proxy, "mesh")}
        for use in around:
            if (use.feature, use.origin) in said:
                shown = {use.feature.value: use.value}
                yield Use(Feature.UNPROXIED, use.origin, use.subject, shown, use.unproxied)
            else:
                yield use


def _around(
    log: AccessLog | None,
    metrics: Metrics | None,
    tracing: Tracing | None,
    proxy: Proxy | None,
    subject: str,
    *,
    unproxied: bool = False,
) -> Iterator[Use]:
    if log is not None:
        yield Use(Feature.ACCESS_LOG, log.origin("format"), subject, log.format, unproxied)
        if log.path is not None:
            yield Use(Feature.ACCESS_LOG_PATH, log.origin("path"), subject, log.path, unproxied)
        if log.query:
            yield Use(Feature.ACCESS_LOG_QUERY, log.origin("query"), subject, unproxied=unproxied)
        if log.fields is not None:
            yield Use(Feature.ACCESS_LOG_FIELDS, log.origin("fields"), subject, log.fields, unproxied)
    if metrics is not None:
        for field, feature in _METRICS.items():
            value = getattr(metrics, field)
            if value is not None:
                yield Use(feature, metrics.origin(field), subject, plain(value), unproxied)
    if tracing is not None:
        yield Use(Feature.TRACING, tracing.origin("provider"), subject, tracing.provider)
        if tracing.sampling is not None:
            shown = {"provider": tracing.provider, "sampling": tracing.sampling}
            yield Use(Feature.TRACING_SAMPLING, tracing.origin("sampling"), subject, shown)
        if tracing.endpoint is not None:
            yield Use(Feature.TRACING_ENDPOINT, tracing.origin("endpoint"), subject, plain(tracing.endpoint))
        if tracing.sidecar is not None:
            yield Use(Feature.TRACING_SIDECAR, tracing.origin("sidecar"), subject, plain(tracing.sidecar))
    if proxy is not None:
        for field, feature in _PROXY.items():
            value = getattr(proxy, field)
            if value is not None:
                yield Use(feature, proxy.origin(field), subject, plain(value), unproxied)
        if proxy.depends_on:
            needed = {dependency.container: dependency.condition for dependency in proxy.depends_on}
            yield Use(Feature.PROXY_DEPENDS_ON, proxy.origin("depends_on"), subject, needed, unproxied)
        if proxy.env:
            yield Use(Feature.PROXY_ENV, proxy.origin("env"), subject, plain(proxy.env), unproxied)
        if proxy.log_level is not None:
            common = proxy.log_level in ("info", "debug")
            feature = Feature.PROXY_LOG_LEVEL if common else Feature.PROXY_LOG_LEVEL_OTHER
            yield Use(feature, proxy.origin("log_level"), subject, proxy.log_level, unproxied)


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


def _task(workload: Workload, subject: str, ports: tuple[Port, ...]) -> Iterator[Use]:
    if workload.task is not None:
        yield Use(Feature.TASK_DEFINITION, workload.origin("task"), subject, workload.task.path)
    for volume in workload.volumes:
        feature = Feature.VOLUME if volume.efs is None else Feature.VOLUME_EFS
        yield Use(feature, volume.origin(), f"{subject} volume {volume.name}", volume.name)
    if workload.autoscale is not None:
        yield Use(Feature.AUTOSCALE, workload.origin("autoscale"), subject, plain(workload.autoscale))
        if workload.autoscale.cpu is not None or workload.autoscale.memory is not None:
            yield from _rounded(workload.autoscale, ("scale_in_cooldown", "scale_out_cooldown"), _SECOND, subject)
    if workload.deployment is not None:
        yield from _deployment(workload.deployment, subject, ports)


def _deployment(deployment: Deployment, subject: str, ports: tuple[Port, ...]) -> Iterator[Use]:
    """How tasks are replaced; `ports` are those that callers reach through a proxy."""
    rolling = {field: getattr(deployment, field) for field in _ROLLING if getattr(deployment, field) is not None}
    if deployment.strategy not in (None, "rolling"):
        yield Use(Feature.DEPLOYMENT_SHIFT, deployment.origin("strategy"), subject, rolling, unproxied=not ports)
    elif rolling:
        yield Use(Feature.DEPLOYMENT, deployment.origin(), subject, rolling)
    if deployment.circuit_breaker is not None:
        yield Use(Feature.DEPLOYMENT_CIRCUIT_BREAKER, deployment.origin("circuit_breaker"), subject)
    if deployment.alarms:
        yield Use(Feature.DEPLOYMENT_ALARMS, deployment.origin("alarms"), subject, plain(deployment.alarms))
    header = deployment.test_header
    if header is not None:
        without_requests = ports and all(port.protocol not in HTTP_PROTOCOLS for port in ports)
        feature = Feature.DEPLOYMENT_TEST_HEADER_TCP if without_requests else Feature.DEPLOYMENT_TEST_HEADER
        yield Use(feature, deployment.origin("test_header"), subject, plain(header), unproxied=not ports)
    yield from _rounded(deployment, ("health_grace",), _SECOND, subject)
    if deployment.strategy in ("canary", "linear"):
        yield from _rounded(deployment, ("bake", "step_bake"), _MINUTE, subject)
    elif deployment.strategy == "blue-green":
        yield from _rounded(deployment, ("bake",), _MINUTE, subject)


def _rounded(node: Node, fields: tuple[str, ...], unit: int, subject: str, block: str = "") -> Iterator[Use]:
    """Durations that are no whole number of what ECS counts in."""
    for field in fields:
        value = getattr(node, field)
        if value is not None and value % unit:
            name = block + field.replace("_", "-")
            yield Use(Feature.DURATION_ROUNDED, node.origin(field), subject, {"name": name, "is": value, "unit": unit})


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
            yield from _rounded(health, ("interval", "timeout", "start_period"), _SECOND, subject, "health ")
    yield from _rounded(container, ("stop_timeout",), _SECOND, subject)
    for variable in container.env:
        if isinstance(variable.value, Secret):
            yield Use(Feature.SECRETS, variable.origin(), subject, variable.name)
    if container.log is not None:
        yield Use(Feature.LOG, container.log.origin(), subject, container.log.driver)
    if container.router is not None:
        yield Use(Feature.LOG_ROUTER, container.router.origin(), subject, container.router.type)
