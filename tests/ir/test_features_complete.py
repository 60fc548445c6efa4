"""No field that says how services talk may be deleted without a change in the uses.

Fields of containers, tasks and placement are left out: they stand in the documents of ECS as they are.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from meshc.compilation import Compilation
from meshc.ir.document import _mark_written
from meshc.ir.effective import EffectivePolicies
from meshc.ir.features import features_used
from meshc.ir.mesh import Mesh
from meshc.source import Item, Origin

POLICY = """
  timeout = 7s
  idle-timeout = 70s
  connect-timeout = 3s
  retry { max = 4 ; on = [gateway-error] ; per-try = 1s ; methods = [POST] ; backoff { base = 10ms ; max = 1s } }
  connection-pool { connections = 1 ; pending = 2 ; requests = 3 ; retries = 4 }
  outlier-detection { errors = 5 ; interval = 10s ; eject-for = 30s ; eject-at-most = 50% }
  load-balancing { algorithm = ring-hash ; zone-aware = true ; affinity { by = cookie ; name = id ; ttl = 5m } }
  rate-limit { rate = 10/m ; burst = 5 }
  fault { delay { time = 1s ; share = 5% } ; abort { status = 503 ; share = 6% } }
  mirror { to = web ; share = 7% }
  rewrite { prefix = "/x" ; host = "h" }
  redirect { scheme = https ; host = "h" ; port = 8443 ; path = "/p" ; status = 302 }
  respond { status = 204 ; body = "none" }
  headers { add { a = "b" } ; remove = ["c"] ; response { add { d = "e" } ; remove = ["f"] } }
"""
CLIENT_TLS = """
  tls { trust = pem("/ca.pem") ; names = ["n"] ; server-name = "s" ; certificate = pem("/c.pem", "/k.pem") }
"""
MATCHES = """
  host = "shop.example.com" ; method = [GET] ; stream = true
  header a { exact = "1" ; not = true }
  query b { present = true }
"""
DISCOVERY = """
  discovery {
    type = public-dns ; name = "n" ; record = srv ; ttl = 5s ; ip = dual ; routing = weighted
    account = "111122223333" ; namespace = "other.example.com"
    health { path = "/h" ; failures = 3 }
    attributes { ECS_SERVICE_NAME = "api" ; own = "1" }
  }
