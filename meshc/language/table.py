"""The table of the language: every kind of block, with its settings, labels, types, defaults and one line of docs.

The grammar knows none of these words. The binder, completion, hover, the reference page and the highlighters read them
from here, so a new word of the language is an entry in this package and nothing else before the IR.
"""

from __future__ import annotations

from dataclasses import replace

from meshc.language.kinds import Kind, LabelSpec, Setting, by_name, kinds
from meshc.language.traffic import (
    CALLS,
    METHODS,
    POLICY_KINDS,
    POLICY_SETTINGS,
    PROTOCOLS,
    PROVIDER_POLICY_KINDS,
    ROUTE,
    SERVER_TLS,
)
from meshc.language.values import (
    AnyType,
    BooleanType,
    CallType,
    DurationType,
    EnumType,
    IntegerType,
    ListType,
    ParameterTypeType,
    ReferenceType,
    StringType,
    TextType,
    VariableType,
    WeightType,
)
from meshc.language.workload import ACCESS_LOG, ECS, METRICS, PROXY, TRACING, WORKLOAD_KINDS, WORKLOAD_SETTINGS

_NAME = (LabelSpec("name", StringType(allow_word=True)),)
_PROTOCOL = EnumType(PROTOCOLS)
_PORT_NUMBER = IntegerType(1, 65535)

DISCOVERY = Kind(
    "discovery",
    "how a name is registered and found",
    settings=by_name(
        Setting(
            "type", EnumType(("http", "private-dns", "public-dns")), "by the API only, or by DNS too", "private-dns"
        ),
        Setting("namespace", TextType(late_whole=True), "a namespace other than the mesh's"),
        Setting("name", StringType(allow_word=True), "the name in the namespace", "the service's"),
        Setting("record", EnumType(("ip", "srv", "cname")), "kind of DNS record", "ip"),
        Setting("ttl", DurationType(), "how long an answer may be kept", "10s"),
        Setting("ip", EnumType(("v4", "v6", "dual")), "addresses in the answer", "v4"),
        Setting("prefer", EnumType(("v4", "v6")), "addresses that are tried first where a name has both kinds"),
        Setting("resolves", EnumType(("dns", "api")), "how proxies look the name up", "dns, or api for type http"),
        Setting("host", TextType(late_whole=True), "a name of your own at which others reach it; then none is made"),
        Setting("routing", EnumType(("multivalue", "weighted")), "up to eight instances, or one", "multivalue"),
        Setting("account", TextType(late_whole=True), "account that owns the namespace"),
    ),
    kinds=kinds(
        Kind("attributes", "what callers of the API select instances by", entries=VariableType()),
        Kind(
            "health",
            "a health check by Route 53, for public names",
            settings=by_name(
                Setting("path", StringType(), "path that is asked for; without one a connection is enough"),
                Setting("failures", IntegerType(1, 10), "failures in a row that count", "1"),
            ),
            body="optional",
        ),
    ),
)

_MESH_DISCOVERY = replace(
    DISCOVERY,
    settings={name: setting for name, setting in DISCOVERY.settings.items() if name not in ("name", "host")},
)
"""A name is one service's own."""

_OWN_DISCOVERY = replace(
    DISCOVERY,
    settings={
        name: setting for name, setting in DISCOVERY.settings.items() if name not in ("prefer", "resolves", "host")
    },
)
"""What no proxy of the mesh looks up: something outside it, and gateways."""

_PORT = Kind(
    "port",
    "one of several ports",
    _NAME,
    by_name(
        Setting("number", _PORT_NUMBER, "the port that the application listens on", required=True),
        Setting("client-port", _PORT_NUMBER, "the port that callers use", "the same"),
        Setting("protocol", _PROTOCOL, "what is spoken on it", required=True),
        Setting("stream", BooleanType(), "whether answers may last as long as they like", "false"),
    ),
    group="service",
)

