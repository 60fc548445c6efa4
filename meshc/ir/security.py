"""Certificates and who checks whose."""

from __future__ import annotations

from typing import Literal, TypeAlias

from meshc.ir.base import Node
from meshc.ir.text import Text


class PemCertificate(Node):
    """Certificate chain and private key in files inside the proxy's container."""

    kind: Literal["pem"]
    chain: Text
    key: Text


class AcmCertificate(Node):
    """A certificate held by AWS Certificate Manager."""

    kind: Literal["acm"]
    arn: Text


class PrivateCaCertificate(Node):
    """Certificates that ECS has AWS Private CA issue and rotate."""

    kind: Literal["pca"]
    arn: Text
    kms_key: Text | None = None
    role: Text | None = None


class SdsCertificate(Node):
    """A certificate handed out by a secret discovery service under a name."""

    kind: Literal["sds"]
    name: str


Certificate: TypeAlias = PemCertificate | AcmCertificate | PrivateCaCertificate | SdsCertificate


class PemTrust(Node):
    """Trusted authorities in a file inside the proxy's container."""

    kind: Literal["pem"]
    path: Text


class AcmTrust(Node):
    """Trusted authorities held by AWS Private CA, by ARN."""

    kind: Literal["acm"]
    arns: tuple[Text, ...]


class SdsTrust(Node):
    """Trusted authorities handed out by a secret discovery service under a name."""

    kind: Literal["sds"]
    name: str


Trust: TypeAlias = PemTrust | AcmTrust | SdsTrust


class ClientValidation(Node):
    """What a server demands of its clients' certificates; its presence makes TLS mutual."""

    trust: Trust
    names: tuple[str, ...] = ()
    """Subject alternative names that are let in; empty: every name the authority signed."""


class ServerTls(Node):
    """How a service serves TLS."""

    mode: Literal["strict", "permissive"] = "strict"
    certificate: Certificate | None = None
    clients: ClientValidation | None = None


class ClientTls(Node):
    """How a caller verifies the server, and what it presents of itself."""

    trust: Trust | None = None
    names: tuple[str, ...] = ()
    """Subject alternative names that the server must carry one of."""
    server_name: Text | None = None
    """The name sent in the handshake (SNI)."""
    certificate: Certificate | None = None
