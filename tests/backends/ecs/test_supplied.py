"""Task definitions of the user's own."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshc.backends.base import Contribution
from meshc.backends.ecs.checks import check
from meshc.backends.units import port_name
from meshc.encoders.api_json import encode
from meshc.ir.supplied import strip_read_only
from tests.backends.builders import came_from, lowered, mesh, prepared, service, with_origins, workload

_BODY: dict[str, Any] = {
    "family": "theirs",
    "networkMode": "awsvpc",
    "requiresCompatibilities": ["FARGATE"],
    "cpu": "1024",
    "memory": "4096",
    "containerDefinitions": [
        {"name": "proxy", "image": "nginx:1", "essential": True},
        {
            "name": "app",
            "image": "acme/user:1",
            "cpu": 0,
            "environment": [{"name": "A", "value": "1"}],
            "mountPoints": [],
            "portMappings": [{"containerPort": 8080, "hostPort": 8080, "protocol": "tcp"}],
            "systemControls": [{"namespace": "net.core.somaxconn", "value": "1024"}],
        },
    ],
}


def changed(application: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """The body with fields of the task and of the application replaced; None leaves one out."""
    body = copy.deepcopy({**_BODY, **fields})
    if application is not None:
        body["containerDefinitions"][1].update(application)
    return {key: value for key, value in body.items() if value is not None}


def supplied(body: dict[str, Any], application: dict[str, Any] | None = None, **changes: Any) -> Any:
    """A mesh whose service has its own task definition."""
    container = {"name": "app", **(application or {})}
    own = {**workload(**changes), "application": container, "task": {"path": "t.json", "body": body}}
    ecs = changes.get("mesh_ecs", {})
    own.pop("mesh_ecs", None)
    return mesh(service(versions=[{"workload": own}]), ecs=ecs)


def findings(body: dict[str, Any], application: dict[str, Any] | None = None, **changes: Any) -> list[str]:
    found = check(prepared(with_origins(supplied(body, application, **changes))), {})  # type: ignore[arg-type]
    assert {finding.code for finding in found} <= {"MC321"}
    assert all(finding.primary and finding.help for finding in found)
    return [finding.message for finding in found]


def test_ports_get_names_and_all_else_stays() -> None:
    expected = copy.deepcopy(_BODY)
    expected["containerDefinitions"][1]["portMappings"][0] |= {"name": "user", "appProtocol": "http"}
    made = lowered(supplied(copy.deepcopy(_BODY)))
    assert made.task() == expected
    assert made.service()["taskDefinition"] == "theirs"
    assert findings(_BODY) == []


def test_the_file_is_left_alone() -> None:
    before = copy.deepcopy(_BODY)
    lowered(supplied(_BODY, {"env": [{"name": "B", "value": "2"}]}, sidecars=[{"name": "s", "image": "s"}]))
    assert before == _BODY


def test_what_is_absent_is_filled_in() -> None:
    body = {"containerDefinitions": [{"name": "app", "image": "acme/user:1"}]}
    ecs = {"execution_role": "arn:e", "log": {}}
    assert lowered(supplied(body, ecs=ecs)).task() == {
        "containerDefinitions": [
            {
                "name": "app",
                "image": "acme/user:1",
                "portMappings": [{"name": "user", "containerPort": 8080, "protocol": "tcp", "appProtocol": "http"}],
                "logConfiguration": {
                    "logDriver": "awslogs",
                    "options": {
                        "awslogs-group": "/ecs/demo",
                        "awslogs-region": "${aws.region}",
                        "awslogs-stream-prefix": "user",
                    },
                },
            }
        ],
        "family": "user",
        "executionRoleArn": "arn:e",
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "cpu": "256",
        "memory": "512",
    }


def test_containers_are_added() -> None:
    contribution = Contribution(unit="user", containers=({"name": "envoy", "image": "envoy:1"},))
    made = lowered(supplied(_BODY, sidecars=[{"name": "statsd", "image": "s:1"}]), "service-discovery", contribution)
    assert [one["name"] for one in made.task()["containerDefinitions"]] == ["proxy", "app", "statsd", "envoy"]


def test_settings_of_the_mesh_are_added_to_the_application() -> None:
    application = {
        "cpu": 0.5,
        "env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}],
        "mounts": [{"volume": "v", "path": "/v"}],
        "labels": [{"name": "team", "value": "a"}],
    }
    assert findings(_BODY, application, volumes=[{"name": "v"}]) == []
    made = lowered(supplied(_BODY, application, volumes=[{"name": "v"}])).task()
    container = made["containerDefinitions"][1]
    assert container["cpu"] == 512
    assert container["environment"] == [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]
    assert container["mountPoints"] == [{"sourceVolume": "v", "containerPath": "/v", "readOnly": False}]
    assert container["dockerLabels"] == {"team": "a"}
    assert made["volumes"] == [{"name": "v"}]


def test_defaults_of_the_mesh_give_way_in_silence() -> None:
    everyone = {"execution_role": "arn:mesh", "tags": [{"name": "team", "value": "mesh"}], "log": {"group": "/mesh"}}
    log = {"logDriver": "splunk"}
    body = changed({"logConfiguration": log}, executionRoleArn="arn:own", tags=[{"key": "team", "value": "own"}])
    assert findings(body, ecs=everyone, mesh_ecs=everyone) == []
    made = lowered(supplied(body, ecs=everyone, mesh_ecs=everyone)).task()
    assert (made["executionRoleArn"], made["tags"]) == ("arn:own", [{"key": "team", "value": "own"}])
    assert made["containerDefinitions"][1]["logConfiguration"] == log


@pytest.mark.parametrize(
    ("body", "mesh_says", "message"),
    [
        (changed(networkMode="host"), {}, "has `host` at `/networkMode`, and the mesh says `awsvpc`"),
        (
            changed(requiresCompatibilities=["EC2"]),
            {},
            'has `["EC2"]` at `/requiresCompatibilities`, and the mesh says `["FARGATE"]`',
        ),
        (changed(), {"task_cpu": 2}, "has `1024` at `/cpu`, and the mesh says `2048`"),
        (changed(), {"task_memory": 5120}, "has `4096` at `/memory`, and the mesh says `5120`"),
        (
            changed(),
            {"application": {"image": "acme/user:2"}},
            "has `acme/user:1` at `/containerDefinitions/1/image`, and the mesh says `acme/user:2`",
        ),
        (
            changed({"cpu": 128}),
            {"application": {"cpu": 0.25}},
            "has `128` at `/containerDefinitions/1/cpu`, and the mesh says `256`",
        ),
        (
            changed(),
            {"application": {"env": [{"name": "A", "value": "2"}]}},
            'has `{"name": "A", "value": "1"}` at `/containerDefinitions/1/environment/0`, '
            'and the mesh says `{"name": "A", "value": "2"}`',
        ),
        (
            changed(),
            {"application": {"env": [{"name": "A", "value": {"store": "ssm", "name": "/a"}}]}},
            "and the mesh set `A` both as a variable and as a secret, at `/containerDefinitions/1/environment` "
            "and `/containerDefinitions/1/secrets`",
        ),
        (
            changed({"portMappings": [{"containerPort": 8080, "appProtocol": "grpc"}]}),
            {},
            "has `grpc` at `/containerDefinitions/1/portMappings/0/appProtocol`, and the mesh says `http`",
        ),
        (
            changed({"portMappings": [{"containerPort": 8080, "protocol": "udp"}]}),
            {},
            "has `udp` at `/containerDefinitions/1/portMappings/0/protocol`, and the mesh says `tcp`",
        ),
        (
            changed(),
            {"sidecars": [{"name": "proxy", "image": "p"}]},
            "has a container `proxy` at `/containerDefinitions/0`, and the mesh adds one of that name",
        ),
        (changed(), {"application": {"name": "ap"}}, "has no container `ap` at `/containerDefinitions`"),
        (
            changed(executionRoleArn="arn:own"),
            {"ecs": {"execution_role": "arn:service"}},
            "has `arn:own` at `/executionRoleArn`, and the mesh says `arn:service`",
        ),
        (
            changed(taskRoleArn="arn:own"),
            {"ecs": {"task_role": {"template": [{"late": "param.role"}]}}},
            "has `arn:own` at `/taskRoleArn`, and the mesh says a value known only at deployment",
        ),
    ],
)
def test_contradictions(body: dict[str, Any], mesh_says: dict[str, Any], message: str) -> None:
    assert findings(body, **mesh_says) == [f"`t.json` {message}"]


def test_a_port_of_another_container() -> None:
    body = changed({"portMappings": []})
    body["containerDefinitions"][0]["portMappings"] = [{"containerPort": 8080}]
    place = "/containerDefinitions/0/portMappings/0"
    assert findings(body) == [f"`t.json` maps port 8080 at `{place}`, in another container than `app`"]


def test_tcp_in_the_mesh_contradicts_an_app_protocol_in_the_file() -> None:
    body = changed({"portMappings": [{"containerPort": 8080, "appProtocol": "http"}]})
    own = {**workload(), "application": {"name": "app"}, "task": {"path": "t.json", "body": body}}
    tcp = mesh(service(ports=[{"number": 8080, "protocol": "tcp"}], versions=[{"workload": own}]))
    (finding,) = check(prepared(tcp), {})
    assert "has `http` at" in finding.message
    assert "the mesh says `tcp`" in finding.message


def test_one_family_cannot_serve_two_units() -> None:
    def version(name: str) -> dict[str, Any]:
        own = {**workload(), "application": {"name": "app"}, "task": {"path": "t.json", "body": _BODY}}
        return {"name": name, "workload": own}

    (finding,) = check(prepared(mesh(service(versions=[version("v1"), version("v2")]))), {})
    assert finding.message == "`t.json` has `theirs` at `/family`, which is also the family of `user-v1`"


def test_a_file_that_cannot_be_written_back() -> None:
    deep: Any = "x"
    for _ in range(300):
        deep = [deep]
    for value in (deep, "\ud800", 1 << 70):
        (message,) = findings(changed(other=value))
        assert message.startswith("`t.json` cannot be written as a request: ")


@pytest.mark.parametrize("containers", [[1], ["x", None], [{"name": 3}], [{"name": "app", "portMappings": [1]}]])
def test_nonsense_ends_without_an_exception(containers: list[Any]) -> None:
    source = supplied({"containerDefinitions": containers})
    check(prepared(source), {})
    encode(lowered(source).resources["ecs/user/task-definition"].body)


def test_places_that_the_mesh_adds_know_their_line() -> None:
    source = supplied(_BODY, {"env": [{"name": "B", "value": "2"}]}, sidecars=[{"name": "s", "image": "s:1"}])
    resource = lowered(with_origins(source)).resources["ecs/user/task-definition"]  # type: ignore[arg-type]
    at = "services[0].versions[0].workload"
    app = ("containerDefinitions", 1)
    assert came_from(resource, *app, "environment", 1) == f"{at}.application.env[0]"
    assert came_from(resource, *app, "portMappings", 0, "appProtocol") == "services[0].ports[0].protocol"
    assert came_from(resource, "containerDefinitions", 2, "image") == f"{at}.sidecars[0].image"
    assert came_from(resource, *app, "image") == f"{at}.task"


@pytest.mark.parametrize("wrapped", [True, False])
def test_read_only_fields_are_left_out(wrapped: bool) -> None:
    read_only = {"taskDefinitionArn": "arn:x", "revision": 3, "status": "ACTIVE", "registeredAt": 1.5}
    tags = [{"key": "a", "value": "b"}]
    described: dict[str, Any] = {**_BODY, **read_only}
    expected = _BODY
    if wrapped:
        described = {"taskDefinition": described, "tags": tags}
        expected = {**_BODY, "tags": tags}
    assert strip_read_only(described) == (expected, ("taskDefinitionArn", "revision", "status", "registeredAt"))


_VALUE = st.recursive(
    st.integers(-99, 99) | st.text("ab/~", max_size=4) | st.booleans(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("xyz/~", min_size=1, max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)
_UNKNOWN = st.dictionaries(st.text("uvw", min_size=1, max_size=4), _VALUE, max_size=4)
_PORT = st.fixed_dictionaries(
    {"containerPort": st.sampled_from([8080, 9000, 9001])},
    optional={
        "hostPort": st.just(0),
        "protocol": st.just("tcp"),
        "name": st.just("user"),
        "appProtocol": st.just("http"),
    },
)


@st.composite
def _bodies(draw: st.DrawFn) -> dict[str, Any]:
    def container(name: str, ports: list[Any]) -> dict[str, Any]:
        return {**draw(_UNKNOWN), "name": name, "image": f"{name}:1", "portMappings": ports}

    ports = draw(st.lists(_PORT, max_size=3, unique_by=lambda port: port["containerPort"]))
    ports = [port if port["containerPort"] == 8080 else {**port, "name": f"p{port['containerPort']}"} for port in ports]
    containers = [container("app", ports), *(container(f"c{at}", []) for at in range(draw(st.integers(0, 3))))]
    known = st.fixed_dictionaries(
        {},
        optional={
            "family": st.just("theirs"),
            "networkMode": st.just("awsvpc"),
            "requiresCompatibilities": st.just(["EC2", "FARGATE"]),
            "cpu": st.just("1024"),
            "memory": st.just("4 GB"),
            "taskRoleArn": st.just("arn:own"),
        },
    )
    return {**draw(_UNKNOWN), **draw(known), "containerDefinitions": draw(st.permutations(containers))}


_DOCUMENTED = re.compile(
    r"/(family|networkMode|requiresCompatibilities|cpu|memory|taskRoleArn)"
    r"|/containerDefinitions/\d+"
    r"|/containerDefinitions/\d+/portMappings/\d+(/name|/appProtocol)?"
    r"|/containerDefinitions/\d+/environment"
)


def _differences(before: Any, after: Any, place: str = "") -> Iterator[tuple[str, bool]]:
    """Places that differ, and whether something was added there."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in before.keys() | after.keys():
            if key not in before or key not in after:
                yield f"{place}/{key}", key not in before
            else:
                yield from _differences(before[key], after[key], f"{place}/{key}")
    elif isinstance(before, list) and isinstance(after, list) and len(before) <= len(after):
        for index, item in enumerate(after):
            if index < len(before):
                yield from _differences(before[index], item, f"{place}/{index}")
            else:
                yield f"{place}/{index}", True
    elif before != after:
        yield place, False


