"""The table of the language: traffic policies, routes and calls."""

from __future__ import annotations

from meshc.language.kinds import Kind, LabelSpec, Setting, by_name, grouped_kinds, kinds
from meshc.language.values import (
    BooleanType,
    CallType,
    DurationType,
    EnumType,
    IntegerType,
    ListType,
    NumberChoiceType,
    RateType,
    ReferenceType,
    ShareType,
    SizeType,
    StringType,
    VariableType,
    WeightType,
)

PROTOCOLS = ("http", "http2", "grpc", "tcp", "udp", "redis", "mongo", "postgres")
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH")
RETRY_CONDITIONS = (
    "connect-failure",
    "refused-stream",
    "reset",
    "gateway-error",
    "server-error",
    "client-error",
    "cancelled",
    "deadline-exceeded",
    "internal",
    "resource-exhausted",
    "unavailable",
)

_CERTIFICATE = CallType(("pem", "acm", "pca", "sds"), "certificate")
_TRUST = CallType(("pem", "acm", "sds"), "trust")
_COUNT = IntegerType(1)

SERVER_TLS = Kind(
    "tls",
    "how the service serves TLS",
    settings=by_name(
        Setting("mode", EnumType(("strict", "permissive")), "whether plain text is refused", "strict"),
        Setting("certificate", _CERTIFICATE, "the certificate that the service shows"),
    ),
    kinds=kinds(
        Kind(
            "clients",
            "what is demanded of the certificates of clients; makes TLS mutual",
            settings=by_name(
                Setting("trust", _TRUST, "authorities whose certificates are let in", required=True),
                Setting("names", ListType(StringType()), "subject alternative names that are let in", "every name"),
            ),
        )
    ),
    group="service",
)

CLIENT_TLS = Kind(
    "tls",
    "how the caller verifies the server, and what it presents of itself",
    settings=by_name(
        Setting("trust", _TRUST, "authorities that the server's certificate must come from"),
        Setting("names", ListType(StringType()), "subject alternative names, one of which the server must carry"),
        Setting("server-name", StringType(), "the name sent in the handshake (SNI)"),
        Setting("certificate", _CERTIFICATE, "the certificate that the caller presents"),
    ),
    off=True,
    group="policy",
)

_EDITS = by_name(Setting("remove", ListType(StringType()), "headers to remove"))
_ADD = Kind("add", "headers to add, with their values", entries=VariableType())

POLICY_SETTINGS = by_name(
    Setting(
        "timeout",
        DurationType(),
        "limit for a whole request, retries included; none for tcp and kin",
        "15s",
        "policy",
        off=True,
    ),
    Setting(
        "idle-timeout",
        DurationType(),
        "limit without a byte in either direction; 3600s for tcp and kin",
        "300s",
        "policy",
        off=True,
    ),
    Setting("connect-timeout", DurationType(), "limit for opening a connection", "", "policy"),
)
"""Policy settings that are one value."""

_POLICY_KINDS = (
    Kind(
        "retry",
        "when a failed request is sent again",
        settings=by_name(
            Setting("max", IntegerType(0), "retries after the first try", "2"),
            Setting(
                "on",
                ListType(EnumType(RETRY_CONDITIONS, numbers=True)),
                "conditions and statuses that are retried",
                "[connect-failure, refused-stream, 503]",
            ),
            Setting("per-try", DurationType(), "limit for each try"),
            Setting("methods", ListType(EnumType(METHODS)), "methods retried on an answer", "[GET, HEAD, OPTIONS]"),
        ),
        kinds=kinds(
            Kind(
                "backoff",
                "the wait before a retry",
                settings=by_name(
                    Setting("base", DurationType(), "the first wait", required=True),
                    Setting("max", DurationType(), "the longest wait"),
                ),
            )
        ),
        off=True,
    ),
    Kind(
        "connection-pool",
        "how much one caller may have in flight",
        settings=by_name(
            Setting("connections", _COUNT, "connections"),
            Setting("pending", _COUNT, "requests that wait for a connection"),
            Setting("requests", _COUNT, "requests at the same time"),
            Setting("retries", IntegerType(0), "retries at the same time"),
        ),
        off=True,
    ),
    Kind(
        "outlier-detection",
        "when an instance that answers with errors is left out for a while",
        settings=by_name(
            Setting("errors", _COUNT, "errors in a row"),
            Setting("interval", DurationType(), "time between looks"),
            Setting("eject-for", DurationType(), "time that an instance is left out"),
            Setting("eject-at-most", ShareType(), "share of the instances that may be out at once"),
        ),
        off=True,
    ),
    Kind(
        "load-balancing",
        "which instance gets a request",
        settings=by_name(
            Setting(
                "algorithm",
                EnumType(("round-robin", "least-request", "random", "ring-hash", "maglev")),
                "how an instance is chosen",
                "round-robin",
            ),
            Setting("zone-aware", BooleanType(), "whether instances in the caller's zone are preferred"),
        ),
        kinds=kinds(
            Kind(
                "affinity",
                "what binds a caller to an instance",
                settings=by_name(
                    Setting(
                        "by", EnumType(("header", "cookie", "source-ip")), "what identifies a caller", required=True
                    ),
                    Setting("name", StringType(allow_word=True), "name of the header or cookie"),
                    Setting("ttl", DurationType(), "life of the cookie"),
                ),
            )
        ),
        off=True,
    ),
    Kind(
        "rate-limit",
        "how many requests an instance lets in",
        settings=by_name(
            Setting("rate", RateType(), "requests per unit of time", required=True),
            Setting("burst", _COUNT, "requests let in at once"),
        ),
        off=True,
    ),
    Kind(
        "buffer",
        "requests held back until they are whole, before the application sees them",
        settings=by_name(Setting("limit", SizeType(), "the largest request; more is answered with 413", required=True)),
        off=True,
    ),
    Kind(
        "fault",
        "faults injected to see what callers do",
        kinds=kinds(
            Kind(
                "delay",
                "requests held back",
                settings=by_name(
                    Setting("time", DurationType(), "how long", required=True),
                    Setting("share", ShareType(), "how many", "100%"),
                ),
            ),
            Kind(
                "abort",
                "requests failed",
                settings=by_name(
                    Setting("status", IntegerType(200, 599), "the status they get", required=True),
                    Setting("share", ShareType(), "how many", "100%"),
                ),
            ),
        ),
        off=True,
    ),
    Kind(
        "mirror",
        "a copy of the traffic whose answers are dropped",
        settings=by_name(
            Setting("to", ReferenceType("service"), "the service that gets the copy", required=True),
            Setting("share", ShareType(), "how much of the traffic", "100%"),
        ),
        off=True,
    ),
    Kind(
        "rewrite",
        "what the next hop sees instead of what matched",
        settings=by_name(
            Setting("prefix", StringType(), "replaces the prefix that matched"),
            Setting("path", StringType(), "replaces the whole path"),
            Setting("host", StringType(), "replaces the host"),
        ),
        off=True,
    ),
    Kind(
        "redirect",
        "an answer that sends the client elsewhere",
        settings=by_name(
            Setting("scheme", EnumType(("http", "https")), "the scheme to use"),
            Setting("host", StringType(), "the host to ask"),
            Setting("port", IntegerType(1, 65535), "the port to ask"),
            Setting("path", StringType(), "the path to ask for"),
            Setting("status", NumberChoiceType((301, 302, 303, 307, 308)), "status of the answer", "301"),
        ),
        off=True,
    ),
    Kind(
        "respond",
        "a fixed answer",
        settings=by_name(
            Setting("status", IntegerType(100, 599), "its status", required=True),
            Setting("body", StringType(), "its body"),
        ),
        off=True,
    ),
    Kind(
        "headers",
        "headers added to and removed from requests",
        settings=_EDITS,
        kinds=kinds(_ADD, Kind("response", "the same for answers", settings=_EDITS, kinds=kinds(_ADD))),
        off=True,
    ),
)

