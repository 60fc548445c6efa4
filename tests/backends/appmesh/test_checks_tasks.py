"""What stands in the way of App Mesh's Envoy in the task that it is put into."""

from __future__ import annotations

import json

import pytest

from meshc.compilation import Compilation, Options, TextReader
from meshc.diagnostics.model import Diagnostic
from tests.backends.appmesh.tasks import built, service


def told(text: str, inside: str = "") -> list[tuple[str, str]]:
    """Code and message of the errors."""
    return [(one.code, one.message) for one in built(text, inside).diagnostics if one.severity == "error"]


def at(number: int) -> str:
    return f'service user {{ image = "acme/user:1" ; port = {number} ; protocol = http }}\n'


ADMIN = "where the proxy beside it answers questions about itself"
INGRESS = "where the proxy beside it takes what comes to the task"
EGRESS = "where the proxy beside it takes what the task sends"


@pytest.mark.parametrize(("number", "taken"), [(9901, ADMIN), (15000, INGRESS), (15001, EGRESS)])
def test_ports_that_the_proxy_has(number: int, taken: str) -> None:
    assert told(at(number)) == [("MC549", f"`user` listens at port {number}, {taken}")]
    sidecar = f'container agent {{ image = "acme/agent:1" ; ports = [{number}] }}'
    assert told(service(sidecar)) == [("MC549", f"`agent` listens at port {number}, {taken}")]
    assert told(f"{at(number)[:-2]} ; mesh = off }}\n") == []


def test_a_port_that_the_proxy_leaves_for_another() -> None:
    assert told(at(9901), "metrics { prometheus = 9102 }") == []
    finding = "the proxy of `user` is to tell its numbers at port 9102, where `user` listens"
    assert told(at(9102), "metrics { prometheus = 9102 }") == [("MC549", finding)]
    finding = "the proxy of `user` is to tell its numbers at port 15001, where it takes what the task sends"
    assert told(at(80), "metrics { prometheus = 15001 }") == [("MC549", finding)]


def test_ports_of_a_virtual_gateway() -> None:
    edge = 'gateway edge { port = %s ; protocol = http ; route "/*" { to = user } }\n'
    assert told(service() + edge % 9901) == [("MC549", f"`edge` listens at port 9901, {ADMIN}")]
    assert told(service() + edge % 15000) == []


def supplied(task: dict[str, object]) -> list[Diagnostic]:
    text = 'mesh demo { vpc = "vpc-1" }\nservice user { task = file("task.json") ; container = app ; port = 80 }\n'
    reader = TextReader({"main.mesh": text, "task.json": json.dumps({"family": "user", **task})})
    found = Compilation.load("main.mesh", options=Options(), reader=reader).build("app-mesh").diagnostics
    return [one for one in found if one.severity == "error"]


def test_a_port_in_a_task_definition_of_ones_own() -> None:
    app = {"name": "app", "image": "acme/user:1", "portMappings": [{"containerPort": 80}]}
    nginx = {"name": "nginx", "image": "nginx:1", "portMappings": [{"containerPort": 15001}]}
    (finding,) = supplied({"containerDefinitions": [app, nginx]})
    assert (finding.code, finding.message) == ("MC549", f"`nginx` listens at port 15001, {EGRESS}")
    assert finding.primary is not None


@pytest.mark.parametrize("place", ["mesh", "service"])
def test_windows(place: str) -> None:
    line = "platform { os = windows-2022-core }"
    text = service(line if place == "service" else "") + service(name="web")
    finding = "App Mesh's Envoy runs on Linux, and the tasks of `user` run on Windows"
    assert told(text, f"ecs {{ {line} }}" if place == "mesh" else "") == [("MC532", finding)]
    assert "MC532" not in [code for code, _ in told(service(f"{line}\nmesh = off"))]
    assert told(service("platform { os = linux }")) == []


def test_windows_in_a_task_definition_of_ones_own() -> None:
    app = {"name": "app", "image": "acme/user:1", "portMappings": [{"containerPort": 80}]}
    found = supplied(
        {"containerDefinitions": [app], "runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}}
    )
    assert [one.code for one in found] == ["MC532"]
