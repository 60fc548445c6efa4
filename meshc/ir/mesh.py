"""The whole: what a mesh says, with nothing in it of any target."""

from __future__ import annotations

from typing import Literal

from meshc.ir.base import Node, PortNumber
from meshc.ir.discovery import Discovery, Namespace
from meshc.ir.observability import AccessLog, Metrics, Tracing
from meshc.ir.routetest import RouteTest
from meshc.ir.text import Late, Text
from meshc.ir.traffic import NO_POLICY, Call, Protocol, TrafficPolicy
from meshc.ir.workload import Ecs, Gateway, Proxy, Service


class External(Node):
    """Something outside the mesh that services call."""

    name: str
    host: Text
    port: PortNumber
    protocol: Protocol = "tcp"
    tls: bool = False
    """Whether the application itself speaks TLS to it."""
    policy: TrafficPolicy = NO_POLICY
    discovery: Discovery | None = None


class Client(Node):
    """Something that resolves names of the mesh and runs no proxy."""

    name: str
    type: Literal["lambda", "ec2", "other"]
    resolves: Literal["dns", "api"] = "dns"
    network: Literal["vpc", "outside"] = "vpc"
    calls: tuple[Call, ...] = ()


class TargetSettings(Node):
    """What the author says of one target."""

    name: str
    accept: tuple[str, ...] = ()
    """Features whose loss under the target is accepted in writing."""


class Parameter(Node):
    """A parameter whose value the deployment supplies."""

    name: str
    type: Literal["string", "number", "boolean", "list(string)"]
    description: str | None = None


class Mesh(Node):
    """A mesh: services, gateways, externals and clients, and what holds for all of them."""

    name: str
    namespace: Namespace
    vpc: Text | Late | None = None
    discovery: Discovery
    build: tuple[str, ...] = ()
    egress: Literal["allow", "deny"] = "allow"
    owner: Text | None = None
    """The account that shares the mesh, where it is not the user's own."""
    ecs: Ecs
    proxy: Proxy | None = None
    access_log: AccessLog | None = None
    metrics: Metrics | None = None
    tracing: Tracing | None = None
    defaults: TrafficPolicy = NO_POLICY
    services: tuple[Service, ...] = ()
    gateways: tuple[Gateway, ...] = ()
    externals: tuple[External, ...] = ()
    clients: tuple[Client, ...] = ()
    targets: tuple[TargetSettings, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    """Late parameters only; the value of another stands where it is used."""
    tests: tuple[RouteTest, ...] = ()
