"""Certificates, and who checks whose, as the transport sockets of listeners and clusters."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address

from meshc.backends.base import Lowering
from meshc.backends.envoy.sds import secret
from meshc.backends.envoy.types import DOWNSTREAM_TLS, QUIC_DOWNSTREAM, UPSTREAM_TLS, Message, typed
from meshc.ir.security import (
    Certificate,
    ClientTls,
    PemCertificate,
    PemTrust,
    SdsCertificate,
    SdsTrust,
    ServerTls,
    Trust,
)
from meshc.ir.text import Text

_SOCKET = "envoy.transport_sockets.tls"
_QUIC_SOCKET = "envoy.transport_sockets.quic"

ALPN = {"http": ("http/1.1",), "http2": ("h2",), "grpc": ("h2",)}
"""What a caller offers in the handshake, by protocol."""


def serves(tls: ServerTls | None) -> bool:
    """Whether a proxy can serve TLS: it needs a certificate that it can have, from a file or a discovery service."""
    return tls is not None and isinstance(tls.certificate, (PemCertificate, SdsCertificate))


def downstream(tls: ServerTls, lowering: Lowering, owner: str, *, alpn: Sequence[str] = ()) -> Message | None:
    """The transport socket of a listener's filter chain; None where the proxy has no certificate to serve with."""
    context = _downstream_context(tls, lowering, owner, alpn)
    return None if context is None else typed(_SOCKET, DOWNSTREAM_TLS, **context)


def quic(tls: ServerTls, lowering: Lowering, owner: str) -> Message | None:
    """The transport socket of a listener for HTTP/3; None where the proxy has no certificate to serve with."""
    context = _downstream_context(tls, lowering, owner, ("h3",))
    return None if context is None else typed(_QUIC_SOCKET, QUIC_DOWNSTREAM, downstream_tls_context=context)


def upstream(
    client: ClientTls | None, lowering: Lowering, owner: str, *, server_name: Text | None, alpn: Sequence[str] = ()
) -> Message:
    """The transport socket of a cluster.

    `owner` is the caller, `server_name` what is sent in the handshake where the caller asks for nothing else. Without
    authorities to trust the traffic is encrypted and the server believed.
    """
    common: Message = {}
    if client is not None:
        if client.certificate is not None:
            common.update(_certificate(client.certificate, lowering, owner))
        if client.trust is not None:
            common.update(_validation(client.trust, client.names, lowering, owner))
        if client.server_name is not None:
            server_name = lowering.text(client.server_name, owner)
    if alpn:
        common["alpn_protocols"] = list(alpn)
    context: Message = {"common_tls_context": common}
    if server_name is not None and not is_address(server_name):
        context["sni"] = server_name
    return typed(_SOCKET, UPSTREAM_TLS, **context)


def _downstream_context(tls: ServerTls, lowering: Lowering, owner: str, alpn: Sequence[str]) -> Message | None:
    if tls.certificate is None or not serves(tls):
        return None
    common = _certificate(tls.certificate, lowering, owner)
    clients = tls.clients
    checked = _validation(clients.trust, clients.names, lowering, owner) if clients is not None else {}
    common.update(checked)
    if alpn:
        common["alpn_protocols"] = list(alpn)
    context: Message = {"common_tls_context": common}
    if checked:
        context["require_client_certificate"] = True
    return context


def _certificate(certificate: Certificate, lowering: Lowering, owner: str) -> Message:
    """Fields of a `CommonTlsContext` for the proxy's own certificate; none for one that it cannot have."""
    if isinstance(certificate, PemCertificate):
        return {
            "tls_certificates": [
                {
                    "certificate_chain": {"filename": lowering.text(certificate.chain, owner)},
                    "private_key": {"filename": lowering.text(certificate.key, owner)},
                }
            ]
        }
    if isinstance(certificate, SdsCertificate):
        return {"tls_certificate_sds_secret_configs": [secret(certificate.name)]}
    return {}


def _validation(trust: Trust, names: Sequence[str], lowering: Lowering, owner: str) -> Message:
    """Fields of a `CommonTlsContext` for the other's certificate; none where the authorities cannot be had."""
    matched: Message = {"match_typed_subject_alt_names": [_name(name) for name in names]} if names else {}
    if isinstance(trust, PemTrust):
        return {"validation_context": {"trusted_ca": {"filename": lowering.text(trust.path, owner)}, **matched}}
    if not isinstance(trust, SdsTrust):
        return {}
    if not matched:
        return {"validation_context_sds_secret_config": secret(trust.name)}
    return {
        "combined_validation_context": {
            "default_validation_context": matched,
            "validation_context_sds_secret_config": secret(trust.name),
        }
    }


def _name(name: str) -> Message:
    kind = "URI" if "://" in name else "IP_ADDRESS" if is_address(name) else "DNS"
    return {"san_type": kind, "matcher": {"exact": name}}


def is_address(name: Text) -> bool:
    """Whether a host is an IP address, as far as it is known."""
    if not isinstance(name, str):
        return False
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
