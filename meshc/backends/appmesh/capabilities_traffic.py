"""What App Mesh answers to routes and traffic policy.

Policy stands with the provider: the routes of a virtual router and the listeners of a virtual node are the same for
every caller.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

from meshc.backends.answers import Answer, Answering, Capabilities, emulated, exact, fixed, lost, unless_off
from meshc.backends.appmesh.retries import events
from meshc.ir.feature import Feature, Use

_API = "botocore appmesh 2019-01-25"
_GUIDE = "https://docs.aws.amazon.com/app-mesh/latest/userguide"
_ROADMAP = "https://github.com/aws/aws-app-mesh-roadmap/issues"
_ROUTER = f"{_GUIDE}/routes.html"
_DEFAULTS = f"{_GUIDE}/envoy-defaults.html"
_MATCH = f"{_API} HttpRouteMatch"
_RETRY = f"{_API} HttpRetryPolicy"
_POOL = f"{_API} Listener.connectionPool"

_NO_SETTING = "App Mesh has no setting for it"
_WITH_PROVIDER = "App Mesh keeps policy with the provider"
_FOR_ALL = "write it in CALLEE, for all its callers"
_FOR_ROUTES = "write it in the service, for all its routes"
_IN_APPLICATION = "do it in the application"
_REMOVE = "remove the line"

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH")
"""botocore appmesh, HttpMethod."""

_OWN_RETRIES = (
    "App Mesh retries on connect-failure, refused-stream, 503, unavailable and reset of its own accord; "
    "where the mesh says anything of retries, 503 becomes gateway-error"
)
_EVERY_METHOD = fixed("App Mesh retries every method", _RETRY, value=METHODS, remedy="make requests safe to repeat")
_BACKOFF = lost(
    "App Mesh has no setting for it: its Envoy waits 25 ms at first and 250 ms at most", _RETRY, remedy=_REMOVE
)
_QUERY = lost(
    "App Mesh compares query parameters with a whole value only",
    f"{_API} QueryParameterMatch.exact",
    remedy="write `exact`, or let the application tell requests apart",
)
_OTHER_METHOD = lost(
    "App Mesh does not know the method", f"{_MATCH}.method", remedy=f"name one of {', '.join(METHODS)}"
)


def prefix(use: Use) -> Answer:
    """App Mesh's prefixes end anywhere, those of the language at a `/`."""
    path = use.value.get("path") if isinstance(use.value, dict) else use.value
    if path in ("", "/*"):
        return exact("`prefix` of the match", f"{_MATCH}.prefix")
    return emulated(
        "a route for the path and one for all below it: App Mesh's prefixes end anywhere", f"{_MATCH}.prefix"
    )


def methods(use: Use) -> Answer:
    """One method is a match, several are as many routes."""
    asked = use.value if isinstance(use.value, list) else []
    if not set(asked) <= set(METHODS):
        return _OTHER_METHOD
    if len(asked) > 1:
        return emulated("a route for each method", f"{_MATCH}.method")
    return exact("`method` of the match", f"{_MATCH}.method")


def header(use: Use) -> Answer:
    """Every kind of match but one has a member."""
    if _kind(use) == "contains":
        return emulated("a regular expression", f"{_API} HeaderMatchMethod.regex")
    return exact("`headers` of the match", f"{_MATCH}.headers")


def query(use: Use) -> Answer:
    """A value, or that there is one."""
    if _kind(use) not in ("exact", "present") or (isinstance(use.value, dict) and use.value.get("negate")):
        return _QUERY
    if _kind(use) == "present":
        return emulated(
            "a parameter without `match`, which App Mesh's model takes and does not explain",
            f"{_API} HttpQueryParameter.match",
        )
    return exact("`queryParameters` of the match", f"{_MATCH}.queryParameters")


def _kind(use: Use) -> object:
    return use.value.get("kind") if isinstance(use.value, dict) else "exact"


