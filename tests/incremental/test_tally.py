"""The quotas that are counted from part to part are those that the limits know."""

from __future__ import annotations

import pytest

from meshc.backends.limits import Limit, all_limits

LOCAL = {
    "fargate-execution-role-proxy",
    "service-compatibility",
    "service-network",
    "service-container",
    "registry-container",
    "autoscaling-tasks",
    "service-connect-port",
    "request-timeout-tcp",
    "service-connect-network-mode",
    "service-connect-system",
    "service-connect-memory",
    "proxy-cpu",
    "proxy-memory",
    "record-attributes",
    "records-of-tasks",
    "instances-per-service",
    "health-check-private",
    "api-only-namespace",
    "app-mesh-envoys",
    "app-mesh-routes",
    "app-mesh-meshes",
}
"""Limits that look at what one owner becomes, or at that and the mesh itself."""
COUNTED = {
    "service-name-unique",
    "services-per-cluster",
    "discovery-name-unique",
    "discovery-name-cloud-map",
    "client-alias-unique",
    "instances-per-namespace",
    "namespaces",
    "namespace-name-unique",
    "cloud-map-service-unique",
    "app-mesh-nodes",
    "app-mesh-routers",
    "app-mesh-services",
    "app-mesh-node-unique",
    "app-mesh-router-unique",
    "app-mesh-route-unique",
    "app-mesh-gateway-unique",
    "app-mesh-gateway-route-unique",
    "app-mesh-virtual-service-unique",
}
"""Limits that compare owners which are no neighbours: `meshc/incremental/tally.py` counts what they count."""


@pytest.mark.parametrize("limit", [limit for limit in all_limits() if limit.across], ids=lambda limit: limit.id)
def test_every_limit_of_whole_builds_is_local_or_counted(limit: Limit) -> None:
    assert (limit.id in LOCAL) != (limit.id in COUNTED), "say which, and count it in tally.py where owners are compared"
