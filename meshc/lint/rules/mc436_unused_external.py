"""Externals that nobody calls."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.diagnostics.model import Code, Diagnostic, Severity
from meshc.ir.traffic import Mirror
from meshc.lint.context import Context

CODE = Code(
    code="MC436",
    name="unused-external",
    summary="Nothing in the mesh calls this external.",
    explanation=(
        "An external is there for what calls it. Either a `calls` is missing, and the target does not let that traffic "
        "out or does not give it an address, or the external is left over. A service that nobody calls is no finding."
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
}
external ledger { host = "ledger.example.com" ; port = 5432 ; protocol = postgres }
""",
    good="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  calls ledger
}
external ledger { host = "ledger.example.com" ; port = 5432 ; protocol = postgres }
""",
    severity=Severity.WARNING,
)


def check(context: Context) -> Iterator[Diagnostic]:
    if not context.externals:
        return
    used = {call.to for caller in context.callers for call in caller.calls}
    policies = [context.mesh.defaults]
    for owner in context.owners:
        policies.append(owner.policy)
        for route in owner.routes:
            policies.append(route.policy)
            used.update(destination.external or "" for destination in route.destinations)
    policies += (call.policy for caller in context.callers for call in caller.calls)
    used.update(policy.mirror.to for policy in policies if isinstance(policy.mirror, Mirror))
    for external in context.mesh.externals:
        # One with a name of its own in the namespace may serve what is outside the mesh.
        if external.name not in used and external.discovery is None:
            yield CODE.at(
                external.origin("name"),
                f"nothing in the mesh calls the external `{external.name}`",
                label="never called",
                help=f"write `calls {external.name}` in the services that use it, or remove it",
            )