USE = Kind(
    "use",
    "takes the settings of a policy; lines of the block itself win",
    (LabelSpec("policy", ReferenceType("policy")),),
    body="none",
    group="use",
)

PROVIDER_POLICY_KINDS = {**grouped_kinds(_POLICY_KINDS, "policy"), "use": USE}
"""What a service says of its own traffic; its `tls` is how it serves."""

POLICY_KINDS = {**PROVIDER_POLICY_KINDS, "tls": CLIENT_TLS}
"""What a caller, a route, a policy or the defaults say."""

_MATCH_SETTINGS = by_name(
    Setting("exact", StringType(allow_word=True), "the whole value"),
    Setting("prefix", StringType(), "its beginning"),
    Setting("suffix", StringType(), "its end"),
    Setting("contains", StringType(), "a part of it"),
    Setting("regex", CallType(("regex",), "regex", or_string=True), "a regular expression (RE2) for the whole value"),
    Setting("range", StringType(), 'whole numbers from the first up to but not the second: "1..10"'),
    Setting("present", BooleanType(), "whether it must be there at all"),
    Setting("not", BooleanType(), "turns the condition round", "false"),
)

ROUTE = Kind(
    "route",
    "one entry of an ordered list: the first that matches decides",
    (
        LabelSpec("path", CallType(("regex",), "path", or_string=True)),
        LabelSpec("name", StringType(allow_word=True), optional=True),
    ),
    settings={
        **POLICY_SETTINGS,
        **by_name(
            Setting("to", ReferenceType("destination"), "where the traffic goes", "the weights of the versions"),
            Setting("host", StringType(), "the host that must be asked for"),
            Setting("method", ListType(EnumType(METHODS)), "methods that match", "every method"),
            Setting("stream", BooleanType(), "whether answers may last as long as they like", "false"),
            Setting("before", ReferenceType("route"), "in an overlay: the route that a new one goes before"),
        ),
    },
    kinds={
        **POLICY_KINDS,
        **kinds(
            Kind(
                "header", "a condition on a header", (LabelSpec("name", StringType(allow_word=True)),), _MATCH_SETTINGS
            ),
            Kind(
                "query",
                "a condition on a query parameter",
                (LabelSpec("name", StringType(allow_word=True)),),
                _MATCH_SETTINGS,
            ),
            Kind("split", "destinations and their parts of the traffic", entries=WeightType()),
        ),
    },
    ordered=True,
)

CALL_ROUTE = Kind(
    "route",
    "what the caller asks for on one route of the service that it calls, by the route's name",
    (LabelSpec("name", ReferenceType("route")),),
    settings=POLICY_SETTINGS,
    kinds=POLICY_KINDS,
)

CALLS = Kind(
    "calls",
    "a service or external that this one calls, and what it asks of those calls",
    (LabelSpec("callee", ReferenceType("callee")),),
    settings=POLICY_SETTINGS,
    kinds={**POLICY_KINDS, "route": CALL_ROUTE},
    body="optional",
)
