"""The tasks of a compiled mesh as processes: each an Envoy with the bootstrap compiled for it, and a stub behind it.

An Envoy gets the flags that its container has, with the bootstrap on the command line or in a file, as the mesh says.
Only addresses are rewritten (`networks.rewritten`), so what is proven is what is written.
"""

from __future__ import annotations

import json
import time
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from meshc.backends.units import units
from meshc.compilation import Compilation
from meshc.diagnostics.model import Severity
from meshc.ir.mesh import Mesh
from meshc.ir.registry import discovery_of, namespace_name
from meshc.targets.table import TARGETS

from ..oracles.envoy import binary
from .asking import Client
from .grpc import GrpcApplication
from .networks import Network, rewritten
from .proxies import Proxy, started
from .upstreams import Application, Datagrams, Echo, Redis, Upstream

Stub: TypeAlias = Upstream | Datagrams | GrpcApplication

_TARGET = "envoy"
_START_SECONDS = 15


class Running:
    """A mesh that runs. Applications, externals and proxies are named as their units and externals."""

    def __init__(self, artifacts: Mapping[str, bytes]) -> None:
        self._artifacts = artifacts
        self.networks: dict[str, Network] = {}
        self.upstreams: dict[str, dict[int, Stub]] = {}
        """By unit or external, then by port."""
        self.proxies: dict[str, Proxy] = {}

    def application(self, unit: str, port: int | None = None) -> Application:
        """The stub of an application of HTTP, by its port where it has several."""
        found = self.upstreams[unit]
        upstream = next(iter(found.values())) if port is None else found[port]
        assert isinstance(upstream, Application)
        return upstream

    def server(self, name: str, port: int) -> Upstream:
        """The stub of anything that is reached by TCP."""
        upstream = self.upstreams[name][port]
        assert isinstance(upstream, Upstream)
        return upstream

    def grpc_application(self, unit: str, port: int) -> GrpcApplication:
        """The stub of an application of gRPC."""
        upstream = self.upstreams[unit][port]
        assert isinstance(upstream, GrpcApplication)
        return upstream

    def rest(self) -> None:
        """Forget what the tests before have asked for and seen."""
        for upstreams in self.upstreams.values():
            for upstream in upstreams.values():
                if isinstance(upstream, Application):
                    upstream.rest()

    def helpers(self) -> Iterator[Proxy]:
        """Proxies that stand for applications."""
        for upstreams in self.upstreams.values():
            yield from (stub.proxy for stub in upstreams.values() if isinstance(stub, GrpcApplication))

    def outside(self, unit: str, port: int) -> Client:
        """Who asks a task from outside, such as a browser a gateway."""
        return Client(self.networks[unit].outside, port)

    def flags(self, unit: str) -> list[str]:
        """What the unit's proxy is started with."""
        commands = (container.get("command", ()) for container in self._containers(unit))
        _script, _program, *flags = next(command for command in commands if command[1:2] == ["envoy"])
        return list(flags)

    def environment(self, unit: str) -> dict[str, str]:
        """Variables of the unit's application."""
        return {
            entry["name"]: entry["value"]
            for container in self._containers(unit)
            for entry in container.get("environment", ())
        }

    def _containers(self, unit: str) -> list[Any]:
        return list(json.loads(self._artifacts[f"ecs/{unit}.task-definition.json"])["containerDefinitions"])

    def dialled(self, unit: str, variable: str) -> tuple[str, int]:
        """Host and port that the unit's application finds in a variable, in the unit's network."""
        value = self.environment(unit)[variable]
        url = urllib.parse.urlsplit(value if "://" in value else f"//{value}")
        assert url.hostname is not None and url.port is not None
        return self.networks[unit].moved(url.hostname), url.port

    def caller(self, unit: str, variable: str) -> Client:
        """The unit's application, which asks at the URL or address that it finds in a variable."""
        host, port = self.dialled(unit, variable)
        named = urllib.parse.urlsplit(self.environment(unit)[variable])
        return Client(host, port, asked=named.netloc or named.path)


@contextmanager
def running(compilation: Compilation, folder: Path) -> Iterator[Running]:
    """A mesh, from when all its proxies are ready until the end of the block. Its files lie in the folder."""
    binary()
    errors = [f.message for f in compilation.diagnostics([_TARGET]) if f.severity is Severity.ERROR]
    assert errors == []
    build = compilation.build(_TARGET)
    mesh = compilation.mesh
    assert mesh is not None
    found = Running(build.artifacts)
    with ExitStack() as stack:
        names = _networks(found, mesh, stack)
        for unit in units(mesh, gateways=TARGETS[_TARGET].gateways):
            if unit.service is not None:
                network = found.networks[unit.name]
                host = network.inside if unit.meshed else network.outside
                ports = {port.number: port.protocol for port in unit.ports}
                found.upstreams[unit.name] = _upstreams(unit.name, network, host, ports, folder, stack)
        for external in mesh.externals:
            network = found.networks[external.name]
            ports = {external.port: external.protocol}
            found.upstreams[external.name] = _upstreams(external.name, network, network.outside, ports, folder, stack)
        for path, content in build.artifacts.items():
            if path.startswith("envoy/"):
                name = path.removeprefix("envoy/").removesuffix(".bootstrap.yaml")
                found.proxies[name] = _proxy(found, name, content.decode(), names, folder)
                stack.callback(found.proxies[name].stop)
        deadline = time.monotonic() + _START_SECONDS
        for proxy in (*found.proxies.values(), *found.helpers()):
            proxy.wait_until_ready(deadline)
        yield found


def _networks(found: Running, mesh: Mesh, stack: ExitStack) -> dict[str, str]:
    """A network for each task and external; gives the addresses by the names that proxies look up."""
    names: dict[str, str] = {}
    for unit in units(mesh, gateways=TARGETS[_TARGET].gateways):
        network = found.networks[unit.name] = stack.enter_context(Network())
        owner = unit.service if unit.service is not None else unit.gateway
        assert owner is not None
        namespace = namespace_name(mesh, discovery_of(mesh, owner.discovery))
        names[f"{unit.discovery_name}.{namespace}"] = network.outside
    for external in mesh.externals:
        network = found.networks[external.name] = stack.enter_context(Network())
        names[str(external.host)] = network.outside
    return names


def _proxy(found: Running, name: str, content: str, names: Mapping[str, str], folder: Path) -> Proxy:
    """The proxy of a task, started as its container does it but for the bash around it."""
    network = found.networks[name]
    text = rewritten(content, network, names)
    flags = found.flags(name)
    for index, flag in enumerate(flags[:-1]):
        if flag == "--config-yaml":
            flags[index + 1] = rewritten(flags[index + 1], network, names)
        elif flag == "-c":
            file = folder / f"{name}.yaml"
            file.write_text(text)
            flags[index + 1] = str(file)
    return started(name, flags, yaml.safe_load(text), folder)


def _upstreams(
    name: str, network: Network, host: str, ports: Mapping[int, str], folder: Path, stack: ExitStack
) -> dict[int, Stub]:
    found: dict[int, Stub] = {}
    for number, protocol in ports.items():
        if protocol == "grpc":
            found[number] = GrpcApplication(name, network, host, number, folder)
        else:
            found[number] = _STUBS.get(protocol, Echo)(name, host, number)
        stack.callback(found[number].stop)
    return found


_STUBS: Mapping[str, Callable[[str, str, int], Stub]] = {"http": Application, "redis": Redis, "udp": Datagrams}
"""By protocol; whatever else there is echoes."""
