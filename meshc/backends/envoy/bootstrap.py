"""The whole configuration of one proxy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from meshc.backends.base import Lowering, Pointer, Unit
from meshc.backends.envoy.building import Building, Listener, socket_address
from meshc.backends.envoy.edge import edge
from meshc.backends.envoy.endpoints import Endpoints
from meshc.backends.envoy.inbound import inbound
from meshc.backends.envoy.outbound import outbound
from meshc.backends.envoy.plain_names import keep_plain_names
from meshc.backends.envoy.policy_origins import of_cluster
from meshc.backends.envoy.ports import ADMIN_PORT
from meshc.backends.envoy.stats import prometheus, stats
from meshc.backends.envoy.types import INTERNAL_LISTENER, Message, typed
from meshc.source import Origin

_INTERNAL_LISTENERS = [typed("envoy.bootstrap.internal_listener", INTERNAL_LISTENER)]

_CONNECTIONS: Message = {
    "resource_monitors": [
        typed(
            "envoy.resource_monitors.global_downstream_max_connections",
            "type.googleapis.com/envoy.extensions.resource_monitors.downstream_connections.v3."
            "DownstreamConnectionsConfig",
            max_active_downstream_connections=30_000,
        )
    ]
}
"""A limit of connections for all listeners together, without which Envoy warns: less than half of the 65,535 files that
a task on Fargate may have open, as a request needs two.

https://www.envoyproxy.io/docs/envoy/v1.40.0/configuration/best_practices/edge
"""


class Bootstrap(NamedTuple):
    """An envoy.config.bootstrap.v3.Bootstrap, and where its parts come from."""

    message: Message
    origins: Mapping[Pointer, Origin]


def bootstrap(unit: Unit, lowering: Lowering, endpoints: Endpoints) -> Bootstrap:
    """What the proxy of a unit starts with: nothing of it changes while it runs."""
    building = Building(lowering, unit, endpoints)
    keep_plain_names(building)
    listeners: list[Listener] = [*edge(building), *inbound(building), *outbound(building)]
    reading = prometheus(building)
    if reading is not None:
        listeners.append(reading)
    clusters = building.clusters.definitions()
    message: Message = {
        "node": {"id": unit.name, "cluster": lowering.mesh.name},
        "admin": {"address": socket_address("127.0.0.1", ADMIN_PORT)},
    }
    if any("internal_listener" in listener.message for listener in listeners):
        message["bootstrap_extensions"] = _INTERNAL_LISTENERS
    message.update(stats(building))
    message["overload_manager"] = _CONNECTIONS
    message["static_resources"] = {"listeners": [listener.message for listener in listeners], "clusters": clusters}
    origins: dict[Pointer, Origin] = {(): unit.origin}
    for index, listener in enumerate(listeners):
        at: Pointer = ("static_resources", "listeners", index)
        origins.update({(*at, *pointer): origin for pointer, origin in listener.origins.items()})
    for index, cluster in enumerate(clusters):
        found = building.cluster_origins.get(cluster["name"])
        if found is not None:
            origins["static_resources", "clusters", index] = found
        policy = building.cluster_policies.get(cluster["name"])
        if policy is not None:
            parts = of_cluster(policy, cluster)
            origins.update(
                {("static_resources", "clusters", index, *pointer): where for pointer, where in parts.items()}
            )
    return Bootstrap(message, origins)