def _retry_on(use: Use) -> Answer:
    if not use.written:
        return fixed(
            _OWN_RETRIES,
            _DEFAULTS,
            value=("connect-failure", "refused-stream", "503", "unavailable", "reset"),
            remedy=_REMOVE,
        )
    return _other_events(use.value) or exact("events of the retry policy", f"{_RETRY}.httpRetryEvents")


def _other_events(conditions: object) -> Answer | None:
    """The answer where App Mesh has no event for a condition, or one that stands for more."""
    found = events([str(condition) for condition in conditions] if isinstance(conditions, list) else (), "grpc")
    if found.lost:
        return lost(
            f"App Mesh has no event for {', '.join(found.lost)}",
            f"{_RETRY}.httpRetryEvents",
            remedy="write a condition such as `server-error` or `gateway-error`",
        )
    if not found.wider:
        return None
    made = ", ".join(found.members.get("httpRetryEvents", ()))
    return fixed(
        f"App Mesh has events and no statuses: {', '.join(found.wider)} becomes {made}",
        f"{_RETRY}.httpRetryEvents",
        remedy="write `gateway-error` (502, 503, 504) or `server-error` (500 to 508, 510, 511)",
    )


def _retry_route(use: Use) -> Answer:
    """A route's own block, of which any part may be one that App Mesh lacks."""
    parts = use.value if isinstance(use.value, dict) else {}
    if "backoff" in parts:
        return _BACKOFF
    if "methods" in parts and not _EVERY_METHOD.meets(parts["methods"]):
        return lost("App Mesh retries every method", _RETRY, remedy="make requests safe to repeat")
    return _other_events(parts.get("on")) or exact("`retryPolicy` of the route", f"{_API} HttpRoute.retryPolicy")


def _whole_percent(use: Use) -> Answer:
    share = use.value
    if isinstance(share, float) and share != int(share):
        return fixed(
            f"App Mesh counts whole percents: {ceil(share)}%",
            f"{_API} OutlierDetection.maxEjectionPercent",
            remedy="write a whole number",
        )
    return exact("`maxEjectionPercent` of the listener", f"{_API} OutlierDetection.maxEjectionPercent")


def _zone_aware(use: Use) -> Answer:
    if use.value is False:
        return exact("App Mesh never prefers a zone", f"{_ROADMAP}/94")
    return lost("App Mesh does not know zones", f"{_ROADMAP}/94", remedy=_REMOVE)


def _no_setting(source: str, remedy: str, *features: Feature) -> Capabilities:
    return {feature: lost(_NO_SETTING, source, remedy=remedy) for feature in features}


def _absent(*features: Feature) -> Capabilities:
    """What a mesh turns off and App Mesh never does."""
    return {feature: exact("App Mesh never does it", _ROUTER) for feature in features}


def _of_caller(*names: str) -> Capabilities:
    """A caller's own settings where its callee may have others."""
    answer = lost(_WITH_PROVIDER, _ROUTER, remedy=_FOR_ALL)
    return {Feature[f"{name}_CALLER"]: answer for name in names}


def _nowhere(answers: Mapping[str, Answer]) -> Capabilities:
    """What no caller and no route can have either; turning it off has its way."""
    found: dict[Feature, Answering] = {}
    for name, answer in answers.items():
        found[Feature[f"{name}_CALLER"]] = found[Feature[f"{name}_ROUTE"]] = unless_off(answer)
    return found


_BALANCED = lost("App Mesh gives instances requests in turn", f"{_ROADMAP}/237", remedy=_REMOVE)
_REWRITE = lost(
    "App Mesh rewrites on the routes of a gateway only",
    f"{_API} HttpGatewayRouteAction.rewrite",
    remedy="write it in a route of a gateway, or do it in the application",
)


def _missing(issue: str) -> Answer:
    return lost(_NO_SETTING, f"{_ROADMAP}/{issue}" if issue.isdigit() else issue, remedy=_IN_APPLICATION)


