"""Numbers that the proxy tells about itself."""

from __future__ import annotations

from meshc.backends.base import Unit
from meshc.backends.envoy.building import Building, Listener, socket_address
from meshc.backends.envoy.filters import Asked, Filters
from meshc.backends.envoy.ports import ADMIN_PORT
from meshc.backends.envoy.types import DOG_STATSD, HTTP_CONNECTION_MANAGER, Message, typed
from meshc.backends.host_ports import host_and_port
from meshc.ir.mesh import Mesh

CLUSTER = "admin"
"""Name of the cluster of the proxy's own administration; names of other clusters have a port."""

DOG_STATSD_PORT = 8125
"""Where a DogStatsD collector listens unless told otherwise."""
_PATH = "/stats/prometheus"


def stats(building: Building) -> Message:
    """Fields of the bootstrap for how stats are named, and where they are sent."""
    metrics = building.unit.workload.metrics
    fields: Message = {}
    if metrics is None:
        return fields
    if metrics.tags is not None:
        fields["stats_config"] = (
            {"stats_tags": _tags(building.lowering.mesh, building.unit)}
            if metrics.tags
            else {"use_all_default_tags": False}
        )
    if metrics.dogstatsd is not None:
        endpoint = building.lowering.text(metrics.dogstatsd, building.unit.owner)
        address = socket_address(*host_and_port(endpoint, DOG_STATSD_PORT), udp=True)
        fields["stats_sinks"] = [typed("envoy.stat_sinks.dog_statsd", DOG_STATSD, address=address)]
    return fields


def _tags(mesh: Mesh, unit: Unit) -> list[Message]:
    """Tags beside those that Envoy takes out of names by itself."""
    tags = {"mesh": mesh.name, "service": unit.owner}
    if unit.version is not None:
        tags["version"] = unit.version
    return [{"tag_name": name, "fixed_value": value} for name, value in tags.items()]


def prometheus(building: Building) -> Listener | None:
    """A listener at which others read the stats, and nothing else of what the administration answers."""
    metrics = building.unit.workload.metrics
    if metrics is None or metrics.prometheus is None:
        return None
    origin = metrics.origin("prometheus")
    building.clusters.add(
        {
            "name": CLUSTER,
            "type": "STATIC",
            "connect_timeout": "1s",
            "load_assignment": {
                "cluster_name": CLUSTER,
                "endpoints": [{"lb_endpoints": [{"endpoint": {"address": socket_address("127.0.0.1", ADMIN_PORT)}}]}],
            },
        }
    )
    building.cluster_origins.setdefault(CLUSTER, origin)
    route = {
        "match": {"path": _PATH, "headers": [{"name": ":method", "string_match": {"exact": "GET"}}]},
        "route": {"cluster": CLUSTER},
    }
    manager = typed(
        "envoy.filters.network.http_connection_manager",
        HTTP_CONNECTION_MANAGER,
        stat_prefix="prometheus",
        route_config={
            "name": "prometheus",
            "virtual_hosts": [{"name": "prometheus", "domains": ["*"], "routes": [route]}],
        },
        http_filters=Filters("prometheus", Asked()).chain(),
    )
    message: Message = {
        "name": "prometheus",
        "address": building.everywhere(metrics.prometheus),
        "filter_chains": [{"filters": [manager]}],
    }
    return Listener(message, {(): origin})
