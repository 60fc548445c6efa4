"""The HTTP connection manager: how requests are read, and what stands around their routes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from meshc.backends.base import Pointer
from meshc.backends.envoy.access_log import access_log
from meshc.backends.envoy.building import Building
from meshc.backends.envoy.filters import Filters
from meshc.backends.envoy.headers import WITHOUT_ORIGINAL_PATH
from meshc.backends.envoy.routes import VirtualHost
from meshc.backends.envoy.tracing import tracing
from meshc.backends.envoy.types import HTTP_CONNECTION_MANAGER, Message, typed
from meshc.source import Origin

_IDLE = "300s"
"""Envoy's own idle timeout: stream_idle_timeout of the connection manager."""

_BODY = 4096
"""Bytes of a direct response that Envoy takes without being told: max_direct_response_body_size_bytes."""

_WEBSOCKET: Message = {"upgrade_configs": [{"upgrade_type": "websocket"}]}

_PASSED_ON: Message = {"server_header_transformation": "PASS_THROUGH"}
"""Between services an answer names the server that gave it."""

OUTBOUND: Message = {**_PASSED_ON, **WITHOUT_ORIGINAL_PATH}
"""Beside the caller."""

INBOUND: Message = _PASSED_ON
"""Before the application."""

INTERNAL: Message = {**_PASSED_ON, **WITHOUT_ORIGINAL_PATH, "forward_client_cert_details": "ALWAYS_FORWARD_ONLY"}
"""Behind a connection manager of the same proxy, which tells of the request, and has seen who the client is."""

EDGE: Message = {
    "use_remote_address": True,
    "normalize_path": True,
    "merge_slashes": True,
    "path_with_escaped_slashes_action": "UNESCAPE_AND_REDIRECT",
    "http2_protocol_options": {"max_concurrent_streams": 100},
}
"""Before strangers: what they say of themselves is not believed, and a path is what it looks like.

https://www.envoyproxy.io/docs/envoy/v1.40.0/configuration/best_practices/edge
"""


class Manager(NamedTuple):
    """A connection manager as a network filter, and where its routes come from: by pointers into the filter."""

    message: Message
    origins: Mapping[Pointer, Origin]


def connection_manager(
    building: Building,
    name: str,
    hosts: Sequence[VirtualHost],
    filters: Filters,
    side: Message,
    *,
    protocol: str,
    idle_timeout: str,
    route_fields: Message | None = None,
    **more: object,
) -> Manager:
    """The manager of a listener.

    `side` are the fields of where it stands, such as `OUTBOUND`; `protocol` that of the port;
    `idle_timeout` a duration of Envoy's, for streams; `route_fields` and `more` further fields of the routes and of the
    manager.
    """
    fields: Message = {
        "stat_prefix": name,
        "route_config": {
            "name": name,
            "virtual_hosts": [
                {
                    "name": host.name,
                    "domains": list(host.domains),
                    "routes": [placed.message for placed in host.routes],
                }
                for host in hosts
            ],
            **_long_bodies(hosts),
            **(route_fields or {}),
        },
        "http_filters": filters.chain(),
        **side,
    }
    if idle_timeout != _IDLE:
        fields["stream_idle_timeout"] = idle_timeout
    if protocol == "http":
        fields.update(_WEBSOCKET)
    if side is not INTERNAL:
        fields.update(_told(building))
    fields.update(more)
    message = typed("envoy.filters.network.http_connection_manager", HTTP_CONNECTION_MANAGER, **fields)
    origins: dict[Pointer, Origin] = {}
    for index, host in enumerate(hosts):
        at: Pointer = ("typed_config", "route_config", "virtual_hosts", index, "routes")
        for number, placed in enumerate(host.routes):
            origins[(*at, number)] = placed.origin
            origins.update({(*at, number, *pointer): origin for pointer, origin in placed.parts.items()})
    return Manager(message, origins)


def _told(building: Building) -> Message:
    """What is told of each request, once on its way through a proxy."""
    told: Message = {}
    spans = tracing(building)
    if spans is not None:
        told["tracing"] = spans
    log = access_log(building.unit.workload)
    if log:
        told["access_log"] = log
    return told


def _long_bodies(hosts: Sequence[VirtualHost]) -> Message:
    longest = max(
        (
            len(placed.message["direct_response"]["body"]["inline_string"].encode())
            for host in hosts
            for placed in host.routes
            if "body" in placed.message.get("direct_response", ())
        ),
        default=0,
    )
    return {"max_direct_response_body_size_bytes": longest} if longest > _BODY else {}
