"""What Service Connect answers to every feature of traffic, security, discovery and observation.

Its proxy is managed: a port has a name, an alias, two timeouts and TLS by AWS Private CA, a service has an access log
and a log level, and all else is as AWS set it.
"""

from __future__ import annotations

from collections.abc import Mapping

from meshc.backends.answers import Answer, Answering, Capabilities, emulated, exact, fixed, lost, unless_off, unproxied
from meshc.backends.registry_answers import EXTERNALS
from meshc.backends.rounding import whole_seconds
from meshc.backends.service_connect.names import NAMES
from meshc.ir.feature import Feature, Use

_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect.html"
_DEPLOY = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html"
_ROADMAP = "https://github.com/aws/containers-roadmap/issues"
_RETRIES = f"{_ROADMAP}/1963"
_ECS = "botocore ecs 2014-11-13"
_PORT = f"{_ECS} ServiceConnectService"
_TIMEOUT = f"{_ECS} TimeoutConfiguration"
_TLS = f"{_ECS} ServiceConnectTlsConfiguration"
_CONFIGURATION = f"{_ECS} ServiceConnectConfiguration"

_AT_SERVER = "Service Connect sets timeouts at the server"
_FOR_ALL = "write it in CALLEE, for all its callers"
_NO_KNOB = "Service Connect has no setting for it"
_IN_APPLICATION = "do it in the application"
_NO_ROUTES = "Service Connect does not route by request"
_BY_NAME = "call a version by its own name, `SERVICE-VERSION`, or put a load balancer before the versions"
_GATEWAY = "Service Connect has no gateway"
_BALANCER = "put a load balancer before a service of the mesh, or give the gateway an image of its own"
_TLS_ONLY_PCA = "Service Connect takes certificates from AWS Private CA only"
_PCA = 'write `certificate = pca("arn:…")`'
_SHIFT = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-implementation.html"


_NO_PROXY = lost(
    "no proxy stands beside it",
    _CONFIGURATION,
    remedy="remove the line, or give the service a port or a call through Service Connect",
)
_TASK_ITSELF = lost(
    "no proxy turns it into the port of the application",
    _GUIDE,
    remedy="write the same number in `port` and `client-port`",
)
_FIRST_ALIAS = exact("`dnsName` of the client alias", f"{_ECS} ServiceConnectClientAlias.dnsName")
_MORE_ALIASES = lost("a port has one client alias", f"{_PORT}.clientAliases", remedy="keep one alias")
_ALIAS_UNKNOWN = lost(
    "aliases are known to proxies, which call nothing here",
    f"{_ECS} ServiceConnectClientAlias.dnsName",
    remedy="call the service by its own name",
)


def _whole_seconds(member: str) -> Answering:
    """Timeouts are whole seconds: the next one is taken, which never cuts off earlier than asked."""

    def answering(use: Use) -> Answer:
        asked = use.value if isinstance(use.value, int) else 0
        return fixed(
            f"Service Connect counts whole seconds: {whole_seconds(asked)}s",
            f"{_TIMEOUT}.{member}",
            remedy="write whole seconds",
        )

    return answering


def _tls(use: Use) -> Answer:
    """TLS is there where ECS has the certificate issued."""
    if isinstance(use.value, Mapping) and use.value.get("certificate") != "pca":
        return lost(_TLS_ONLY_PCA, _TLS, remedy=_PCA)
    return exact("`tls` of the port; TLS 1.3", _TLS)


def _tls_past_proxies(use: Use) -> Answer:
    if use.value != "pca":
        return exact("the port speaks no TLS", _TLS)
    return lost(
        "the port speaks TLS only, with certificates that proxies trust",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-tls.html",
        remedy="let the caller join the mesh, or remove `tls` from CALLEE",
    )


def _routes(*features: Feature) -> Capabilities:
    return {feature: lost(_NO_ROUTES, _PORT, remedy=_BY_NAME) for feature in features}


def _no_knob(remedy: str, *features: Feature) -> Capabilities:
    return {feature: lost(_NO_KNOB, _PORT, remedy=remedy) for feature in features}


