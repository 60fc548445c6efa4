"""Every string of a mesh that reaches a document, with the node that holds it and what it is for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from meshc.ir.base import Node
from meshc.ir.discovery import Discovery
from meshc.ir.mesh import Mesh
from meshc.ir.observability import Tracing
from meshc.ir.security import AcmCertificate, AcmTrust, ClientTls, PrivateCaCertificate, ServerTls
from meshc.ir.text import Late, Secret, Template, Text, TextList
from meshc.ir.traffic import NO_POLICY, Call, Headers, Route, TrafficPolicy
from meshc.ir.workload import Container, Ecs, Log, Proxy, Variable, Workload

LATE = "\0"
"""Stands in a string for a part that only the deployment knows."""


class WrittenString(NamedTuple):
    """A string, its late parts replaced by `LATE`.

    `place` says what it is: `environment variable`, `label`, `command`, …; `name` is the variable's, or empty.
    """

    owner: str
    place: str
    name: str
    text: str
    node: Node
    field: str
    template: Template | Late | None = None
    secret: bool = False
    """Whether the text only names a secret that ECS fetches."""


def strings(mesh: Mesh) -> Iterator[WrittenString]:
    """The strings of a mesh in its order; a node that several owners share comes once, with the first."""
    return _Walk().mesh(mesh)


def _of(owner: str, place: str, name: str, node: Node, field: str, text: Text | Late | Secret) -> WrittenString:
    if isinstance(text, str):
        return WrittenString(owner, place, name, text, node, field)
    if isinstance(text, Template):
        known = "".join(part if isinstance(part, str) else LATE for part in text.template)
        return WrittenString(owner, place, name, known, node, field, text)
    if isinstance(text, Secret):
        return _of(owner, place, name, node, field, text.name)._replace(secret=True)
    return WrittenString(owner, place, name, LATE, node, field, text)


class _Walk:
    def __init__(self) -> None:
        self._seen: set[int] = set()

    def _new(self, node: Node | None) -> bool:
        if node is None or id(node) in self._seen:
            return False
        self._seen.add(id(node))
        return True

    def mesh(self, mesh: Mesh) -> Iterator[WrittenString]:
        owner = mesh.name
        if mesh.namespace.existing is not None:
            yield _of(owner, "setting", "namespace", mesh.namespace, "existing", mesh.namespace.existing)
        if mesh.vpc is not None:
            yield _of(owner, "setting", "vpc", mesh, "vpc", mesh.vpc)
        yield from self._discovery(owner, mesh.discovery)
        yield from self._ecs(owner, mesh.ecs)
        yield from self._proxy(owner, mesh.proxy)
        yield from self._tracing(owner, mesh.tracing)
        yield from self._policy(owner, mesh.defaults)
        for service in mesh.services:
            owner = service.name
            yield from self._discovery(owner, service.discovery)
            yield from self._tls(owner, service.tls)
            yield from self._policies(owner, service.policy, service.routes, service.calls)
            for version in service.versions:
                yield from self._discovery(owner, version.discovery)
                yield from self._workload(owner, version.workload)
        for gateway in mesh.gateways:
            owner = gateway.name
            yield from self._tls(owner, gateway.tls)
            if gateway.expose is not None and gateway.expose.certificate is not None:
                yield from self._settings(owner, gateway.expose.certificate, "arn")
            yield from self._policies(owner, gateway.policy, gateway.routes, gateway.calls)
            yield from self._workload(owner, gateway.workload)
        for external in mesh.externals:
            yield _of(external.name, "setting", "host", external, "host", external.host)
            yield from self._discovery(external.name, external.discovery)
            yield from self._policy(external.name, external.policy)
        for client in mesh.clients:
            yield from self._policies(client.name, NO_POLICY, (), client.calls)

    def _policies(
        self, owner: str, policy: TrafficPolicy, routes: Iterable[Route], calls: Iterable[Call]
    ) -> Iterator[WrittenString]:
        yield from self._policy(owner, policy)
        for route in routes:
            yield from self._policy(owner, route.policy)
        for call in calls:
            yield from self._policy(owner, call.policy)
            for adjusted in call.routes:
                yield from self._policy(owner, adjusted.policy)

    def _policy(self, owner: str, policy: TrafficPolicy) -> Iterator[WrittenString]:
        if policy is NO_POLICY or not self._new(policy):
            return
        if isinstance(policy.headers, Headers):
            for edits in (policy.headers.request, policy.headers.response):
                for header in edits.add if edits else ():
                    yield _of(owner, "header", header.name, header, "value", header.value)
        if isinstance(policy.tls, ClientTls):
            yield from self._trust(owner, policy.tls)
            yield from self._certificate(owner, policy.tls)

    def _tls(self, owner: str, tls: ServerTls | None) -> Iterator[WrittenString]:
        if tls is not None and self._new(tls):
            yield from self._certificate(owner, tls)
            if tls.clients is not None:
                yield from self._trust(owner, tls.clients)

    def _trust(self, owner: str, node: Node) -> Iterator[WrittenString]:
        trust = getattr(node, "trust", None)
        if isinstance(trust, AcmTrust):
            for arn in trust.arns:
                yield _of(owner, "setting", "trust", trust, "arns", arn)

    def _certificate(self, owner: str, node: ServerTls | ClientTls) -> Iterator[WrittenString]:
        certificate = node.certificate
        if isinstance(certificate, AcmCertificate | PrivateCaCertificate):
            yield from self._settings(owner, certificate, "arn")
        if isinstance(certificate, PrivateCaCertificate):
            yield from self._settings(owner, certificate, "kms_key", "role")

    def _discovery(self, owner: str, discovery: Discovery | None) -> Iterator[WrittenString]:
        if discovery is None or not self._new(discovery):
            return
        yield from self._settings(owner, discovery, "namespace", "account")
        for attribute in discovery.attributes:
            yield _of(owner, "attribute", attribute.name, attribute, "value", attribute.value)

    def _settings(self, owner: str, node: Node, *fields: str) -> Iterator[WrittenString]:
        values = node.__dict__
        for field in fields:
            if (value := values[field]) is not None:
                yield _of(owner, "setting", field.replace("_", "-"), node, field, value)

    def _list(self, owner: str, node: Node, field: str, values: TextList | None) -> Iterator[WrittenString]:
        if isinstance(values, Late):
            yield _of(owner, "setting", field.replace("_", "-"), node, field, values)
        else:
            for value in values or ():
                yield _of(owner, "setting", field.replace("_", "-"), node, field, value)

    def _workload(self, owner: str, workload: Workload) -> Iterator[WrittenString]:
        if not self._new(workload):
            return
        for container in (workload.application, *workload.sidecars):
            yield from self._container(owner, container)
        for volume in workload.volumes:
            if self._new(volume):
                yield from self._settings(owner, volume, "efs", "access_point")
        if workload.deployment is not None and self._new(workload.deployment):
            yield from self._list(owner, workload.deployment, "alarms", workload.deployment.alarms)
        if isinstance(workload.replicas, Late):
            yield _of(owner, "setting", "replicas", workload, "replicas", workload.replicas)
        yield from self._ecs(owner, workload.ecs)
        yield from self._proxy(owner, workload.proxy)
        yield from self._tracing(owner, workload.tracing)

    def _container(self, owner: str, container: Container) -> Iterator[WrittenString]:
        if not self._new(container):
            return
        if container.image is not None:
            yield _of(owner, "image", "", container, "image", container.image)
        for variable in container.env:
            if self._new(variable):
                yield _of(owner, "environment variable", variable.name, variable, "value", variable.value)
        yield from self._variables(owner, "label", container.labels)
        for field in ("command", "entrypoint"):
            previous = ""
            for argument in getattr(container, field) or ():
                found = _of(owner, "command", previous, container, field, argument)
                yield found
                previous = found.text
        yield from self._settings(owner, container, "directory", "user", "registry_credentials")
        yield from self._list(owner, container, "env_files", container.env_files)
        if container.health is not None and container.health.command and self._new(container.health):
            for argument in container.health.command:
                yield _of(owner, "command", "", container.health, "command", argument)
        yield from self._log(owner, container.log)
        if container.router is not None and self._new(container.router):
            yield from self._variables(owner, "option", container.router.options)

    def _variables(self, owner: str, place: str, variables: tuple[Variable, ...]) -> Iterator[WrittenString]:
        for variable in variables:
            if self._new(variable):
                yield _of(owner, place, variable.name, variable, "value", variable.value)

    def _log(self, owner: str, log: Log | None) -> Iterator[WrittenString]:
        if log is not None and self._new(log):
            yield from self._settings(owner, log, "group", "region", "prefix")
            yield from self._variables(owner, "log option", log.options)

    def _ecs(self, owner: str, ecs: Ecs) -> Iterator[WrittenString]:
        if not self._new(ecs):
            return
        yield from self._settings(owner, ecs, "cluster", "execution_role", "task_role")
        yield from self._list(owner, ecs, "subnets", ecs.subnets)
        yield from self._list(owner, ecs, "security_groups", ecs.security_groups)
        yield from self._log(owner, ecs.log)
        yield from self._variables(owner, "tag", ecs.tags)

    def _proxy(self, owner: str, proxy: Proxy | None) -> Iterator[WrittenString]:
        if proxy is not None and self._new(proxy):
            if proxy.image is not None:
                yield _of(owner, "image", "", proxy, "image", proxy.image)
            yield from self._log(owner, proxy.log)

    def _tracing(self, owner: str, tracing: Tracing | None) -> Iterator[WrittenString]:
        if tracing is not None and self._new(tracing):
            yield from self._settings(owner, tracing, "endpoint")
            if tracing.sidecar is not None:
                yield _of(owner, "image", "", tracing, "sidecar", tracing.sidecar)
