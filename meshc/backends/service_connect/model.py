"""Shapes of what Service Connect adds to an ECS service, in the spelling of AWS. botocore ecs."""

from __future__ import annotations

from typing import NotRequired, TypeAlias, TypedDict

from meshc.backends.base import Ref
from meshc.backends.container_log import LogConfiguration
from meshc.ir.text import Text


class HeaderValue(TypedDict):
    """The value of a header."""

    exact: Text


class TestHeader(TypedDict):
    """A header and its value."""

    name: str
    value: HeaderValue


class TestTrafficRules(TypedDict):
    """What marks a request as one for the new tasks of a running deployment."""

    header: TestHeader


class ClientAlias(TypedDict):
    """The name and port that callers use."""

    port: int
    dnsName: Text
    testTrafficRules: NotRequired[TestTrafficRules]


class Timeout(TypedDict):
    """Limits in seconds; 0 is none."""

    idleTimeoutSeconds: int
    perRequestTimeoutSeconds: NotRequired[int]


class CertificateAuthority(TypedDict):
    """The authority that issues certificates."""

    awsPcaAuthorityArn: Text


class Tls(TypedDict):
    """Certificates that ECS has issued and renews."""

    issuerCertificateAuthority: CertificateAuthority
    kmsKey: NotRequired[Text]
    roleArn: NotRequired[Text]


class ServiceConnectService(TypedDict):
    """What is offered under one discovery name."""

    portName: str
    discoveryName: str
    clientAliases: list[ClientAlias]
    timeout: Timeout
    tls: NotRequired[Tls]


class AccessLogConfiguration(TypedDict):
    """A line per request."""

    format: str
    includeQueryParameters: str


class ContainerConfiguration(TypedDict):
    """How the proxy runs."""

    logLevel: str


Namespace: TypeAlias = Text | Ref


class ServiceConnectConfiguration(TypedDict):
    """All that an ECS service says of Service Connect."""

    enabled: bool
    namespace: NotRequired[Namespace]
    services: NotRequired[list[ServiceConnectService]]
    logConfiguration: NotRequired[LogConfiguration]
    accessLogConfiguration: NotRequired[AccessLogConfiguration]
    containerConfigurations: NotRequired[list[ContainerConfiguration]]
