"""Two routes of one service or gateway with the same name."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.diagnostics.model import Code, Diagnostic
from meshc.ir.traffic import Route
from meshc.lint.context import Context
from meshc.lint.rule import labels

CODE = Code(
    code="MC253",
    name="duplicate-route",
    summary="Two routes of a service or gateway share a name.",
    explanation=(
        "A caller adjusts a route by its name, in `calls NAME { route ROUTE { … } }`, so the name means one route."
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  port = 8080
  protocol = http
  route "/search" find { timeout = 5s }
  route "/lookup" find { timeout = 1s }
}
""",
    good="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  port = 8080
  protocol = http
  route "/search" find { timeout = 5s }
  route "/lookup" look-up { timeout = 1s }
}
""",
)


def check(context: Context) -> Iterator[Diagnostic]:
    for owner in context.owners:
        if len(owner.routes) < 2:
            continue
        first: dict[str, Route] = {}
        for route in owner.routes:
            if route.name is None:
                continue
            if route.name in first:
                yield CODE.at(
                    route.origin("name"),
                    f"route `{route.name}` is defined twice in `{owner.name}`",
                    label="defined again",
                    secondary=labels((first[route.name].origin("name"), "first defined here")),
                    help="give one of them another name",
                )
            else:
                first[route.name] = route
