from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshc.cli import taskdef
from meshc.cli.first_mesh import frame
from meshc.compilation import Compilation

DESCRIBED: dict[str, Any] = {
    "taskDefinition": {
        "taskDefinitionArn": "arn:aws:ecs:us-east-1:111122223333:task-definition/My_User:7",
        "family": "My_User",
        "revision": 7,
        "status": "ACTIVE",
        "containerDefinitions": [
            {
                "name": "app",
                "image": "111122223333.dkr.ecr.us-east-1.amazonaws.com/user:1.4",
                "cpu": 256,
                "memory": 512,
                "essential": True,
                "portMappings": [{"containerPort": 8080, "hostPort": 8080, "protocol": "tcp", "appProtocol": "http"}],
                "environment": [
                    {"name": "GREETING", "value": 'say "hi" to ${USER}\n'},
                    {"name": "a.b", "value": "c"},
                ],
                "secrets": [
                    {
                        "name": "DB",
                        "valueFrom": "arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf:password::",
                    },
                    {"name": "KEY", "valueFrom": "/shop/key"},
                ],
                "mountPoints": [],
                "command": ["serve", "--port=8080"],
                "logConfiguration": {
                    "logDriver": "awslogs",
                    "options": {"awslogs-group": "/ecs/user", "awslogs-stream-prefix": "ecs"},
                },
                "healthCheck": {"command": ["CMD", "true"], "interval": 10, "retries": 3},
            }
        ],
        "executionRoleArn": "arn:aws:iam::111122223333:role/exec",
        "networkMode": "awsvpc",
        "volumes": [],
        "requiresCompatibilities": ["FARGATE"],
        "cpu": "256",
        "memory": "512",
    },
    "tags": [],
}

SETTINGS = """
service my_user {
  image = "${aws.account}.dkr.ecr.us-east-1.amazonaws.com/user:1.4"
  cpu = 0.25
  memory = 512MiB
  port = 8080
  protocol = http
  command = ["serve", "--port=8080"]
  execution-role = "arn:aws:iam::${aws.account}:role/exec"
  log { group = "/ecs/user" ; prefix = "ecs" }
  health { command = ["CMD", "true"] ; interval = 10s ; unhealthy = 3 }
  env {
    GREETING = "say \\"hi\\" to $${USER}\\n"
    "a.b" = "c"
    DB = secret("arn:aws:secretsmanager:us-east-1:${aws.account}:secret:db-AbCdEf", "password")
    KEY = ssm("/shop/key")
  }
}
"""


def definition(**changes: Any) -> dict[str, Any]:
    found = taskdef.definition_of(copy.deepcopy(DESCRIBED))
    container = changes.pop("container", {})
    found.update(changes)
    found["containerDefinitions"][0].update(container)
    return found


def findings(text: str, **files: str) -> list[str]:
    compilation = Compilation.of({"main.mesh": frame("shop") + text, **files})
    return [f"{finding.code} {finding.message}" for finding in compilation.diagnostics(())]


def test_a_definition_becomes_settings() -> None:
    assert taskdef.as_settings(definition()) == SETTINGS
    assert findings(SETTINGS) == []


def test_a_definition_may_come_without_its_frame() -> None:
    assert definition() == taskdef.definition_of(DESCRIBED["taskDefinition"])


@pytest.mark.parametrize(
    ("mappings", "expected"),
    [
        ([], ""),
        ([{"containerPort": 53, "protocol": "udp"}], "  port = 53\n  protocol = udp\n"),
        ([{"containerPort": 5432}], "  port = 5432\n  protocol = tcp\n"),
        (
            [{"containerPort": 80, "name": "web", "appProtocol": "http"}, {"containerPort": 90, "appProtocol": "grpc"}],
            "  port web { number = 80 ; protocol = http }\n  port grpc-90 { number = 90 ; protocol = grpc }\n",
        ),
    ],
)
def test_ports(mappings: list[dict[str, Any]], expected: str) -> None:
    text = taskdef.as_settings(definition(container={"portMappings": mappings}))
    ports = "".join(line for line in text.splitlines(keepends=True) if "port" in line[:7] or "protocol =" in line)
    assert expected == ports
    assert findings(text) == []


