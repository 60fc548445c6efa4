"""Routes that an earlier route hides."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.diagnostics.model import Code, Diagnostic, Severity
from meshc.ir.traffic import PathMatch, Route, ValueMatch
from meshc.lint.context import Context
from meshc.lint.rule import labels
from meshc.lint.wording import route_text

CODE = Code(
    code="MC421",
    name="unreachable-route",
    summary="An earlier route takes every request that this one matches.",
    explanation=(
        "Routes are tried in their order and the first that matches decides. A route is unreachable where an earlier "
        "one matches at least the same paths, hosts, methods, headers and query parameters. Only what is certain is "
        "reported: regular expressions count as equal only where their text is, and several routes that hide another "
        "one together are not looked for."
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  port = 8080
  protocol = http
  route "/v2/*" { timeout = 5s }
  route "/v2/search" { timeout = 1s }
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
  route "/v2/search" { timeout = 1s }
  route "/v2/*" { timeout = 5s }
}
""",
    severity=Severity.WARNING,
)


def check(context: Context) -> Iterator[Diagnostic]:
    for owner in context.owners:
        if len(owner.routes) > 1:
            yield from _routes(owner.name, owner.routes)


def _routes(owner: str, routes: tuple[Route, ...]) -> Iterator[Diagnostic]:
    earlier: dict[tuple[str, str], list[Route]] = {}
    for route in routes:
        hides = next((other for other in _candidates(earlier, route.path) if _covers(other, route)), None)
        if hides is None:
            earlier.setdefault((route.path.kind, route.path.value), []).append(route)
            continue
        same = route.path == hides.path
        yield CODE.at(
            route.origin(),
            f"the route `{route_text(route)}` of `{owner}` is never reached: `{route_text(hides)}` before it takes "
            + ("the same requests" if same else "all of its requests"),
            label="never reached",
            secondary=labels((hides.origin(), "takes its requests")),
            help="remove it" if same and _covers(route, hides) else f"move it before `{route_text(hides)}`",
        )


def _candidates(earlier: dict[tuple[str, str], list[Route]], path: PathMatch) -> Iterator[Route]:
    """Earlier routes whose path takes in this one: equal ones, prefixes that end at a `/` of it, and beginnings."""
    yield from earlier.get((path.kind, path.value), ())
    yield from earlier.get(("prefix", ""), ()) if path.kind != "prefix" or path.value else ()
    if path.kind == "regex":
        return
    for end in range(len(path.value) + (path.kind != "string-prefix")):
        yield from earlier.get(("string-prefix", path.value[:end]), ())
    if path.kind == "exact":
        yield from earlier.get(("prefix", path.value), ())
    at = path.value.rfind("/")
    while at > 0:
        yield from earlier.get(("prefix", path.value[:at]), ())
        at = path.value.rfind("/", 0, at)


def _covers(wide: Route, narrow: Route) -> bool:
    if not _host_covers(wide.host, narrow.host):
        return False
    if wide.methods and not (narrow.methods and set(narrow.methods) <= set(wide.methods)):
        return False
    return all(_implied(match, narrow.headers, fold=True) for match in wide.headers) and all(
        _implied(match, narrow.query, fold=False) for match in wide.query
    )


def _host_covers(wide: str | None, narrow: str | None) -> bool:
    if wide is None:
        return True
    if narrow is None:
        return False
    wide, narrow = wide.lower(), narrow.lower()
    if wide.startswith("*.") and narrow != wide:
        return narrow.endswith(wide[1:]) and len(narrow) > len(wide) - 1
    return narrow == wide


def _implied(condition: ValueMatch, given: tuple[ValueMatch, ...], *, fold: bool) -> bool:
    """Whether a request that meets all conditions in `given` surely meets `condition`."""
    return any(_implies(other, condition) for other in given if _same(other.name, condition.name, fold=fold))


def _same(name: str, other: str, *, fold: bool) -> bool:
    return name.lower() == other.lower() if fold else name == other


def _implies(given: ValueMatch, wanted: ValueMatch) -> bool:
    if (given.kind, given.value, given.negate) == (wanted.kind, wanted.value, wanted.negate):
        return True
    if given.negate or wanted.negate:
        return False
    if wanted.kind == "present":
        return given.kind != "present" and wanted.value is None
    if given.value is None or wanted.value is None:
        return False
    if wanted.kind == "prefix":
        return given.kind in ("exact", "prefix") and given.value.startswith(wanted.value)
    if wanted.kind == "suffix":
        return given.kind in ("exact", "suffix") and given.value.endswith(wanted.value)
    if wanted.kind == "contains":
        return given.kind in ("exact", "prefix", "suffix", "contains") and wanted.value in given.value
    return False
