"""What cfn-lint says of our requests as resources of CloudFormation: one more judge of names, types and ranges."""

from __future__ import annotations

import json
from typing import Any

import pytest

from meshc.compilation import Compilation, Options

_SPELLED = {
    "acm": "ACM",
    "awsCloudMap": "AWSCloudMap",
    "dns": "DNS",
    "grpc": "GRPC",
    "http": "HTTP",
    "http2": "HTTP2",
    "sds": "SDS",
    "tcp": "TCP",
    "tls": "TLS",
}
"""Members that CloudFormation does not spell with the first letter alone in upper case."""

_EXPECTED = {"W3696"}
"""App Mesh has ended."""


def _upper(value: Any) -> Any:
    if isinstance(value, list):
        return [_upper(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {_SPELLED.get(key) or key[0].upper() + key[1:]: _upper(item) for key, item in value.items()}


def template(artifacts: dict[str, bytes]) -> str:
    """The requests that make something, as resources."""
    resources: dict[str, Any] = {}
    for path, content in artifacts.items():
        folder, _, file = path.partition("/")
        if folder == "appmesh" and ".create-" in file:
            kind = file.removesuffix(".json").partition(".create-")[2]
            name = "".join(part.capitalize() for part in kind.split("-"))
            resources[f"R{len(resources)}"] = {
                "Type": f"AWS::AppMesh::{name}",
                "Properties": _upper(json.loads(content)),
            }
    return json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources})


OWN = """\
mesh shop { vpc = "vpc-1" ; egress = deny ; access-log { format = json } ; discovery { ip = v4 } }
service api {
  image = "acme/api:1"
  port = 8080
  protocol = http2
  timeout = 40s
  retry { max = 3 ; per-try = 500ms ; on = [server-error, connect-failure] }
  connection-pool { requests = 9 }
  outlier-detection { errors = 3 }
  health { path = "/" ; interval = 5s ; timeout = 2s }
  tls { certificate = pem("/etc/ssl/a.pem", "/etc/ssl/a.key") ; clients { trust = pem("/etc/ssl/ca.pem") } }
  route "/a/*" { to = v1 ; method = [GET, PUT] ; header x { regex = "a.*" } ; query q { exact = "1" } }
  version v1 { weight = 87.5% }
  version v2 { weight = 12.5% }
}
service rpc {
  image = "acme/rpc:1"
  port = 9090
  protocol = grpc
  discovery { resolves = api }
  route "acme.Rpc/Get" { timeout = off ; retry { on = [unavailable] } }
}
service old { image = "acme/old:1" ; port = 80 ; protocol = http ; connection-pool { connections = 3 ; pending = 4 } }
service new { image = "acme/new:1" ; port = 81 ; protocol = http }
external db { host = "db.example.com" ; port = 5432 ; idle-timeout = 60s }
service web {
  image = "acme/web:1"
  calls api { tls { trust = pem("/etc/ssl/ca.pem") ; names = ["api.shop"] } }
  calls rpc
  calls db
}
gateway edge {
  port = 443
  protocol = http
  tls { certificate = acm("arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012") }
  route "/new/*" { split { old = 50% ; new = 50% } ; rewrite { prefix = "/" } }
  route "/*" { to = old ; host = "*.example.com" }
}
"""


def test_cfn_lint_finds_nothing_else() -> None:
    api = pytest.importorskip("cfnlint.api", reason="cfn-lint is missing: `pip install cfn-lint` installs it")
    settings = {"aws.account": "111122223333", "aws.region": "us-east-1", "aws.partition": "aws"}
    built = Compilation.of({"main.mesh": OWN}, options=Options(set=settings)).build("app-mesh")
    assert [one.message for one in built.diagnostics if one.severity == "error"] == []
    found = api.lint(template(dict(built.artifacts)), regions=["us-east-1"])
    assert [str(one) for one in found if one.rule.id not in _EXPECTED] == []
