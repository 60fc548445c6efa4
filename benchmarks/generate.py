"""Meshes of any size for measurements: about 27 lines, 557 bytes and 80 tokens a service, calls without a cycle."""

from __future__ import annotations

import argparse
from pathlib import Path

_HEAD = """\
mesh bench {
  namespace = "bench.local"
  vpc = "vpc-0123456789abcdef0"
  ecs {
    cluster = "bench"
    subnets = ["subnet-0a1b2c3d", "subnet-1a2b3c4d"]
    execution-role = "arn:${aws.partition}:iam::${aws.account}:role/bench"
    log { group = "/ecs/bench" ; region = "eu-central-1" }
  }
}

defaults {
  timeout = 2s
}

target service-connect { accept = [retry] }
target service-discovery { accept = [timeout, retry] }
target app-mesh { accept = [retry] }
"""

_SERVICE = """
# service {number} of the benchmark
service s{number} {{
  image = "acme/s{number}:1.4.{number}"
  cpu = 0.25
  memory = 512MiB
  replicas = 2
  port = 8080
  protocol = http
  timeout = 5s

  env {{
    LOG_LEVEL = "info"
    WORKERS = 4
{addresses}    DB_PASSWORD = ssm("/bench/s{number}/db")
  }}

  health {{
    command = ["CMD-SHELL", "wget -q -O - http://localhost:8080/healthz"]
    interval = 10s
  }}

{calls}  deploy {{
    circuit-breaker {{ rollback = true }}
  }}
}}
"""


def mesh(services: int) -> str:
    """A mesh of that many services; each calls up to two that are written before it.

    Beyond 1,000 services quotas that AWS raises when asked are exceeded, which gives two warnings.
    """
    parts = [_HEAD]
    for number in range(services):
        callees = sorted({number // 2, number // 3} - {number})
        addresses = "".join(f'    S{callee}_URL = "${{s{callee}.url}}"\n' for callee in callees)
        calls = "".join(f"  calls s{callee}\n" for callee in callees)
        parts.append(_SERVICE.format(number=number, addresses=addresses, calls=calls))
    return "".join(parts)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("services", type=int)
    parser.add_argument("file", type=Path)
    arguments = parser.parse_args()
    arguments.file.write_text(mesh(arguments.services), encoding="utf-8", newline="\n")
