"""What App Mesh answers to TLS: of listeners, and of the calls that a proxy makes."""

from __future__ import annotations

from collections.abc import Mapping

from meshc.backends.answers import Answer, Answering, Capabilities, exact, lost
from meshc.ir.feature import Feature, Use

_API = "botocore appmesh 2019-01-25"
_GUIDE = "https://docs.aws.amazon.com/app-mesh/latest/userguide/tls.html"
_LISTENER = f"{_API} ListenerTls"
_CLIENT = f"{_API} ClientPolicyTls"

_PCA = lost(
    "App Mesh has no certificate issued: it takes one that is in Certificate Manager",
    f"{_API} ListenerTlsCertificate",
    remedy='have the authority issue one there, and write `certificate = acm("arn:…")`',
)
_NONE = lost(
    "App Mesh wants a certificate for a listener",
    f"{_LISTENER}.certificate",
    remedy='write `certificate = acm("arn:…")`, or `pem(…)` or `sds(…)`',
)
_CLIENTS = lost(
    "whom a listener lets in is checked by a file or by SDS",
    f"{_API} ListenerTlsValidationContextTrust",
    remedy='write `trust = pem("…")` or `sds("…")` in `clients`',
)


def certificate_lost(kind: object) -> Answer | None:
    """The answer to a certificate of that kind where a listener cannot have it."""
    if kind == "pca":
        return _PCA
    return _NONE if kind is None else None


def clients_lost(clients: object) -> Answer | None:
    """The answer where the certificates of clients cannot be checked as wanted."""
    trust = clients.get("trust") if isinstance(clients, Mapping) else None
    return _CLIENTS if isinstance(trust, Mapping) and trust.get("kind") == "acm" else None


def _mode(use: Use) -> Answer:
    lacking = certificate_lost(use.value.get("certificate")) if isinstance(use.value, Mapping) else None
    return lacking or exact("`tls` of the listener", f"{_LISTENER}.mode")


def _mutual(use: Use) -> Answer:
    return clients_lost(use.value) or exact("`validation` of the listener", f"{_LISTENER}.validation")


_SERVER_NAME = lost(
    "App Mesh names no server when it opens TLS",
    "https://github.com/aws/aws-app-mesh-roadmap/issues/311",
    remedy="remove `server-name`",
)
_PRESENT = lost(
    "a caller shows a certificate from a file or from SDS",
    f"{_API} ClientTlsCertificate",
    remedy="write `certificate = pem(…)` or `sds(…)`",
)


def client_lost(tls: object) -> Answer | None:
    """The answer to the whole of a caller's TLS where part of it cannot be said."""
    if not isinstance(tls, Mapping):
        return None
    if tls.get("server_name") is not None:
        return _SERVER_NAME
    return _PRESENT if _kind(tls.get("certificate")) in ("acm", "pca") else None


def _kind(certificate: object) -> object:
    return certificate.get("kind") if isinstance(certificate, Mapping) else None


def _present(use: Use) -> Answer:
    if _kind(use.value) in ("acm", "pca"):
        return _PRESENT
    return exact("`certificate` of the client policy", f"{_CLIENT}.certificate")


def _of_call(answer: Answering) -> Answering:
    """The answer for a call; a single route can have no TLS of its own."""

    def answering(use: Use) -> Answer:
        caller, route, _name = use.subject.partition(" route ")
        if not route:
            return answer if isinstance(answer, Answer) else answer(use)
        remedy = "write `tls` in the calls of the service"
        if " → " in caller:
            remedy = "write `tls` in the call itself, for all that goes to the service"
        return lost("a client policy holds for all that goes to a virtual service", _CLIENT, remedy=remedy)

    return answering


CAPABILITIES: Capabilities = {
    Feature.TLS: _mode,
    Feature.TLS_PERMISSIVE: _mode,
    Feature.TLS_PCA: _PCA,
    Feature.TLS_PEM: exact("`certificate.file` of the listener", f"{_API} ListenerTlsCertificate.file"),
    Feature.TLS_ACM: exact("`certificate.acm` of the listener", f"{_API} ListenerTlsCertificate.acm"),
    Feature.TLS_SDS: exact("`certificate.sds` of the listener", f"{_API} ListenerTlsCertificate.sds"),
    Feature.TLS_MUTUAL: _mutual,
    Feature.TLS_APPLICATION: exact("the application serves it; proxies pass it on as tcp", _GUIDE),
    Feature.TLS_VERIFY: _of_call(
        exact("`validation.trust` of the client policy", f"{_API} TlsValidationContext.trust")
    ),
    Feature.TLS_NAMES: _of_call(
        exact(
            "`validation.subjectAlternativeNames` of the client policy",
            f"{_API} TlsValidationContext.subjectAlternativeNames",
        )
    ),
    Feature.TLS_SERVER_NAME: _of_call(_SERVER_NAME),
    Feature.TLS_PRESENT: _of_call(_present),
    Feature.TLS_CALLER_OFF: lost(
        "a proxy speaks TLS to every listener that takes it", _GUIDE, remedy="remove the line"
    ),
    Feature.TLS_UNPROXIED_CALLER: lost(
        "the proxy of the service takes the call, and speaks TLS only",
        _GUIDE,
        remedy="write `mode = permissive` in CALLEE, or let the caller join the mesh",
    ),
}
"""The answers of App Mesh to TLS, by feature."""
