"""The listeners of the hand-written bootstrap."""

from __future__ import annotations

from .sample_parts import (
    API,
    BUFFER,
    DATADOG,
    DOWNSTREAM_TLS,
    FAULT,
    GRPC_STATS,
    HTTP_FILTERS,
    LOG_FIELDS,
    NETWORK_FILTERS,
    OTEL,
    QUIC_TLS,
    RATE_LIMIT,
    XRAY,
    ZIPKIN,
    Message,
    address,
    file_log,
    http,
    listener,
    percent,
    rate_limit,
    tracing,
    typed,
)
from .sample_routes import CALL_ROUTES

LISTENERS: list[Message] = [
    listener(
        "contract:8080",
        address("127.10.0.1", 8080),
        http(
            "contract",
            {"name": "contract", "domains": ["*"], "routes": CALL_ROUTES},
            FAULT,
            {**RATE_LIMIT, "typed_config": {**rate_limit("user", 100, "1s"), "stage": 0}},
            BUFFER,
            GRPC_STATS,
            codec_type="AUTO",
            tracing=tracing(OTEL),
            access_log=[file_log("/dev/stdout", json_format=LOG_FIELDS)],
            generate_request_id=True,
            use_remote_address=False,
            server_header_transformation="PASS_THROUGH",
            normalize_path=True,
            merge_slashes=False,
            stream_idle_timeout="300s",
            request_timeout="0s",
            common_http_protocol_options={"idle_timeout": "300s"},
            upgrade_configs=[{"upgrade_type": "websocket"}],
        ),
        traffic_direction="OUTBOUND",
        stat_prefix="contract",
    ),
    listener(
        "in:8080",
        address("::", 15080, ipv4_compat=True),
        http(
            "in",
            {
                "name": "in",
                "domains": ["*"],
                "routes": [
                    {
                        "name": "search",
                        "match": {"path_separated_prefix": "/search"},
                        "route": {"cluster": "app:8080", "timeout": "0s"},
                        "typed_per_filter_config": {
                            "envoy.filters.http.local_ratelimit": rate_limit("in.search", 5, "10s"),
                            "envoy.filters.http.buffer": {
                                "@type": f"{HTTP_FILTERS}.buffer.v3.BufferPerRoute",
                                "buffer": {"max_request_bytes": 2097152},
                            },
                        },
                    },
                    {"name": "default", "match": {"prefix": "/"}, "route": {"cluster": "app:8080", "timeout": "0s"}},
                ],
            },
            RATE_LIMIT,
            BUFFER,
            tracing=tracing(ZIPKIN),
            access_log=[
                {
                    **file_log("/var/log/app/access.log", text_format="%START_TIME% %PATH(NQ)%\n"),
                    "filter": {"not_health_check_filter": {}},
                }
            ],
            forward_client_cert_details="SANITIZE_SET",
            set_current_client_cert_details={"uri": True, "dns": True, "subject": True},
            http2_protocol_options={"max_concurrent_streams": 1024},
            use_remote_address=False,
            local_reply_config={"mappers": []},
        ),
        transport_socket=DOWNSTREAM_TLS,
        traffic_direction="INBOUND",
        connection_balance_config={"exact_balance": {}},
        per_connection_buffer_limit_bytes=1048576,
    ),
    listener(
        "contract:internal",
        None,
        http(
            "contract-internal",
            {"name": "contract", "domains": ["*"], "routes": CALL_ROUTES},
            FAULT,
            RATE_LIMIT,
            BUFFER,
        ),
        internal_listener={},
    ),
    listener(
        "edge:8443",
        address("0.0.0.0", 8443),
        http(
            "edge",
            {
                "name": "edge",
                "domains": ["shop.example.com", "*.shop.example.com", "shop.example.com:*"],
                "routes": [
                    {
                        "name": "contract",
                        "match": {"path_separated_prefix": "/contract"},
                        "route": {
                            "cluster": "contract.internal",
                            "regex_rewrite": {"pattern": {"regex": "^/contract/?"}, "substitution": "/"},
                            "timeout": "15s",
                        },
                        "response_headers_to_add": [
                            {"header": {"key": "alt-svc", "value": 'h3=":8443"; ma=86400'}},
                        ],
                    },
                    {"name": "rest", "match": {"prefix": "/"}, "direct_response": {"status": 404}},
                ],
            },
            use_remote_address=True,
            xff_num_trusted_hops=1,
            tracing=tracing(XRAY),
            strip_any_host_port=True,
            access_log=[
                typed("envoy.access_loggers.stdout", f"{API}.extensions.access_loggers.stream.v3.StdoutAccessLog")
            ],
        ),
        transport_socket=DOWNSTREAM_TLS,
    ),
    listener(
        "edge:8443/quic",
        address("0.0.0.0", 8443, udp=True),
        http(
            "edge-quic",
            {
                "name": "edge",
                "domains": ["*"],
                "routes": [{"match": {"prefix": "/"}, "route": {"cluster": "rates:9090"}}],
            },
            codec_type="HTTP3",
            http3_protocol_options={},
            tracing=tracing(DATADOG),
        ),
        transport_socket=QUIC_TLS,
        udp_listener_config={
            "quic_options": {},
            "downstream_socket_config": {"prefer_gro": True},
        },
        enable_reuse_port=True,
    ),
    listener(
        "ledger:5432",
        address("127.10.0.2", 5432),
        typed(
            "envoy.filters.network.tcp_proxy",
            f"{NETWORK_FILTERS}.tcp_proxy.v3.TcpProxy",
            stat_prefix="ledger",
            weighted_clusters={
                "clusters": [{"name": "ledger:5432", "weight": 1}, {"name": "contract.v1:8080", "weight": 1}]
            },
            idle_timeout="3600s",
            max_connect_attempts=2,
            access_log=[file_log("/dev/stdout")],
        ),
    ),
    listener(
        "orders-db:27017",
        address("127.10.0.3", 27017),
        typed(
            "envoy.filters.network.mongo_proxy",
            f"{NETWORK_FILTERS}.mongo_proxy.v3.MongoProxy",
            stat_prefix="orders-db",
            access_log="/var/log/app/mongo.log",
            emit_dynamic_metadata=False,
            commands=["insert", "update", "delete", "find"],
        ),
        typed(
            "envoy.filters.network.tcp_proxy",
            f"{NETWORK_FILTERS}.tcp_proxy.v3.TcpProxy",
            stat_prefix="orders-db",
            cluster="orders-db:27017",
        ),
    ),
    listener(
        "cache:6379",
        address("127.10.0.4", 6379),
        typed(
            "envoy.filters.network.redis_proxy",
            f"{NETWORK_FILTERS}.redis_proxy.v3.RedisProxy",
            stat_prefix="cache",
            settings={"op_timeout": "5s", "enable_redirection": False, "enable_hashtagging": True},
            prefix_routes={
                "routes": [
                    {
                        "prefix": "session:",
                        "cluster": "cache:6379",
                        "remove_prefix": False,
                        "request_mirror_policy": [
                            {"cluster": "cache:6379", "runtime_fraction": {"default_value": percent(10)}}
                        ],
                    }
                ],
                "catch_all_route": {"cluster": "cache:6379"},
            },
        ),
    ),
    {
        "name": "statsd:8125",
        "address": address("127.10.0.5", 8125, udp=True),
        "udp_listener_config": {"downstream_socket_config": {"max_rx_datagram_size": 9000}},
        "listener_filters": [
            typed(
                "envoy.filters.udp_listener.udp_proxy",
                f"{API}.extensions.filters.udp.udp_proxy.v3.UdpProxyConfig",
                stat_prefix="statsd",
                matcher={
                    "on_no_match": {
                        "action": typed(
                            "route", f"{API}.extensions.filters.udp.udp_proxy.v3.Route", cluster="statsd:8125"
                        )
                    }
                },
                idle_timeout="60s",
                hash_policies=[{"source_ip": True}],
            )
        ],
    },
    listener(
        "prometheus",
        address("0.0.0.0", 9902),
        http(
            "prometheus",
            {
                "name": "prometheus",
                "domains": ["*"],
                "routes": [
                    {"match": {"path": "/stats/prometheus"}, "route": {"cluster": "admin"}},
                    {"match": {"prefix": "/"}, "direct_response": {"status": 404}},
                ],
            },
        ),
    ),
]
"""Every kind of listener."""
