"""The real Envoy reads the configuration that stands on its command line."""

from __future__ import annotations

import subprocess

import pytest
import yaml

from tests.backends.envoy.meshes import built, head, user, web
from tests.oracles.envoy import binary

CALLED = """
service rates { image = "acme/rates:1" ; port = 9090 ; protocol = grpc
  version v1 { weight = 10% } ; version v2 { weight = 90% } }
service queue { image = "acme/queue:1" ; port = 5672 ; protocol = tcp }
service dns { image = "acme/dns:1" ; port = 53 ; protocol = udp }
external db { host = param.db ; port = 5432 }
param db { type = string ; late = true }
"""
ROUTES = """
route "/a/*" { header x { regex = "[a-z]{2,3}" } ; rewrite { prefix = "/" } }
route "/b" { respond { status = 200 ; body = "{a: [b, c], \\"d\\": #1 é}" } }
headers { add { x-note = "100 %, ~" } }
calls rates ; calls queue ; calls dns ; calls db
"""


MANY = "".join(f'service user{number} {{ image = "acme/user:1" ; port = 8080 }}\n' for number in range(12))
CALLS = "".join(f"calls user{number}\n" for number in range(12))


@pytest.mark.parametrize(
    "text",
    [
        head() + user() + web(),
        head() + MANY + user() + web(CALLS),
        head('metrics { dogstatsd = "127.0.0.1:8125" ; prometheus = 9100 } ; access-log { format = json }')
        + CALLED
        + user(ROUTES)
        + web()
        + 'gateway edge { port = 80 ; route "/a/*" { to = user } ; route "/b" { host = "*.a.example" ; to = rates } }',
    ],
)
def test_envoy_accepts_the_inline_text(text: str) -> None:
    found = built(text)
    units = [path.split("/")[1].split(".")[0] for path in found.build.artifacts if path.endswith(".bootstrap.yaml")]
    assert units
    for unit in units:
        container = next(
            one for one in found.task(unit)["containerDefinitions"] if "--config-yaml" in one.get("command", ())
        )
        inline = container["command"][-1].replace("${param.db}", "db.example.com")
        assert "\n" not in inline
        command = [binary(), "--mode", "validate", "--config-yaml", inline, "--disable-hot-restart", "-l", "warning"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
        assert (done.returncode, unit) == (0, unit), done.stderr


def test_a_long_text_has_aliases_and_means_the_same() -> None:
    found = built(head() + MANY + user() + web(CALLS))
    inline = found.container("web", "envoy")["command"][-1]
    written = found.build.artifacts["envoy/web.bootstrap.yaml"]
    assert inline.count("*0") > 1
    assert len(inline) < len(written) / 2
    assert yaml.safe_load(inline) == yaml.safe_load(written)
