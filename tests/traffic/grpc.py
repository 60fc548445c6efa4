"""An application that speaks gRPC: an Envoy that answers every call by itself, as Python has no HTTP/2."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .networks import Network
from .proxies import Proxy, started

STATUSES = {"Get": 0, "Find": 5, "Try": 14}
"""Statuses of the answers, by how the method's name begins: OK, NOT_FOUND and UNAVAILABLE.

https://grpc.github.io/grpc/core/md_doc_statuscodes.html
"""

_API = "type.googleapis.com/envoy"
_ADMIN = 9902


class GrpcApplication:
    """Answers without a message, and counts."""

    def __init__(self, name: str, network: Network, host: str, port: int, folder: Path) -> None:
        self.name = name
        bootstrap = _bootstrap(network.inside, host, port)
        flags = ("--config-yaml", json.dumps(bootstrap), "--log-level", "error")
        self.proxy: Proxy = started(f"{name}-{port}", flags, bootstrap, folder)

    @property
    def hits(self) -> int:
        """Calls that reached it."""
        return self.proxy.counter("http.calls.downstream_rq_total")

    def stop(self) -> None:
        """Answer no more."""
        self.proxy.stop()


def _bootstrap(admin: str, host: str, port: int) -> Any:
    manager = {
        "@type": f"{_API}.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        "codec_type": "HTTP2",
        "stat_prefix": "calls",
        "route_config": {"virtual_hosts": [{"name": "all", "domains": ["*"], "routes": _routes()}]},
        "http_filters": [
            {
                "name": "envoy.filters.http.router",
                "typed_config": {"@type": f"{_API}.extensions.filters.http.router.v3.Router"},
            }
        ],
    }
    filters = [{"name": "envoy.filters.network.http_connection_manager", "typed_config": manager}]
    listener = {"name": "calls", "address": _address(host, port), "filter_chains": [{"filters": filters}]}
    return {"admin": {"address": _address(admin, _ADMIN)}, "static_resources": {"listeners": [listener]}}


def _routes() -> list[Any]:
    return [
        {
            "match": {"safe_regex": {"regex": f"/[^/]*/{beginning}.*"}},
            "direct_response": {"status": 200},
            "response_headers_to_add": [
                {"header": {"key": "content-type", "value": "application/grpc"}},
                {"header": {"key": "grpc-status", "value": str(status)}},
                {"header": {"key": "called", "value": "%REQ(:PATH)%"}},
            ],
        }
        for beginning, status in STATUSES.items()
    ]


def _address(host: str, port: int) -> Any:
    return {"socket_address": {"address": host, "port_value": port}}
