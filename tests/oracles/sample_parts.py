"""The pieces of the hand-written bootstrap: addresses, TLS, filters, tracing."""

from __future__ import annotations

from typing import Any

Message = dict[str, Any]

API = "type.googleapis.com/envoy"
HTTP_FILTERS = f"{API}.extensions.filters.http"
NETWORK_FILTERS = f"{API}.extensions.filters.network"


def typed(name: str, type_url: str, **fields: Any) -> Message:
    """An extension: its name in the released Envoy, and its message."""
    return {"name": name, "typed_config": {"@type": type_url, **fields}}


def address(host: str, port: int, *, udp: bool = False, **fields: Any) -> Message:
    """A socket address."""
    return {"socket_address": {**({"protocol": "UDP"} if udp else {}), "address": host, "port_value": port, **fields}}


def endpoints(name: str, target: Message, **fields: Any) -> Message:
    """The one place that a cluster leads to."""
    return {
        "cluster_name": name,
        "endpoints": [{"lb_endpoints": [{"endpoint": {"address": target, **fields}}]}],
    }


def percent(numerator: int) -> Message:
    """A share of a hundred."""
    return {"numerator": numerator, "denominator": "HUNDRED"}


def file_log(path: str, *, json_format: Message | None = None, text_format: str | None = None) -> Message:
    """An access log into a file."""
    form: Message = {}
    if json_format:
        form = {"log_format": {"json_format": json_format}}
    elif text_format:
        form = {"log_format": {"text_format_source": {"inline_string": text_format}}}
    message = f"{API}.extensions.access_loggers.file.v3.FileAccessLog"
    return typed("envoy.access_loggers.file", message, path=path, **form)


LOG_FIELDS: Message = {
    "start_time": "%START_TIME%",
    "method": "%REQ(:METHOD)%",
    "path": "%PATH(NQ:ORIG_OR_PATH)%",
    "protocol": "%PROTOCOL%",
    "response_code": "%RESPONSE_CODE%",
    "response_flags": "%RESPONSE_FLAGS%",
    "bytes_received": "%BYTES_RECEIVED%",
    "bytes_sent": "%BYTES_SENT%",
    "duration": "%DURATION%",
    "upstream_time": "%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%",
    "request_id": "%REQ(X-REQUEST-ID)%",
    "authority": "%REQ(:AUTHORITY)%",
    "upstream_host": "%UPSTREAM_HOST%",
    "upstream_cluster": "%UPSTREAM_CLUSTER%",
    "trace_id": "%TRACE_ID%",
}

TLS = f"{API}.extensions.transport_sockets.tls.v3"


def tls_files(name: str = "app") -> Message:
    """Certificate and key of files."""
    return {
        "certificate_chain": {"filename": f"/etc/certs/{name}.pem"},
        "private_key": {"filename": f"/etc/certs/{name}.key"},
    }


def trusting(*names: str) -> Message:
    """A validation context: the file of an authority and the names that a certificate may have."""
    matchers = [{"san_type": "DNS", "matcher": {"exact": name}} for name in names]
    context: Message = {"trusted_ca": {"filename": "/etc/certs/ca.pem"}}
    return {**context, "match_typed_subject_alt_names": matchers} if matchers else context


def sds(name: str) -> Message:
    """A secret that a server on a Unix domain socket hands out, by way of the cluster `sds`."""
    service = {"envoy_grpc": {"cluster_name": "sds"}}
    source = {"api_type": "GRPC", "transport_api_version": "V3", "grpc_services": [service]}
    return {"name": name, "sds_config": {"resource_api_version": "V3", "api_config_source": source}}


DOWNSTREAM_TLS = typed(
    "envoy.transport_sockets.tls",
    f"{TLS}.DownstreamTlsContext",
    require_client_certificate=True,
    common_tls_context={
        "alpn_protocols": ["h2", "http/1.1"],
        "tls_certificates": [tls_files()],
        "validation_context": trusting("user.shop.local"),
    },
)
UPSTREAM_TLS = typed(
    "envoy.transport_sockets.tls",
    f"{TLS}.UpstreamTlsContext",
    sni="contract.shop.local",
    common_tls_context={
        "tls_certificates": [tls_files()],
        "validation_context": trusting("contract.shop.local"),
    },
)
SDS_UPSTREAM_TLS = typed(
    "envoy.transport_sockets.tls",
    f"{TLS}.UpstreamTlsContext",
    common_tls_context={
        "tls_certificate_sds_secret_configs": [sds("spiffe://shop.local/user")],
        "combined_validation_context": {
            "default_validation_context": {
                "match_typed_subject_alt_names": [
                    {"san_type": "URI", "matcher": {"exact": "spiffe://shop.local/contract"}}
                ]
            },
            "validation_context_sds_secret_config": sds("spiffe://shop.local"),
        },
    },
)
QUIC_TLS = typed(
    "envoy.transport_sockets.quic",
    f"{API}.extensions.transport_sockets.quic.v3.QuicDownstreamTransport",
    downstream_tls_context={"common_tls_context": {"alpn_protocols": ["h3"], "tls_certificates": [tls_files("edge")]}},
)

