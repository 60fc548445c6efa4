"""Routes of a gateway that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.diagnostics.model import Code, Diagnostic
from meshc.ir.traffic import HTTP_PROTOCOLS
from meshc.lint.context import Context

CODE = Code(
    code="MC359",
    name="gateway-dead-end",
    summary="A route of a gateway leads nowhere.",
    explanation=(
        "A gateway has no versions of its own, so each of its routes says where its traffic goes: `to`, `split`, "
        "`redirect` or `respond`. What it leads to must speak what the gateway speaks."
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
service user { image = "acme/user:1" ; port = 8080 }
gateway public { port = 80 ; route "/*" { timeout = 5s } }
target service-connect { accept = [gateway] }
""",
    good="""\
mesh demo { namespace = "demo.local" }
service user { image = "acme/user:1" ; port = 8080 }
gateway public { port = 80 ; route "/*" { to = user } }
target service-connect { accept = [gateway] }
""",
)


def check(context: Context) -> Iterator[Diagnostic]:
    for gateway in context.mesh.gateways:
        for route in gateway.routes:
            answers = (route.policy.redirect, route.policy.respond)
            if not route.destinations and all(answer in (None, "off") for answer in answers):
                yield CODE.at(
                    route.origin(),
                    f"this route of `{gateway.name}` leads nowhere",
                    help="write `to = …`, `split { … }`, `redirect { … }` or `respond { … }`",
                )
            for destination in route.destinations:
                service = context.services.get(destination.service or "")
                port = service.port(destination.port) if service is not None else None
                spoken = gateway.ports[0].protocol
                if port is not None and (port.protocol in HTTP_PROTOCOLS) != (spoken in HTTP_PROTOCOLS):
                    yield CODE.at(
                        destination.origin(),
                        f"`{gateway.name}` speaks {spoken}, and `{destination.service}` speaks {port.protocol}",
                        help="lead the route to a port of the same kind",
                    )
