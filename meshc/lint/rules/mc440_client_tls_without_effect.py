"""TLS of a caller towards a service that serves none."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.diagnostics.model import Code, Diagnostic, Severity
from meshc.ir.security import ClientTls
from meshc.ir.traffic import Call, Route
from meshc.ir.workload import Service
from meshc.lint.context import Context
from meshc.lint.rule import labels
from meshc.lint.wording import quoted
from meshc.source import Origin

CODE = Code(
    code="MC440",
    name="client-tls-without-effect",
    summary="A call says how TLS is spoken to a service that serves none.",
    explanation=(
        "A caller's proxy speaks TLS to a service of the mesh where that has `tls`. Where it has none, `trust`, "
        "`certificate` and the rest of a call's `tls` have no effect: the traffic is in plain text and nobody's "
        "certificate is looked at. What stands in `defaults` holds where it can and is no mistake."
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  calls billing { tls { trust = pem("/tls/ca.pem") } }
}
service billing {
  image = "acme/billing:1"
  cpu = 0.25
  memory = 512MiB
  port = 8080
}
""",
    good="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  calls billing { tls { trust = pem("/tls/ca.pem") } }
}
service billing {
  image = "acme/billing:1"
  cpu = 0.25
  memory = 512MiB
  port = 8080
  tls { certificate = pem("/tls/chain.pem", "/tls/key.pem") }
}
""",
    severity=Severity.WARNING,
)


def check(context: Context) -> Iterator[Diagnostic]:
    for caller in context.owners:
        for call in caller.calls:
            tls = _of_call(call)
            callee = context.services.get(call.to)
            if tls is not None and callee is not None and _is_plain(callee):
                yield _finding(caller.name, [callee.name], tls, call.origin(), ", or remove `tls` here")
    for gateway in context.mesh.gateways:
        for route in gateway.routes:
            tls = route.policy.tls if isinstance(route.policy.tls, ClientTls) else None
            plain = _plain(context, route) if tls is not None else []
            if tls is not None and plain:
                led_to = {destination.service for destination in route.destinations}
                otherwise = ", or remove `tls` here" if led_to == set(plain) else ""
                yield _finding(gateway.name, plain, tls, route.origin(), otherwise)


def _is_plain(service: Service) -> bool:
    """Whether its proxy serves no TLS; one outside the proxies may serve what the mesh does not say."""
    return service.mesh and service.tls is None


def _of_call(call: Call) -> ClientTls | None:
    """What a call says of TLS itself, in general or on a route."""
    policies = (call.policy, *(route.policy for route in call.routes))
    return next((policy.tls for policy in policies if isinstance(policy.tls, ClientTls)), None)


def _plain(context: Context, route: Route) -> list[str]:
    """The services that a route leads to in plain text."""
    services = [context.services.get(destination.service or "") for destination in route.destinations]
    return list(dict.fromkeys(service.name for service in services if service is not None and _is_plain(service)))


def _finding(caller: str, callees: list[str], tls: ClientTls, origin: Origin, otherwise: str) -> Diagnostic:
    serve = "serves" if len(callees) == 1 else "serve"
    blocks = quoted([f"service {name}" for name in callees])
    return CODE.at(
        tls.origin(),
        f"`tls` of `{caller}` towards {quoted(callees)} has no effect, as {quoted(callees)} {serve} no TLS",
        secondary=labels((origin, "called in plain text")),
        help=f"write `tls {{ certificate = … }}` in {blocks}{otherwise}",
    )