ROUTER = typed("envoy.filters.http.router", f"{HTTP_FILTERS}.router.v3.Router", suppress_envoy_headers=False)
BUFFER = typed("envoy.filters.http.buffer", f"{HTTP_FILTERS}.buffer.v3.Buffer", max_request_bytes=1048576)
FAULT = typed(
    "envoy.filters.http.fault",
    f"{HTTP_FILTERS}.fault.v3.HTTPFault",
    delay={"fixed_delay": "0.500s", "percentage": percent(10)},
    abort={"http_status": 503, "percentage": percent(30)},
    max_active_faults=100,
)


def rate_limit(stat_prefix: str, requests: int, interval: str) -> Message:
    """So many requests in an interval, and 429 beyond."""
    return {
        "@type": f"{HTTP_FILTERS}.local_ratelimit.v3.LocalRateLimit",
        "stat_prefix": stat_prefix,
        "token_bucket": {"max_tokens": requests, "tokens_per_fill": requests, "fill_interval": interval},
        "filter_enabled": {"default_value": percent(100)},
        "filter_enforced": {"default_value": percent(100)},
        "status": {"code": "TooManyRequests"},
    }


RATE_LIMIT: Message = {"name": "envoy.filters.http.local_ratelimit", "typed_config": rate_limit("user", 100, "1s")}
GRPC_STATS = typed(
    "envoy.filters.http.grpc_stats",
    f"{HTTP_FILTERS}.grpc_stats.v3.FilterConfig",
    emit_filter_state=False,
    stats_for_all_methods=False,
)


def http(stat_prefix: str, virtual_host: Message, *filters: Message, **fields: Any) -> Message:
    """An HTTP connection manager."""
    return typed(
        "envoy.filters.network.http_connection_manager",
        f"{NETWORK_FILTERS}.http_connection_manager.v3.HttpConnectionManager",
        stat_prefix=stat_prefix,
        route_config={"name": stat_prefix, "virtual_hosts": [virtual_host]},
        http_filters=[*filters, ROUTER],
        **fields,
    )


def listener(
    name: str, where: Message | None, *filters: Message, transport_socket: Message | None = None, **fields: Any
) -> Message:
    """A listener with one chain of filters; an internal one has no address."""
    chain: Message = {"filters": list(filters)}
    if transport_socket is not None:
        chain["transport_socket"] = transport_socket
    return {"name": name, **({} if where is None else {"address": where}), "filter_chains": [chain], **fields}


def tracing(provider: Message) -> Message:
    """Where spans go, how many are taken, and tags."""
    return {
        "provider": provider,
        "client_sampling": {"value": 100},
        "random_sampling": {"value": 5},
        "overall_sampling": {"value": 100},
        "custom_tags": [
            {"tag": "env", "literal": {"value": "prod"}},
            {"tag": "tenant", "request_header": {"name": "x-tenant", "default_value": "none"}},
        ],
    }


_TRACE = f"{API}.config.trace.v3"
OTEL = typed(
    "envoy.tracers.opentelemetry",
    f"{_TRACE}.OpenTelemetryConfig",
    grpc_service={"envoy_grpc": {"cluster_name": "otel:4317"}, "timeout": "0.250s"},
    service_name="user",
)
ZIPKIN = typed(
    "envoy.tracers.zipkin",
    f"{_TRACE}.ZipkinConfig",
    collector_cluster="zipkin:9411",
    collector_endpoint="/api/v2/spans",
    collector_endpoint_version="HTTP_JSON",
    collector_hostname="zipkin.shop.local",
    shared_span_context=False,
    trace_id_128bit=True,
)
XRAY = typed(
    "envoy.tracers.xray",
    f"{_TRACE}.XRayConfig",
    daemon_endpoint={"protocol": "UDP", "address": "127.0.0.1", "port_value": 2000},
    segment_name="user",
)
DATADOG = typed(
    "envoy.tracers.datadog", f"{_TRACE}.DatadogConfig", collector_cluster="datadog:8126", service_name="user"
)

RETRIES: Message = {
    "retry_on": "connect-failure,refused-stream,retriable-status-codes,reset",
    "num_retries": 2,
    "per_try_timeout": "2s",
    "per_try_idle_timeout": "1s",
    "retriable_status_codes": [502, 503],
    "retry_back_off": {"base_interval": "0.025s", "max_interval": "0.250s"},
    "retry_host_predicate": [
        typed(
            "envoy.retry_host_predicates.previous_hosts",
            f"{API}.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate",
        )
    ],
    "host_selection_retry_max_attempts": 3,
}
