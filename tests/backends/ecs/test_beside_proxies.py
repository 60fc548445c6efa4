"""What a task looks like once a target has put its proxy into it."""

from __future__ import annotations

import json
from typing import Any

from meshc.compilation import Compilation, Options

HEAD = 'mesh demo { vpc = "vpc-0a1b2c3d" }\nservice orders { image = "acme/orders:1" ; port = 8080 }\n'


def compiled(text: str, target: str = "envoy", **files: str) -> Compilation:
    return Compilation.of({"main.mesh": HEAD + text, **files}, options=Options(targets=(target,)))


def waits(text: str) -> dict[str, list[str]]:
    """The containers that each container of `billing` waits for."""
    task = json.loads(compiled(text).build("envoy").artifacts["ecs/billing.task-definition.json"])
    return {
        container["name"]: [needed["containerName"] for needed in container.get("dependsOn", ())]
        for container in task["containerDefinitions"]
    }


def told(compilation: Compilation, code: str) -> list[tuple[str, str]]:
    return [(finding.message, finding.help) for finding in compilation.diagnostics() if finding.code == code]


def test_a_container_that_dials_what_is_called_waits_for_the_proxy_too() -> None:
    found = waits(
        """service billing {
  image = "acme/billing:1" ; port = 8080 ; calls orders
  env { ORDERS = "${orders.url}" }
  depends-on migrate { condition = success }
  container migrate { image = "acme/migrate:1" ; env { ORDERS = "${orders.url}" } }
  container statsd { image = "acme/statsd:1" ; essential = false }
}"""
    )
    assert found == {"billing": ["migrate", "envoy"], "migrate": ["envoy"], "statsd": [], "envoy": []}


def test_what_the_proxy_waits_for_does_not_wait_for_the_proxy() -> None:
    found = waits(
        """service billing {
  image = "acme/billing:1" ; port = 8080 ; calls orders
  env { ORDERS = "${orders.url}" }
  container keys { image = "acme/keys:1" ; essential = false ; env { ORDERS = "${orders.url}" } }
  proxy { depends-on keys }
}"""
    )
    assert found == {"billing": ["envoy"], "keys": [], "envoy": ["keys"]}


def task(**fields: Any) -> str:
    containers = [{"name": "app", "image": "acme/app:1"}, {"name": "envoy", "image": "acme/appmesh:1"}]
    return json.dumps({"family": "billing", "networkMode": "awsvpc", "containerDefinitions": containers, **fields})


def test_another_proxy_of_a_task_definition_is_told() -> None:
    text = 'service billing { task = file("b.json") ; container = app ; port = 8080 }'
    redirected = task(proxyConfiguration={"type": "APPMESH", "containerName": "envoy"})
    assert told(compiled(text, **{"b.json": redirected}), "MC321") == [
        (
            "`b.json` has a container `envoy` at `/containerDefinitions/1`, and the mesh adds one of that name",
            "remove it from the file: the target brings its own",
        ),
        (
            "`b.json` has `proxyConfiguration`, which turns the traffic of the task to another proxy than the target's",
            "remove `proxyConfiguration` from the file, and the container that it names",
        ),
    ]


def test_a_task_without_room_for_its_proxy_is_told() -> None:
    text = """service billing {
  image = "acme/billing:1" ; port = 8080 ; cpu = 0.25 ; memory = 512MiB ; task-cpu = 0.25 ; task-memory = 512MiB
}"""
    message = "the task of `billing` has 512 MiB, and its containers with the proxy need 640 MiB"
    assert [found[0] for found in told(compiled(text), "MC323")] == [message]
    assert told(compiled(text, "service-discovery"), "MC323") == []