def _per_caller(*names: str) -> Capabilities:
    """A single caller's or route's own settings."""
    whole = "write it in the service, for all its routes"
    answers: dict[Feature, Answer] = {}
    for name in names:
        answers[Feature[f"{name}_CALLER"]] = lost(
            f"{_NO_KNOB} at the caller", _CONFIGURATION, remedy=_IN_APPLICATION + " that calls"
        )
        answers[Feature[f"{name}_ROUTE"]] = lost(f"{_NO_KNOB} on a route", _PORT, remedy=whole)
    return answers


_OUTSIDE = exact("the application connects directly", _GUIDE)


def _spoken(answer: Answer, *features: Feature) -> Capabilities:
    """A protocol of a port; what is spoken with something outside the mesh no proxy minds."""
    return {feature: unproxied(answer, without=_OUTSIDE) for feature in features}


def _absent(*features: Feature) -> Capabilities:
    """What a mesh turns off and Service Connect never has."""
    return {feature: exact("Service Connect never does it", _PORT) for feature in features}


def _gateway(*features: Feature) -> Capabilities:
    return {feature: lost(_GATEWAY, _GUIDE, remedy=_BALANCER) for feature in features}


def _beside_proxy(answers: Capabilities) -> Capabilities:
    """Settings of a proxy that are lost on what has none."""
    return {feature: unproxied(answer, without=_NO_PROXY, outward=_NO_PROXY) for feature, answer in answers.items()}


_OUTLIER = "Service Connect avoids a task for 30 to 300 s after 5 failed connections within 30 s"

_NUMBERS = "the proxy sends its numbers to CloudWatch"

_PROXY: Capabilities = {
    Feature.ACCESS_LOG: exact("`accessLogConfiguration`", f"{_CONFIGURATION}.accessLogConfiguration"),
    Feature.ACCESS_LOG_QUERY: exact(
        "`includeQueryParameters`", f"{_ECS} ServiceConnectAccessLogConfiguration.includeQueryParameters"
    ),
    Feature.ACCESS_LOG_PATH: lost(
        "access logs go where the proxy's output goes",
        f"{_CONFIGURATION}.accessLogConfiguration",
        remedy="write `proxy { log { … } }`",
    ),
    Feature.ACCESS_LOG_FIELDS: lost(
        "the fields are fixed", f"{_ECS} ServiceConnectAccessLogConfiguration", remedy="write `format = json`"
    ),
    Feature.PROXY_IMAGE: lost("AWS supplies the proxy", _DEPLOY, remedy="remove the line"),
    Feature.PROXY_CPU: emulated("room in the task's size", _DEPLOY),
    Feature.PROXY_MEMORY: emulated("room in the task's size", _DEPLOY),
    Feature.PROXY_LOG_LEVEL: exact("`logLevel`", f"{_ECS} ServiceConnectContainerConfiguration.logLevel"),
    Feature.PROXY_LOG_LEVEL_OTHER: lost(
        "the proxy logs at info or debug",
        f"{_ECS} ServiceConnectContainerConfiguration.logLevel",
        remedy="write `log-level = info` or `debug`",
    ),
    Feature.PROXY_LOG: exact("`logConfiguration`", f"{_CONFIGURATION}.logConfiguration"),
    **_no_knob(
        "remove the line: AWS supplies the proxy",
        Feature.PROXY_ENV,
        Feature.PROXY_DEPENDS_ON,
        Feature.PROXY_SDS_SOCKET,
        Feature.PROXY_BOOTSTRAP,
        Feature.METRICS_TAGS,
    ),
    Feature.METRICS_DOGSTATSD: lost(_NUMBERS, _GUIDE, remedy="read them in CloudWatch"),
    Feature.METRICS_PROMETHEUS: lost(_NUMBERS, _GUIDE, remedy="read them in CloudWatch"),
}

