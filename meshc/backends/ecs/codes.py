"""Findings of this backend."""

from __future__ import annotations

from meshc.diagnostics.model import Code, Severity

FARGATE_SIZE = Code(
    code="MC320",
    name="fargate-size",
    summary="a task has a size that Fargate does not offer",
    explanation="""\
Fargate runs tasks in 74 sizes: a number of vCPU, and for each a choice of memory. meshc adds up what the containers
and the proxy of a task ask for and takes the next size that holds it. This finding says that there is none: the sum is
more than the largest size has, `task-cpu` and `task-memory` name a pair that Fargate does not offer, or they name one
that is smaller than its containers.

The sizes are listed at https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html.
With `launch = ec2` a task can have any size that an instance holds.
""",
    bad="""\
mesh shop { namespace = "shop.local" }

service user {
  image = "acme/user:1"
  port = 8080
  protocol = http
  task-cpu = 0.25
  task-memory = 4GiB
}
""",
    good="""\
mesh shop { namespace = "shop.local" }

service user {
  image = "acme/user:1"
  port = 8080
  protocol = http
  task-cpu = 0.5
  task-memory = 4GiB
}
""",
)

_TASK = """\
{
  "family": "user",
  "networkMode": "%s",
  "containerDefinitions": [
    {"name": "app", "image": "acme/user:1", "portMappings": [{"containerPort": 8080}]}
  ]
}
"""

_MESH = """\
mesh shop { namespace = "shop.local" }

service user {
  task = file("user.taskdef.json")
  container = app
  port = 8080
  protocol = http
}
"""

TASK_DEFINITION_CONFLICT = Code(
    code="MC321",
    name="task-definition-conflict",
    summary="a task definition of your own says something else than the mesh",
    explanation="""\
With `task = file(…)` meshc amends your task definition: it names the ports, adds the containers of the mesh, and fills
in what is absent. What the file says stays as it is. Where the file and the mesh say different things about the same
field, or the file rules out what a mesh needs, one of the two must give way, and only you know which.

The finding names the place in the file as a JSON pointer, both values, and the line of the mesh.
""",
    bad={"main.mesh": _MESH, "user.taskdef.json": _TASK % "host"},
    good={"main.mesh": _MESH, "user.taskdef.json": _TASK % "awsvpc"},
)

_LOG = """\
mesh shop { namespace = "shop.local" }

service user {
  image = "acme/user:1"
  port = 8080
  protocol = http
  execution-role = "arn:aws:iam::111122223333:role/user"
  log {
    group = "/shop"
    options { %s = "%s" }
  }
}
"""

LOG_OPTION_CONFLICT = Code(
    code="MC322",
    name="log-option-conflict",
    summary="a log has an option and a setting for the same thing",
    explanation="""\
`options` of a log are handed to the log driver under its own names. Some of these names have a setting of their own:
`group`, `region`, `prefix` and `create` are `awslogs-group`, `awslogs-region`, `awslogs-stream-prefix` and
`awslogs-create-group`, `mode` and `buffer` are `mode` and `max-buffer-size`. Where a log says both, one of them would
be lost, and only you know which.
""",
    bad=_LOG % ("awslogs-group", "/user"),
    good=_LOG % ("awslogs-datetime-format", "%H:%M"),
)

_TIGHT = """\
mesh shop { namespace = "shop.local" }

service user {
  image = "acme/user:1"
  port = 8080
  protocol = http
  cpu = 0.25
  memory = 512MiB
  task-cpu = %s
  task-memory = %s
}
"""

NO_ROOM_FOR_PROXY = Code(
    code="MC323",
    name="no-room-for-proxy",
    summary="a task has memory for its containers, and none for the proxy beside them",
    explanation="""\
Under a target with proxies a task holds one more container than the mesh names. Where nobody fixes the size of a task
it is worked out with the proxy in it. `task-memory`, or a task definition of your own, fixes it: this finding says that
the sum is more than that, so that one of the containers will be killed when all of them use what they may.
""",
    bad=_TIGHT % ("0.25", "512MiB"),
    good=_TIGHT % ("0.5", "1GiB"),
    severity=Severity.WARNING,
)

CODES = (FARGATE_SIZE, TASK_DEFINITION_CONFLICT, LOG_OPTION_CONFLICT, NO_ROOM_FOR_PROXY)
"""Every finding of this backend."""
