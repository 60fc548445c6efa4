"""Requests to App Mesh that AWS takes, written for the oracles: every kind, and every member that the project emits."""

from __future__ import annotations

from typing import Any

ACCOUNT = "111122223333"
SECOND = {"unit": "s", "value": 1}
FILE = {"file": {"certificateChain": "/tls/chain.pem", "privateKey": "/tls/key.pem"}}
TRUST = {"file": {"certificateChain": "/tls/ca.pem"}}
NAMES = {"match": {"exact": ["api.shop.local"]}}
AUTHORITY = f"arn:aws:acm-pca:eu-central-1:{ACCOUNT}:certificate-authority/1"
CLIENT = {
    "tls": {
        "enforce": True,
        "ports": [8080],
        "certificate": FILE,
        "validation": {"trust": TRUST, "subjectAlternativeNames": NAMES},
    }
}
HEALTH = {
    "protocol": "http",
    "path": "/ping",
    "port": 8080,
    "intervalMillis": 5000,
    "timeoutMillis": 2000,
    "healthyThreshold": 2,
    "unhealthyThreshold": 3,
}
HEADERS = [
    {"name": "a", "match": {"exact": "1"}},
    {"name": "b", "invert": True, "match": {"range": {"start": 1, "end": 10}}},
    {"name": "c", "match": {"regex": ".*x.*"}},
    {"name": "d"},
]

MESH = {
    "meshName": "shop",
    "spec": {"egressFilter": {"type": "DROP_ALL"}, "serviceDiscovery": {"ipPreference": "IPv6_PREFERRED"}},
    "tags": [{"key": "team", "value": "a"}],
}
NODE = {
    "meshName": "shop",
    "virtualNodeName": "api",
    "spec": {
        "listeners": [
            {
                "portMapping": {"port": 8080, "protocol": "http"},
                "healthCheck": HEALTH,
                "timeout": {"http": {"perRequest": {"unit": "ms", "value": 1500}, "idle": SECOND}},
                "tls": {"mode": "STRICT", "certificate": FILE, "validation": {"trust": TRUST}},
                "connectionPool": {"http": {"maxConnections": 5, "maxPendingRequests": 6}},
                "outlierDetection": {
                    "maxServerErrors": 5,
                    "interval": SECOND,
                    "baseEjectionDuration": SECOND,
                    "maxEjectionPercent": 50,
                },
            }
        ],
        "serviceDiscovery": {
            "awsCloudMap": {
                "namespaceName": "shop.local",
                "serviceName": "api",
                "attributes": [{"key": "ECS_TASK_DEFINITION_FAMILY", "value": "api"}],
                "ipPreference": "IPv4_ONLY",
            }
        },
        "backends": [{"virtualService": {"virtualServiceName": "user.shop.local", "clientPolicy": CLIENT}}],
        "backendDefaults": {"clientPolicy": CLIENT},
        "logging": {
            "accessLog": {"file": {"path": "/dev/stdout", "format": {"json": [{"key": "p", "value": "%PROTOCOL%"}]}}}
        },
    },
}
DNS_NODE = {
    "meshName": "shop",
    "virtualNodeName": "db",
    "spec": {
        "listeners": [
            {
                "portMapping": {"port": 5432, "protocol": "tcp"},
                "timeout": {"tcp": {"idle": SECOND}},
                "connectionPool": {"tcp": {"maxConnections": 5}},
                "tls": {
                    "mode": "PERMISSIVE",
                    "certificate": {"sds": {"secretName": "mine"}},
                    "validation": {"trust": {"sds": {"secretName": "all"}}, "subjectAlternativeNames": NAMES},
                },
            }
        ],
        "serviceDiscovery": {"dns": {"hostname": "db.shop.local", "responseType": "ENDPOINTS"}},
        "logging": {"accessLog": {"file": {"path": "/dev/stdout", "format": {"text": "%PROTOCOL%"}}}},
    },
}
ROUTER = {
    "meshName": "shop",
    "virtualRouterName": "api",
    "spec": {"listeners": [{"portMapping": {"port": 80, "protocol": "http"}}]},
}
ACTION = {"weightedTargets": [{"virtualNode": "api", "weight": 8, "port": 8080}, {"virtualNode": "db", "weight": 2}]}
RETRY = {
    "maxRetries": 2,
    "perRetryTimeout": SECOND,
    "httpRetryEvents": ["server-error"],
    "tcpRetryEvents": ["connection-error"],
}


def route(name: str, **spec: Any) -> dict[str, Any]:
    return {"meshName": "shop", "virtualRouterName": "api", "routeName": name, "spec": {"priority": 10, **spec}}


