"""What becomes of a request that a route takes: it is sent on, sent elsewhere, or answered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from meshc.backends.envoy.balancing import weighted_clusters
from meshc.backends.envoy.durations import duration, limit
from meshc.backends.envoy.fractions import fractional_percent
from meshc.backends.envoy.matches import on_wire
from meshc.backends.envoy.types import Message
from meshc.ir.text import Text
from meshc.ir.traffic import Affinity, LoadBalancing, Mirror, PathMatch, Redirect, Respond, Rewrite, TrafficPolicy

_STATUSES = {
    301: "MOVED_PERMANENTLY",
    302: "FOUND",
    303: "SEE_OTHER",
    307: "TEMPORARY_REDIRECT",
    308: "PERMANENT_REDIRECT",
}
"""envoy.config.route.v3.RedirectAction.RedirectResponseCode"""

_COOKIE = "meshc-affinity"
"""Name of the cookie that binds a caller where the mesh gives none."""

NOT_FOUND: Message = {"direct_response": {"status": 404}}
"""The answer to a request that no route takes."""


class Target(NamedTuple):
    """A cluster that a route leads to."""

    cluster: str
    share: float
    host: Text | None = None
    """The host that it is asked for, where that is not the one the request came with."""


def answer(policy: TrafficPolicy) -> Message | None:
    """The action of a route whose requests go no further: a field of the route; None where they do."""
    if isinstance(policy.redirect, Redirect):
        return {"redirect": _redirect(policy.redirect)}
    if isinstance(policy.respond, Respond):
        message: Message = {"status": policy.respond.status}
        if policy.respond.body:
            message["body"] = {"inline_string": policy.respond.body}
        return {"direct_response": message}
    return None


def forward(
    path: PathMatch | None,
    policy: TrafficPolicy,
    targets: Sequence[Target],
    *,
    idle_timeout: str | None,
    mirror: str | None,
    retry: Message | None,
) -> Message:
    """An envoy.config.route.v3.RouteAction.

    `path` is what the route matches, None for everything; `idle_timeout` is given where it is not that of the
    connection manager; `mirror` is the cluster that gets copies.
    """
    action = _towards(targets)
    rewrite = policy.rewrite if isinstance(policy.rewrite, Rewrite) else None
    if rewrite is not None:
        action.update(_path_rewrite(path, rewrite))
    host: Text | None = rewrite.host if rewrite is not None else None
    if host is None and all(target.host == targets[0].host for target in targets):
        host = targets[0].host
    if host is not None:
        action["host_rewrite_literal"] = host
    elif "weighted_clusters" in action:
        hosts = {target.cluster: target.host for target in targets if target.host is not None}
        for cluster in action["weighted_clusters"]["clusters"]:
            if cluster["name"] in hosts:
                cluster["host_rewrite_literal"] = hosts[cluster["name"]]
    action["timeout"] = limit(policy.timeout)
    if idle_timeout is not None:
        action["idle_timeout"] = idle_timeout
    if retry is not None:
        action["retry_policy"] = retry
    balancing = policy.load_balancing
    if isinstance(balancing, LoadBalancing) and balancing.affinity is not None:
        action["hash_policy"] = [_hash_policy(balancing.affinity)]
    if mirror is not None and isinstance(policy.mirror, Mirror):
        action["request_mirror_policies"] = [
            {
                "cluster": mirror,
                "runtime_fraction": {"default_value": fractional_percent(policy.mirror.share)},
                "disable_shadow_host_suffix_append": True,
            }
        ]
    return action


def _towards(targets: Sequence[Target]) -> Message:
    return weighted_clusters([(target.cluster, target.share) for target in targets])


def _redirect(redirect: Redirect) -> Message:
    message: Message = {}
    if redirect.scheme is not None:
        message["scheme_redirect"] = redirect.scheme
    if redirect.host is not None:
        message["host_redirect"] = redirect.host
    if redirect.port is not None:
        message["port_redirect"] = redirect.port
    if redirect.path is not None:
        message["path_redirect"] = redirect.path
    if redirect.status != 301:
        message["response_code"] = _STATUSES[redirect.status]
    return message


def _path_rewrite(path: PathMatch | None, rewrite: Rewrite) -> Message:
    if rewrite.path is not None:
        return _substitution("^.*$", rewrite.path)
    if rewrite.prefix is None:
        return {}
    return _prefix_rewrite(path, rewrite.prefix)


def _prefix_rewrite(path: PathMatch | None, prefix: str) -> Message:
    """Another beginning instead of the one that matched, with one `/` between it and the rest."""
    bare = prefix.rstrip("/")
    matched = "/" if path is None else on_wire(path)
    if path is not None and path.kind == "string-prefix":
        # What follows may go on in the middle of a name, so a `/` stands there only if one was written.
        return {"prefix_rewrite": prefix} if bare == prefix else _substitution(f"^{re.escape(matched)}/*", prefix)
    if path is not None and path.kind in ("exact", "regex"):
        return _substitution("^.*$", bare or "/")
    if matched == "/":
        return {"prefix_rewrite": f"{bare}/"} if bare else {}
    return {"prefix_rewrite": bare} if bare else _substitution(f"^{re.escape(matched)}/*", "/")


def _substitution(pattern: str, text: str) -> Message:
    """Replaces what the pattern finds in the path, which for Envoy is without the query string."""
    return {"regex_rewrite": {"pattern": {"regex": pattern}, "substitution": text.replace("\\", r"\\")}}


def _hash_policy(affinity: Affinity) -> Message:
    if affinity.by == "header":
        return {"header": {"header_name": affinity.name}}
    if affinity.by == "source-ip":
        return {"connection_properties": {"source_ip": True}}
    # Without a time Envoy would only read a cookie and never set one; with none it is one of the session.
    return {"cookie": {"name": affinity.name or _COOKIE, "ttl": duration(affinity.ttl or 0), "path": "/"}}
