"""The finding about the configuration of a proxy that would not work."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from meshc.backends.base import Resource
from meshc.diagnostics.model import Code, Diagnostic

PROXY_CONFIGURATION = Code(
    code="MC603",
    name="proxy-configuration",
    summary="a proxy would not start with its configuration, or not do what it says",
    explanation="""\
Every configuration of an Envoy is held against what Envoy asks for before any is written, and against what it takes in
silence and does not do: a header that it does not let anybody change, a path that no request has, a host name that
cannot be one, a number that is too large. The value comes from the line shown; the limit is Envoy's, so another target
may take the value.
""",
    bad="""\
mesh shop {
  namespace = "shop.local"
  build = [envoy]
  vpc = "vpc-1"
}

service user {
  image = "acme/user:1"
  port = 8080
}

service web {
  image = "acme/web:1"
  calls user { headers { add { host = "user.example.com" } } }
}
""",
    good="""\
mesh shop {
  namespace = "shop.local"
  build = [envoy]
  vpc = "vpc-1"
}

service user {
  image = "acme/user:1"
  port = 8080
}

service web {
  image = "acme/web:1"
  calls user { rewrite { host = "user.example.com" } }
}
""",
)

CODES = (PROXY_CONFIGURATION,)


def findings(
    target: str, bootstrap: Resource, of_host: Callable[[str], Diagnostic | None] = lambda _: None
) -> Iterator[Diagnostic]:
    """What is wrong with the configuration of a proxy, at the lines of the mesh that it comes from, each once.

    `of_host` knows more of a host that stands first in a problem; what it tells is told instead.
    """
    from meshc.backends.envoy.bootstrap_rules import broken

    seen = set()
    for pointer, problem in broken(bootstrap.body):
        origin = bootstrap.origin(pointer)
        better = of_host(problem.split("`")[1].partition(":")[0]) if "cannot be a host" in problem else None
        if better is not None:
            yield better
            continue
        if (origin, problem) not in seen:
            seen.add((origin, problem))
            yield PROXY_CONFIGURATION.at(origin, f"{problem} (`{bootstrap.file}` under `{target}`)")