HTTP_ROUTE = route(
    "http",
    httpRoute={
        "match": {
            "prefix": "/",
            "method": "GET",
            "port": 80,
            "headers": HEADERS,
            "queryParameters": [{"name": "q", "match": {"exact": "1"}}],
        },
        "action": ACTION,
        "timeout": {"perRequest": SECOND, "idle": SECOND},
        "retryPolicy": RETRY,
    },
)
HTTP2_ROUTE = route("http2", http2Route={"match": {"path": {"regex": "/[ab]"}}, "action": ACTION})
GRPC_ROUTE = route(
    "grpc",
    grpcRoute={
        "match": {"serviceName": "a.B", "methodName": "C", "metadata": HEADERS, "port": 80},
        "action": ACTION,
        "timeout": {"perRequest": SECOND},
        "retryPolicy": {**RETRY, "grpcRetryEvents": ["internal"]},
    },
)
TCP_ROUTE = route("tcp", tcpRoute={"match": {"port": 80}, "action": ACTION, "timeout": {"idle": SECOND}})
SERVICE = {
    "meshName": "shop",
    "virtualServiceName": "api.shop.local",
    "spec": {"provider": {"virtualRouter": {"virtualRouterName": "api"}}},
}
GATEWAY = {
    "meshName": "shop",
    "virtualGatewayName": "web",
    "spec": {
        "listeners": [
            {
                "portMapping": {"port": 8080, "protocol": "http"},
                "healthCheck": HEALTH,
                "tls": {
                    "mode": "STRICT",
                    "certificate": {"acm": {"certificateArn": f"arn:aws:acm:eu-central-1:{ACCOUNT}:certificate/1"}},
                },
                "connectionPool": {"http": {"maxConnections": 5}},
            }
        ],
        "backendDefaults": {
            "clientPolicy": {
                "tls": {
                    "enforce": True,
                    "validation": {"trust": {"acm": {"certificateAuthorityArns": [AUTHORITY]}}},
                }
            }
        },
        "logging": {"accessLog": {"file": {"path": "/dev/stdout"}}},
    },
}


def gateway_route(name: str, **spec: Any) -> dict[str, Any]:
    return {"meshName": "shop", "virtualGatewayName": "web", "gatewayRouteName": name, "spec": {"priority": 10, **spec}}


TARGET = {"virtualService": {"virtualServiceName": "api.shop.local"}, "port": 80}
KEEP_HOST = {"defaultTargetHostname": "DISABLED"}
HTTP_GATEWAY_ROUTE = gateway_route(
    "http",
    httpRoute={
        "match": {
            "prefix": "/a/",
            "method": "GET",
            "port": 8080,
            "hostname": {"suffix": ".example.com"},
            "headers": HEADERS,
            "queryParameters": [{"name": "q", "match": {"exact": "1"}}],
        },
        "action": {"target": TARGET, "rewrite": {"hostname": KEEP_HOST, "prefix": {"value": "/b/"}}},
    },
)
HTTP2_GATEWAY_ROUTE = gateway_route(
    "http2",
    http2Route={
        "match": {"path": {"exact": "/a"}, "hostname": {"exact": "a.example.com"}},
        "action": {"target": TARGET, "rewrite": {"path": {"exact": "/b"}}},
    },
)
GRPC_GATEWAY_ROUTE = gateway_route(
    "grpc",
    grpcRoute={
        "match": {"serviceName": "a.B", "metadata": HEADERS},
        "action": {"target": TARGET, "rewrite": {"hostname": KEEP_HOST}},
    },
)

CREATED: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("mesh", "Mesh", MESH),
    ("node found by the API", "VirtualNode", NODE),
    ("node found by DNS", "VirtualNode", DNS_NODE),
    ("router", "VirtualRouter", ROUTER),
    ("route of http", "Route", HTTP_ROUTE),
    ("route of http2", "Route", HTTP2_ROUTE),
    ("route of grpc", "Route", GRPC_ROUTE),
    ("route of tcp", "Route", TCP_ROUTE),
    ("virtual service", "VirtualService", SERVICE),
    ("gateway", "VirtualGateway", GATEWAY),
    ("gateway route of http", "GatewayRoute", HTTP_GATEWAY_ROUTE),
    ("gateway route of http2", "GatewayRoute", HTTP2_GATEWAY_ROUTE),
    ("gateway route of grpc", "GatewayRoute", GRPC_GATEWAY_ROUTE),
)
"""What is shown, the kind of resource, and the request that makes it."""
