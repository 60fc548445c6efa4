"""Paths that no request of the protocol can have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from meshc.diagnostics.model import Applicability, Code, Diagnostic, Fix
from meshc.ir.traffic import HTTP_PROTOCOLS, Route
from meshc.ir.workload import Gateway, Service
from meshc.lint.context import Context
from meshc.lint.fixes import replace_value
from meshc.lint.wording import path_text

CODE = Code(
    code="MC351",
    name="route-path",
    summary="No request of the protocol can have the path of this route.",
    explanation=(
        "A path of http and http2 begins with `/` and holds no `?`, `#` or blank. A path of grpc is "
        '`"pkg.Service/Method"`, or `"pkg.Service/*"` for all methods of a service; `"/*"` matches every request of '
        "either. Ports of the other protocols have no requests that a route could tell apart."
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  port = 8080
  protocol = http
  route "v2/*" { timeout = 5s }
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
  route "/v2/*" { timeout = 5s }
}
""",
)
_GRPC = r"(?a)[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*"
_METHOD = r"(?a)[A-Za-z_]\w*"
_NOT_IN_PATH = re.compile(r"[?#\s\x00-\x20]")


def check(context: Context) -> Iterator[Diagnostic]:
    for owner in context.owners:
        if not owner.routes or not owner.ports:
            continue
        protocols = HTTP_PROTOCOLS.intersection(port.protocol for port in owner.ports)
        for route in owner.routes:
            if not protocols:
                yield CODE.at(
                    route.origin(),
                    f"`{owner.name}` has a route, but speaks only {owner.ports[0].protocol}, "
                    "which has no requests to route",
                    help="remove the route, or give the port the protocol http, http2 or grpc",
                )
            elif route.path.kind != "regex":
                yield from _path(owner, route, protocols)


def _path(owner: Service | Gateway, route: Route, protocols: frozenset[str]) -> Iterator[Diagnostic]:
    http = _http_problem(route) if protocols - {"grpc"} else None
    grpc = _grpc_problem(route) if "grpc" in protocols else None
    if "grpc" in protocols and protocols - {"grpc"} and (http is None or grpc is None):
        return
    problem = http or grpc
    if problem is None:
        return
    message, wanted = problem
    shown = path_text(route)
    fix: Fix | None = None
    if wanted:
        fix = replace_value(
            route.path.origin(),
            f'"{shown}"',
            f'"{wanted}"',
            applicability=Applicability.UNSAFE,
            title=f"write `{wanted}`",
        )
    yield CODE.at(
        route.path.origin(),
        f"the path `{shown}` of a route of `{owner.name}` {message}",
        help=f'write `"{wanted}"`' if wanted else "a path of grpc is `pkg.Service/Method` or `pkg.Service/*`",
        fix=fix,
    )


def _http_problem(route: Route) -> tuple[str, str] | None:
    path, shown = route.path.value, path_text(route)
    if not path and route.path.kind == "prefix":
        return None
    if not path.startswith("/"):
        return "does not begin with `/`", f"/{shown}"
    bad = _NOT_IN_PATH.search(path)
    if bad is None:
        return None
    if bad.group() == "?":
        return "holds a `?`: a query string is no part of a path", path[: bad.start()]
    if bad.group() == "#":
        return "holds a `#`, which never reaches a server", path[: bad.start()]
    return "holds a blank", re.sub(r"[\s\x00-\x20]", "%20", shown)


def _grpc_problem(route: Route) -> tuple[str, str] | None:
    path = route.path.value
    if route.path.kind == "prefix":
        if not path or re.fullmatch(_GRPC, path):
            return None
        wanted = path.strip("/")
        return "names no grpc service", f"{wanted}/*" if re.fullmatch(_GRPC, wanted) else ""
    service, _, method = path.partition("/")
    if route.path.kind == "string-prefix":
        return "names no grpc service or method", ""
    if re.fullmatch(_GRPC, service) and re.fullmatch(_METHOD, method):
        return None
    wanted = path.strip("/")
    service, _, method = wanted.partition("/")
    if re.fullmatch(_GRPC, service) and (not method or re.fullmatch(_METHOD, method)):
        return "names no grpc method", wanted if method else f"{wanted}/*"
    return "names no grpc method", ""