def test_tasks_on_ec2() -> None:
    text = taskdef.as_settings(definition(requiresCompatibilities=["EC2"]))
    assert "  launch = ec2\n" in text
    assert findings(text) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"volumes": [{"name": "data"}]},
        {"networkMode": "bridge"},
        {"newField": 1},
        {"requiresCompatibilities": ["EC2", "FARGATE"]},
        {"container": {"ulimits": [{"name": "nofile", "softLimit": 1, "hardLimit": 1}]}},
        {"container": {"portMappings": [{"containerPort": 80, "containerPortRange": "1-2"}]}},
        {"container": {"portMappings": [{"containerPort": 80, "hostPort": 8080}]}},
        {"container": {"logConfiguration": {"logDriver": "splunk"}}},
        {"container": {"logConfiguration": {"logDriver": "awslogs", "options": {"mode": "non-blocking"}}}},
        {"container": {"environment": [{"name": "A", "value": "\x01"}]}},
        {"container": {"environment": [{"name": "A"}]}},
        {"container": {"secrets": [{"name": "A", "valueFrom": "arn:aws:secretsmanager:x"}]}},
        {"container": {"memory": "much"}},
        {"container": {"image": None}},
    ],
)
def test_what_the_language_has_no_words_for_stays_in_the_file(changes: dict[str, Any]) -> None:
    with pytest.raises(taskdef.NoWords):
        taskdef.as_settings(definition(**changes))


def test_a_definition_left_in_its_file() -> None:
    found = definition()
    found["containerDefinitions"].insert(0, {"name": "router", "essential": False, "portMappings": [{}]})
    expected = """
service my_user {
  task = file("user.taskdef.json")
  container = app
  port = 8080
  protocol = http
}
"""
    assert expected == taskdef.as_file(found, "user.taskdef.json")


def test_ports_that_cannot_be_read_leave_a_remark() -> None:
    text = taskdef.as_file(definition(container={"portMappings": [{"containerPortRange": "1-2"}]}), "a.json")
    assert "# its ports could not be read" in text
    assert findings(text, **{"a.json": json.dumps(definition())}) == []


@pytest.mark.parametrize(
    ("family", "expected"), [("Shop/User Svc", "shop-user-svc"), ("--", "app"), ("9lives", "9lives"), ("", "app")]
)
def test_names(family: str, expected: str) -> None:
    found = definition(family=family, container={"name": "app"})
    assert expected == taskdef.service_name(found)
    assert findings(taskdef.as_settings(found)) == []


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ([], "it is not a JSON object"),
        ({}, "it has no `containerDefinitions`"),
        ({"containerDefinitions": []}, "it has no `containerDefinitions`"),
        ({"containerDefinitions": [{}]}, "an entry of `containerDefinitions` has no `name`"),
        (
            {"containerDefinitions": [{"name": "a", "portMappings": [1]}]},
            "the `portMappings` of container `a` are not a list of objects",
        ),
        ({"containerDefinitions": [{"name": "a"}], "family": 1}, "its `family` is not a string"),
    ],
)
def test_what_is_no_task_definition(document: object, message: str) -> None:
    with pytest.raises(taskdef.TaskDefinitionError) as caught:
        taskdef.definition_of(document)
    assert message == str(caught.value)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(key=st.sampled_from(sorted(DESCRIBED["taskDefinition"]["containerDefinitions"][0])), value=_JSON)
def test_any_field_ends_in_settings_or_no_words(key: str, value: Any) -> None:
    changed = {**DESCRIBED["taskDefinition"]["containerDefinitions"][0], key: value}
    try:
        found = taskdef.definition_of({**DESCRIBED["taskDefinition"], "containerDefinitions": [changed]})
        taskdef.as_file(found, "a.json")
        taskdef.as_settings(found)
    except (taskdef.TaskDefinitionError, taskdef.NoWords):
        pass