@given(_bodies())
def test_only_documented_places_differ_and_nothing_of_the_file_is_changed(body: dict[str, Any]) -> None:
    source = supplied(
        body,
        {"env": [{"name": "A", "value": "1"}]},
        ecs={"task_role": "arn:mesh"},
        mesh_ecs={"task_role": "arn:mesh"},
        sidecars=[{"name": "statsd", "image": "s:1"}],
    )
    assert check(prepared(source), {}) == ()
    resource = lowered(source).resources["ecs/user/task-definition"]
    made = json.loads(encode(resource.body)[0])
    for place, added in _differences(body, made):
        assert added, f"{place} was changed"
        assert _DOCUMENTED.fullmatch(place), f"{place} is not documented"


def test_a_port_that_the_file_names_keeps_its_name_everywhere() -> None:
    mapping = {"containerPort": 8080, "protocol": "tcp", "name": "web"}
    body = changed({"portMappings": [mapping]})
    assert findings(body) == []
    made = lowered(supplied(body), "service-connect")
    assert made.task()["containerDefinitions"][1]["portMappings"] == [{**mapping, "appProtocol": "http"}]
    assert [one["portName"] for one in made.connected()["services"]] == ["web"]


@pytest.mark.parametrize("mappings", [None, "x", [1], [{"containerPort": 8080, "name": 5}], [{"containerPort": 80}]])
def test_a_file_that_names_no_port_leaves_the_name_to_the_mesh(mappings: Any) -> None:
    unit = prepared(supplied(changed({"portMappings": mappings}))).units[0]
    assert port_name(unit, unit.ports[0]) == "user"


def test_a_port_that_the_mesh_and_the_file_name_differently() -> None:
    body = changed({"portMappings": [{"containerPort": 8080, "name": "web"}]})
    own = {**workload(), "application": {"name": "app"}, "task": {"path": "t.json", "body": body}}
    ports = [{"name": "api", "number": 8080, "protocol": "http"}]
    source = with_origins(mesh(service(ports=ports, versions=[{"workload": own}])))
    (finding,) = check(prepared(source), {})  # type: ignore[arg-type]
    place = "/containerDefinitions/1/portMappings/0/name"
    assert finding.message == f"`t.json` has `web` at `{place}`, and the mesh says `api`"
