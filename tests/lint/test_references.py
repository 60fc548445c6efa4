"""Names that refer to nothing, are taken, or collide: for IR documents, where no binder has looked."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lint.meshes import GRPC, HTTP, exact, findings, gateway, mesh, places, prefix, service, workload

TWO_VERSIONS = [
    {"name": "v1", "weight": 90, "workload": workload()},
    {"name": "v2", "weight": 10, "workload": workload()},
]
HTTP_AND_GRPC = [{**HTTP, "name": "http"}, {**GRPC, "name": "grpc"}]


def test_everything_that_exists_may_be_named() -> None:
    found = mesh(
        service(
            "user",
            calls=[{"to": "contract", "port": "grpc", "routes": [{"name": "find", "policy": {}}]}, {"to": "ledger"}],
        ),
        service(
            "contract",
            ports=HTTP_AND_GRPC,
            versions=TWO_VERSIONS,
            routes=[prefix("/v2", name="find", destinations=[{"version": "v2"}], policy={"mirror": {"to": "v1"}})],
        ),
        externals=[{"name": "ledger", "host": "db.example.com", "port": 5432}],
        gateways=[
            gateway(
                routes=[
                    prefix("/a", destinations=[{"service": "contract", "version": "v1", "port": "http"}]),
                    prefix("/b", destinations=[{"external": "ledger"}], policy={"mirror": {"to": "contract.v2"}}),
                ]
            )
        ],
        clients=[{"name": "job", "type": "lambda", "calls": [{"to": "user"}]}],
        tests=[
            {
                "name": "t",
                "source": "job",
                "to": "contract",
                "request": {},
                "expect": {"service": "contract", "version": "v2"},
            }
        ],
    )
    assert places("unknown-reference", found) == []


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ({"to": "ap"}, "service `ap` is not defined; `user` calls it"),
        ({"to": "api", "port": "grpcs"}, "port `grpcs` is not defined in `api`"),
        ({"to": "api", "routes": [{"name": "fnd", "policy": {}}]}, "route `fnd` is not defined in `api`"),
    ],
)
def test_calls(call: dict[str, Any], message: str) -> None:
    api = service("api", ports=[{**GRPC, "name": "grpc"}], routes=[prefix("", name="find")])
    (finding,) = findings("unknown-reference", mesh(service("user", calls=[call]), api))
    assert finding.message == message
    assert finding.help.startswith("did you mean `")


@pytest.mark.parametrize(
    ("destination", "message"),
    [
        ({"service": "contrac"}, "service `contrac` is not defined; a route of `public` sends to it"),
        ({"service": "contract", "version": "v3"}, "version `v3` is not defined in `contract`"),
        ({"service": "contract", "port": "htp"}, "port `htp` is not defined in `contract`"),
        ({"external": "ledgr"}, "external `ledgr` is not defined; a route of `public` sends to it"),
        ({"version": "v1"}, "a destination of the route `/a/*` of `public` names no service"),
    ],
)
def test_destinations_of_a_gateway(destination: dict[str, Any], message: str) -> None:
    found = mesh(
        service("contract", ports=HTTP_AND_GRPC[:1], versions=TWO_VERSIONS),
        externals=[{"name": "ledger", "host": "db.example.com", "port": 5432}],
        gateways=[gateway(routes=[prefix("/a", destinations=[destination])])],
    )
    assert [finding.message for finding in findings("unknown-reference", found)] == [message]


def test_a_service_routes_to_its_own_versions_only() -> None:
    routes = [prefix("/a", destinations=[{"service": "other"}]), prefix("/b", destinations=[{"version": "v3"}])]
    found = mesh(service("contract", versions=TWO_VERSIONS, routes=routes), service("other"))
    assert [finding.message for finding in findings("unknown-reference", found)] == [
        "a route of `contract` sends to `other`, which is none of its versions",
        "version `v3` is not defined in `contract`",
    ]


def test_mirrors_tests_health_mounts_and_dependencies() -> None:
    application = {
        "mounts": [{"volume": "scrach", "path": "/tmp"}],
        "depends_on": [{"container": "migrat"}],
        "health": {"port": "admin"},
    }
    work = {"application": application, "volumes": [{"name": "scratch"}]}
    expect = {"service": "usr", "external": "ledger"}
    found = mesh(
        service("user", work=work, policy={"mirror": {"to": "shadow"}}),
        tests=[{"name": "t", "source": "nobody", "to": "usr", "request": {}, "expect": expect}],
    )
    messages = [finding.message for finding in findings("unknown-reference", found)]
    assert messages == [
        "service `shadow` is not defined; it would get a copy of the traffic",
        "container `migrat` is not defined in the task of `user`",
        "volume `scrach` is not defined in `user`",
        "port `admin` is not defined in `user`",
        "service `nobody` is not defined; the test `t` names it",
        "service `usr` is not defined; the test `t` names it",
        "external `ledger` is not defined; the test `t` names it",
        "service `usr` is not defined; the test `t` names it",
    ]


def test_containers_and_volumes_of_a_supplied_task_definition_count() -> None:
    body = {"containerDefinitions": [{"name": "app"}, {"name": "agent"}], "volumes": [{"name": "data"}]}
    application = {
        "image": None,
        "mounts": [{"volume": "data", "path": "/data"}],
        "depends_on": [{"container": "agent"}],
    }
    work = {"application": application, "task": {"path": "t.json", "body": body}}
    assert places("unknown-reference", mesh(service("user", work=work))) == []


@pytest.mark.parametrize("entries", [None, {}, [None, 1, {}, {"name": 3}]])
def test_a_supplied_task_definition_may_hold_anything(entries: Any) -> None:
    body = {"containerDefinitions": entries, "volumes": entries}
    application = {"mounts": [{"volume": "data", "path": "/data"}], "depends_on": [{"container": "agent"}]}
    work = {"application": application, "task": {"path": "t.json", "body": body}}
    assert len(findings("unknown-reference", mesh(service("user", work=work)))) == 2


def test_parameters_and_addresses_inside_strings() -> None:
    env = [
        {"name": "A", "value": {"template": [{"late": "param.tag"}, {"late": "aws.region"}]}},
        {"name": "B", "value": {"template": [{"late": "param.tga"}]}},
        {"name": "C", "value": {"template": [{"address": "self", "attribute": "port"}]}},
        {"name": "D", "value": {"template": ["http://", {"address": "contrct", "attribute": "host"}]}},
    ]
    found = mesh(
        service("user", work={"application": {"env": env}}),
        service("contract"),
        parameters=[{"name": "tag", "type": "string"}],
    )
    assert [(finding.message, finding.help) for finding in findings("unknown-reference", found)] == [
        ("parameter `param.tga` is not defined; `user` uses it", "did you mean `param.tag`?"),
        ("service `contrct` is not defined; `user` uses its address", "did you mean `contract`?"),
    ]


def test_names_taken_across_kinds() -> None:
    found = mesh(
        service("user"),
        externals=[{"name": "user", "host": "h", "port": 1}],
        clients=[{"name": "user", "type": "ec2"}],
    )
    assert [finding.message for finding in findings("name-taken", found)] == [
        "external `user` has the name of a service",
        "client `user` has the name of a service",
    ]


def test_names_taken_within_a_service() -> None:
    twice = [
        {"name": "v1", "weight": 1, "workload": workload(volumes=[{"name": "a"}, {"name": "a"}])},
        {"name": "v1", "weight": 1, "workload": workload(sidecars=[{"name": "app", "image": "i:1"}])},
    ]
    assert [finding.message for finding in findings("name-taken", mesh(service("user", versions=twice)))] == [
        "version `v1` is defined twice in `user`",
        "volume `a` is defined twice in the task of `user`",
        "container `app` is defined twice in the task of `user`",
    ]


@pytest.mark.parametrize(
    ("ports", "message"),
    [
        ([{**HTTP, "name": "a"}, {**GRPC, "name": "a"}], "port `a` is defined twice in `user`"),
        ([{**HTTP, "name": "a"}, {**HTTP, "name": "b"}], "two ports of `user` have the number 8080"),
        (
            [{**HTTP, "name": "a", "client_port": 80}, {**GRPC, "name": "b", "client_port": 80}],
            "callers of `user` cannot tell two ports apart: both are 80 to them",
        ),
        (
            [{**HTTP, "name": "a"}, {**GRPC, "name": "b", "client_port": 8080}],
            "callers of `user` cannot tell two ports apart: both are 8080 to them",
        ),
        ([{**HTTP, "name": "v1"}, {**GRPC, "name": "b"}], "`user.v1` is both a port and a version"),
    ],
)
def test_ports_in_each_others_way(ports: list[dict[str, Any]], message: str) -> None:
    found = mesh(service("user", ports=ports, versions=TWO_VERSIONS))
    assert [finding.message for finding in findings("duplicate-port", found)] == [message]


def test_a_sidecar_shares_the_network_of_the_task() -> None:
    work = {"sidecars": [{"name": "agent", "image": "i:1", "ports": [8125, 8080]}]}
    (finding,) = findings("duplicate-port", mesh(service("user", work=work)))
    assert finding.message == "container `agent` listens on 8080, which is port 8080 of `user`"


def test_routes_of_one_name() -> None:
    routes = [prefix("/a", name="x"), prefix("/b", name="x"), prefix("/c"), prefix("/d")]
    assert places("duplicate-route", mesh(service("user", routes=routes))) == ["/services/0/routes/1"]
    assert places("duplicate-route", mesh(service("a", routes=[exact("/", name="x")]), service("b"))) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"aliases": ["USER"]}),
        ({}, {"aliases": ["user.demo.local"]}),
        ({}, {"discovery": {"name": "User"}}),
        ({"aliases": ["people"]}, {"aliases": ["people"]}),
        ({"versions": TWO_VERSIONS}, {"discovery": {"name": "user-v2"}}),
    ],
)
def test_names_collide_in_the_namespace(first: dict[str, Any], second: dict[str, Any]) -> None:
    assert len(findings("name-collision", mesh(service("user", **first), service("accounts", **second)))) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"aliases": ["users"]}),
        ({"aliases": ["user", "user.demo.local"]}, {}),
        ({}, {"discovery": {"name": "user", "namespace": "other.local"}}),
        ({}, {"discovery": {"name": "user", "namespace": {"template": [{"late": "aws.region"}]}}}),
        ({"discovery": {"name": "people"}}, {"aliases": ["user"]}),
        ({"aliases": ["backend"]}, {"aliases": ["backend"], "ports": [{**HTTP, "number": 8081}]}),
    ],
)
def test_names_that_do_not_collide(first: dict[str, Any], second: dict[str, Any]) -> None:
    assert findings("name-collision", mesh(service("user", **first), service("accounts", **second))) == []


@pytest.mark.parametrize(
    ("names", "count"),
    [
        (["A", "A"], 1),
        (["A", "a"], 0),
        ([""], 1),
        (["A=B"], 1),
        (["A B"], 1),
        (["A\0"], 1),
        (["discovery.type", "x-y", "_", "été"], 0),
    ],
)
def test_names_of_variables(names: list[str], count: int) -> None:
    env = [{"name": name, "value": "x"} for name in names]
    assert len(findings("variable-name", mesh(service("user", work={"application": {"env": env}})))) == count


def test_labels_and_log_options_are_given_once() -> None:
    twice = [{"name": "a b", "value": "1"}, {"name": "a b", "value": "2"}]
    application = {"labels": twice, "log": {"options": twice}}
    messages = [f.message for f in findings("variable-name", mesh(service("user", work={"application": application})))]
    assert messages == [
        "label `a b` is given twice in container `app`",
        "log option `a b` is given twice in container `app`",
    ]
