"""Every string of a mesh that reaches a document, with the node that holds it and what it is for."""

from __future__ import annotations

from typing import NamedTuple

from meshc.ir.base import Node
from meshc.ir.discovery import Discovery
from meshc.ir.mesh import Mesh
from meshc.ir.observability import Tracing
from meshc.ir.security import AcmCertificate, AcmTrust, Certificate, ClientTls, PrivateCaCertificate, ServerTls, Trust
from meshc.ir.text import Late, Secret, Template, Text
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


def strings(mesh: Mesh) -> list[WrittenString]:
    """The strings of a mesh in its order; a node that several owners share comes once, with the first."""
    walk = _Walk()
    walk.mesh(mesh)
    return walk.found


class _Walk:
    """Appends to one list: nested generators took twice the time."""

    def __init__(self) -> None:
        self.found: list[WrittenString] = []
        self._seen: set[int] = set()

    def _new(self, node: Node) -> bool:
        key = id(node)
        if key in self._seen:
            return False
        self._seen.add(key)
        return True

    def _add(self, owner: str, place: str, name: str, node: Node, field: str, text: Text | Late | Secret) -> None:
        secret = isinstance(text, Secret)
        if isinstance(text, Secret):
            text = text.name
        if isinstance(text, str):
            self.found.append(WrittenString(owner, place, name, text, node, field, None, secret))
            return
        known = LATE
        if isinstance(text, Template):
            known = "".join(part if isinstance(part, str) else LATE for part in text.template)
        self.found.append(WrittenString(owner, place, name, known, node, field, text, secret))

    def _settings(self, owner: str, node: Node, *fields: str) -> None:
        values = node.__dict__
        for field in fields:
            value = values[field]
            if value is None:
                continue
            for text in value if isinstance(value, tuple) else (value,):
                self._add(owner, "setting", field.replace("_", "-"), node, field, text)

    def mesh(self, mesh: Mesh) -> None:
        owner = mesh.name
        self._settings(owner, mesh.namespace, "existing")
        self._settings(owner, mesh, "vpc")
        self._discovery(owner, mesh.discovery)
        self._ecs(owner, mesh.ecs)
        self._proxy(owner, mesh.proxy)
        self._tracing(owner, mesh.tracing)
        self._policy(owner, mesh.defaults)
        for service in mesh.services:
            owner = service.name
            self._discovery(owner, service.discovery)
            self._server_tls(owner, service.tls)
            self._policies(owner, service.policy, service.routes, service.calls)
            for version in service.versions:
                self._discovery(owner, version.discovery)
                self._workload(owner, version.workload)
        for gateway in mesh.gateways:
            owner = gateway.name
            self._server_tls(owner, gateway.tls)
            if gateway.expose is not None:
                self._certificate(owner, gateway.expose.certificate)
            self._policies(owner, gateway.policy, gateway.routes, gateway.calls)
            self._workload(owner, gateway.workload)
        for external in mesh.externals:
            self._settings(external.name, external, "host")
            self._discovery(external.name, external.discovery)
            self._policy(external.name, external.policy)
        for client in mesh.clients:
            self._policies(client.name, NO_POLICY, (), client.calls)

    def _policies(self, owner: str, policy: TrafficPolicy, routes: tuple[Route, ...], calls: tuple[Call, ...]) -> None:
        self._policy(owner, policy)
        for route in routes:
            self._policy(owner, route.policy)
        for call in calls:
            self._policy(owner, call.policy)
            for adjusted in call.routes:
                self._policy(owner, adjusted.policy)

    def _policy(self, owner: str, policy: TrafficPolicy) -> None:
        headers, tls = policy.headers, policy.tls
        if headers is None and tls is None:
            return
        if isinstance(headers, Headers):
            for edits in (headers.request, headers.response):
                for header in edits.add if edits else ():
                    if self._new(header):
                        self._add(owner, "header", header.name, header, "value", header.value)
        if isinstance(tls, ClientTls) and self._new(tls):
            self._trust(owner, tls.trust)
            self._certificate(owner, tls.certificate)

    def _server_tls(self, owner: str, tls: ServerTls | None) -> None:
        if tls is not None and self._new(tls):
            self._certificate(owner, tls.certificate)
            self._trust(owner, tls.clients.trust if tls.clients is not None else None)

    def _trust(self, owner: str, trust: Trust | None) -> None:
        if isinstance(trust, AcmTrust):
            self._settings(owner, trust, "arns")

    def _certificate(self, owner: str, certificate: Certificate | None) -> None:
        if isinstance(certificate, AcmCertificate | PrivateCaCertificate):
            self._add(owner, "setting", "certificate", certificate, "arn", certificate.arn)
        if isinstance(certificate, PrivateCaCertificate):
            self._settings(owner, certificate, "kms_key", "role")

    def _discovery(self, owner: str, discovery: Discovery | None) -> None:
        if discovery is not None and self._new(discovery):
            self._settings(owner, discovery, "namespace", "account")
            for attribute in discovery.attributes:
                self._add(owner, "attribute", attribute.name, attribute, "value", attribute.value)

    def _workload(self, owner: str, workload: Workload) -> None:
        if not self._new(workload):
            return
        self._container(owner, workload.application)
        for sidecar in workload.sidecars:
            self._container(owner, sidecar)
        for volume in workload.volumes:
            if self._new(volume):
                self._settings(owner, volume, "efs", "access_point")
        if workload.deployment is not None and self._new(workload.deployment):
            self._settings(owner, workload.deployment, "alarms")
        if isinstance(workload.replicas, Late):
            self._settings(owner, workload, "replicas")
        self._ecs(owner, workload.ecs)
        self._proxy(owner, workload.proxy)
        self._tracing(owner, workload.tracing)

    def _container(self, owner: str, container: Container) -> None:
        if not self._new(container):
            return
        if container.image is not None:
            self._add(owner, "image", "", container, "image", container.image)
        self._variables(owner, "environment variable", container.env)
        self._variables(owner, "label", container.labels)
        self._command(owner, container, "command", container.command)
        self._command(owner, container, "entrypoint", container.entrypoint)
        self._settings(owner, container, "directory", "user", "registry_credentials", "env_files")
        if container.health is not None and self._new(container.health):
            self._command(owner, container.health, "command", container.health.command)
        self._log(owner, container.log)
        if container.router is not None and self._new(container.router):
            self._variables(owner, "option", container.router.options)

    def _command(self, owner: str, node: Node, field: str, arguments: tuple[Text, ...] | None) -> None:
        """Each argument has the one before it as its name, which may be an option that it belongs to."""
        before = ""
        for argument in arguments or ():
            self._add(owner, "command", before, node, field, argument)
            before = self.found[-1].text

    def _variables(self, owner: str, place: str, variables: tuple[Variable, ...]) -> None:
        for variable in variables:
            if self._new(variable):
                value = variable.value
                if type(value) is str:
                    self.found.append(WrittenString(owner, place, variable.name, value, variable, "value"))
                else:
                    self._add(owner, place, variable.name, variable, "value", value)

    def _log(self, owner: str, log: Log | None) -> None:
        if log is not None and self._new(log):
            self._settings(owner, log, "group", "region", "prefix")
            self._variables(owner, "log option", log.options)

    def _ecs(self, owner: str, ecs: Ecs) -> None:
        if self._new(ecs):
            self._settings(owner, ecs, "cluster", "execution_role", "task_role", "subnets", "security_groups")
            self._log(owner, ecs.log)
            self._variables(owner, "tag", ecs.tags)

    def _proxy(self, owner: str, proxy: Proxy | None) -> None:
        if proxy is not None and self._new(proxy):
            if proxy.image is not None:
                self._add(owner, "image", "", proxy, "image", proxy.image)
            self._log(owner, proxy.log)

    def _tracing(self, owner: str, tracing: Tracing | None) -> None:
        if tracing is not None and self._new(tracing):
            self._settings(owner, tracing, "endpoint")
            if tracing.sidecar is not None:
                self._add(owner, "image", "", tracing, "sidecar", tracing.sidecar)
