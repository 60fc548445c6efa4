"""The clusters of the hand-written bootstrap."""

from __future__ import annotations

from typing import Any

from .sample_parts import API, SDS_UPSTREAM_TLS, UPSTREAM_TLS, Message, address, endpoints, typed

_PROTOCOL_OPTIONS = f"{API}.extensions.upstreams.http.v3.HttpProtocolOptions"


def protocol_options(version: str, **fields: Any) -> Message:
    """How a cluster speaks HTTP: `http_protocol_options` or `http2_protocol_options`."""
    options = {"@type": _PROTOCOL_OPTIONS, "explicit_http_config": {version: {}}, **fields}
    return {"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": options}


def dns(name: str, host: str, port: int, **fields: Any) -> Message:
    """A cluster of every address that a host name has."""
    load = endpoints(name, address(host, port))
    return {"name": name, "type": "STRICT_DNS", "connect_timeout": "5s", "load_assignment": load, **fields}


CLUSTERS: list[Message] = [
    {
        **dns("contract.v1:8080", "contract-v1.shop.local", 15080),
        "dns_lookup_family": "V4_PREFERRED",
        "ignore_health_on_host_removal": True,
        "lb_policy": "LEAST_REQUEST",
        "least_request_lb_config": {"choice_count": 2},
        "common_lb_config": {"healthy_panic_threshold": {"value": 0}},
        "circuit_breakers": {
            "thresholds": [
                {
                    "max_connections": 100,
                    "max_pending_requests": 10,
                    "max_requests": 200,
                    "max_retries": 4294967295,
                    "track_remaining": True,
                }
            ]
        },
        "outlier_detection": {
            "consecutive_5xx": 5,
            "interval": "10s",
            "base_ejection_time": "30s",
            "max_ejection_percent": 50,
            "enforcing_consecutive_5xx": 100,
            "enforcing_success_rate": 0,
            "consecutive_gateway_failure": 3,
            "enforcing_consecutive_gateway_failure": 0,
            "split_external_local_origin_errors": True,
            "consecutive_local_origin_failure": 5,
        },
        "health_checks": [
            {
                "timeout": "2s",
                "interval": "5s",
                "unhealthy_threshold": 2,
                "healthy_threshold": 3,
                "http_health_check": {
                    "path": "/health",
                    "host": "contract.shop.local",
                    "expected_statuses": [{"start": 200, "end": 400}],
                },
            }
        ],
        "transport_socket": UPSTREAM_TLS,
        "typed_extension_protocol_options": protocol_options(
            "http_protocol_options",
            common_http_protocol_options={"idle_timeout": "300s", "max_requests_per_connection": 1000},
        ),
    },
    {
        **dns("contract.v2:8080", "contract-v2.shop.local", 15080),
        "lb_policy": "RING_HASH",
        "ring_hash_lb_config": {"minimum_ring_size": 1024},
        "transport_socket": SDS_UPSTREAM_TLS,
        "typed_extension_protocol_options": protocol_options("http2_protocol_options"),
    },
    {
        **dns("rates:9090", "rates.shop.local", 15090, lb_policy="ROUND_ROBIN"),
        "health_checks": [
            {
                "timeout": "2s",
                "interval": "5s",
                "unhealthy_threshold": 2,
                "healthy_threshold": 3,
                "grpc_health_check": {"service_name": "rates.Rates"},
            }
        ],
        "typed_extension_protocol_options": protocol_options("http2_protocol_options"),
    },
    {
        "name": "app:8080",
        "type": "STATIC",
        "connect_timeout": "5s",
        "load_assignment": endpoints("app:8080", address("127.0.0.1", 8080)),
    },
    {
        "name": "payments:443",
        "type": "LOGICAL_DNS",
        "connect_timeout": "0.250s",
        "load_assignment": endpoints("payments:443", address("api.payments.example.com", 443)),
        "transport_socket": UPSTREAM_TLS,
    },
    {
        **dns("cache:6379", "cache.shop.local", 15079, lb_policy="MAGLEV"),
        "health_checks": [
            {
                "timeout": "2s",
                "interval": "5s",
                "unhealthy_threshold": 2,
                "healthy_threshold": 3,
                "tcp_health_check": {},
            }
        ],
    },
    dns("orders-db:27017", "orders-db.shop.local", 22017),
    dns("ledger:5432", "ledger.shop.local", 20432),
    dns("statsd:8125", "statsd.shop.local", 15125),
    dns("otel:4317", "localhost", 4317, typed_extension_protocol_options=protocol_options("http2_protocol_options")),
    dns("zipkin:9411", "zipkin.shop.local", 9411),
    dns("datadog:8126", "localhost", 8126),
    {
        "name": "sds",
        "type": "STATIC",
        "connect_timeout": "1s",
        "load_assignment": endpoints("sds", {"pipe": {"path": "/run/spire/agent.sock"}}),
        "typed_extension_protocol_options": protocol_options("http2_protocol_options"),
    },
    {
        "name": "contract.internal",
        "type": "STATIC",
        "connect_timeout": "5s",
        "load_assignment": endpoints(
            "contract.internal", {"envoy_internal_address": {"server_listener_name": "contract:internal"}}
        ),
        "transport_socket": typed(
            "envoy.transport_sockets.internal_upstream",
            f"{API}.extensions.transport_sockets.internal_upstream.v3.InternalUpstreamTransport",
            transport_socket=typed(
                "envoy.transport_sockets.raw_buffer",
                f"{API}.extensions.transport_sockets.raw_buffer.v3.RawBuffer",
            ),
        ),
    },
    {
        "name": "admin",
        "type": "STATIC",
        "connect_timeout": "1s",
        "load_assignment": endpoints("admin", address("127.0.0.1", 9901)),
    },
]
"""Every kind of cluster: DNS, one host, IP, Unix domain socket, internal listener."""
