"""The findings about targets: what one loses, what nobody can find, what it needs to know."""

from __future__ import annotations

from meshc.diagnostics.model import Code, Severity

_MESH = "mesh demo { build = [service-discovery] ; vpc = param.vpc }\nparam vpc { late = true }\n"
_API = 'service api { image = "acme/api:1" ; port = 8080 }\n'
_CONNECT = "mesh demo { build = [service-connect] }\n"
_QUIET = "timeout, idle-timeout, retry"

FEATURE_LOST = Code(
    "MC501",
    "feature-lost",
    "a target cannot do what the mesh asks for",
    "The mesh asks for something that the target has no means for, so the services would behave differently from what "
    "stands in the mesh. Follow the remedy, or accept the loss in writing: `accept` in the `target` block takes the "
    "name of the feature, or the first words of it for all of its parts (`retry` for `retry.on` and the like). "
    "`meshc targets` lists what each target can do, and how.",
    f"{_MESH}defaults {{ timeout = 2s }}\n{_API}",
    f"{_MESH}defaults {{ timeout = 2s }}\n{_API}target service-discovery {{ accept = [{_QUIET}] }}\n",
)
FEATURE_FIXED = Code(
    "MC502",
    "feature-fixed",
    "a target does it with other numbers than the mesh asks for",
    "The target always does this, with numbers of its own, and the mesh asks for others. Write the numbers of the "
    "target, or accept the difference: `accept` in the `target` block takes the name of the feature.",
    f"{_CONNECT}defaults {{ retry {{ max = 5 }} }}\n{_API}",
    f"{_CONNECT}defaults {{ retry {{ max = 2 }} }}\n{_API}",
)
BUILT_IN_LOST = Code(
    "MC503",
    "built-in-lost",
    "a built-in default does not hold under a target",
    "Nobody wrote the setting; the mesh has it from the built-in defaults, and the target does something else. "
    "Nothing needs to be done. To make the note go away name the setting in `accept` of the `target` block.",
    f"{_MESH}{_API}",
    f"{_MESH}{_API}target service-discovery {{ accept = [{_QUIET}] }}\n",
    severity=Severity.NOTE,
)
UNKNOWN_FEATURE = Code(
    "MC504",
    "unknown-feature",
    "`accept` names something that is no feature",
    "`accept` takes the names that `meshc targets` prints, and the first words of them for all of their parts.",
    f"{_MESH}{_API}target service-discovery {{ accept = [{_QUIET}, retries] }}\n",
    f"{_MESH}{_API}target service-discovery {{ accept = [{_QUIET}] }}\n",
)
UNUSED_ACCEPT = Code(
    "MC505",
    "unused-accept",
    "`accept` names something that the mesh does not lose",
    "The loss that was accepted does not happen, or no longer. Left in place, the name would hide the same loss when "
    "somebody brings it back.",
    f"{_MESH}{_API}target service-discovery {{ accept = [{_QUIET}, tracing] }}\n",
    f"{_MESH}{_API}target service-discovery {{ accept = [{_QUIET}] }}\n",
    severity=Severity.WARNING,
)
CALL_CYCLE = Code(
    "MC506",
    "call-cycle",
    "services call each other in a circle that a target cannot start",
    "Under this target a task finds only services that ran before it started, so services start in the order of their "
    "calls, and a circle has no first. The finding shows the shortest circle of its group and one call without which "
    "it is open. Remove that call, or accept `start-order`: the tasks of its caller then have to be replaced once "
    "after the first deployment before the call works.",
    f"{_CONNECT}{_API.replace(' }', ' ; calls web }')}"
    'service web { image = "acme/web:1" ; port = 8080 ; calls api }\n',
    f'{_CONNECT}{_API}service web {{ image = "acme/web:1" ; port = 8080 ; calls api }}\n',
)
UNRESOLVED_ADDRESS = Code(
    "MC507",
    "unresolved-address",
    "an address or a client cannot be resolved under a target",
    "Somebody needs the address of a service that has no name where they look: a name that only the API of Cloud Map "
    "knows, asked of DNS; a private name, asked from outside the VPC; an SRV record, asked for a host.",
    f"{_MESH.replace(' }', ' ; discovery { type = http } }', 1)}{_API}client report {{ type = lambda ; calls api }}\n",
    f"{_MESH}{_API}client report {{ type = lambda ; calls api }}\n",
)
NAMESPACE_WITHOUT_VPC = Code(
    "MC508",
    "namespace-without-vpc",
    "a private DNS namespace is to be made and no VPC is given",
    "A private DNS namespace belongs to a VPC. Name it, as a parameter where it differs between environments, or do "
    "without DNS names.",
    f"mesh demo {{ build = [service-discovery] ; discovery {{ type = private-dns }} }}\n{_API}",
    f"{_MESH}{_API}",
)
NAMESPACE_MISMATCH = Code(
    "MC509",
    "namespace-mismatch",
    "what a service wants of its namespace is not what the namespace is",
    "A namespace is of one type, private DNS, public DNS or API only, and every name in it is found by that, or by the "
    "API alone. A namespace that another account shares is named by its ARN.",
    f"{_MESH}{_API.replace(' }', ' ; discovery { type = public-dns } }')}",
    f"{_MESH}{_API.replace(' }', ' ; discovery { type = http } }')}",
)
UNKNOWN_TARGET = Code(
    "MC510",
    "unknown-target",
    "a mesh names a target that meshc does not build",
    "The name is misspelt, or the target is planned and not there yet. `meshc targets` lists those that are.",
    f"mesh demo {{ build = [service-conect] }}\n{_API}",
    f"{_CONNECT}{_API}",
)

CODES = (
    FEATURE_LOST,
    FEATURE_FIXED,
    BUILT_IN_LOST,
    UNKNOWN_FEATURE,
    UNUSED_ACCEPT,
    CALL_CYCLE,
    UNRESOLVED_ADDRESS,
    NAMESPACE_WITHOUT_VPC,
    NAMESPACE_MISMATCH,
    UNKNOWN_TARGET,
)
"""All of them, in the order of their codes."""
