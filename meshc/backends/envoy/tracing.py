"""Spans per request, and the collector that gets them."""

from __future__ import annotations

import json

from meshc.backends.collectors import COLLECTORS
from meshc.backends.envoy.building import Building, socket_address
from meshc.backends.envoy.durations import duration
from meshc.backends.envoy.tls import is_address
from meshc.backends.envoy.types import (
    DATADOG,
    HTTP_PROTOCOL_OPTIONS,
    HTTP_PROTOCOL_OPTIONS_NAME,
    OPENTELEMETRY,
    XRAY,
    ZIPKIN,
    Message,
    typed,
)
from meshc.backends.host_ports import host_and_port
from meshc.ir.observability import Tracing
from meshc.ir.text import Text

CLUSTER = "tracing"
"""Name of the cluster of the collector; names of other clusters have a port."""

_LOOPBACK = "127.0.0.1"
_LIMIT = 1000
"""Milliseconds for opening a connection to the collector, and for handing it spans."""


def tracing(building: Building) -> Message | None:
    """The `tracing` of a connection manager; None where the mesh asks for none. Makes the collector's cluster."""
    wish = building.unit.workload.tracing
    if wish is None:
        return None
    message: Message = {"provider": _provider(building, wish)}
    if wish.sampling is not None:
        message["random_sampling"] = {"value": wish.sampling}
    return message


def _provider(building: Building, wish: Tracing) -> Message:
    name = building.unit.name
    endpoint = building.lowering.text(wish.endpoint or _LOOPBACK, building.unit.owner)
    host, port = host_and_port(endpoint, COLLECTORS[wish.provider].port)
    if wish.provider == "xray":
        return _xray(name, host, port, wish.sampling)
    building.clusters.add(_cluster(host, port, http2=wish.provider == "otel"))
    building.cluster_origins.setdefault(CLUSTER, wish.origin())
    if wish.provider == "otel":
        service = {"envoy_grpc": {"cluster_name": CLUSTER}, "timeout": duration(_LIMIT)}
        return typed("envoy.tracers.opentelemetry", OPENTELEMETRY, grpc_service=service, service_name=name)
    if wish.provider == "zipkin":
        return typed(
            "envoy.tracers.zipkin",
            ZIPKIN,
            collector_cluster=CLUSTER,
            collector_endpoint="/api/v2/spans",
            collector_endpoint_version="HTTP_JSON",
            trace_id_128bit=True,
        )
    return typed("envoy.tracers.datadog", DATADOG, collector_cluster=CLUSTER, service_name=name)


def _xray(name: str, host: Text, port: int, sampling: float | None) -> Message:
    """X-Ray has rules of its own for what is sampled, which come before those of the connection manager."""
    fields: Message = {"daemon_endpoint": socket_address(host, port, udp=True)["socket_address"], "segment_name": name}
    if sampling is not None:
        rules = {"version": 2, "rules": [], "default": {"fixed_target": 0, "rate": sampling / 100}}
        fields["sampling_rule_manifest"] = {"inline_string": json.dumps(rules, separators=(",", ":"))}
    return typed("envoy.tracers.xray", XRAY, **fields)


def _cluster(host: Text, port: int, *, http2: bool) -> Message:
    message: Message = {
        "name": CLUSTER,
        "type": "STATIC" if is_address(host) else "STRICT_DNS",
        "connect_timeout": duration(_LIMIT),
        "load_assignment": {
            "cluster_name": CLUSTER,
            "endpoints": [{"lb_endpoints": [{"endpoint": {"address": socket_address(host, port)}}]}],
        },
    }
    if http2:
        message["typed_extension_protocol_options"] = {
            HTTP_PROTOCOL_OPTIONS_NAME: {
                "@type": HTTP_PROTOCOL_OPTIONS,
                "explicit_http_config": {"http2_protocol_options": {}},
            }
        }
    return message
