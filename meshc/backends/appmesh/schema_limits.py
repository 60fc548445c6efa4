"""Limits of App Mesh that the published schema holds, listed so that they can be printed and tested."""

from __future__ import annotations

from functools import partial
from typing import Any

from meshc.backends.appmesh import samples
from meshc.backends.limits import Limit

_NODE = ("CreateVirtualNode", "UpdateVirtualNode")
_ROUTE = ("CreateRoute", "UpdateRoute")
_GATEWAY_ROUTE = ("CreateGatewayRoute", "UpdateGatewayRoute")
_listed = partial(Limit, backend="appmesh", service="appmesh", operations=_NODE)
_of_route = partial(_listed, operations=_ROUTE)
_of_gateway_route = partial(_listed, operations=_GATEWAY_ROUTE)

_LISTENER = "spec.listeners[]"
_HEALTH = f"{_LISTENER}.healthCheck"
_MATCH = "spec.httpRoute.match"
_FILE = "spec.logging.accessLog.file"


def _shape(name: str) -> str:
    return f"botocore appmesh 2019-01-25 {name}"


def _health(**members: Any) -> dict[str, Any]:
    return samples.node(listeners=[samples.listener(healthCheck=samples.health(**members))])


def _file(**members: Any) -> dict[str, Any]:
    return samples.node(logging={"accessLog": {"file": {"path": "/dev/stdout", **members}}})


def _json(key: str, value: str) -> dict[str, Any]:
    return _file(format={"json": [{"key": key, "value": value}]})


def _route(**match: Any) -> dict[str, Any]:
    return samples.route(httpRoute=samples.http_route({"prefix": "/", **match}))


def _path(**path: str) -> dict[str, Any]:
    return samples.route(httpRoute=samples.http_route({"path": path}))


def _header(name: str = "x", value: str = "1") -> dict[str, Any]:
    return {"name": name, "match": {"exact": value}}


def _grpc(**match: str) -> dict[str, Any]:
    return samples.route(grpcRoute=samples.http_route({"serviceName": "a.B", **match}))


def _weights(count: int, weight: int) -> dict[str, Any]:
    return samples.route(httpRoute=samples.http_route(action=samples.targets(*(weight,) * count)))


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


def _host(**hostname: str) -> dict[str, Any]:
    return samples.gateway_route({"prefix": "/", "hostname": hostname})


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
    _of_route(
        id="app-mesh-priority",
        field="spec.priority",
        statement="A route has a priority of 0 to 1000; 0 comes first.",
        value="0..1000",
        source=_shape("RoutePriority"),
        at=lambda: samples.route(priority=1000),
        past=lambda: samples.route(priority=1001),
    ),
    _of_gateway_route(
        id="app-mesh-gateway-priority",
        field="spec.priority",
        statement="A gateway route has a priority of 0 to 1000; 0 comes first.",
        value="0..1000",
        source=_shape("GatewayRoutePriority"),
        at=lambda: samples.gateway_route(priority=1000),
        past=lambda: samples.gateway_route(priority=1001),
    ),
    _of_route(
        id="app-mesh-targets",
        field="spec.httpRoute.action.weightedTargets",
        statement="A route leads to up to 10 virtual nodes.",
        value="1..10 targets",
        source=_shape("WeightedTargets"),
        at=lambda: _weights(10, 10),
        past=lambda: _weights(11, 1),
    ),
    _of_route(
        id="app-mesh-weight",
        field="spec.httpRoute.action.weightedTargets[].weight",
        statement="A weight is 0 to 100.",
        value="0..100",
        source=_shape("PercentInt"),
        at=lambda: _weights(1, 100),
        past=lambda: _weights(1, 101),
    ),
    _of_route(
        id="app-mesh-method",
        field=f"{_MATCH}.method",
        statement="A route matches one of 9 methods.",
        value="GET, HEAD, POST, PUT, DELETE, CONNECT, OPTIONS, TRACE, PATCH",
        source=_shape("HttpMethod"),
        at=lambda: _route(method="PATCH"),
        past=lambda: _route(method="PROPFIND"),
    ),
    _of_route(
        id="app-mesh-path-exact",
        field=f"{_MATCH}.path.exact",
        statement="An exact path has up to 255 characters.",
        value="255 characters",
        source=_shape("HttpPathExact"),
        at=lambda: _path(exact="/" * 255),
        past=lambda: _path(exact="/" * 256),
    ),
    _of_route(
        id="app-mesh-path-regex",
        field=f"{_MATCH}.path.regex",
        statement="A regular expression for paths has up to 255 characters.",
        value="255 characters",
        source=_shape("HttpPathRegex"),
        at=lambda: _path(regex="/" * 255),
        past=lambda: _path(regex="/" * 256),
    ),
    _of_route(
        id="app-mesh-headers",
        field=f"{_MATCH}.headers",
        statement="A route matches up to 10 headers.",
        value="1..10 headers",
        source=_shape("HttpRouteHeaders"),
        at=lambda: _route(headers=[_header(f"x{number}") for number in range(10)]),
        past=lambda: _route(headers=[_header(f"x{number}") for number in range(11)]),
    ),
    _of_route(
        id="app-mesh-header-name",
        field=f"{_MATCH}.headers[].name",
        statement="The name of a header has up to 50 characters.",
        value="50 characters",
        source=_shape("HeaderName"),
        at=lambda: _route(headers=[_header("x" * 50)]),
        past=lambda: _route(headers=[_header("x" * 51)]),
    ),
    _of_route(
        id="app-mesh-header-value",
        field=f"{_MATCH}.headers[].match.exact",
        statement="What is matched in a header has 1 to 255 characters.",
        value="255 characters",
        source=_shape("HeaderMatch"),
        at=lambda: _route(headers=[_header(value="v" * 255)]),
        past=lambda: _route(headers=[_header(value="v" * 256)]),
    ),
    _of_route(
        id="app-mesh-query",
        field=f"{_MATCH}.queryParameters",
        statement="A route matches up to 10 query parameters.",
        value="1..10 parameters",
        source=_shape("HttpQueryParameters"),
        at=lambda: _route(queryParameters=[{"name": f"q{number}"} for number in range(10)]),
        past=lambda: _route(queryParameters=[{"name": f"q{number}"} for number in range(11)]),
    ),
    _of_route(
        id="app-mesh-grpc-method-name",
        field="spec.grpcRoute.match.methodName",
        statement="The name of a gRPC method has up to 50 characters.",
        value="50 characters",
        source=_shape("MethodName"),
        at=lambda: _grpc(methodName="m" * 50),
        past=lambda: _grpc(methodName="m" * 51),
    ),
    _of_gateway_route(
        id="app-mesh-host-exact",
        field=f"{_MATCH}.hostname.exact",
        statement="A host name has up to 253 characters.",
        value="253 characters",
        source=_shape("ExactHostName"),
        at=lambda: _host(exact="h" * 253),
        past=lambda: _host(exact="h" * 254),
    ),
    _of_gateway_route(
        id="app-mesh-host-suffix",
        field=f"{_MATCH}.hostname.suffix",
        statement="The end of a host name has up to 253 characters.",
        value="253 characters",
        source=_shape("SuffixHostname"),
        at=lambda: _host(suffix="h" * 253),
        past=lambda: _host(suffix="h" * 254),
    ),
)
