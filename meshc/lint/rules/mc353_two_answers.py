"""Routes that are told to do two things at once."""

from __future__ import annotations

from collections.abc import Iterator

from meshc.diagnostics.model import Code, Diagnostic
from meshc.ir.traffic import NO_POLICY, Redirect, Respond, Rewrite, Route, TrafficPolicy
from meshc.lint.context import Context
from meshc.lint.rule import labels
from meshc.lint.wording import route_text

CODE = Code(
    code="MC353",
    name="two-answers",
    summary="A route is told to do two things of which only one can be done.",
    explanation=(
        "A request is forwarded, redirected, or answered by the proxy: one of the three. A rewrite gives a new path or "
        "a new prefix, and a prefix can be replaced only where the route matches one."
    ),
    bad="""\
mesh demo { namespace = "demo.local" }
service user {
  image = "acme/user:1"
  cpu = 0.25
  memory = 512MiB
  port = 8080
  protocol = http
  route "/old" {
    redirect { path = "/new" }
    respond { status = 410 }
  }
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
  route "/old" {
    redirect { path = "/new" }
  }
}
""",
)


def check(context: Context) -> Iterator[Diagnostic]:
    for owner in context.owners:
        for route in owner.routes:
            if route.policy is not NO_POLICY:
                yield from _answers(owner.name, route)
                yield from _rewrite(owner.name, route, route.policy)
    for caller in context.callers:
        for call in caller.calls:
            if not call.routes or call.to not in context.services:
                continue
            by_name = {route.name: route for route in context.services[call.to].routes}
            for own in call.routes:
                if own.name in by_name:
                    yield from _rewrite(call.to, by_name[own.name], own.policy)


def _answers(owner: str, route: Route) -> Iterator[Diagnostic]:
    policy = route.policy
    redirect = policy.redirect if isinstance(policy.redirect, Redirect) else None
    respond = policy.respond if isinstance(policy.respond, Respond) else None
    shown = f"the route `{route_text(route)}` of `{owner}`"
    if redirect is not None and respond is not None:
        yield CODE.at(
            policy.origin("respond"),
            f"{shown} both redirects and answers by itself",
            secondary=labels((policy.origin("redirect"), "the redirect")),
            help="keep one of them",
        )
    if route.destinations and (redirect is not None or respond is not None):
        verb = "redirects" if redirect is not None else "answers by itself"
        yield CODE.at(
            policy.origin("redirect" if redirect is not None else "respond"),
            f"{shown} both {verb} and sends requests on",
            secondary=labels((route.destinations[0].origin(), "sent on here")),
            help="keep one of them",
        )


def _rewrite(owner: str, route: Route, policy: TrafficPolicy) -> Iterator[Diagnostic]:
    rewrite = policy.rewrite
    if not isinstance(rewrite, Rewrite) or rewrite.prefix is None:
        return
    shown = f"the route `{route_text(route)}` of `{owner}`"
    if route.path.kind not in ("prefix", "string-prefix"):
        yield CODE.at(
            rewrite.origin("prefix"),
            f"{shown} matches no prefix that a rewrite could replace",
            secondary=labels((route.path.origin(), "the path")),
            help="write `rewrite { path = … }`, or end the route's path with `/*`",
        )
    elif rewrite.path is not None:
        yield CODE.at(
            rewrite.origin("path"),
            f"{shown} rewrites both the prefix and the whole path",
            secondary=labels((rewrite.origin("prefix"), "the prefix")),
            help="keep one of them",
        )
