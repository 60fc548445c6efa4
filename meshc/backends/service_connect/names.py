"""How the proxies of Service Connect find names, which is not as DNS has them."""

from __future__ import annotations

from meshc.backends.answers import Capabilities, emulated, exact, lost, unproxied
from meshc.backends.registry_answers import REGISTERED
from meshc.ir.feature import Feature

_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect.html"
_DEPLOY = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html"
_ECS = "botocore ecs 2014-11-13"
_PORT = f"{_ECS} ServiceConnectService"
_NO_DNS = "no DNS is asked: ECS tells the proxies; it holds where the service is registered in Cloud Map too"

_BY_PROXIES: Capabilities = {
    Feature.DISCOVERY_NAMESPACE: lost(
        "services of Service Connect find each other in one namespace only",
        _GUIDE,
        remedy="put the services that call each other into the mesh's namespace",
    ),
    Feature.DISCOVERY_NAME: exact("`discoveryName` of the port", f"{_PORT}.discoveryName"),
    Feature.DISCOVERY_RECORD_IP: emulated(_NO_DNS, _DEPLOY),
    Feature.DISCOVERY_RECORD_SRV: emulated(_NO_DNS, _DEPLOY),
    Feature.DISCOVERY_RECORD_CNAME: lost(
        "ECS registers addresses of tasks", f"{_ECS} ServiceRegistry", remedy="write `record = ip`"
    ),
    Feature.DISCOVERY_TTL: emulated(_NO_DNS, _DEPLOY),
    Feature.DISCOVERY_TTL_SUB_SECOND: emulated(_NO_DNS, _DEPLOY),
    Feature.DISCOVERY_RECORD_SRV_PORTS: emulated(_NO_DNS, _DEPLOY),
    Feature.DISCOVERY_IP: emulated(_NO_DNS, _DEPLOY),
    Feature.DISCOVERY_PREFER: lost(
        "the proxies get addresses from ECS, in its order", _DEPLOY, remedy="remove the line"
    ),
    Feature.DISCOVERY_RESOLVES: emulated("ECS tells the proxies: they ask neither DNS nor the API", _DEPLOY),
    Feature.DISCOVERY_IP_SRV: emulated(_NO_DNS, _DEPLOY),
    Feature.DISCOVERY_ROUTING: emulated(_NO_DNS, _DEPLOY),
    Feature.DISCOVERY_ATTRIBUTES: lost(
        "Service Connect finds instances by name only", _PORT, remedy="give what is selected a name of its own"
    ),
    Feature.DISCOVERY_ATTRIBUTES_CUSTOM: lost(
        "Service Connect finds instances by name only", _PORT, remedy="give what is selected a name of its own"
    ),
    Feature.DISCOVERY_ACCOUNT: exact(
        "the namespace's ARN names its account",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-shared-namespaces.html",
    ),
    Feature.DISCOVERY_HEALTH: lost(
        "Route 53 checks nothing that Service Connect finds",
        _DEPLOY,
        remedy="write `health { command = […] }`, which ECS runs in the container",
    ),
    Feature.DISCOVERY_HEALTH_PRIVATE: lost(
        "Route 53 checks nothing that Service Connect finds",
        _DEPLOY,
        remedy="write `health { command = […] }`, which ECS runs in the container",
    ),
}

NAMES: Capabilities = {
    **{feature: unproxied(answer, without=REGISTERED[feature]) for feature, answer in _BY_PROXIES.items()},
    Feature.DISCOVERY_HOST: lost(
        "ECS tells the proxies where the tasks are",
        _DEPLOY,
        remedy="make an `external` with that host, and call it",
    ),
}
"""What is registered in Cloud Map, too, is found as that has it."""
