"""A mesh as requests to App Mesh: which there are, in which order, and where they come from."""

from __future__ import annotations

from meshc.backends.base import Ref

from .built import CALLER, bodies, plain, resources, specs, written

TWO_VERSIONS = plain("port = 8080\nversion v1 { weight = 8 }\nversion v2 { weight = 2 }")
GATEWAY = 'gateway edge { port = 8080 ; protocol = http ; route "/*" { to = api } }\n'


def test_everything_that_a_called_service_becomes() -> None:
    found = resources(TWO_VERSIONS + CALLER + GATEWAY)
    assert [(id, resource.operation) for id, resource in found.items() if resource.phase == "create"] == [
        ("mesh", "CreateMesh"),
        ("api-v1/virtual-node", "CreateVirtualNode"),
        ("api-v2/virtual-node", "CreateVirtualNode"),
        ("web/virtual-node", "CreateVirtualNode"),
        ("api/virtual-router", "CreateVirtualRouter"),
        ("api/api-default/route", "CreateRoute"),
        ("api/virtual-service", "CreateVirtualService"),
        ("edge/virtual-gateway", "CreateVirtualGateway"),
        ("edge/edge-r1/gateway-route", "CreateGatewayRoute"),
    ]


def test_each_comes_after_what_it_names() -> None:
    found = resources(TWO_VERSIONS + CALLER + GATEWAY)
    assert found["mesh"].after == ()
    assert found["api/virtual-router"].after == ("appmesh/mesh",)
    nodes = ("appmesh/api-v1/virtual-node", "appmesh/api-v2/virtual-node")
    assert found["api/api-default/route"].after == ("appmesh/mesh", "appmesh/api/virtual-router", *nodes)
    assert found["api/virtual-service"].after == ("appmesh/mesh", "appmesh/api/virtual-router")
    assert found["edge/edge-r1/gateway-route"].after == (
        "appmesh/mesh",
        "appmesh/edge/virtual-gateway",
        "appmesh/api/virtual-service",
    )


def test_what_is_named_is_made() -> None:
    found = resources(TWO_VERSIONS + CALLER + GATEWAY)
    ids = {f"appmesh/{id}" for id in found}
    named: list[Ref] = []
    todo: list[object] = [resource.body for resource in found.values()]
    while todo:
        value = todo.pop()
        if isinstance(value, Ref):
            named.append(value)
        elif isinstance(value, dict):
            todo += value.values()
        elif isinstance(value, list):
            todo += value
    assert len(named) > 20
    assert {ref.resource for ref in named} <= ids


def test_an_update_says_the_same_without_tags() -> None:
    text = 'mesh demo { vpc = "vpc-1" ; ecs { tags { team = "a" } } }\n' + plain("port = 8080")
    found = resources(text)
    create, update = found["api/virtual-node"], found["api/update-virtual-node"]
    assert written(create).pop("tags") == [{"key": "team", "value": "a"}]
    assert {**written(update), "tags": [{"key": "team", "value": "a"}]} == written(create)
    assert (update.operation, update.phase) == ("UpdateVirtualNode", "update")
    assert update.after == ("appmesh/api/virtual-node", "appmesh/update-mesh")
    assert create.file == "api.create-virtual-node.json"
    assert update.file == "api.update-virtual-node.json"


def test_a_mesh_of_another_account_is_not_made() -> None:
    text = 'mesh demo { vpc = "vpc-1" ; owner = "111122223333" ; discovery { ip = v6 } }\n' + plain("port = 8080")
    found = bodies(text)
    assert "mesh" not in found
    node = found["api/virtual-node"]
    assert (node["meshName"], node["meshOwner"]) == ("demo", "111122223333")
    assert node["spec"]["serviceDiscovery"]["dns"]["ipPreference"] == "IPv6_ONLY"


def test_what_leaves_the_mesh_is_always_said() -> None:
    assert specs(plain())["mesh"] == {"egressFilter": {"type": "ALLOW_ALL"}}
    assert specs('mesh demo { egress = deny ; vpc = "vpc-1" }')["mesh"] == {"egressFilter": {"type": "DROP_ALL"}}


def test_addresses_of_a_mesh() -> None:
    def preference(discovery: str) -> str:
        text = f'mesh demo {{ vpc = "vpc-1" ; discovery {{ {discovery} }} }}'
        return str(specs(text)["mesh"]["serviceDiscovery"]["ipPreference"])

    assert preference("ip = v4") == "IPv4_ONLY"
    assert preference("ip = v6") == "IPv6_ONLY"
    assert preference("ip = dual") == "IPv4_PREFERRED"
    assert preference("ip = dual ; prefer = v6") == "IPv6_PREFERRED"


def test_addresses_of_a_mesh_that_another_account_owns_are_said_by_each_node() -> None:
    head = 'mesh demo { vpc = "vpc-1" ; owner = "111122223333" ; discovery { ip = v6 } }\n'
    other = 'external db { host = "db.example.com" ; port = 5432 ; discovery { ip = v4 } }\n'
    bank = 'external bank { host = "bank.example.com" ; port = 80 }\n'
    caller = 'service web { image = "acme/web:1" ; calls api ; calls db ; calls bank }\n'
    found = specs(head + plain("port = 8080") + other + bank + caller)
    nodes = ("api", "db", "bank")
    said = [found[f"{name}/virtual-node"]["serviceDiscovery"]["dns"]["ipPreference"] for name in nodes]
    assert said == ["IPv6_ONLY", "IPv4_ONLY", "IPv6_ONLY"]


def test_values_tell_their_lines() -> None:
    text = (
        plain("port = 8080\ntimeout = 20s\nconnection-pool { connections = 7 }\nretry { on = [server-error] }") + CALLER
    )
    found = resources(text)

    def line(id: str, *pointer: str | int) -> str:
        origin = found[id].origin(pointer)
        return "" if origin.item is None else origin.item.text[origin.start : origin.end].strip()

    node: tuple[str | int, ...] = ("spec", "listeners", 0)
    assert "20s" in line("api/virtual-node", *node, "timeout", "http", "perRequest")
    assert "7" in line("api/virtual-node", *node, "connectionPool", "http", "maxConnections")
    assert "server-error" in line("api/api-default/route", "spec", "httpRoute", "retryPolicy", "httpRetryEvents")
    assert "calls" in line("web/virtual-node", "spec", "backends", 0)


def test_files_are_called_like_what_they_make() -> None:
    files = {resource.file for resource in resources(TWO_VERSIONS + CALLER + GATEWAY).values()}
    assert {
        "mesh.create-mesh.json",
        "api-v1.create-virtual-node.json",
        "api-default.create-route.json",
        "api-default.update-route.json",
        "api.create-virtual-service.json",
        "edge-r1.create-gateway-route.json",
    } <= files


def test_files_of_one_name_are_told_apart() -> None:
    versions = "version v1 { weight = 8 }\nversion v2 { weight = 2 }"
    text = plain(f'port = 8080\n{versions}\nroute "/a" long-default {{ to = v1 }}') + plain(
        f"port = 8080\n{versions}", "api-long"
    )
    text += 'service web { image = "acme/web:1" ; calls api ; calls api-long }\n'
    files = sorted(resource.file for id, resource in resources(text).items() if id.endswith("/route"))
    assert files == [
        "api-default.create-route.json",
        "api-long/api-long-default.create-route.json",
        "api/api-long-default.create-route.json",
    ]
