"""The mesh that `meshc init` writes."""

from __future__ import annotations

import re

_HEAD = """\
# Which services exist, what they call, and how those calls must behave.
#
#   meshc validate    what is wrong with it
#   meshc show        every value in force, and where it comes from
#   meshc build       what ECS and Cloud Map take, in build/
"""

_MESH = """
mesh {name} {{
  namespace = "{namespace}.local"
  vpc = param.vpc

  ecs {{
    cluster = "{namespace}" # an existing one
    subnets = param.subnets
{settings}  }}
}}

# These come with the deployment; `--set` and `--params` give them earlier.
param vpc {{ type = string ; late = true ; description = "VPC of the cluster" }}
param subnets {{ type = list(string) ; late = true ; description = "subnets of the tasks" }}
"""

_SETTINGS = """\
    execution-role = "arn:${aws.partition}:iam::${aws.account}:role/ecsTaskExecutionRole"
    log { group = "/ecs/demo" }
"""

_SERVICES = """
service web {
  image = "acme/web:1.0"
  cpu = 0.25 # vCPU of the container; the size of the task is worked out
  memory = 512MiB
  port = 8080
  protocol = http
  env { API_URL = "${api.url}" }
  calls api
}

service api {
  image = "acme/api:1.0"
  cpu = 0.25
  memory = 512MiB
  port = 8080
  protocol = http
}
"""


def first_mesh() -> str:
    """A mesh of two services."""
    return frame("demo", _SETTINGS) + _SERVICES


def frame(name: str, settings: str = "") -> str:
    """A mesh without services; `settings` are lines of its `ecs` block."""
    return _HEAD + _MESH.format(name=label(name), namespace=name.replace("_", "-").strip("-"), settings=settings)


def label(name: str) -> str:
    """A name as a label: bare where it is a word of the language, else quoted."""
    return name if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]*", name) else quoted(name)


def quoted(text: str) -> str:
    """A string of the language. ValueError where the text holds a character that it has no escape for."""
    if any(character < " " and character not in "\n\t" for character in text):
        raise ValueError("a control character")
    for plain, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t"), ("${", "$${")):
        text = text.replace(plain, escaped)
    return f'"{text}"'
