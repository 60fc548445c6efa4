"""Certificates handed out by a secret discovery service that listens at a socket of the task."""

from __future__ import annotations

from meshc.backends.envoy.types import HTTP_PROTOCOL_OPTIONS, HTTP_PROTOCOL_OPTIONS_NAME, Message
from meshc.ir.security import ClientTls, SdsCertificate, SdsTrust, ServerTls

CLUSTER = "sds"
"""Name of the cluster of the service; names of other clusters have a port."""


def secret(name: str) -> Message:
    """Where a secret of that name comes from: an `SdsSecretConfig`."""
    return {
        "name": name,
        "sds_config": {
            "resource_api_version": "V3",
            "api_config_source": {
                "api_type": "GRPC",
                "transport_api_version": "V3",
                "grpc_services": [{"envoy_grpc": {"cluster_name": CLUSTER}}],
            },
        },
    }


def needed(tls: ServerTls | ClientTls | None) -> bool:
    """Whether something of it is handed out by a secret discovery service."""
    if tls is None:
        return False
    if isinstance(tls.certificate, SdsCertificate):
        return True
    if isinstance(tls, ClientTls):
        return isinstance(tls.trust, SdsTrust)
    return tls.clients is not None and isinstance(tls.clients.trust, SdsTrust)


def cluster(socket: str) -> Message:
    """The cluster of the service, at a socket of the task."""
    return {
        "name": CLUSTER,
        "type": "STATIC",
        "connect_timeout": "5s",
        "load_assignment": {
            "cluster_name": CLUSTER,
            "endpoints": [{"lb_endpoints": [{"endpoint": {"address": {"pipe": {"path": socket}}}}]}],
        },
        "typed_extension_protocol_options": {
            HTTP_PROTOCOL_OPTIONS_NAME: {
                "@type": HTTP_PROTOCOL_OPTIONS,
                "explicit_http_config": {"http2_protocol_options": {}},
            }
        },
    }
