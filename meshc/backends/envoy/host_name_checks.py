"""Services whose names in DNS are no host names."""

from __future__ import annotations

from functools import cached_property

from meshc.backends.base import Lowering
from meshc.backends.envoy.bootstrap_codes import PROXY_CONFIGURATION
from meshc.backends.names import DNS_LABEL, PRIVATE_NAMESPACE
from meshc.backends.units import discovery_name
from meshc.diagnostics.model import Diagnostic
from meshc.ir.registry import discovery_of, namespace_name
from meshc.ir.workload import Service, Version


class HostNames:
    """The names by which proxies know services; looked at only once one of them is refused."""

    def __init__(self, lowering: Lowering) -> None:
        self._lowering = lowering

    def finding(self, host: str) -> Diagnostic | None:
        """What is wrong with a host that is refused, at the line that names it; None for one of nobody's services."""
        return self._findings.get(host)

    @cached_property
    def _findings(self) -> dict[str, Diagnostic]:
        from meshc.backends.envoy.bootstrap_rules import host_problem

        mesh = self._lowering.mesh
        found: dict[str, Diagnostic] = {}
        for service in mesh.services:
            for version in service.versions:
                discovery = discovery_of(mesh, service.discovery, version.discovery)
                namespace = namespace_name(mesh, discovery)
                if discovery.host is not None or not isinstance(namespace, str):
                    continue
                own = discovery_name(service, version)
                host = f"{own}.{namespace}"
                if host_problem(own, named=True) is not None:
                    finding = self._of_service(service, version, own)
                else:
                    finding = self._of_namespace(namespace)
                found[host] = finding
                for alias in service.aliases:
                    found.setdefault(alias, finding)
        return found

    def _of_service(self, service: Service, version: Version, own: str) -> Diagnostic:
        where = f"`service {service.name}`" if version.name is None else f"`version {version.name}`"
        named = next((one for one in (version.discovery, service.discovery) if one is not None and one.name), None)
        return PROXY_CONFIGURATION.at(
            named.origin("name") if named is not None else service.origin(),
            f"`{own}` cannot be a host name, and proxies ask DNS for it",
            help=f'write `discovery {{ name = "{DNS_LABEL.suggestion(own)}" }}` in {where}',
        )

    def _of_namespace(self, namespace: str) -> Diagnostic:
        return PROXY_CONFIGURATION.at(
            self._lowering.mesh.origin("namespace"),
            f"no name in the namespace `{namespace}` can be a host name, and proxies ask DNS for them",
            help=f"`{PRIVATE_NAMESPACE.suggestion(namespace)}` would do",
        )