_RATE_LIMIT, _FAULT, _MIRROR = _missing("107"), _missing("36"), _missing("35")
_ROUTE_ACTION = _missing(f"{_API} HttpRouteAction")

CAPABILITIES: Capabilities = {
    Feature.ROUTE_PATH_EXACT: exact("`path.exact` of the match", f"{_API} HttpPathMatch.exact"),
    Feature.ROUTE_PATH_PREFIX: prefix,
    Feature.ROUTE_PATH_STRING_PREFIX: exact("`prefix` of the match", f"{_MATCH}.prefix"),
    Feature.ROUTE_PATH_REGEX: exact("`path.regex` of the match", f"{_API} HttpPathMatch.regex"),
    Feature.ROUTE_GRPC: exact("`serviceName` and `methodName` of the match", f"{_API} GrpcRouteMatch"),
    Feature.ROUTE_METHOD: methods,
    Feature.ROUTE_HEADER: header,
    Feature.ROUTE_QUERY: query,
    Feature.ROUTE_HOST: lost(
        "a virtual router does not see the host", _MATCH, remedy="write the host in a route of a gateway"
    ),
    Feature.ROUTE_DESTINATION: exact("one weighted target", f"{_API} HttpRouteAction.weightedTargets"),
    Feature.ROUTE_STREAM: exact("a request timeout of 0", f"{_API} HttpTimeout.perRequest"),
    Feature.ROUTE_UNMATCHED: exact("a virtual router answers with 404 where no route matches", _ROUTER),
    Feature.SPLIT: exact("weighted targets", f"{_API} HttpRouteAction.weightedTargets"),
    Feature.VERSION: exact("a virtual node of its own", f"{_API} CreateVirtualNodeInput"),
    Feature.TIMEOUT: exact("`perRequest` of routes and listeners", f"{_API} HttpTimeout.perRequest"),
    Feature.TIMEOUT_SUB_SECOND: exact("`perRequest` of routes and listeners", f"{_API} HttpTimeout.perRequest"),
    Feature.TIMEOUT_TCP: lost(
        "App Mesh knows no requests on tcp", f"{_API} TcpTimeout", remedy="write `idle-timeout`, or another `protocol`"
    ),
    Feature.TIMEOUT_OFF: exact("a request timeout of 0", f"{_API} HttpTimeout.perRequest"),
    Feature.TIMEOUT_ROUTE: exact("`perRequest` of the route", f"{_API} HttpTimeout.perRequest"),
    Feature.IDLE_TIMEOUT: exact("`idle` of routes and listeners", f"{_API} HttpTimeout.idle"),
    Feature.IDLE_TIMEOUT_SUB_SECOND: exact("`idle` of routes and listeners", f"{_API} HttpTimeout.idle"),
    Feature.IDLE_TIMEOUT_OFF: emulated(
        "an `idle` of a year on routes and listeners: App Mesh's own limit is 300 s, and 3600 s for tcp",
        f"{_ROADMAP}/302",
    ),
    Feature.IDLE_TIMEOUT_ROUTE: exact("`idle` of the route", f"{_API} HttpTimeout.idle"),
    **_of_caller("TIMEOUT", "IDLE_TIMEOUT", "RETRY", "CONNECTION_POOL", "OUTLIER"),
    **_no_setting(
        f"{_API} Listener",
        _IN_APPLICATION,
        Feature.CONNECT_TIMEOUT,
        Feature.CONNECT_TIMEOUT_CALLER,
        Feature.CONNECT_TIMEOUT_ROUTE,
    ),
    Feature.RETRY_MAX: exact("`maxRetries`", f"{_RETRY}.maxRetries"),
    Feature.RETRY_ON: _retry_on,
    Feature.RETRY_PER_TRY: exact("`perRetryTimeout`", f"{_RETRY}.perRetryTimeout"),
    Feature.RETRY_BACKOFF: _BACKOFF,
    Feature.RETRY_METHODS: _EVERY_METHOD,
    Feature.RETRY_OFF: exact("`maxRetries` of 0", f"{_RETRY}.maxRetries"),
    Feature.RETRY_ROUTE: _retry_route,
    **{
        feature: emulated("limits at the proxy of the server, for all callers together", _POOL)
        for feature in (
            Feature.CONNECTION_POOL_CONNECTIONS,
            Feature.CONNECTION_POOL_PENDING,
            Feature.CONNECTION_POOL_REQUESTS,
        )
    },
    Feature.CONNECTION_POOL_RETRIES: lost(_NO_SETTING, _POOL, remedy=_REMOVE),
    Feature.CONNECTION_POOL_OFF: exact("App Mesh sets no limits of itself", _DEFAULTS),
    Feature.CONNECTION_POOL_ROUTE: lost("App Mesh limits listeners, not routes", _POOL, remedy=_FOR_ROUTES),
    Feature.OUTLIER_ERRORS: exact("`maxServerErrors`", f"{_API} OutlierDetection.maxServerErrors"),
    Feature.OUTLIER_INTERVAL: exact("`interval`", f"{_API} OutlierDetection.interval"),
    Feature.OUTLIER_EJECT_FOR: exact("`baseEjectionDuration`", f"{_API} OutlierDetection.baseEjectionDuration"),
    Feature.OUTLIER_EJECT_AT_MOST: _whole_percent,
    Feature.OUTLIER_OFF: exact("App Mesh does it only where asked", f"{_API} Listener.outlierDetection"),
    Feature.OUTLIER_ROUTE: lost(
        "App Mesh watches instances, not routes", f"{_API} Listener.outlierDetection", remedy=_FOR_ROUTES
    ),
    Feature.BALANCING_ROUND_ROBIN: exact("App Mesh gives instances requests in turn", f"{_ROADMAP}/237"),
    Feature.BALANCING_ALGORITHM: _BALANCED,
    Feature.BALANCING_AFFINITY: lost(
        "App Mesh gives instances requests in turn",
        f"{_ROADMAP}/323",
        remedy="keep sessions outside the tasks, or put a load balancer before the service",
    ),
    Feature.BALANCING_ZONE_AWARE: _zone_aware,
    Feature.RATE_LIMIT: _RATE_LIMIT,
    Feature.FAULT_DELAY: _FAULT,
    Feature.FAULT_ABORT: _FAULT,
    Feature.MIRROR: _MIRROR,
    Feature.REWRITE: _REWRITE,
    Feature.REDIRECT: _ROUTE_ACTION,
    Feature.RESPOND: _ROUTE_ACTION,
    Feature.HEADERS_REQUEST: _ROUTE_ACTION,
    Feature.HEADERS_RESPONSE: _ROUTE_ACTION,
    Feature.BUFFER: _ROUTE_ACTION,
    **_nowhere(
        {
            "BALANCING": _BALANCED,
            "RATE_LIMIT": _RATE_LIMIT,
            "FAULT": _FAULT,
            "MIRROR": _MIRROR,
            "REWRITE": _REWRITE,
            "REDIRECT": _ROUTE_ACTION,
            "RESPOND": _ROUTE_ACTION,
            "HEADERS": _ROUTE_ACTION,
            "BUFFER": _ROUTE_ACTION,
        }
    ),
    **_absent(
        Feature.BALANCING_OFF,
        Feature.RATE_LIMIT_OFF,
        Feature.FAULT_OFF,
        Feature.MIRROR_OFF,
        Feature.REWRITE_OFF,
        Feature.REDIRECT_OFF,
        Feature.RESPOND_OFF,
        Feature.HEADERS_OFF,
        Feature.BUFFER_OFF,
    ),
}
"""The answers of App Mesh to routes and traffic policy, by feature."""
