"""Limits of nodes, gateways and tags that the published schema holds, listed to be printed and tested."""

from __future__ import annotations

from functools import partial
from typing import Any

from meshc.backends.appmesh import samples
from meshc.backends.limits import Limit

_NODE = ("CreateVirtualNode", "UpdateVirtualNode")
_listed = partial(Limit, backend="appmesh", service="appmesh", operations=_NODE)

_LISTENER = "spec.listeners[]"
_HEALTH = f"{_LISTENER}.healthCheck"
_FILE = "spec.logging.accessLog.file"


def _shape(name: str) -> str:
    return f"botocore appmesh 2019-01-25 {name}"


def _health(**members: Any) -> dict[str, Any]:
    return samples.node(listeners=[samples.listener(healthCheck=samples.health(**members))])


def _file(**members: Any) -> dict[str, Any]:
    return samples.node(logging={"accessLog": {"file": {"path": "/dev/stdout", **members}}})


def _json(key: str, value: str) -> dict[str, Any]:
    return _file(format={"json": [{"key": key, "value": value}]})


def _outliers(percent: int) -> dict[str, Any]:
    second = {"unit": "s", "value": 1}
    body = {"maxServerErrors": 1, "interval": second, "baseEjectionDuration": second, "maxEjectionPercent": percent}
    return samples.node(listeners=[samples.listener(outlierDetection=body)])


def _trust(count: int) -> dict[str, Any]:
    arns = [f"arn:aws:acm-pca:eu-central-1:111122223333:certificate-authority/{number}" for number in range(count)]
    tls = {"validation": {"trust": {"acm": {"certificateAuthorityArns": arns}}}}
    return samples.node(backendDefaults={"clientPolicy": {"tls": tls}})


def _cloud_map(**attribute: str) -> dict[str, Any]:
    body = {
        "namespaceName": "shop.local",
        "serviceName": "api",
        "attributes": [{"key": "k", "value": "v", **attribute}],
    }
    return samples.node(serviceDiscovery={"awsCloudMap": body})


def _tags(*tags: tuple[str, str]) -> dict[str, Any]:
    return {**samples.node(), "tags": [{"key": key, "value": value} for key, value in tags]}


