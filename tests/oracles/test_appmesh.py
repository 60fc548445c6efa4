"""What the judges say of requests to App Mesh: those written for them, and those that a mesh becomes."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from meshc.backends.limits import check_documents
from meshc.targets.schemas import violations
from tests.backends.appmesh.built import resources, written

from .appmesh_bodies import CREATED, GRPC_ROUTE, HTTP_ROUTE, NODE
from .oracle import judge
from .roundtrip import round_trip

NAMES = [name for name, *_rest in CREATED]

MESH = """
mesh demo { vpc = "vpc-1" ; egress = deny ; ecs { tags { team = "a" } } ; access-log { format = json } }
gateway web {
  port = 8080 ; protocol = http
  health { path = "/ping" ; interval = 5s ; timeout = 2s }
  route "/contracts/*" { to = contract ; host = "shop.example.com" ; rewrite { prefix = "/" } }
  route "/old*" { to = contract.v2 ; rewrite { path = "/" } }
  route "/*" { to = user ; tls { trust = pem("/ca.pem") } }
}
service user {
  image = "acme/user:1" ; port = 8080 ; health { path = "/healthz" }
  calls contract { tls { trust = pem("/ca.pem") ; names = ["contract.demo.local"] } }
  calls billing.grpc
  calls ledger
}
service contract {
  image = "acme/contract:1" ; port = 8080
  version v1 { weight = rest }
  version v2 { weight = 12.5% }
  route "/v2/*" { to = v2 }
  route "/search" search {
    method = [GET, POST] ; header x-canary { exact = "yes" } ; query q { exact = "1" }
    split { v1 = 50% ; v2 = 50% }
    timeout = 30s
    retry { on = [503, connect-failure] ; per-try = 2500ms }
  }
  outlier-detection { errors = 3 }
  connection-pool { connections = 100 ; pending = 50 }
  tls { certificate = pem("/tls/chain.pem", "/tls/key.pem") ; clients { trust = pem("/tls/ca.pem") } }
}
service billing {
  image = "acme/billing:1"
  port http { number = 8080 ; protocol = http }
  port grpc { number = 9090 ; client-port = 80 ; protocol = grpc }
  route "pkg.Svc/Get" { retry = off }
  discovery { attributes { ECS_TASK_DEFINITION_FAMILY = "billing" } }
}
external ledger { host = "ledger.example.com" ; port = 5432 ; protocol = postgres }
"""


@pytest.mark.parametrize("verb", ["Create", "Update"])
@pytest.mark.parametrize(("_name", "resource", "body"), CREATED, ids=NAMES)
def test_all_judges_accept(_name: str, resource: str, body: dict[str, Any], verb: str) -> None:
    if verb == "Update":
        body = {member: value for member, value in body.items() if member != "tags"}
    operation = verb + resource
    assert judge("appmesh", operation, body) == []
    assert violations("appmesh", operation, body) == []
    assert list(check_documents([("appmesh", operation, body)])) == []


def changed(body: dict[str, Any], change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    new = copy.deepcopy(body)
    change(new["spec"])
    return new


REFUSED = {
    "unknown member": ("Route", changed(HTTP_ROUTE, lambda spec: spec.update(order=1))),
    "two types": ("Route", changed(HTTP_ROUTE, lambda spec: spec.update(tcpRoute={"action": {"weightedTargets": []}}))),
    "priority": ("Route", changed(HTTP_ROUTE, lambda spec: spec.update(priority=1001))),
    "event": (
        "Route",
        changed(HTTP_ROUTE, lambda spec: spec["httpRoute"]["retryPolicy"].update(httpRetryEvents=["503"])),
    ),
    "weights": (
        "Route",
        changed(HTTP_ROUTE, lambda spec: spec["httpRoute"]["action"]["weightedTargets"][0].update(weight=99)),
    ),
    "method": ("Route", changed(GRPC_ROUTE, lambda spec: spec["grpcRoute"]["match"].pop("serviceName"))),
    "discovery": ("VirtualNode", changed(NODE, lambda spec: spec.pop("serviceDiscovery"))),
    "two discoveries": (
        "VirtualNode",
        changed(NODE, lambda spec: spec["serviceDiscovery"].update(dns={"hostname": "a.example.com"})),
    ),
    "interval": (
        "VirtualNode",
        changed(NODE, lambda spec: spec["listeners"][0]["healthCheck"].update(intervalMillis=1000)),
    ),
    "pool": (
        "VirtualNode",
        changed(NODE, lambda spec: spec["listeners"][0].update(connectionPool={"grpc": {"maxRequests": 1}})),
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_some_judge_refuses(name: str) -> None:
    resource, body = REFUSED[name]
    operation = f"Create{resource}"
    assert judge("appmesh", operation, body) != []
    assert violations("appmesh", operation, body) or list(check_documents([("appmesh", operation, body)]))


@pytest.mark.parametrize("verb", ["Create", "Update"])
@pytest.mark.parametrize(("_name", "resource", "body"), CREATED, ids=NAMES)
def test_moto_keeps_a_body(moto_endpoint: str, _name: str, resource: str, body: dict[str, Any], verb: str) -> None:
    if verb == "Update":
        body = {member: value for member, value in body.items() if member != "tags"}
    assert round_trip(moto_endpoint, [("appmesh", verb + resource, body)]) == []


def test_moto_keeps_what_a_mesh_becomes(moto_endpoint: str) -> None:
    documents = [("appmesh", made.operation, written(made)) for made in resources(MESH).values()]
    assert len(documents) > 40
    for document in documents:
        assert (document[1], judge(*document)) == (document[1], [])
    assert list(check_documents(documents)) == []
    assert round_trip(moto_endpoint, documents) == []