_PORT_SETTINGS = by_name(
    Setting("port", _PORT_NUMBER, "the port that the application listens on", group="port", field="number"),
    Setting("client-port", _PORT_NUMBER, "the port that callers use", "the same", group="port"),
    Setting("protocol", _PROTOCOL, "what is spoken on it", "http", group="port"),
    Setting("stream", BooleanType(), "whether answers may last as long as they like", "false", group="port"),
)

_UNMATCHED = Setting(
    "unmatched", EnumType(("forward", "deny")), "what becomes of requests that no route matches", "forward", "service"
)

VERSION = Kind(
    "version",
    "one version of the service; its lines override those of the service",
    _NAME,
    {
        **WORKLOAD_SETTINGS,
        "weight": Setting("weight", WeightType(), "part of the traffic that no route decides", group="version"),
    },
    {
        **WORKLOAD_KINDS,
        "deploy": replace(WORKLOAD_KINDS["deploy"], off=True),
        "discovery": replace(DISCOVERY, group="version"),
    },
    body="optional",
    group="service",
)

SERVICE = Kind(
    "service",
    "a service: what listens, in which versions, by what routes, calling whom",
    _NAME,
    {
        **WORKLOAD_SETTINGS,
        **POLICY_SETTINGS,
        **_PORT_SETTINGS,
        "unmatched": _UNMATCHED,
        "alias": Setting(
            "alias", ListType(StringType()), "further names of the service", group="service", field="aliases"
        ),
        "mesh": Setting("mesh", EnumType(("on", "off")), "off: registered by name, without a proxy", "on", "service"),
    },
    {
        **WORKLOAD_KINDS,
        **PROVIDER_POLICY_KINDS,
        "tls": SERVER_TLS,
        "port": _PORT,
        "version": VERSION,
        "route": replace(ROUTE, group="service"),
        "calls": replace(CALLS, group="service"),
        "discovery": replace(DISCOVERY, group="service"),
    },
)

GATEWAY = Kind(
    "gateway",
    "where traffic enters the mesh",
    _NAME,
    {
        **WORKLOAD_SETTINGS,
        **POLICY_SETTINGS,
        **_PORT_SETTINGS,
        "unmatched": _UNMATCHED._replace(default="deny"),
        "http3": Setting("http3", BooleanType(), "whether it speaks HTTP/3, too", "false", "service"),
    },
    {
        **WORKLOAD_KINDS,
        **PROVIDER_POLICY_KINDS,
        "tls": SERVER_TLS,
        "port": _PORT,
        "route": replace(ROUTE, group="service"),
        "calls": replace(CALLS, group="service"),
        "discovery": replace(_OWN_DISCOVERY, group="service", doc="how its own name is registered; without it none is"),
        "expose": Kind(
            "expose",
            "how the outside reaches the gateway",
            settings=by_name(
                Setting("scheme", EnumType(("public", "internal")), "from the internet, or from the network", "public"),
                Setting("certificate", CallType(("acm",), "certificate"), "certificate of the listener"),
                Setting("hosts", ListType(StringType()), "names under which the outside asks"),
            ),
            body="optional",
            group="service",
        ),
    },
)

EXTERNAL = Kind(
    "external",
    "something outside the mesh that services call",
    _NAME,
    {
        **POLICY_SETTINGS,
        **by_name(
            Setting("host", TextType(late_whole=True), "its name or address", required=True),
            Setting("port", _PORT_NUMBER, "its port", required=True),
            Setting("protocol", _PROTOCOL, "what is spoken with it", "tcp"),
            Setting(
                "encrypted", BooleanType(), "whether the application itself speaks TLS to it", "false", field="tls"
            ),
        ),
    },
    {**POLICY_KINDS, "discovery": _OWN_DISCOVERY},
)

CLIENT = Kind(
    "client",
    "something that resolves names of the mesh and runs no proxy",
    _NAME,
    by_name(
        Setting("type", EnumType(("lambda", "ec2", "other")), "what it is", required=True),
        Setting("resolves", EnumType(("dns", "api")), "how it finds names", "dns"),
        Setting("network", EnumType(("vpc", "outside")), "where it stands", "vpc"),
    ),
    {"calls": CALLS},
)

