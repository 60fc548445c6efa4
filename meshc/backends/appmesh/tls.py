"""TLS of listeners, and of the calls that a proxy makes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from meshc.backends.base import Lowering
from meshc.ir.security import AcmTrust, Certificate, ClientTls, SdsTrust, ServerTls, Trust

_MODES = {"strict": "STRICT", "permissive": "PERMISSIVE"}


def listener_tls(tls: ServerTls, lowering: Lowering, owner: str) -> dict[str, Any] | None:
    """The `tls` of a listener; None without a certificate that App Mesh takes."""
    certificate = None if tls.certificate is None else _certificate(tls.certificate, lowering, owner)
    if certificate is None:
        return None
    body: dict[str, Any] = {"mode": _MODES[tls.mode], "certificate": certificate}
    # Who a listener lets in is checked by a file or by SDS, not by ACM: botocore appmesh 2019-01-25
    # ListenerTlsValidationContextTrust.
    if tls.clients is not None and not isinstance(tls.clients.trust, AcmTrust):
        body["validation"] = _validation(tls.clients.trust, tls.clients.names, lowering, owner)
    return body


def client_tls(tls: ClientTls, lowering: Lowering, owner: str) -> dict[str, Any] | None:
    """The `tls` of a client policy; None where nobody says whom to trust, which App Mesh wants to know."""
    if tls.trust is None:
        return None
    body: dict[str, Any] = {"enforce": True}
    certificate = None if tls.certificate is None else _certificate(tls.certificate, lowering, owner)
    if certificate is not None and "acm" not in certificate:
        body["certificate"] = certificate
    body["validation"] = _validation(tls.trust, tls.names, lowering, owner)
    return body


def _certificate(certificate: Certificate, lowering: Lowering, owner: str) -> dict[str, Any] | None:
    match certificate.kind:
        case "acm":
            return {"acm": {"certificateArn": lowering.text(certificate.arn, owner)}}
        case "pem":
            chain, key = lowering.text(certificate.chain, owner), lowering.text(certificate.key, owner)
            return {"file": {"certificateChain": chain, "privateKey": key}}
        case "sds":
            return {"sds": {"secretName": certificate.name}}
        case _:
            return None


def _validation(trust: Trust, names: Sequence[str], lowering: Lowering, owner: str) -> dict[str, Any]:
    body: dict[str, Any] = {"trust": _trust(trust, lowering, owner)}
    if names:
        body["subjectAlternativeNames"] = {"match": {"exact": list(names)}}
    return body


def _trust(trust: Trust, lowering: Lowering, owner: str) -> dict[str, Any]:
    if isinstance(trust, AcmTrust):
        return {"acm": {"certificateAuthorityArns": [lowering.text(arn, owner) for arn in trust.arns]}}
    if isinstance(trust, SdsTrust):
        return {"sds": {"secretName": trust.name}}
    return {"file": {"certificateChain": lowering.text(trust.path, owner)}}