LIMITS: tuple[Limit, ...] = (
    _listed(
        id="app-mesh-owner",
        field="meshOwner",
        statement="The owner of a mesh is an account id of 12 characters.",
        value="12 characters",
        source=_shape("AccountId"),
        at=lambda: {**samples.node(), "meshOwner": "111122223333"},
        past=lambda: {**samples.node(), "meshOwner": "1111222233334"},
    ),
    _listed(
        id="app-mesh-tags",
        operations=("CreateVirtualNode",),
        field="tags",
        statement="A resource has up to 50 tags.",
        value="50 tags",
        source=_shape("TagList"),
        at=lambda: _tags(*((f"k{number}", "v") for number in range(50))),
        past=lambda: _tags(*((f"k{number}", "v") for number in range(51))),
    ),
    _listed(
        id="app-mesh-tag-key",
        operations=("CreateVirtualNode",),
        field="tags[].key",
        statement="The key of a tag has 1 to 128 characters.",
        value="128 characters",
        source=_shape("TagKey"),
        at=lambda: _tags(("k" * 128, "v")),
        past=lambda: _tags(("k" * 129, "v")),
    ),
    _listed(
        id="app-mesh-tag-value",
        operations=("CreateVirtualNode",),
        field="tags[].value",
        statement="The value of a tag has up to 256 characters.",
        value="256 characters",
        source=_shape("TagValue"),
        at=lambda: _tags(("k", "v" * 256)),
        past=lambda: _tags(("k", "v" * 257)),
    ),
    _listed(
        id="app-mesh-protocol",
        field=f"{_LISTENER}.portMapping.protocol",
        statement="A port speaks http, http2, grpc or tcp.",
        value="http, http2, grpc, tcp",
        source=_shape("PortProtocol"),
        at=lambda: samples.node(listeners=[samples.listener("tcp")]),
        past=lambda: samples.node(listeners=[samples.listener("udp")]),
    ),
    _listed(
        id="app-mesh-gateway-protocol",
        operations=("CreateVirtualGateway", "UpdateVirtualGateway"),
        field=f"{_LISTENER}.portMapping.protocol",
        statement="A port of a gateway speaks http, http2 or grpc.",
        value="http, http2, grpc",
        source=_shape("VirtualGatewayPortProtocol"),
        at=lambda: samples.gateway("web", samples.listener("grpc")),
        past=lambda: samples.gateway("web", samples.listener("tcp")),
    ),
    _listed(
        id="app-mesh-health-interval",
        field=f"{_HEALTH}.intervalMillis",
        statement="A health check is made every 5 to 300 seconds.",
        value="5000..300000 ms",
        source=_shape("HealthCheckIntervalMillis"),
        at=lambda: _health(intervalMillis=300_000),
        past=lambda: _health(intervalMillis=4_999),
    ),
    _listed(
        id="app-mesh-health-timeout",
        field=f"{_HEALTH}.timeoutMillis",
        statement="A health check waits 2 to 60 seconds for an answer.",
        value="2000..60000 ms",
        source=_shape("HealthCheckTimeoutMillis"),
        at=lambda: _health(intervalMillis=60_000, timeoutMillis=60_000),
        past=lambda: _health(timeoutMillis=1_999),
    ),
    _listed(
        id="app-mesh-health-healthy",
        field=f"{_HEALTH}.healthyThreshold",
        statement="An instance is well after 2 to 10 successes.",
        value="2..10",
        source=_shape("HealthCheckThreshold"),
        at=lambda: _health(healthyThreshold=10),
        past=lambda: _health(healthyThreshold=1),
    ),
    _listed(
        id="app-mesh-health-unhealthy",
        field=f"{_HEALTH}.unhealthyThreshold",
        statement="An instance is unwell after 2 to 10 failures.",
        value="2..10",
        source=_shape("HealthCheckThreshold"),
        at=lambda: _health(unhealthyThreshold=2),
        past=lambda: _health(unhealthyThreshold=11),
    ),
    _listed(
        id="app-mesh-ejection",
        field=f"{_LISTENER}.outlierDetection.maxEjectionPercent",
        statement="0 to 100 percent of the instances are left out at most.",
        value="0..100 percent",
        source=_shape("OutlierDetectionMaxEjectionPercent"),
        at=lambda: _outliers(100),
        past=lambda: _outliers(101),
    ),
    _listed(
        id="app-mesh-access-log-length",
        field=f"{_FILE}.path",
        statement="The path of an access log has up to 255 characters.",
        value="255 characters",
        source=_shape("FilePath"),
        at=lambda: _file(path="/" * 255),
        past=lambda: _file(path="/" * 256),
    ),
    _listed(
        id="app-mesh-access-log-text",
        field=f"{_FILE}.format.text",
        statement="The text format of an access log has up to 1,000 characters.",
        value="1,000 characters",
        source=_shape("TextFormat"),
        at=lambda: _file(format={"text": "t" * 1000}),
        past=lambda: _file(format={"text": "t" * 1001}),
    ),
    _listed(
        id="app-mesh-access-log-key",
        field=f"{_FILE}.format.json[].key",
        statement="A key of the JSON format of an access log has up to 100 characters.",
        value="100 characters",
        source=_shape("JsonKey"),
        at=lambda: _json("k" * 100, "v"),
        past=lambda: _json("k" * 101, "v"),
    ),
    _listed(
        id="app-mesh-access-log-value",
        field=f"{_FILE}.format.json[].value",
        statement="A value of the JSON format of an access log has up to 100 characters.",
        value="100 characters",
        source=_shape("JsonValue"),
        at=lambda: _json("k", "v" * 100),
        past=lambda: _json("k", "v" * 101),
    ),
    _listed(
        id="app-mesh-authorities",
        field="spec.backendDefaults.clientPolicy.tls.validation.trust.acm.certificateAuthorityArns",
        statement="A caller trusts up to 3 authorities of AWS Private CA.",
        value="1..3 authorities",
        source=_shape("CertificateAuthorityArns"),
        at=lambda: _trust(3),
        past=lambda: _trust(4),
    ),
    _listed(
        id="app-mesh-attribute-key",
        field="spec.serviceDiscovery.awsCloudMap.attributes[].key",
        statement="The key of an attribute has up to 255 printable ASCII characters without spaces.",
        value="255 characters",
        source=_shape("AwsCloudMapInstanceAttributeKey"),
        at=lambda: _cloud_map(key="k" * 255),
        past=lambda: _cloud_map(key="k" * 256),
    ),
    _listed(
        id="app-mesh-attribute-value",
        field="spec.serviceDiscovery.awsCloudMap.attributes[].value",
        statement="The value of an attribute has up to 1,024 printable ASCII characters.",
        value="1,024 characters",
        source=_shape("AwsCloudMapInstanceAttributeValue"),
        at=lambda: _cloud_map(value="v" * 1024),
        past=lambda: _cloud_map(value="v" * 1025),
    ),
)