MESH = Kind(
    "mesh",
    "what holds for the whole mesh",
    _NAME,
    by_name(
        Setting(
            "namespace", CallType(("existing",), "namespace", or_string=True), "namespace of its names", '"NAME.local"'
        ),
        Setting("vpc", TextType(late_whole=True), "VPC of a private namespace"),
        Setting("build", ListType(ReferenceType("target")), "targets built when none is named", "[service-connect]"),
        Setting("egress", EnumType(("allow", "deny")), "calls to what the mesh does not know", "allow"),
        Setting("owner", TextType(late_whole=True), "account that shares the mesh, where it is not your own"),
    ),
    {
        "discovery": _MESH_DISCOVERY,
        "ecs": ECS,
        "proxy": PROXY,
        "access-log": ACCESS_LOG,
        "metrics": METRICS,
        "tracing": TRACING,
    },
    body="optional",
)

PARAM = Kind(
    "param",
    "a value given from outside, by `--set`, `--params`, or when deploying",
    _NAME,
    by_name(
        Setting("type", ParameterTypeType(), "type of the value", "string"),
        Setting("default", AnyType(), "value when none is given"),
        Setting("late", BooleanType(), "whether the deployment supplies it", "false"),
        Setting("description", StringType(), "what it is for"),
    ),
    body="optional",
)

DEFAULTS = Kind("defaults", "traffic policy of every call", settings=POLICY_SETTINGS, kinds=POLICY_KINDS)

POLICY = Kind("policy", "traffic settings under a name, for `use`", _NAME, POLICY_SETTINGS, POLICY_KINDS)

TARGET = Kind(
    "target",
    "what the author says of one target",
    (LabelSpec("target", ReferenceType("target")),),
    by_name(
        Setting("accept", ListType(StringType(allow_word=True)), "features whose loss under the target is accepted")
    ),
)

TEST = Kind(
    "test",
    "what is expected of a request",
    (LabelSpec("name", StringType(allow_word=True)),),
    by_name(
        Setting("from", ReferenceType("source"), "who sends it", required=True, field="source"),
        Setting("to", ReferenceType("callee"), "the service that is called", "the only one"),
    ),
    kinds(
        Kind(
            "request",
            "the request",
            settings=by_name(
                Setting("method", EnumType(METHODS), "its method", "GET"),
                Setting("path", StringType(), "its path", '"/"'),
                Setting("host", StringType(), "its host"),
            ),
            kinds=kinds(Kind("headers", "its headers", entries=VariableType())),
        ),
        Kind(
            "expect",
            "what must come of it",
            settings=by_name(
                Setting("to", ReferenceType("destination"), "where it arrives"),
                Setting("status", IntegerType(100, 599), "the status of the answer"),
                Setting("timeout", DurationType(), "the timeout in force", off=True),
                Setting("retries", IntegerType(0), "the retries in force"),
            ),
        ),
    ),
)

IMPORT = Kind(
    "import", "a file or folder whose blocks belong to the mesh", (LabelSpec("path", StringType()),), body="none"
)

_BASE = kinds(MESH, PARAM, DEFAULTS, POLICY, GATEWAY, SERVICE, EXTERNAL, CLIENT, TARGET, TEST)

OVERLAY = Kind(
    "overlay",
    "lines that replace or add to those of the mesh when the overlay is named",
    _NAME,
    kinds={name: kind for name, kind in _BASE.items() if name not in ("test",)},
)

TOP_LEVEL: dict[str, Kind] = {**_BASE, "overlay": OVERLAY, "import": IMPORT}
"""Every kind of block that may stand at the top of a file."""

OVERLAY_SETTINGS = by_name(
    Setting("remove", BooleanType(), "removes the block"),
    Setting("new", BooleanType(), "says that the block is not in the mesh yet"),
)
"""Settings that any labelled block of an overlay takes."""
