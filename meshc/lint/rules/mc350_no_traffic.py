"""Weights that leave nothing to send traffic to."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.diagnostics.model import Code, Diagnostic
from meshc.ir.workload import Service
from meshc.lint.context import Context
from meshc.lint.wording import quoted, route_text

CODE = Code(
    code="MC350",
    name="no-traffic",
    summary="All weights of a split are zero.",
    explanation=(
        "Weights say which part of the traffic each version or destination gets. If all are zero, or no version of a "
        "service has one, requests have nowhere to go. A service whose routes name a version each, and which answers "
        "everything else with `unmatched = deny`, needs no weights."
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  port = 8080
  protocol = http
  version v1 { weight = 0 }
  version v2 { weight = 0 }
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
  version v1 { weight = 1 }
  version v2 { weight = 0 }
}
""",
)


def check(context: Context) -> Iterator[Diagnostic]:
    for owner in context.owners:
        for route in owner.routes:
            if route.destinations and not any(destination.weight for destination in route.destinations):
                yield CODE.at(
                    route.destinations[0].origin("weight"),
                    f"all destinations of the route `{route_text(route)}` of `{owner.name}` have the weight 0",
                    help="give at least one of them a part of the traffic",
                )
    for service in context.mesh.services:
        if len(service.versions) > 1 and not any(version.weight for version in service.versions):
            yield from _versions(service)


def _versions(service: Service) -> Iterator[Diagnostic]:
    routed = all(route.destinations for route in service.routes)
    if service.routes and service.unmatched == "deny" and routed:
        return
    names = quoted([version.name or "" for version in service.versions])
    yield CODE.at(
        service.versions[0].origin("weight"),
        f"no version of `{service.name}` has a part of the traffic: {names} have no weight or the weight 0",
        help="give at least one of them a `weight`",
    )