"""
TEXT = f"""
mesh demo {{
  vpc = "vpc-1" ; egress = deny
  discovery {{ type = public-dns ; ttl = 20s ; ip = v4 ; routing = multivalue ; record = ip }}
  proxy {{ image = "envoy:1" ; cpu = 0.25 ; memory = 64MiB ; log-level = debug ; log {{ group = "/p" }} }}
  access-log {{ format = json ; path = "/a" ; query = true ; fields = "%X%" }}
  tracing {{ provider = otel ; sampling = 5% ; endpoint = "localhost:4317" ; sidecar = "otel:1" }}
}}
service bare {{ image = "acme/bare:1" ; port = 80 }}
service web {{
  image = "acme/web:1" ; port = 80
  calls bare {{ {POLICY} {CLIENT_TLS} }}
  calls api {{ route special {{ timeout = 9s }} }}
  calls ledger {{ timeout = 4s }}
}}
service api {{
  image = "acme/api:1"
  port = 8080 ; client-port = 80 ; protocol = http ; unmatched = deny
  alias = ["old.other.example.com", "older"]
  {POLICY}
  tls {{
    mode = permissive ; certificate = pem("/c.pem", "/k.pem")
    clients {{ trust = pem("/ca.pem") ; names = ["n"] }}
  }}
  version v1 {{ weight = 3 }}
  version v2 {{ weight = 1 ; {DISCOVERY.replace('"n"', '"n2"')} }}
  {DISCOVERY}
  route "/v2/*" special {{ to = v2 ; {MATCHES} {POLICY} {CLIENT_TLS} }}
  route regex("^/s$") {{ split {{ v1 = 1 ; v2 = 4 }} }}
  health {{ path = "/h" ; interval = 5s ; timeout = 2s ; healthy = 2 ; unhealthy = 3 }}
  deploy {{ strategy = canary ; step = 10% ; step-bake = 5m ; bake = 5m ; test-header {{ x-test = "1" }} }}
  autoscale {{ min = 1 ; max = 3 ; cpu = 50% }}
}}
service plain {{ image = "acme/plain:1" ; port = 53 ; protocol = udp ; mesh = off ; tls {{ mode = strict }}
  calls web
}}
gateway public {{
  port = 80 ; image = "acme/gw:1" ; unmatched = forward
  expose {{ scheme = public ; certificate = acm("arn:aws:acm:eu-west-1:111122223333:certificate/x") ; hosts = ["a"] }}
  tls {{ certificate = pem("/c.pem", "/k.pem") }}
  {POLICY}
  route "/a/*" {{ to = api.v1 ; {MATCHES} {POLICY} {CLIENT_TLS} }}
  route "/b/*" {{ split {{ api.v1 = 1 ; web = 2 }} }}
}}
external ledger {{
  host = "db.example.com" ; port = 443 ; protocol = http ; encrypted = true ; {POLICY} {CLIENT_TLS} {DISCOVERY}
}}
client report {{ type = lambda ; resolves = api ; network = outside ; calls web {{ timeout = 1s }} }}
"""

API = 'service api { image = "acme/api:1" ; port = 80 }\n'

OF_ECS = frozenset({"ecs", "application", "sidecars", "task", "replicas", "namespace", "vpc", "build", "parameters"})
SKIPPED_BELOW = {"application": frozenset({"health"})}


def _document(text: str) -> Any:
    compilation = Compilation.of({"main.mesh": text})
    mesh = compilation.mesh
    assert mesh is not None
    document = mesh.model_dump(mode="json", exclude_defaults=True)
    for service in document["services"]:
        if len(service["versions"]) == 1:
            # A version alone gets everything, whatever its weight.
            service["versions"][0].pop("weight", None)
    return document


def _pointers(value: Any, pointer: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, dict):
        for key, below in value.items():
            kept = SKIPPED_BELOW.get(str(pointer[-1]), OF_ECS) if pointer else OF_ECS
            if (key in kept) is (bool(pointer) and pointer[-1] in SKIPPED_BELOW):
                yield (*pointer, key)
                yield from _pointers(below, (*pointer, key))
            elif key in SKIPPED_BELOW:
                yield from _pointers(below, (*pointer, key))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            if isinstance(below, dict):
                yield from _pointers(below, (*pointer, index))
            else:
                yield (*pointer, index)


def _spelled(pointer: tuple[str | int, ...]) -> str:
    return "/".join(map(str, pointer))


def _without(document: Any, pointer: tuple[str | int, ...]) -> Any:
    changed = copy.deepcopy(document)
    at = changed
    for part in pointer[:-1]:
        at = at[part]
    del at[pointer[-1]]
    return changed


def _uses(document: Any) -> list[Any] | None:
    """The uses of a mesh; None for a document that is none, because a field that must be there is gone."""
    body = copy.deepcopy(document)
    _mark_written(body, Origin(Item("mesh.ir.json", "", 1), 0, 0))
    try:
        mesh = Mesh.model_validate(body)
    except ValidationError:
        return None
    return [(use.feature, use.subject, use.value) for use in features_used(mesh, EffectivePolicies(mesh))]


EVERYTHING = _document(TEXT)
DEFAULTS = _document(f'mesh demo {{ vpc = "vpc-1" }}\ndefaults {{ {POLICY} {CLIENT_TLS} }}\n{API}')
OF_EVERYTHING = _uses(EVERYTHING)
OF_DEFAULTS = _uses(DEFAULTS)


@pytest.mark.parametrize("pointer", tuple(_pointers(EVERYTHING)), ids=_spelled)
def test_a_deleted_field_changes_the_uses(pointer: tuple[str | int, ...]) -> None:
    assert _uses(_without(EVERYTHING, pointer)) != OF_EVERYTHING


@pytest.mark.parametrize("pointer", tuple(_pointers(DEFAULTS["defaults"])), ids=_spelled)
def test_a_deleted_default_changes_the_uses(pointer: tuple[str | int, ...]) -> None:
    assert _uses(_without(DEFAULTS, ("defaults", *pointer))) != OF_DEFAULTS