CAPABILITIES: Capabilities = {
    **_spoken(
        exact("`appProtocol`", f"{_ECS} PortMapping.appProtocol"),
        Feature.PROTOCOL_HTTP,
        Feature.PROTOCOL_HTTP2,
        Feature.PROTOCOL_GRPC,
    ),
    **_spoken(exact("a port without `appProtocol`", f"{_ECS} PortMapping.appProtocol"), Feature.PROTOCOL_TCP),
    **_spoken(
        lost(
            "the proxy of Service Connect takes tcp only",
            "https://github.com/ericdahl/hello-ecs-service-connect",
            remedy="write `mesh = off` in the service, which registers it by name",
        ),
        Feature.PROTOCOL_UDP,
    ),
    **_spoken(
        emulated("carried as tcp, without metrics of its requests", f"{_ECS} PortMapping.appProtocol"),
        Feature.PROTOCOL_REDIS,
        Feature.PROTOCOL_MONGO,
        Feature.PROTOCOL_POSTGRES,
    ),
    Feature.CALL: unproxied(
        exact("what is called starts first, and is called through the proxies", _GUIDE),
        without=emulated("by the Cloud Map name, without a proxy", _GUIDE),
    ),
    Feature.CLIENT_PORT: unproxied(
        exact("`port` of the client alias", f"{_ECS} ServiceConnectClientAlias.port"), without=_TASK_ITSELF
    ),
    Feature.CLIENT_PORT_CALLER: _TASK_ITSELF,
    Feature.STREAM: unproxied(
        exact("a request timeout of 0", f"{_TIMEOUT}.perRequestTimeoutSeconds"),
        without=exact("no proxy stands before the port to cut an answer off", _GUIDE),
    ),
    Feature.STREAM_TIMEOUT: lost(
        "the `timeout` of the service cuts answers off",
        f"{_TIMEOUT}.perRequestTimeoutSeconds",
        remedy="remove `timeout` or `stream`",
    ),
    Feature.MESH_OWNER: lost(
        "a namespace is shared, and no mesh",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-shared-namespaces.html",
        remedy='write `discovery { account = "…" }` and the ARN of the namespace',
    ),
    Feature.MESH_OFF: exact(
        "registered in Cloud Map, without a proxy", f"{_ECS} CreateServiceRequest.serviceRegistries"
    ),
    Feature.MESH_OFF_POLICY: unless_off(
        lost(
            "calls to and from a service outside the proxies go past Service Connect",
            _GUIDE,
            remedy=f"{_IN_APPLICATION}, or remove `mesh = off`",
        )
    ),
    Feature.START_ORDER: lost(
        "a task finds only what Service Connect knew before the task started",
        _DEPLOY,
        remedy="remove one call of the circle, or call by a name outside Service Connect",
    ),
    **_routes(
        Feature.ROUTE_PATH_EXACT,
        Feature.ROUTE_PATH_PREFIX,
        Feature.ROUTE_PATH_STRING_PREFIX,
        Feature.ROUTE_PATH_REGEX,
        Feature.ROUTE_GRPC,
        Feature.ROUTE_METHOD,
        Feature.ROUTE_HEADER,
        Feature.ROUTE_QUERY,
        Feature.ROUTE_HOST,
        Feature.ROUTE_DESTINATION,
        Feature.ROUTE_UNMATCHED,
    ),
    Feature.ROUTE_STREAM: lost(
        _NO_ROUTES, _TIMEOUT, remedy="write `stream = true` on the port, or the longer `timeout` in the service"
    ),
    Feature.SPLIT: lost(
        "Service Connect splits traffic only while a deployment runs: the version with the most weight gets all of it",
        f"{_ECS} DeploymentConfiguration.strategy",
        remedy="use `deploy { strategy = canary }`, or put a load balancer before the versions",
    ),
    Feature.VERSION: emulated("each version is a service of its own, `SERVICE-VERSION`", _GUIDE),
    Feature.TIMEOUT: exact("`perRequestTimeoutSeconds` of the port", f"{_TIMEOUT}.perRequestTimeoutSeconds"),
    Feature.TIMEOUT_SUB_SECOND: _whole_seconds("perRequestTimeoutSeconds"),
    Feature.TIMEOUT_TCP: lost(
        "Service Connect knows no requests on tcp",
        f"{_TIMEOUT}.perRequestTimeoutSeconds",
        remedy="write `idle-timeout`, or another `protocol`",
    ),
    Feature.TIMEOUT_OFF: exact("a request timeout of 0", f"{_TIMEOUT}.perRequestTimeoutSeconds"),
    Feature.IDLE_TIMEOUT: exact("`idleTimeoutSeconds` of the port", f"{_TIMEOUT}.idleTimeoutSeconds"),
    Feature.IDLE_TIMEOUT_SUB_SECOND: _whole_seconds("idleTimeoutSeconds"),
    Feature.IDLE_TIMEOUT_OFF: exact("an idle timeout of 0", f"{_TIMEOUT}.idleTimeoutSeconds"),
    **_per_caller(
        "CONNECT_TIMEOUT", "RETRY", "CONNECTION_POOL", "OUTLIER", "BALANCING", "RATE_LIMIT", "BUFFER", "FAULT"
    ),
    **_per_caller("MIRROR", "REWRITE", "REDIRECT", "RESPOND", "HEADERS"),
    Feature.TIMEOUT_CALLER: lost(_AT_SERVER, _TIMEOUT, remedy=_FOR_ALL),
    Feature.TIMEOUT_ROUTE: lost(f"{_AT_SERVER}, per port", _TIMEOUT, remedy="write it in the service, for all routes"),
    Feature.IDLE_TIMEOUT_CALLER: lost(_AT_SERVER, _TIMEOUT, remedy=_FOR_ALL),
    Feature.IDLE_TIMEOUT_ROUTE: lost(
        f"{_AT_SERVER}, per port", _TIMEOUT, remedy="write it in the service, for all routes"
    ),
    Feature.RETRY_MAX: fixed("Service Connect retries 2 times", _RETRIES, value=2, remedy="write `max = 2`"),
    Feature.RETRY_ON: fixed(
        "Service Connect retries when a connection fails and on 503",
        _RETRIES,
        value=("connect-failure", "503"),
        remedy="write `on = [connect-failure, 503]`",
    ),
    Feature.RETRY_METHODS: fixed(
        "Service Connect retries every method",
        _RETRIES,
        value=("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"),
        remedy="make requests safe to repeat",
    ),
    Feature.RETRY_OFF: fixed(
        "Service Connect retries 2 times, always", _RETRIES, remedy="make requests safe to repeat"
    ),
    **_no_knob(_IN_APPLICATION, Feature.RETRY_PER_TRY, Feature.RETRY_BACKOFF, Feature.CONNECT_TIMEOUT),
    **_no_knob(
        _IN_APPLICATION,
        Feature.CONNECTION_POOL_CONNECTIONS,
        Feature.CONNECTION_POOL_PENDING,
        Feature.CONNECTION_POOL_REQUESTS,
        Feature.CONNECTION_POOL_RETRIES,
        Feature.RATE_LIMIT,
        Feature.BUFFER,
        Feature.MIRROR,
        Feature.REWRITE,
        Feature.REDIRECT,
        Feature.RESPOND,
    ),
    Feature.HEADERS_REQUEST: lost(_NO_KNOB, f"{_ROADMAP}/2263", remedy=_IN_APPLICATION),
    Feature.HEADERS_RESPONSE: lost(_NO_KNOB, f"{_ROADMAP}/2263", remedy=_IN_APPLICATION),
    **_no_knob(
        "use AWS Fault Injection Service with `enableFaultInjection` of the task",
        Feature.FAULT_DELAY,
        Feature.FAULT_ABORT,
    ),
    **_absent(
        Feature.CONNECTION_POOL_OFF,
        Feature.RATE_LIMIT_OFF,
        Feature.BUFFER_OFF,
        Feature.FAULT_OFF,
        Feature.MIRROR_OFF,
        Feature.REWRITE_OFF,
        Feature.REDIRECT_OFF,
        Feature.RESPOND_OFF,
        Feature.HEADERS_OFF,
        Feature.BALANCING_OFF,
    ),
    Feature.OUTLIER_ERRORS: fixed(_OUTLIER, _DEPLOY, remedy="remove the line"),
    Feature.OUTLIER_INTERVAL: fixed(_OUTLIER, _DEPLOY, remedy="remove the line"),
    Feature.OUTLIER_EJECT_FOR: fixed(_OUTLIER, _DEPLOY, remedy="remove the line"),
    Feature.OUTLIER_EJECT_AT_MOST: lost(f"{_OUTLIER}, whatever their share", _DEPLOY, remedy="remove the line"),
    Feature.OUTLIER_OFF: fixed(f"{_OUTLIER}, always", _DEPLOY, remedy="remove the line"),
    Feature.BALANCING_ROUND_ROBIN: exact("round robin", f"{_ROADMAP}/2581"),
    Feature.BALANCING_ALGORITHM: fixed(
        "Service Connect gives tasks requests in turn", f"{_ROADMAP}/2581", remedy="write `algorithm = round-robin`"
    ),
    Feature.BALANCING_AFFINITY: lost(
        "Service Connect gives tasks requests in turn",
        f"{_ROADMAP}/2581",
        remedy="keep sessions outside the tasks, or put a load balancer before the service",
    ),
    Feature.BALANCING_ZONE_AWARE: fixed(
        "Service Connect prefers the caller's zone once there are two tasks per zone",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-zone-aware-routing.html",
        value=True,
        remedy="write `zone-aware = true`",
    ),
    Feature.TLS: _tls,
    Feature.TLS_PERMISSIVE: lost(
        "a port with TLS refuses plain text", _TLS, remedy='write `mode = strict` and `certificate = pca("arn:…")`'
    ),
    Feature.TLS_PCA: exact("`issuerCertificateAuthority`, `kmsKey` and `roleArn` of the port", _TLS),
    Feature.TLS_PEM: lost(_TLS_ONLY_PCA, f"{_ROADMAP}/2367", remedy=_PCA),
    Feature.TLS_ACM: lost(_TLS_ONLY_PCA, f"{_ROADMAP}/2367", remedy=_PCA),
    Feature.TLS_SDS: lost(_TLS_ONLY_PCA, f"{_ROADMAP}/2367", remedy=_PCA),
    Feature.TLS_MUTUAL: lost(
        "Service Connect asks clients for no certificate", f"{_ROADMAP}/2150", remedy="use security groups"
    ),
    Feature.TLS_APPLICATION: exact("the application serves it; callers get an `https` address", _GUIDE),
    **_no_knob(
        "remove it: the proxies trust the authority that issued the certificates",
        Feature.TLS_VERIFY,
        Feature.TLS_NAMES,
        Feature.TLS_SERVER_NAME,
        Feature.TLS_PRESENT,
        Feature.TLS_CALLER_OFF,
    ),
    Feature.TLS_UNPROXIED_CALLER: _tls_past_proxies,
    Feature.HEALTH_PATH: lost(
        "Service Connect looks at the health of containers only",
        _DEPLOY,
        remedy="write `health { command = […] }`, which ECS runs in the container",
    ),
    **_gateway(
        Feature.GATEWAY,
        Feature.GATEWAY_EXPOSE,
        Feature.GATEWAY_TLS,
        Feature.GATEWAY_ROUTE,
        Feature.GATEWAY_ROUTE_REGEX,
        Feature.GATEWAY_ROUTE_HOST,
        Feature.GATEWAY_ROUTE_METHOD,
        Feature.GATEWAY_ROUTE_HEADER,
        Feature.GATEWAY_ROUTE_QUERY,
        Feature.GATEWAY_ROUTE_SPLIT,
        Feature.GATEWAY_ROUTE_STREAM,
        Feature.GATEWAY_HTTP3,
        Feature.GATEWAY_UNMATCHED,
        Feature.GATEWAY_POLICY,
    ),
    Feature.EGRESS: lost(
        "the proxy sees only calls to names of Service Connect", f"{_ROADMAP}/1964", remedy="use security groups"
    ),
    Feature.EXTERNAL: exact("the application connects directly", _GUIDE),
    Feature.EXTERNAL_CALL: exact("the application connects directly", _GUIDE),
    **EXTERNALS,
    Feature.EXTERNAL_TLS: exact("the application speaks it", _GUIDE),
    Feature.EXTERNAL_POLICY: unless_off(
        lost("the application connects directly, past the proxy", _GUIDE, remedy=_IN_APPLICATION)
    ),
    Feature.CLIENT_LAMBDA: exact("calls tasks directly", _GUIDE),
    Feature.CLIENT_EC2: exact("calls tasks directly", _GUIDE),
    Feature.CLIENT_OTHER: exact("calls tasks directly", _GUIDE),
    Feature.CLIENT_DNS: emulated("the service is registered in Cloud Map too", f"{_ROADMAP}/2374"),
    Feature.CLIENT_API: emulated("the service is registered in Cloud Map too", f"{_ROADMAP}/2374"),
    Feature.CLIENT_OUTSIDE: emulated(
        "Cloud Map gives private addresses: the client needs a way into the VPC",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html",
    ),
    Feature.CLIENT_POLICY: unless_off(
        lost("a client runs no proxy", _GUIDE, remedy=f"{_IN_APPLICATION}, or {_FOR_ALL}")
    ),
    **_beside_proxy(_PROXY),
    Feature.UNPROXIED: exact("asked of proxies, and no proxy stands beside it", _CONFIGURATION),
    Feature.TRACING: lost("the proxy sends no spans", f"{_ROADMAP}/2369", remedy=_IN_APPLICATION),
    Feature.TRACING_SAMPLING: lost("the proxy sends no spans", f"{_ROADMAP}/2369", remedy=_IN_APPLICATION),
    Feature.TRACING_ENDPOINT: lost("the proxy sends no spans", f"{_ROADMAP}/2369", remedy=_IN_APPLICATION),
    Feature.DISCOVERY_HTTP: exact("any namespace will do", f"{_CONFIGURATION}.namespace"),
    Feature.DISCOVERY_PRIVATE_DNS: exact("any namespace will do", f"{_CONFIGURATION}.namespace"),
    Feature.DISCOVERY_PUBLIC_DNS: exact("any namespace will do", f"{_CONFIGURATION}.namespace"),
    **NAMES,
    Feature.ALIAS: unproxied(_FIRST_ALIAS, without=_ALIAS_UNKNOWN),
    Feature.ALIAS_OUTSIDE: unproxied(_FIRST_ALIAS, without=_ALIAS_UNKNOWN),
    Feature.ALIAS_MORE: unproxied(_MORE_ALIASES, without=_ALIAS_UNKNOWN),
    Feature.ALIAS_OUTSIDE_MORE: unproxied(_MORE_ALIASES, without=_ALIAS_UNKNOWN),
    Feature.ALIAS_DNS: lost(
        "aliases are known to proxies, and not registered in Cloud Map",
        f"{_ECS} ServiceConnectClientAlias.dnsName",
        remedy="let the caller use the name of CALLEE",
    ),
    Feature.OWN_NAME: lost(
        "a port has one client alias: the first alias of a service stands in place of its own name",
        f"{_PORT}.clientAliases",
        remedy="call the service by its first alias",
    ),
    Feature.DEPLOYMENT_SHIFT: unproxied(
        exact("`strategy` of the deployment", f"{_ECS} DeploymentConfiguration.strategy"),
        without=lost(
            "ECS moves traffic between the proxies of Service Connect, and no port here is offered to them",
            _SHIFT,
            remedy="write `strategy = rolling`",
        ),
    ),
    Feature.DEPLOYMENT_TEST_HEADER: unproxied(
        exact("`testTrafficRules` of the client alias", f"{_ECS} ServiceConnectClientAlias.testTrafficRules"),
        without=lost("no port here is offered to the proxies", _SHIFT, remedy="remove `test-header`"),
    ),
    Feature.DEPLOYMENT_TEST_HEADER_TCP: lost(
        "Service Connect sees headers on ports of http, http2 and grpc only",
        f"{_ECS} ServiceConnectClientAlias.testTrafficRules",
        remedy="remove `test-header`, or write another `protocol`",
    ),
}
"""The answers of Service Connect, by feature."""
